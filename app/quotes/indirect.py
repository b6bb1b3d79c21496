"""Indirect speech: the clause after *que* of a reporting verb, where it ends, and which are left out.

Precision decides: a clause is taken only after a verb in the indicative that asserts, asks or gives an
opinion, in a clause of its own. What holds quoted speech is left out whole, since that stands for itself.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from app.quotes.cues import FoundCue
from app.quotes.lexicon import word_set
from app.quotes.nominals import Phrase
from app.quotes.scenes import Scene
from app.quotes.tokens import CAPITAL, POINT, QUOTE, WORD, Token

_WORDS_FILE = "indirect.toml"
_LONGEST_GAP = 14  # tokens between a verb and its "que"
_FEWEST_WORDS = 3
_LINKS = ("de", "en", "a")  # *advirtió de que*, *insistió en que*
_STOPS = (".", "…", "...", "!", ",", ";", ":", "-", "–", "—")
_AUXILIARIES = ("habría", "habrían", "habrá", "habrán", "hubiera", "hubieran", "hubiese", "haya")


class Clause(NamedTuple):
    """A clause at half-open token positions, and the position of its cue among those of the sentence."""

    cue: int
    start: int
    end: int


def find_clauses(scene: Scene, speech: Collection[int]) -> Iterator[Clause]:
    """The clauses of a sentence in order, none overlapping; `speech` are the positions of quoted speech."""
    if any(token.text in ("¿", "?") for token in scene.tokens):
        return
    free = 0
    for position, cue in enumerate(scene.cues):
        if cue.start < free or not _reports(scene, cue):
            continue
        opening = _find_opening(scene, cue)
        if opening is None:
            continue
        end = _find_end(scene, position, opening)
        if _is_worth(scene.tokens[opening:end]) and not any(opening <= i < end for i in speech):
            yield Clause(position, opening, end)
        free = end


def _reports(scene: Scene, cue: FoundCue) -> bool:
    """Whether the verb says that something was said: no denial, condition, future or impersonal *se*."""
    if cue.mood != "finite" or not _is_assertive(cue) or _is_unreal(scene.tokens, cue):
        return False
    verb = scene.tokens[cue.start : cue.end]
    if any(token.low == "se" for token in verb) and not cue.lemma.endswith("se"):
        return False
    before = _before_adverbs(scene.tokens, cue.start)
    return before < 0 or not _is_listed(scene.tokens[before], "negations")


def _is_assertive(cue: FoundCue) -> bool:
    if cue.lemma in _listed("denials"):
        return False
    return bool(cue.classes & {"say", "add", "ask"}) or cue.lemma in _listed("opinions")


def _is_unreal(tokens: tuple[Token, ...], cue: FoundCue) -> bool:
    """*diría*, *dirá*, *habría dicho*: the infinitive, or the stem of *decir*, with an ending."""
    first, last = tokens[cue.start : cue.end][0].low, tokens[cue.end - 1].low
    if first in _AUXILIARIES or last.startswith("dir"):
        return True
    return last.startswith(cue.lemma.removesuffix("se")) and last.endswith(("á", "án", "ía", "ían"))


def _before_adverbs(tokens: tuple[Token, ...], position: int) -> int:
    """The position of the last token before, adverbs but negations passed over; -1 when there is none."""
    before = position - 1
    adverbs, negations = word_set("adverbs"), _listed("negations")
    while before >= 0 and tokens[before].low in adverbs and tokens[before].low not in negations:
        before -= 1
    return before


def _find_opening(scene: Scene, cue: FoundCue) -> int | None:
    """The position after the *que* that the verb governs; None when it governs none."""
    tokens = scene.tokens
    for i in range(cue.end, min(len(tokens) - 1, cue.end + _LONGEST_GAP)):
        if tokens[i].low == "que":
            return _after_que(tokens, i) if _may_govern(scene, cue, i) else None
        if tokens[i].kind == QUOTE or (tokens[i].kind == POINT and tokens[i].text != ","):
            return None
        if any(other.start == i and other.mood == "finite" for other in scene.cues):
            return None
    return None


def _after_que(tokens: tuple[Token, ...], que: int) -> int:
    return que + 2 if tokens[que + 1].text == "," else que + 1


def _may_govern(scene: Scene, cue: FoundCue, que: int) -> bool:
    """Whether what stands between the verb and *que* is its subject, its addressee or a circumstance."""
    tokens = scene.tokens
    end = que
    if que - 1 > cue.end - 1 and tokens[que - 1].low in _LINKS:
        end -= 1
    gap = tokens[cue.end : end]
    if not gap:
        return True
    if _is_listed(gap[-1], "conjunctions") or sum(token.text == "," for token in gap) % 2:
        return False
    return gap[-1].text == "," or _is_complete(scene, cue, end)


def _is_complete(scene: Scene, cue: FoundCue, end: int) -> bool:
    """Whether no noun is left in the gap that *que* could be the relative of."""
    last = next((p for p in reversed(scene.phrases) if cue.end <= p.start and p.end <= end), None)
    if last is not None and last.end == end:
        return last.kind in ("name", "organisation", "pronoun") or _is_subject(last, cue)
    token = scene.tokens[end - 1]
    return token.low in word_set("adverbs") or token.low in word_set("weekdays")


def _is_subject(phrase: Phrase, cue: FoundCue) -> bool:
    return phrase.start == cue.end and not phrase.preposition and phrase.definite


def _find_end(scene: Scene, position: int, opening: int) -> int:
    """The end of the clause: that of the sentence, or where the reporter takes the word again."""
    tokens = scene.tokens
    end = min(_sentence_end(tokens), _cue_end(scene, position, opening))
    for i in range(opening, end):
        if tokens[i].text == ";" or (tokens[i].text == "," and _continues(tokens, i + 1)):
            end = i
            break
    return _without_brackets(tokens, opening, _trim(tokens, opening, end))


def _sentence_end(tokens: tuple[Token, ...]) -> int:
    return len(tokens)


def _continues(tokens: tuple[Token, ...], i: int) -> bool:
    lows = [token.low for token in tokens[i : i + 3]]
    return any("_".join(lows[:size]) in _listed("continuations") for size in (1, 2, 3))


def _cue_end(scene: Scene, position: int, opening: int) -> int:
    """Where the first cue begins that is not part of the clause: set off by a comma, or joined to the first."""
    tokens = scene.tokens
    for cue in scene.cues[position + 1 :]:
        if cue.start < opening:
            continue
        start = _clause_start(scene, cue)
        before = start - 1
        if before < opening:
            continue
        if cue.mood == "source" and tokens[before].text == ",":
            return before
        if cue.mood == "finite" and _takes_over(scene, cue, before):
            return before
    return len(tokens)


def _clause_start(scene: Scene, cue: FoundCue) -> int:
    """Where the clause of a cue begins: with the subject that touches it, or with the verb."""
    start = _before_adverbs(scene.tokens, cue.start) + 1
    touching = next((p for p in scene.phrases if p.end == start and not p.preposition), None)
    start = touching.start if touching is not None else start
    return start


def _takes_over(scene: Scene, cue: FoundCue, before: int) -> bool:
    tokens = scene.tokens
    if not _is_listed(tokens[before], "coordinators") and tokens[before].low != "que":
        return False
    if tokens[before].low == "que" and tokens[before - 1].low not in ("mientras", "tiempo"):
        return False
    if _find_opening(scene, cue) is not None and cue.classes & {"say", "add", "ask"}:
        return True
    if tokens[before].text != "," or not cue.strong:
        return False
    return cue.end >= len(tokens) or _closes(scene, cue)


def _closes(scene: Scene, cue: FoundCue) -> bool:
    """*…, dijo Ruiz.* and *…, explica.*"""
    following = scene.tokens[cue.end]
    return following.text in (".", ",") or any(
        p.start == cue.end and not p.preposition for p in scene.phrases
    )


def _trim(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """The end without stops, pauses and conjunctions that are left over."""
    while end > start and (tokens[end - 1].text in _STOPS or tokens[end - 1].low in ("y", "e")):
        end -= 1
    return end


def _without_brackets(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """The end before brackets that close the clause."""
    if tokens[end - 1].text != ")":
        return end
    opening = next((i for i in range(end - 1, start, -1) if tokens[i].text == "("), end)
    return _trim(tokens, start, opening)


def _is_worth(clause: tuple[Token, ...]) -> bool:
    return sum(token.kind in (WORD, CAPITAL) for token in clause) >= _FEWEST_WORDS


def _listed(name: str) -> frozenset[str]:
    return word_set(name, _WORDS_FILE)


def _is_listed(token: Token, name: str) -> bool:
    return token.low in _listed(name)
