"""The postings of all segments of a commit as one, deleted documents left out."""

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.postings.cache import ByteCache
from app.search.postings.codec import get_tables
from app.search.postings.documents import LENGTHS, read_lengths
from app.search.postings.statistics import Statistics
from app.search.postings.tables import (
    Integers,
    PostingTable,
    Unsigned,
    count_up,
    expand_ranges,
    join,
)

# The constants of BM25 as Whoosh has them by default.
_B, _K1 = 0.75, 1.2
_LENGTHS = LENGTHS.astype(np.float64)
SCORED_FIELDS = ("text", "title")

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of the matching documents, rising over the whole index, with their scores."""

    documents: Integers
    scores: Scores

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.documents.nbytes + self.scores.nbytes

    def select(self, rows: Mask | Integers) -> "Matches":
        """Some of them: a flag for each, or the places of those to keep, rising."""
        return Matches(self.documents[rows], self.scores[rows])


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a term stands: in each of `documents` (rising) as often as `frequencies` says.

    The positions in document n go from `starts[n]` to `starts[n + 1]`.
    """

    documents: Integers
    frequencies: Integers
    starts: Integers
    positions: Unsigned


@dataclass(frozen=True, slots=True)
class SegmentPostings:
    """What a segment holds for good: its tables, and the lengths of its documents in Whoosh's code."""

    count: int
    tables: dict[str, PostingTable]
    lengths: dict[str, NDArray[np.uint8]]
    total_lengths: dict[str, int]


def read_segment(reader: Any) -> SegmentPostings:
    """The postings behind Whoosh's reader of one segment."""
    return SegmentPostings(
        count=reader.doc_count_all(),
        tables=get_tables(reader),
        lengths={name: read_lengths(reader, name) for name in SCORED_FIELDS},
        total_lengths={name: reader.field_length(name) for name in SCORED_FIELDS},
    )


