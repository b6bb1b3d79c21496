"""The postings of one field as arrays, and how to find terms among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Unsigned = NDArray[np.unsignedinteger[Any]]

_BIT_OF_BYTE = (
    np.arange(256, dtype=np.uint64) % 64
)  # of a set of letters in 64 bits; some share one

_FEW = 100  # terms that are looked up one by one
_DENSE = (
    30  # terms of the table for each that is looked up: up to there it is quicker to read them all
)


@dataclass(frozen=True)
class PostingTable:
    """Every term of a field, in the order of their bytes, with the documents that have it.

    Term n is `letters[term_starts[n]:term_starts[n + 1]]`; its postings are `documents` (rising) and
    `frequencies` from `starts[n]` to `starts[n + 1]`. In a field with positions those of term n begin at
    `position_starts[n]`, posting after posting, as many as `frequencies` says and rising in each; in one
    without, `frequencies` and `positions` are empty, and every frequency counts as 1.
    """

    letters: NDArray[np.uint8]
    term_starts: Integers
    starts: Integers
    documents: Unsigned
    frequencies: Unsigned
    position_starts: Integers
    positions: Unsigned

    @cached_property
    def _width(self) -> int:
        """How many bytes each term has; 0 if they differ."""
        widths = np.diff(self.term_starts)
        return int(widths[0]) if len(widths) and bool((widths == widths[0]).all()) else 0

    @property
    def has_positions(self) -> bool:
        """Whether it says where in a document a term stands."""
        return len(self.positions) > 0

    @cached_property
    def _bytes(self) -> bytes:
        return self.letters.tobytes()

    @cached_property
    def _bounds(self) -> memoryview:
        return self.term_starts.data

    def __len__(self) -> int:
        return len(self.starts) - 1

    def get_term(self, place: int) -> bytes:
        """The term at a place."""
        return self._bytes[self._bounds[place] : self._bounds[place + 1]]

    def list_terms(self, first: int = 0, beyond: int | None = None) -> list[bytes]:
        """The terms of a range of places, by default all, in order."""
        bounds = self.term_starts[first : None if beyond is None else beyond + 1].tolist()
        letters = self._bytes
        return [letters[start:end] for start, end in pairwise(bounds)]

    def find_term(self, term: bytes) -> int | None:
        """The place of a term; None if no document has it."""
        place = self._find_place(lambda other: other < term)
        return place if place < len(self) and self.get_term(place) == term else None

    def find_terms(self, terms: Sequence[bytes]) -> Integers:
        """The place of each of many terms, -1 for one that no document has."""
        if len(terms) > _FEW and self._width:
            own = self.letters.view(f"S{self._width}")
            wanted = np.array(terms, np.bytes_)
            nearest = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
            return np.where(own[nearest] == wanted, nearest, -1)
        if len(terms) <= 1:
            found = map(self.find_term, terms)
            return np.array([-1 if place is None else place for place in found], np.int64)
        first, beyond = self._span(min(terms), max(terms))
        if beyond - first > _DENSE * len(terms):
            found = map(self.find_term, terms)
            return np.array([-1 if place is None else place for place in found], np.int64)
        places = dict(zip(self.list_terms(first, beyond), range(first, beyond), strict=True))
        return np.array([places.get(term, -1) for term in terms], np.int64)

    def find_prefix(self, prefix: bytes) -> tuple[int, int]:
        """The places (half-open) of the terms that begin with a prefix."""
        size = len(prefix)
        return (
            self._find_place(lambda other: other < prefix),
            self._find_place(lambda other: other[:size] <= prefix),
        )

    def _span(self, least: bytes, most: bytes) -> tuple[int, int]:
        """The places (half-open) of the terms from one to another, both included."""
        return (
            self._find_place(lambda other: other < least),
            self._find_place(lambda other: other <= most),
        )

    def _find_place(self, is_before: Callable[[bytes], bool]) -> int:
        """How many terms come before a point in the order."""
        letters, bounds = self._bytes, self._bounds
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if is_before(letters[bounds[middle] : bounds[middle + 1]]):
                low = middle + 1
            else:
                high = middle
        return low

    def find_alike(self, word: str, edits: int) -> Integers:
        """The places of terms that may be so many edits from a word: no other can, most of these are not.

        An edit changes the length by one at most and the set of letters by two. A single one leaves the
        first two letters as they are or, in a word of five or more, the last two.
        """
        wanted = np.bitwise_or.reduce([1 << _BIT_OF_BYTE[letter.encode()[0]] for letter in word])
        sets, sizes = self._shapes
        near = np.bitwise_count(sets ^ np.uint64(wanted)) <= 2 * edits
        near &= np.abs(sizes - len(word)) <= edits
        if edits == 1 and len(word) >= 5:
            heads, tails = self._ends
            encoded = word.encode()
            near &= (heads == _pair(encoded[:2])) | (tails == _pair(encoded[-2:]))
        return np.flatnonzero(near)

    @cached_property
    def _ends(self) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        """The first two bytes of each term and the last two; of a term of one byte, with a neighbour's."""
        pairs = np.append(self.letters, np.uint8(0)).astype(np.uint16)
        pairs = pairs[:-1] * 256 + pairs[1:]
        return pairs[self.term_starts[:-1]], pairs[np.maximum(self.term_starts[1:] - 2, 0)]

    @cached_property
    def _shapes(self) -> tuple[NDArray[np.uint64], Integers]:
        """The set of letters of each term, as bits, and how many it has; both read off their first bytes."""
        begins = (self.letters & 0xC0) != 0x80
        bits = np.where(begins, np.uint64(1) << _BIT_OF_BYTE[self.letters], np.uint64(0))
        firsts = self.term_starts[:-1]
        return np.bitwise_or.reduceat(bits, firsts), np.add.reduceat(begins, firsts, dtype=np.int64)

    def count_documents(self, place: int) -> int:
        """How many documents have the term at a place, deleted ones included."""
        return int(self.starts[place + 1] - self.starts[place])


def _pair(two: bytes) -> int:
    return int.from_bytes(two, "big")


def expand_ranges(starts: Integers, counts: Integers) -> Integers:
    """The numbers from each start on, as many as its count, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)


def count_up(counts: NDArray[Any]) -> Integers:
    """Where each of several runs begins when they follow each other, and where the last one ends."""
    bounds = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds


def pack_terms(terms: Sequence[bytes]) -> tuple[NDArray[np.uint8], Integers]:
    """The letters of terms one behind the other, and where each begins and the last one ends."""
    letters = np.frombuffer(b"".join(terms), np.uint8)
    return letters, count_up(np.fromiter(map(len, terms), np.int64, len(terms)))


def join(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """One array of several; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def narrow(numbers: NDArray[Any]) -> Unsigned:
    """The same numbers in the fewest bytes that hold them all: 1, 2 or 4."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.min_scalar_type(largest) if largest < 2**32 else np.uint64)
