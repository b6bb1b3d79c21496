"""The postings of a segment that is being written, until all are there and can be put in order."""

import mmap
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from app.search.postings.files import read_tables, write_tables
from app.search.postings.merge import Source, merge_tables
from app.search.postings.tables import Integers, PostingTable

MAX_NUMBERS = 30_000_000  # in memory, before they go to a scratch file: some 100 MB
Sources = dict[str, list[Source]]


class PostingBuffer:
    """Takes the place of Whoosh's pool, which keeps and sorts postings one by one.

    `room` is how many postings and positions may be in memory.
    """

    def __init__(self, folder: Path, room: int = MAX_NUMBERS) -> None:
        self._folder = folder
        self._room = room
        self._held = 0
        self._fresh: Sources = {}
        self._aside: Sources = {}
        self._scratch: list[IO[bytes]] = []

    def add_tables(self, tables: Mapping[str, PostingTable], numbers: Integers | None) -> None:
        """Take all postings of documents that get new numbers, -1 for those that are gone; None leaves them.

        The numbers are higher than those that were taken before.
        """
        for name, table in tables.items():
            if len(table):
                self._fresh.setdefault(name, []).append(Source(table, numbers))
            self._held += len(table.documents) + len(table.positions)

    def make_room(self) -> None:
        """Put aside what is in memory once it is too much."""
        if self._held > self._room:
            self._put_aside()

    def iter_postings(self) -> Sources:
        """All that was taken, by field in the order of their names; called once, at the end."""
        names = sorted({*self._aside, *self._fresh})
        return {name: [*self._aside.get(name, ()), *self._fresh.get(name, ())] for name in names}

    def cleanup(self) -> None:
        """Let go of the scratch files."""
        for file in self._scratch:
            file.close()

    def _put_aside(self) -> None:
        """Move what is in memory to a file without a name, which goes with the process."""
        file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed by cleanup
        self._scratch.append(file)
        merged = {name: merge_tables(sources) for name, sources in self._fresh.items()}
        write_tables(file, merged, self._folder)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        for name, table in read_tables(mapped).items():
            self._aside.setdefault(name, []).append(Source(table))
        self._fresh.clear()
        self._held = 0
