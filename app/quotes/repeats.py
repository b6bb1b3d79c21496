"""A pull quote or headline says what the text says too: without a cue of its own it takes that speaker."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.quotes.quotation import JointSpeaker, Quotation
from app.text import words

_OPENING = 2  # words that two wordings must share in a row
_SHARED = 0.8  # of the shorter one's words
_REPEATED = 0.8
_MOST_ALIKE = (
    8  # quotations compared with one, so that a phrase said again and again costs linear time
)
_VOICES = 3  # attributed quotations from which on a single speaker is the article's voice
_OF_VOICE = 0.78


def join_repeats(quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """The quotations in order; those without a cue have the speaker of one with a cue that holds the words.

    One that opens an article in which a single speaker is quoted is that speaker's.
    """
    if all(quotation.cue is not None for quotation in quotations):
        return tuple(quotations)
    openings = {_opening(one) for one in quotations if one.cue is None}
    attributed: dict[tuple[str, ...], list[Quotation]] = {}
    for quotation in quotations:
        if quotation.cue is not None and quotation.speaker is not None:
            for opening in _pairs(quotation, openings):
                attributed.setdefault(opening, []).append(quotation)
    joined = [_joined(quotation, attributed) for quotation in quotations]
    return tuple(_with_voice(joined))


def _opening(quotation: Quotation) -> tuple[str, ...]:
    return tuple(words(quotation.text[:80])[:_OPENING])


def _pairs(quotation: Quotation, openings: set[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The openings that stand somewhere in a quotation, each once."""
    said = words(quotation.text)
    pairs = (tuple(said[i : i + _OPENING]) for i in range(len(said) - 1))
    yield from dict.fromkeys(pair for pair in pairs if pair in openings)


def _joined(quotation: Quotation, attributed: dict[tuple[str, ...], list[Quotation]]) -> Quotation:
    if quotation.cue is not None:
        return quotation
    candidates = attributed.get(_opening(quotation), [])[:_MOST_ALIKE]
    like = next((one for one in candidates if _is_like(quotation.text, one.text)), None)
    if like is None:
        return quotation
    return replace(
        quotation,
        speaker=like.speaker,
        speaker_kind=like.speaker_kind,
        joint=_unmentioned(like.joint),
        mention=None,
        rule="repeated",
        confidence=round(_REPEATED * like.confidence, 2),
        rejected=(),
    )


def _unmentioned(joint: Iterable[JointSpeaker]) -> tuple[JointSpeaker, ...]:
    return tuple(replace(one, mention=None) for one in joint)


def _is_like(first: str, second: str) -> bool:
    one, other = set(words(first)), set(words(second))
    shortest = min(len(one), len(other))
    return len(one & other) >= _SHARED * shortest and shortest > _OPENING


def _with_voice(quotations: list[Quotation]) -> list[Quotation]:
    """*"La mar no espera"*, the headline of an interview: nobody else speaks in it."""
    first, others = quotations[0], quotations[1:]
    voices = {(one.speaker, *(joint.speaker for joint in one.joint)) for one in others}
    if first.speaker is not None or first.cue is not None or len(others) < _VOICES:
        return quotations
    if len(voices) != 1 or others[0].speaker_kind != "person":
        return quotations
    voiced = replace(
        first,
        speaker=others[0].speaker,
        speaker_kind="person",
        joint=_unmentioned(others[0].joint),
        rule="only-voice",
        confidence=_OF_VOICE,
        rejected=(),
    )
    return [voiced, *others]
