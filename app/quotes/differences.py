"""What differs between two texts, in the words that each of them prints."""

from typing import NamedTuple

from app.quotes.likeness import Likeness
from app.quotes.shingles import word_spans


class Difference(NamedTuple):
    """The words that one text has instead of the other's; either may be empty."""

    has: str
    instead_of: str


def list_differences(likeness: Likeness, first: str, second: str) -> list[Difference]:
    """What the second of two compared texts has instead of what the first has, in order."""
    spans, other_spans = word_spans(first), word_spans(second)
    return [
        Difference(_cut(second, other_spans, gap.second), _cut(first, spans, gap.first))
        for gap in likeness.gaps
    ]


def _cut(text: str, spans: list[tuple[int, int]], words: tuple[int, int]) -> str:
    start, end = words
    if start == end or end > len(spans):
        return ""
    return text[spans[start][0] : spans[end - 1][1]]
