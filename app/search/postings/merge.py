"""Posting tables made one: of segments that are merged, and of what a build has put aside on its way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.search.postings.tables import (
    Integers,
    PostingTable,
    Unsigned,
    count_up,
    expand_ranges,
    pack_terms,
)

_CHUNK = 1_000_000  # postings that are arranged at once: some 100 MB


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose documents get new numbers: `numbers[old]`, rising, -1 for one that is dropped.

    None leaves every number as it is.
    """

    table: PostingTable
    numbers: Integers | None = None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A source with the rank of each of its terms among all, and how many of its postings are kept."""

    source: Source
    ranks: Integers
    counts: Integers


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Postings of one source, with the place of each in the merged piece."""

    places: Integers
    documents: Unsigned | Integers
    frequencies: Unsigned
    positions: Unsigned


def merge_tables(sources: Sequence[Source]) -> Iterator[PostingTable]:
    """The table of all sources, in pieces that follow each other.

    The new document numbers of each source must come after those of the one before. A term all of whose
    documents are dropped goes.
    """
    if len(sources) == 1 and sources[0].numbers is None:
        yield sources[0].table
        return
    vocabularies = [source.table.list_terms() for source in sources]
    terms = sorted(set().union(*vocabularies))
    rank = dict(zip(terms, range(len(terms)), strict=True))
    ranked = [
        _rank(source, np.fromiter(map(rank.__getitem__, vocabulary), np.int64, len(vocabulary)))
        for source, vocabulary in zip(sources, vocabularies, strict=True)
    ]
    totals = np.zeros(len(terms), np.int64)
    for one in ranked:
        totals[one.ranks] += one.counts
    for first, beyond in _cut(totals):
        yield _merge_range(terms[first:beyond], totals[first:beyond], ranked, first)


def _rank(source: Source, ranks: Integers) -> _Ranked:
    table = source.table
    kept = None if source.numbers is None else source.numbers >= 0
    if kept is None or kept.all():
        return _Ranked(source, ranks, np.diff(table.starts))
    counts = np.add.reduceat(kept[table.documents], table.starts[:-1], dtype=np.int64)
    return _Ranked(source, ranks, counts)


def _cut(totals: Integers) -> Iterator[tuple[int, int]]:
    """Ranges of terms of at most _CHUNK postings together, or of a single term."""
    bounds = count_up(totals)
    first = 0
    while first < len(totals):
        beyond = int(np.searchsorted(bounds, bounds[first] + _CHUNK, side="right")) - 1
        beyond = max(beyond, first + 1)
        yield first, beyond
        first = beyond


def _merge_range(
    terms: list[bytes], totals: Integers, ranked: list[_Ranked], first: int
) -> PostingTable:
    """The piece of some terms that follow each other, the first of which has the rank `first`."""
    bounds = count_up(totals)
    filled = bounds[:-1].copy()  # where the next source's postings of each term go
    arrivals = [_arrive(one, first, filled) for one in ranked]
    tables = [one.source.table for one in ranked]
    documents = np.empty(bounds[-1], np.uint32)
    for arrival in arrivals:
        documents[arrival.places] = arrival.documents
    frequencies, position_bounds, positions = _arrange_positions(arrivals, tables, len(documents))
    kept = np.flatnonzero(totals)
    letters, term_starts = pack_terms([terms[place] for place in kept.tolist()])
    starts = np.append(bounds[kept], bounds[-1])
    return PostingTable(
        letters=letters,
        term_starts=term_starts,
        starts=starts,
        documents=documents,
        frequencies=frequencies,
        position_starts=position_bounds[starts] if len(frequencies) else np.zeros_like(starts),
        positions=positions,
    )


def _arrive(one: _Ranked, first: int, filled: Integers) -> _Arrival:
    """The postings of a source for a range of terms; `filled` moves on behind them."""
    table, numbers = one.source.table, one.source.numbers
    low, high = np.searchsorted(one.ranks, (first, first + len(filled)))
    inside = slice(table.starts[low], table.starts[high])
    documents: Any = table.documents[inside]
    frequencies = table.frequencies[inside]
    positions = table.positions[table.position_starts[low] : table.position_starts[high]]
    if numbers is not None:
        documents = numbers[documents]
        kept = documents >= 0
        if table.has_positions:
            positions = positions[np.repeat(kept, frequencies)]
            frequencies = frequencies[kept]
        documents = documents[kept]
    ranks, counts = one.ranks[low:high] - first, one.counts[low:high]
    places = expand_ranges(filled[ranks], counts)
    filled[ranks] += counts
    return _Arrival(places, documents, frequencies, positions)


def _arrange_positions(
    arrivals: list[_Arrival], tables: list[PostingTable], postings: int
) -> tuple[Unsigned, Integers, Unsigned]:
    """Frequencies, where the positions of each posting begin, and positions; empty without positions."""
    frequency_type = np.result_type(*(table.frequencies for table in tables))
    position_type = np.result_type(*(table.positions for table in tables))
    if not any(table.has_positions for table in tables):
        return np.empty(0, frequency_type), np.zeros(1, np.int64), np.empty(0, position_type)
    frequencies = np.empty(postings, frequency_type)
    for arrival in arrivals:
        frequencies[arrival.places] = arrival.frequencies
    bounds = count_up(frequencies)
    positions = np.empty(bounds[-1], position_type)
    for arrival in arrivals:
        places = expand_ranges(bounds[arrival.places], arrival.frequencies.astype(np.int64))
        positions[places] = arrival.positions
    return frequencies, bounds, positions
