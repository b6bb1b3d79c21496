"""Inputs read partition by partition in other processes, and put together in their order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from platform import node
from typing import BinaryIO

from app.documents import read_documents
from app.documents.document import RawDocument, Rejection, Skipped
from app.documents.partitions import (
    PARTITION_SIZE,
    ChangedFileError,
    Files,
    Lines,
    Stream,
    check_files,
    divide,
    read_partition,
)
from app.workers import Mapper, pair_up


@dataclass(frozen=True, slots=True)
class Unseen:
    """A worker's machine that does not see a file as this one does, and why."""

    machine: str
    reason: str


def read_apart(
    paths: Iterable[Path | str],
    mapper: Mapper,
    *,
    stdin: BinaryIO | None = None,
    size: int = PARTITION_SIZE,
    tell: Callable[[str], None],
) -> Iterator[RawDocument | Rejection | Skipped]:
    """What `read_documents` gives, read by workers where they see the same files, else here.

    `tell` is given a line for a person when something has to be read here that workers should see.
    """
    parts = divide(paths, size=size)
    for streamed, run in groupby(parts, key=lambda part: isinstance(part, Stream)):
        if streamed:
            streams = (part.path for part in run if isinstance(part, Stream))
            yield from read_documents(streams, stdin=stdin)
        else:
            partitions = (part for part in run if not isinstance(part, Stream))
            yield from _read_partitions(partitions, mapper, tell)


def read_there(partition: Files | Lines) -> list[RawDocument | Rejection | Skipped] | Unseen:
    """What stands in a partition, read by a worker."""
    try:
        check_files(partition)
    except ChangedFileError as error:
        return Unseen(node(), str(error))
    return read_partition(partition)


def _read_partitions(
    partitions: Iterable[Files | Lines], mapper: Mapper, tell: Callable[[str], None]
) -> Iterator[RawDocument | Rejection | Skipped]:
    told = False
    for partition, read in pair_up(mapper, read_there, partitions, lambda one: one):
        if not isinstance(read, Unseen):
            yield from read
            continue
        if not told:
            tell(
                f"A worker on {read.machine} sees other files than this process ({read.reason}). "
                "What workers do not see as it is here is read here."
            )
            told = True
        yield from read_partition(partition)