class LivePostings:
    """The postings of a commit; scores are those of Whoosh's BM25F.

    `deleted` are the numbers of the deleted documents of each segment. What was read of a term is kept
    in at most `cache_bytes`. The documents of segment n are numbered from `bounds[n]` to `bounds[n + 1]`.
    """

    def __init__(
        self,
        segments: Sequence[SegmentPostings],
        deleted: Sequence[Iterable[int]],
        cache_bytes: int,
    ) -> None:
        self._segments = segments
        self.bounds = count_up(np.array([segment.count for segment in segments], np.int64))
        self._bases = self.bounds[:-1].tolist()
        self.count = int(self.bounds[-1])
        self._live = np.ones(self.count, np.bool_)
        for base, numbers in zip(self._bases, deleted, strict=True):
            self._live[[base + number for number in numbers]] = False
        self._is_whole = bool(self._live.all())
        self._cache = ByteCache[Hashable, Matches](cache_bytes)
        self._norms: dict[str, Scores] = {}
        self._frozen: Statistics | None = None

    def freeze(self, statistics: Statistics) -> "LivePostings":
        """The same postings, scored as if these were their statistics; nothing of that is kept."""
        if statistics == self.collect_statistics(statistics.frequencies):
            return self
        frozen = copy(self)
        frozen._frozen, frozen._cache, frozen._norms = statistics, ByteCache(0), {}
        return frozen

    def collect_statistics(self, terms: Iterable[tuple[str, str]]) -> Statistics:
        """What the scores of these terms, each given with its field, depend on as it is now."""
        return Statistics(
            documents=self.count,
            lengths={
                field: sum(segment.total_lengths[field] for segment in self._segments)
                for field in SCORED_FIELDS
            },
            frequencies={(field, term): self.count_documents(field, term) for field, term in terms},
        )

    @cached_property
    def all_documents(self) -> Integers:
        """The numbers of all live documents."""
        return np.flatnonzero(self._live)

    def list_tables(self, field: str) -> list[PostingTable]:
        """The tables of a field, one of each segment that has any."""
        return [table for table, _ in self.locate_tables(field)]

    def locate_tables(self, field: str) -> list[tuple[PostingTable, int]]:
        """The same tables, each with what has to be added to its document numbers."""
        return [
            (segment.tables[field], base)
            for segment, base in zip(self._segments, self._bases, strict=True)
            if field in segment.tables
        ]

    def count_documents(self, field: str, term: str) -> int:
        """In how many documents a term occurs, deleted ones that are not merged away included."""
        return self.count_postings(field, [term])

    def count_postings(self, field: str, terms: Collection[str]) -> int:
        """In how many documents each of the terms occurs, summed up; deleted ones as above."""
        encoded = [term.encode() for term in terms]
        counted = 0
        for table in self.list_tables(field):
            places = table.find_terms(encoded)
            places = places[places >= 0]
            counted += int((table.starts[places + 1] - table.starts[places]).sum())
        return counted

    def count_positions(self, field: str, terms: Collection[str]) -> int:
        """How often each of the terms occurs in all documents, summed up; deleted ones as above."""
        return sum(
            int(table.position_starts[place + 1] - table.position_starts[place])
            for term in terms
            for table, place, _ in self._find(field, term)
        )

    def remember(self, key: Hashable, find: Callable[[], Matches]) -> Matches:
        """What was found under a key before, or is found now and kept while there is room."""
        matches = self._cache.find(key)
        if matches is None:
            matches = find()
            self._cache.keep(key, matches, matches.size)
        return matches

    def find_each(self, field: str, terms: Sequence[str]) -> Integers:
        """A live document that has each of the terms, -1 where there is none; meant for unique terms."""
        found = np.full(len(terms), -1)
        encoded = [term.encode() for term in terms]
        for table, base in self.locate_tables(field):
            places = table.find_terms(encoded)
            rows = np.flatnonzero(places >= 0)
            documents = table.documents[table.starts[places[rows]]].astype(np.int64) + base
            live = self._live[documents]
            found[rows[live]] = documents[live]
        return found

    def find_members(self, field: str, terms: Collection[str]) -> Integers:
        """The live documents that have any of the terms."""
        return np.flatnonzero(self.mark_members(field, terms))

    def mark_members(self, field: str, terms: Collection[str]) -> Mask:
        """Whether each document is live and has any of the terms."""
        found = np.zeros(self.count, np.bool_)
        for table, base in self.locate_tables(field):
            found[base:][gather_documents(table, terms)] = True
        return found & self._live

    def read_occurrences(self, field: str, term: str) -> Occurrences:
        """Where a term stands, in deleted documents too."""
        documents, frequencies, positions = [], [], []
        for table, place, base in self._find(field, term):
            inside = slice(table.starts[place], table.starts[place + 1])
            documents.append(table.documents[inside].astype(np.int64) + base)
            frequencies.append(table.frequencies[inside].astype(np.int64))
            first, beyond = table.position_starts[place : place + 2]
            positions.append(table.positions[first:beyond])
        counts = join(frequencies)
        return Occurrences(join(documents), counts, count_up(counts), join(positions))

    def score_term(self, field: str, term: str) -> Matches:
        """The documents with a term, scored."""
        occurrences = [
            (table.documents[inside].astype(np.int64) + base, table.frequencies[inside])
            for table, place, base in self._find(field, term)
            for inside in [slice(table.starts[place], table.starts[place + 1])]
        ]
        documents = join([numbers for numbers, _ in occurrences])
        frequencies = join([counts for _, counts in occurrences]).astype(np.float64)
        rarity = self._get_rarity(field, term, len(documents))
        if not self._is_whole:
            live = self._live[documents]
            documents, frequencies = documents[live], frequencies[live]
        norms = self._get_norms(field)[documents]
        return Matches(documents, frequencies * (rarity * (_K1 + 1)) / (frequencies + norms))

    def _get_rarity(self, field: str, term: str, found: int) -> float:
        count = self.count
        if self._frozen:
            count, found = self._frozen.documents, self._frozen.frequencies[field, term]
        return math.log(count / (found + 1)) + 1 if count else 0.0

    def _get_norms(self, field: str) -> Scores:
        """What is added to a frequency under the fraction line, for each document."""
        if field not in self._norms:
            average = (self._frozen or self.collect_statistics(())).get_average(field)
            lengths = join([segment.lengths[field] for segment in self._segments])
            self._norms[field] = (_K1 * ((1 - _B) + _B * _LENGTHS / average))[lengths]
        return self._norms[field]

    def _find(self, field: str, term: str) -> list[tuple[PostingTable, int, int]]:
        """The tables that know a term, its place in each, and the number of their first document."""
        encoded = term.encode()
        return [
            (table, place, base)
            for table, base in self.locate_tables(field)
            if (place := table.find_term(encoded)) is not None
        ]


def gather_documents(table: PostingTable, terms: Collection[str]) -> Unsigned:
    """The documents of several terms of a table, one term after the other; deleted ones too."""
    places = np.unique(table.find_terms([term.encode() for term in terms]))
    places = places[np.searchsorted(places, 0) :]
    if len(places) and places[-1] - places[0] == len(places) - 1:
        return table.documents[table.starts[places[0]] : table.starts[places[-1] + 1]]
    starts = table.starts[places]
    return table.documents[expand_ranges(starts, table.starts[places + 1] - starts)]
