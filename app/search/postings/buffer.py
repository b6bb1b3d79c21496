"""The postings of documents that are being added, until all are there and can be put in order."""

import mmap
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from app.search.postings.files import read_tables, write_tables
from app.search.postings.merge import Source
from app.search.postings.tables import (
    Integers,
    PostingTable,
    count_up,
    expand_ranges,
    narrow,
    pack_terms,
)

MAX_POSTINGS = 4_000_000  # in memory, before they go to a scratch file: some 150 MB
Sources = dict[str, list[Source]]


class PostingBuffer:
    """Takes the place of Whoosh's pool, which keeps and sorts postings one by one.

    Documents are added by rising numbers, then the segments that are merged with them. `room` is how many
    postings may be in memory.
    """

    def __init__(self, folder: Path, room: int = MAX_POSTINGS) -> None:
        self._folder = folder
        self._fields: defaultdict[str, _FieldBuffer] = defaultdict(_FieldBuffer)
        self._sources: Sources = {}
        self._scratch: list[IO[bytes]] = []
        self._room = room

    def add_positions(self, field: str, document: int, terms: Mapping[str, Sequence[int]]) -> int:
        """Take the terms of a document with their positions, rising; return how many positions."""
        buffer = self._fields[field]
        before = len(buffer.positions)
        buffer.positions.extend(chain.from_iterable(terms.values()))
        buffer.frequencies.extend(map(len, terms.values()))
        self._add_terms(buffer, document, terms)
        return len(buffer.positions) - before

    def add_members(self, field: str, document: int, terms: Collection[str]) -> None:
        """Take the terms of a document, each of which is there once."""
        self._add_terms(self._fields[field], document, terms)

    def add_tables(self, tables: dict[str, PostingTable], numbers: Integers) -> None:
        """Take all postings of a segment whose documents get new numbers, -1 for those that are gone."""
        self._add_fields()
        for name, table in tables.items():
            self._sources.setdefault(name, []).append(Source(table, numbers))

    def iter_postings(self) -> Sources:
        """All that was taken, by field in the order of their names; called once, at the end."""
        self._add_fields()
        return dict(sorted(self._sources.items()))

    def cleanup(self) -> None:
        """Let go of the scratch files."""
        for file in self._scratch:
            file.close()

    def _add_terms(self, buffer: "_FieldBuffer", document: int, terms: Collection[str]) -> None:
        buffer.terms.extend(map(buffer.codes.__getitem__, terms))
        buffer.documents.append(document)
        buffer.counts.append(len(terms))

    def make_room(self) -> None:
        """Put aside what is in memory once it is too much; called between two documents."""
        if sum(len(buffer.terms) for buffer in self._fields.values()) > self._room:
            self._put_aside()

    def _put_aside(self) -> None:
        """Move what is in memory to a file without a name, which goes with the process."""
        file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed by cleanup
        self._scratch.append(file)
        write_tables(
            file, {name: [one.arrange()] for name, one in self._fields.items()}, self._folder
        )
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._take_over(read_tables(mapped))

    def _add_fields(self) -> None:
        self._take_over({name: field.arrange() for name, field in self._fields.items()})

    def _take_over(self, tables: dict[str, PostingTable]) -> None:
        for name, table in tables.items():
            self._sources.setdefault(name, []).append(Source(table))
        self._fields.clear()


class _FieldBuffer:
    """Postings of one field as they come: the code of each term, and how many terms each document has."""

    def __init__(self) -> None:
        self.codes: defaultdict[str, int] = defaultdict()
        self.codes.default_factory = self.codes.__len__
        self.terms, self.documents, self.counts = array("I"), array("I"), array("I")
        self.frequencies, self.positions = array("I"), array("I")

    def arrange(self) -> PostingTable:
        """The same postings by term."""
        words = sorted(self.codes)  # code points sort as their UTF-8 does
        ranks = np.empty(len(words), np.int64)
        ranks[[self.codes[word] for word in words]] = np.arange(len(words))
        by_term = ranks[_view(self.terms)]
        order = np.argsort(by_term, kind="stable")
        starts = count_up(np.bincount(by_term, minlength=len(words)))
        documents = np.repeat(_view(self.documents), _view(self.counts))[order]
        frequencies = _view(self.frequencies).astype(np.int64)
        positions = _view(self.positions)
        position_starts = np.zeros(len(starts), np.int64)
        if len(frequencies):
            came = count_up(frequencies)[:-1]
            frequencies = frequencies[order]
            positions = positions[expand_ranges(came[order], frequencies)]
            position_starts = count_up(frequencies)[starts]
        letters, term_starts = pack_terms([word.encode() for word in words])
        return PostingTable(
            letters=letters,
            term_starts=term_starts,
            starts=starts,
            documents=documents,
            frequencies=narrow(frequencies),
            position_starts=position_starts,
            positions=narrow(positions),
        )


def _view(numbers: "array[int]") -> NDArray[np.uint32]:
    return np.frombuffer(numbers, np.uint32)
