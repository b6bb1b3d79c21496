"""The postings of documents that are being added, until all are there and can be put in order."""

import mmap
import tempfile
from array import array
from collections import defaultdict
from pathlib import Path
from typing import IO

import numpy as np

from app.search.postings.files import read_tables, write_tables
from app.search.postings.merge import Source
from app.search.postings.tables import Integers, PostingTable, count_up, expand_ranges, narrow

MAX_POSTINGS = 4_000_000  # in memory, before they go to a scratch file: some 150 MB
POSITION = "I"  # type code of `array` in which one posting's positions come

Posting = tuple[str, bytes, int, float, bytes]  # field, term, document, weight, positions
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
        self._size = self._room = room

    def add(self, posting: Posting) -> None:
        """Take one posting."""
        name, term, document, _, positions = posting
        self._fields[name].add(term, document, positions)
        self._room -= 1
        if not self._room:
            self._put_aside()

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

    def _put_aside(self) -> None:
        """Move what is in memory to a file without a name, which goes with the process."""
        file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed by cleanup
        self._scratch.append(file)
        write_tables(file, {name: [one.arrange()] for name, one in self._fields.items()})
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._take_over(read_tables(mapped))

    def _add_fields(self) -> None:
        self._take_over({name: field.arrange() for name, field in self._fields.items()})

    def _take_over(self, tables: dict[str, PostingTable]) -> None:
        for name, table in tables.items():
            self._sources.setdefault(name, []).append(Source(table))
        self._fields.clear()
        self._room = self._size


class _FieldBuffer:
    """Postings of one field as they come: for each the code of its term and its document."""

    def __init__(self) -> None:
        self._codes: defaultdict[bytes, int] = defaultdict()
        self._codes.default_factory = self._codes.__len__
        self._terms, self._documents = array("I"), array("I")
        self._frequencies, self._positions = array("I"), array(POSITION)

    def add(self, term: bytes, document: int, positions: bytes) -> None:
        self._terms.append(self._codes[term])
        self._documents.append(document)
        if positions:
            before = len(self._positions)
            self._positions.frombytes(positions)
            self._frequencies.append(len(self._positions) - before)

    def arrange(self) -> PostingTable:
        """The same postings by term."""
        words = sorted(self._codes)
        ranks = np.empty(len(words), np.int64)
        ranks[[self._codes[word] for word in words]] = np.arange(len(words))
        by_term = ranks[np.frombuffer(self._terms, np.uint32)]
        order = np.argsort(by_term, kind="stable")
        starts = count_up(np.bincount(by_term, minlength=len(words)))
        documents = np.frombuffer(self._documents, np.uint32)[order]
        frequencies = np.frombuffer(self._frequencies, np.uint32).astype(np.int64)
        positions = np.frombuffer(self._positions, np.uint32)
        position_starts = np.zeros(len(starts), np.int64)
        if len(frequencies):
            came = count_up(frequencies)[:-1]
            frequencies = frequencies[order]
            positions = positions[expand_ranges(came[order], frequencies)]
            position_starts = count_up(frequencies)[starts]
        return PostingTable(
            letters=np.frombuffer(b"".join(words), np.uint8),
            term_starts=count_up(np.fromiter(map(len, words), np.int64, len(words))),
            starts=starts,
            documents=documents,
            frequencies=narrow(frequencies),
            position_starts=position_starts,
            positions=narrow(positions),
        )
