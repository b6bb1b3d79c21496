"""A pull quote says what the text says again: without a cue of its own it takes that speaker."""

from collections.abc import Sequence
from dataclasses import replace

from app.quotes.quotation import Quotation
from app.text import words

_OPENING = 2  # words that two wordings must share at their beginning
_SHARED = 0.8  # of the shorter one's words
_REPEATED = 0.8


def join_repeats(quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """The quotations in order; those without a cue have the speaker of a like one that has a cue."""
    if all(quotation.cue is not None for quotation in quotations):
        return tuple(quotations)
    attributed: dict[tuple[str, ...], Quotation] = {}
    for quotation in quotations:
        opening = _opening(quotation)
        if quotation.cue is not None and quotation.speaker is not None and opening:
            attributed.setdefault(opening, quotation)
    return tuple(_joined(quotation, attributed) for quotation in quotations)


def _opening(quotation: Quotation) -> tuple[str, ...]:
    opening = words(quotation.text[:80])[:_OPENING]
    return tuple(opening) if len(opening) == _OPENING else ()


def _joined(quotation: Quotation, attributed: dict[tuple[str, ...], Quotation]) -> Quotation:
    if quotation.cue is not None:
        return quotation
    like = attributed.get(_opening(quotation))
    if like is None or not _is_like(quotation.text, like.text):
        return quotation
    return replace(
        quotation,
        speaker=like.speaker,
        speaker_kind=like.speaker_kind,
        mention=None,
        rule="repeated",
        confidence=round(_REPEATED * like.confidence, 2),
        rejected=(),
    )


def _is_like(first: str, second: str) -> bool:
    one, other = set(words(first)), set(words(second))
    return (
        len(one & other) >= _SHARED * min(len(one), len(other))
        and min(len(one), len(other)) > _OPENING
    )
