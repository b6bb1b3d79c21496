"""The words that two wordings have in common, in order, and the gaps between them.

The longest common subsequence by bit vectors (Hyyrö, *Bit-Parallel LCS-length Computation Revisited*, AWOCA
2004): one operation on an integer for each word of the second wording, whatever the texts are.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

Words = Sequence[str]


class Gap(NamedTuple):
    """Where two wordings differ: half-open ranges of words, one of which may be empty.

    `inside` is false before the first and after the last word that both have.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    inside: bool


def align(first: Words, second: Words) -> list[tuple[int, int]]:
    """Positions of the common words, ascending in both: as many as there can be."""
    return _gather(first, second, _trace(first, second))


def list_gaps(matches: Sequence[tuple[int, int]], first: int, second: int) -> list[Gap]:
    """What lies before, between and after the matches of wordings of these lengths, in order."""
    bounds = [(-1, -1), *matches, (first, second)]
    return [
        Gap((i + 1, next_i), (j + 1, next_j), inside=0 < at < len(matches))
        for at, ((i, j), (next_i, next_j)) in enumerate(pairwise(bounds))
        if next_i - i > 1 or next_j - j > 1
    ]


def _trace(first: Words, second: Words) -> list[tuple[int, int]]:
    places: dict[str, int] = {}
    for at, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << at
    everything = (1 << len(first)) - 1
    row = everything
    rows = [
        row
    ]  # a zero at a place: one word more is common up to there than up to the place before
    for word in second:
        found = row & places.get(word, 0)
        row = ((row + found) | (row - found)) & everything
        rows.append(row)
    matches = []
    i, j = len(first) - 1, len(second)
    while i >= 0 and j > 0:
        if rows[j] >> i & 1:
            i -= 1
            continue
        j -= 1
        if rows[j] >> i & 1:
            matches.append((i, j))
            i -= 1
    return matches[::-1]


def _gather(
    first: Words, second: Words, matches: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The same number of matches, each moved next to the one after it where the words allow.

    Without it *de* of a shared *de los puertos* may be matched with any *de* that stands before.
    """
    gathered: list[tuple[int, int]] = []
    after = (len(first), len(second))
    for match in reversed(matches):
        i, j = match
        before_i, before_j = after[0] - 1, after[1] - 1
        if gathered and i == before_i and first[i] == second[before_j]:
            after = (i, before_j)
        elif gathered and j == before_j and first[before_i] == second[j]:
            after = (before_i, j)
        else:
            after = match
        gathered.append(after)
    return gathered[::-1]
