"""Subjects that no list knows, told by where they stand: *externó el creativo*, *el blog afirma*."""

from app.quotes.cues import FoundCue
from app.quotes.lexicon import word_set
from app.quotes.nations import nation_of
from app.quotes.nominals import Phrase
from app.quotes.roles import Gender
from app.quotes.scenes import Scene
from app.quotes.tokens import WORD, Token


def described_after(scene: Scene, cue: FoundCue) -> Phrase | None:
    """A noun that no list knows, right after the verb: *externó el creativo*."""
    tokens = scene.tokens
    if cue.end + 1 >= len(tokens):
        return None
    article, noun = tokens[cue.end], tokens[cue.end + 1]
    if article.low in ("uno", "una", "otro", "otra") and noun.low == "de":
        return _one_of_several(scene, cue)
    if article.low not in ("el", "la") or noun.kind != WORD:
        return None
    if noun.low in word_set("weekdays") or noun.low in word_set("before_noun"):
        return None
    return _described(tokens, cue.end)


def _one_of_several(scene: Scene, cue: FoundCue) -> Phrase | None:
    """*dijo una de las mariscadoras*: after the verb even a noun that no list knows is somebody."""
    tokens, start = scene.tokens, cue.end
    if start + 3 >= len(tokens) or tokens[start + 3].kind != WORD:
        return None
    gender: Gender = "f" if tokens[start].low.endswith("a") else "m"
    end = start + 4
    return Phrase("role", start, end, end, gender=gender, definite=False, determined=True)


def described_before(scene: Scene, cue: FoundCue) -> Phrase | None:
    """A noun that no list knows, between an article and the verb: *Incluso el blog afirma*."""
    start = cue.start - 2
    if start < 0 or scene.tokens[start].low not in ("el", "la") or cue.number != "singular":
        return None
    if start and scene.tokens[start - 1].low in word_set("prepositions"):
        return None
    return described_first(scene, cue, start)


def described_first(scene: Scene, cue: FoundCue, start: int) -> Phrase | None:
    """A noun that no list knows, at the beginning of the clause: *El heredero del imperio insistió*."""
    tokens = scene.tokens
    if start + 1 >= cue.start or tokens[start].low not in ("el", "la"):
        return None
    noun = tokens[start + 1]
    if noun.kind != WORD or noun.low in word_set("weekdays") or noun.low in word_set("before_noun"):
        return None
    return _described(tokens, start)


def _described(tokens: tuple[Token, ...], start: int) -> Phrase:
    """A noun that no list knows after its article."""
    article, noun = tokens[start], tokens[start + 1].low
    gender: Gender = "f" if article.low == "la" else "m"
    nation = nation_of(noun)
    return Phrase(
        "role",
        start,
        start + 2,
        start + 2,
        gender=gender,
        determined=True,
        complement=frozenset({nation}) if nation else frozenset(),
    )
