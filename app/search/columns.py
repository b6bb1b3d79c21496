"""What facets and order need to know of every document: arrays by document number.

What was read of a segment is kept for as long as it lives; after a commit only new segments are read. What
goes over all segments is put together when it is first asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.postings.documents import read_numbers, read_texts
from app.search.postings.live import LivePostings, SegmentPostings, read_segment
from app.search.postings.tables import Integers, join
from app.search.schema import BEHIND_ALL, UNDATED

SegmentReader = Any  # whoosh.reading.SegmentReader; Whoosh ships no types


@dataclass(frozen=True, slots=True)
class Labels:
    """Names attached to documents, any number to each: pairs of a document number and a place in `names`."""

    documents: Integers
    codes: Integers
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentColumns:
    """Arrays over the documents of a segment. Days are ordinals, UNDATED for an article without one."""

    ids: NDArray[np.bytes_]
    first_day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    postings: SegmentPostings


class Columns:
    """The columns of a commit, over its live postings; deleted documents are in the arrays too."""

    def __init__(self, segments: Sequence[SegmentColumns], postings: LivePostings) -> None:
        self._segments = segments
        self.postings = postings
        self._id_type = np.result_type("S1", *(segment.ids.dtype for segment in segments))

    def get_ids(self, documents: Integers) -> NDArray[np.bytes_]:
        """The ids of documents, in their order."""
        bounds = self.postings.bounds
        places = np.searchsorted(bounds, documents, side="right") - 1
        rows = documents - bounds[places]
        ids = np.empty(len(documents), self._id_type)
        for place in np.unique(places).tolist():
            inside = np.flatnonzero(places == place)
            ids[inside] = self._segments[place].ids[rows[inside]]
        return ids

    @cached_property
    def first_day(self) -> NDArray[np.int32]:
        """The first day of each document's date."""
        return join([segment.first_day for segment in self._segments])

    @cached_property
    def last_day(self) -> NDArray[np.int32]:
        """The last day of each document's date, inclusive."""
        return join([segment.last_day for segment in self._segments])

    @cached_property
    def newest(self) -> Integers:
        """A number by which documents sort newest first, undated ones last."""
        return np.where(self.first_day == UNDATED, BEHIND_ALL, -self.first_day.astype(np.int64))

    @cached_property
    def oldest(self) -> Integers:
        """A number by which documents sort oldest first, undated ones last."""
        return np.where(self.first_day == UNDATED, BEHIND_ALL, self.first_day.astype(np.int64))

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """The year of each document's first day, 0 without one."""
        days = self.first_day.astype(np.int64) - _EPOCH
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return np.where(self.first_day == UNDATED, 0, years)

    @cached_property
    def forms(self) -> Labels:
        """The name forms of those whom each document quotes."""
        return self._read_labels("forms")

    @cached_property
    def sources(self) -> tuple[Integers, tuple[str, ...]]:
        """The place of each document's outlet among the names that follow, -1 without one."""
        return self._read_codes("outlet")

    @cached_property
    def leaders(self) -> tuple[Integers, Integers]:
        """The group of each copy, -1 for what is no copy; and the leader of each group, -1 if it is gone."""
        codes, names = self._read_codes("copy_of")
        return codes, self.postings.find_each("id", names)

    @cached_property
    def has_copies(self) -> bool:
        """Whether any document is a copy."""
        return bool(self.postings.list_tables("copy_of"))

    def _read_codes(self, field: str) -> tuple[Integers, tuple[str, ...]]:
        labels = self._read_labels(field)
        codes = np.full(self.postings.count, -1)
        codes[labels.documents] = labels.codes
        return codes, labels.names

    def _read_labels(self, field: str) -> Labels:
        """The terms of a field as labels."""
        known: dict[bytes, int] = {}
        documents, codes = [], []
        for table, base in self.postings.locate_tables(field):
            renamed = [known.setdefault(term, len(known)) for term in table.list_terms()]
            documents.append(table.documents.astype(np.int64) + base)
            codes.append(np.repeat(np.array(renamed, np.int64), np.diff(table.starts)))
        names = tuple(name.decode() for name in known)
        return Labels(join(documents), join(codes), names)


_EPOCH = 719_163  # the ordinal of 1970-01-01, from which numpy counts days


def read_columns(reader: SegmentReader) -> SegmentColumns:
    """Read the columns and the postings of one segment."""
    return SegmentColumns(
        ids=read_texts(reader, "id_column").to_array(),
        first_day=read_numbers(reader, "first_day"),
        last_day=read_numbers(reader, "last_day"),
        postings=read_segment(reader),
    )
