"""Which quotation stands for which annotated span, and whether its speaker is right.

A quotation matches a span when the F1 of their word sequences is at least 0.8, one to one, best first.
"""

import difflib
from collections.abc import Sequence

from app.evaluation.gold import GoldSpan
from app.quotes import Quotation
from app.quotes.names import name_key
from app.text import words

MATCH_THRESHOLD = 0.8
_EXTRA_WORDS = (
    5  # an organisation, group, role or document may carry so many beyond the accepted form
)


def pair_spans(spans: Sequence[GoldSpan], quotations: Sequence[Quotation]) -> dict[int, int]:
    """Gold position -> quotation's position, one to one, the most alike first, then the nearest."""
    candidates = []
    found_words = [words(quotation.text) for quotation in quotations]
    for i, span in enumerate(spans):
        span_words = words(span.text)
        for j, quotation in enumerate(quotations):
            similarity = _similarity(span_words, found_words[j])
            if similarity >= MATCH_THRESHOLD:
                candidates.append((-similarity, abs(span.start - quotation.start), i, j))
    pairs: dict[int, int] = {}
    taken = set()
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def is_right(name: str | None, span: GoldSpan) -> bool:
    """Whether a name is one that the span accepts, None where it knows nobody."""
    if name is None or not span.speakers:
        return name is None and not span.speakers
    got = name_key(name).split()
    accepted = [name_key(speaker).split() for speaker in span.speakers]
    if any(_is_form_of(got, want) for want in accepted):
        return True
    if span.speaker_type in {None, "person"} or ";" in name:
        return False
    return any(
        set(want) <= set(got) and len(got) <= len(want) + _EXTRA_WORDS for want in accepted if want
    )


def _is_form_of(got: list[str], want: list[str]) -> bool:
    """The accepted form itself, or a part of it that holds its last word."""
    return bool(got and want) and (got == want or (set(got) <= set(want) and want[-1] in got))


def _similarity(one: list[str], other: list[str]) -> float:
    """F1 of the longest matching blocks of two word sequences, 0 for very unequal lengths."""
    if not one or not other or min(len(one), len(other)) * 2 < max(len(one), len(other)):
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return 2 * sum(block.size for block in matcher.get_matching_blocks()) / (len(one) + len(other))
