"""Indirect speech: the clause after *que* of a reporting verb, and where it ends.

Precision decides: a clause is left out whole when it holds quoted speech, which stands for itself, when it
belongs to a question, and when its speaker is not known.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from app.quotes.assertions import before_adverbs, has_speaker, is_assertion, listed
from app.quotes.cues import FoundCue
from app.quotes.hearing import Attribution
from app.quotes.lexicon import word_set
from app.quotes.nominals import Phrase
from app.quotes.scenes import Scene
from app.quotes.tokens import CAPITAL, POINT, QUOTE, WORD, Token

_LONGEST_GAP = 14  # tokens between a verb and its "que"
_FEWEST_WORDS = 3
_LINKS = ("de", "en")  # *advirtió de que*, *insistió en que*
_RELATIVE_REACH = 8  # tokens to the "que" that shows the one before to be a relative
_UNPAIRED_MARKS = frozenset('«»“”„"')


class Clause(NamedTuple):
    """A clause at half-open token positions, and the position of its cue among those of the sentence."""

    cue: int
    start: int
    end: int


def find_clauses(
    scene: Scene, by_cue: Mapping[int, Attribution], speech: Collection[int]
) -> Iterator[Clause]:
    """The clauses of a sentence that have a known speaker, in order, none overlapping.

    `by_cue` has the attribution of each cue by its position; `speech` are the positions of quoted speech.
    """
    free = 0
    for position, cue in enumerate(scene.cues):
        if cue.start < free or not is_assertion(scene, cue):
            continue
        opening = _find_opening(scene, cue)
        if opening is None:
            continue
        end = free = _find_end(scene, position, opening)
        if any(opening <= i < end for i in speech) or not _is_whole(scene.tokens[opening:end]):
            continue
        if has_speaker(scene, cue, by_cue[position]) and not _asks(scene):
            yield Clause(position, opening, end)


def _asks(scene: Scene) -> bool:
    return any(token.text in ("¿", "?") for token in scene.tokens)


def _is_whole(clause: tuple[Token, ...]) -> bool:
    """Whether there are words enough, and no mark whose quotation could not be found."""
    if any(token.text in _UNPAIRED_MARKS for token in clause):
        return False
    return sum(token.kind in (WORD, CAPITAL) for token in clause) >= _FEWEST_WORDS


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
    end = que - 1 if que > cue.end and tokens[que - 1].low in _LINKS else que
    gap = tokens[cue.end : end]
    if not gap:
        return True
    if gap[-1].low in listed("conjunctions") or sum(token.text == "," for token in gap) % 2:
        return False
    if gap[-1].text == ",":  # *…, dice Ruiz, que…*: a verb set off by commas governs nothing
        return cue.start == 0 or tokens[cue.start - 1].text != ","
    return _is_complete(scene, cue, end)


def _is_complete(scene: Scene, cue: FoundCue, end: int) -> bool:
    """Whether no noun is left in the gap that *que* could be the relative of."""
    last = next((p for p in reversed(scene.phrases) if cue.end <= p.start and p.end <= end), None)
    if last is not None and last.end == end:
        if _is_subject_after(last, cue):
            return True
        return last.kind in ("name", "organisation", "pronoun") and not _takes_relative(scene, end)
    token = scene.tokens[end - 1]
    return token.low in word_set("adverbs") or token.low in word_set("weekdays")


def _is_subject_after(phrase: Phrase, cue: FoundCue) -> bool:
    return phrase.start == cue.end and not phrase.preposition and phrase.definite


def _takes_relative(scene: Scene, end: int) -> bool:
    """*en el canal que se ve aquí que…*: another *que* soon after is the verb's own."""
    following = scene.tokens[end + 2 : end + _RELATIVE_REACH]
    return any(token.low == "que" for token in following)


def _find_end(scene: Scene, position: int, opening: int) -> int:
    """The end of the clause: that of the sentence, or where the reporter takes the word again."""
    tokens = scene.tokens
    end, depth = _next_report(scene, position, opening), 0
    for i in range(opening, end):
        text = tokens[i].text
        depth += (text == "(") - (text == ")")
        if depth < 0 or text == ";" or (text == "," and _continues(tokens, i + 1)):
            end = i
            break
    return _without_brackets(tokens, opening, _trim(tokens, opening, end))


def _continues(tokens: tuple[Token, ...], i: int) -> bool:
    lows = [token.low for token in tokens[i : i + 3]]
    return any("_".join(lows[:size]) in listed("continuations") for size in (1, 2, 3))


def _next_report(scene: Scene, position: int, opening: int) -> int:
    """Where a later cue ends the clause: after a comma (*, según…*, *, dijo…*), or joined to the first."""
    tokens = scene.tokens
    for cue in scene.cues[position + 1 :]:
        before = _clause_start(scene, cue) - 1
        if before < opening:
            continue
        if _names_source(cue) and tokens[before].text == ",":
            return before
        if cue.mood == "finite" and _takes_over(scene, cue, before):
            return before
    return len(tokens)


def _names_source(cue: FoundCue) -> bool:
    """*según*, *a juicio de*; but *para* opens a purpose far more often."""
    return cue.mood == "source" and cue.lemma != "para"


def _clause_start(scene: Scene, cue: FoundCue) -> int:
    """Where the clause of a cue begins: with the subject that touches it, or with the verb."""
    start = before_adverbs(scene.tokens, cue.start) + 1
    touching = next((p for p in scene.phrases if p.end == start and not p.preposition), None)
    return touching.start if touching is not None else start


def _takes_over(scene: Scene, cue: FoundCue, before: int) -> bool:
    tokens = scene.tokens
    while_clause = tokens[before].low == "que" and tokens[before - 1].low in ("mientras", "tiempo")
    if not while_clause and tokens[before].low not in listed("coordinators"):
        return False
    if cue.classes & {"say", "add", "ask"} and _find_opening(scene, cue) is not None:
        return True
    return tokens[before].text == "," and cue.strong and _closes(scene, cue)


def _closes(scene: Scene, cue: FoundCue) -> bool:
    """*…, dijo Ruiz.* and *…, explica.*"""
    if cue.end >= len(scene.tokens) or scene.tokens[cue.end].text in (".", ","):
        return True
    return any(p.start == cue.end and not p.preposition for p in scene.phrases)


def _trim(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """The end without stops, pauses and conjunctions that are left over."""
    while end > start and tokens[end - 1].low in listed("left_over"):
        end -= 1
    return end


def _without_brackets(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """The end before brackets that close the clause."""
    if tokens[end - 1].text != ")":
        return end
    opening = next((i for i in range(end - 1, start, -1) if tokens[i].text == "("), end)
    return _trim(tokens, start, opening)
