"""Whether a cue tells, in a clause of its own, that somebody known said something.

What is denied, supposed, foretold or asked is not said; nor is what a subordinate clause only mentions.
"""

from collections.abc import Sequence

from app.quotes.cues import FoundCue
from app.quotes.hearing import Attribution
from app.quotes.lexicon import word_set
from app.quotes.nominals import Phrase
from app.quotes.scenes import Scene
from app.quotes.tokens import POINT, QUOTE, Token

_SURE_ENOUGH = 0.7  # of the attribution; those below were wrong as often as right
_JOINED_BY = ("y", "e", "pero", "mientras", ",", "-", "–", "—", ")")
_WHO = ("quien", "quienes")


def is_assertion(scene: Scene, cue: FoundCue) -> bool:
    """Whether the verb says that something was said, asked for or thought; an impersonal *se* does not."""
    if cue.mood != "finite" or not _is_assertive(cue) or _is_unreal(scene.tokens, cue):
        return False
    verb = scene.tokens[cue.start : cue.end]
    if any(token.low == "se" for token in verb) and not cue.lemma.endswith("se"):
        return False
    if _follows_quotation(scene.tokens, cue):
        return False
    before = before_adverbs(scene.tokens, cue.start)
    return before < 0 or scene.tokens[before].low not in listed("negations")


def has_speaker(scene: Scene, cue: FoundCue, made: Attribution) -> bool:
    """Whether somebody is known well enough to say it, in a clause that is not part of another."""
    if made.speaker is None or made.confidence < _SURE_ENOUGH:
        return False
    if made.rule.endswith("-relative"):
        return _is_antecedent(scene, cue, made)
    if made.phrase is None:
        return _may_be_unspoken(scene, cue, said_before=made.rule == "same-sentence")
    if made.phrase.start >= cue.end:
        return True
    if scene.tokens[made.phrase.start].low in listed("ours"):
        return False
    return _is_subject(scene, cue, (made.phrase, *made.partners))


def _is_antecedent(scene: Scene, cue: FoundCue, made: Attribution) -> bool:
    """*Ruiz, que afirmó*: a name takes no relative without a pause, and a body no *quien*."""
    pronoun, before = scene.tokens[cue.start - 1], scene.tokens[cue.start - 2]
    if pronoun.low in _WHO:
        return made.speaker is not None and made.speaker.kind != "organisation"
    named = made.phrase is not None and made.phrase.kind == "name"
    return before.kind == POINT or not named


def before_adverbs(tokens: tuple[Token, ...], position: int) -> int:
    """The position of the last token before, adverbs but negations passed over; -1 when there is none."""
    before = position - 1
    adverbs, negations = word_set("adverbs"), listed("negations")
    while before >= 0 and tokens[before].low in adverbs and tokens[before].low not in negations:
        before -= 1
    return before


def listed(name: str) -> frozenset[str]:
    """A list of the lexicon of indirect speech."""
    return word_set(name, "indirect.toml")


def _is_assertive(cue: FoundCue) -> bool:
    if cue.lemma in listed("denials"):
        return False
    return bool(cue.classes & {"say", "add", "ask"}) or cue.lemma in listed("opinions")


def _is_unreal(tokens: tuple[Token, ...], cue: FoundCue) -> bool:
    """*diría*, *dirá*, *habría dicho*: the infinitive, or the stem of *decir*, with an ending."""
    first, last = tokens[cue.start : cue.end][0].low, tokens[cue.end - 1].low
    if first in listed("unreal_auxiliaries") or last.startswith("dir"):
        return True
    return last.startswith(cue.lemma.removesuffix("se")) and last.endswith(("á", "án", "ía", "ían"))


def _follows_quotation(tokens: tuple[Token, ...], cue: FoundCue) -> bool:
    """*"…", dijo Ruiz, que…*: the verb has its quotation, and *que* is a relative."""
    before = [token for token in tokens[max(0, cue.start - 2) : cue.start] if token.text != ","]
    return bool(before) and before[-1].kind == QUOTE


def _may_be_unspoken(scene: Scene, cue: FoundCue, *, said_before: bool) -> bool:
    """Whether the verb has nothing before it that could be a subject whom nobody knows.

    `said_before`: its speaker is that of an earlier verb of the sentence.
    """
    tokens = scene.tokens
    before = before_adverbs(tokens, cue.start)
    if before < 0 or (before == 0 and tokens[0].kind == POINT):
        return tokens[cue.start].low not in listed("imperatives")
    if tokens[before].low not in _JOINED_BY and tokens[before].kind != QUOTE:
        return False
    opening = tokens[0].low
    return (
        said_before or opening in word_set("sentence_openers") or opening.endswith(("ó", "mente"))
    )


def _is_subject(scene: Scene, cue: FoundCue, phrases: Sequence[Phrase]) -> bool:
    """Whether the row of phrases touches the verb, or only asides and verbs of its own stand between."""
    tokens = scene.tokens
    before = before_adverbs(tokens, cue.start)
    if before >= phrases[-1].end and tokens[before].low not in _JOINED_BY:
        return False
    start = phrases[0].start
    if start and tokens[start - 1].text == ",":
        start = next((p.start for p in scene.phrases if p.end == start - 1), start)
    return start == 0 or not _subordinates(tokens, start - 1)


def _subordinates(tokens: tuple[Token, ...], i: int) -> bool:
    """*que el presidente dijo*, *si el presidente dijo*; but not *mientras que*."""
    if tokens[i].low == "que":
        return i == 0 or tokens[i - 1].low != "mientras"
    return tokens[i].low in listed("negations") and tokens[i].low != "mientras"
