"""Paths -> partitions, files or ranges of bytes, that any process which sees the files can read apart.

Read one after the other they give what `read_documents` gives.
"""

import itertools
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.documents.decoding import find_wide_mark
from app.documents.document import RawDocument, Rejection, Skipped, UnreadableError
from app.documents.folders import find_files, find_suffix
from app.documents.json_lines import read_json_lines, starts_list
from app.documents.places import place_of
from app.documents.readers import read_file
from app.documents.streams import describe_fault, open_chunks, open_range

# Bytes: some hundred articles, which are read in 30 ms as JSON lines and in half a second as pages.
PARTITION_SIZE = 2 * 2**20
_MOST_FILES = 256
_JSON_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was when the partitions were made: bytes, and the time of its last change in ns."""

    path: Path
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Files:
    """Whole files, in order, and what was passed over between them."""

    found: tuple[SeenFile | Rejection | Skipped, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file that begin from one offset to another, excluded; `before` others precede them."""

    file: SeenFile
    start: int
    end: int
    before: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A path, or `-`, that is read as it streams: it may be of any length and cannot be divided."""

    path: Path | str


class ChangedFileError(Exception):
    """A file is not what it was where the partitions were made; the message says where it is, and why."""


def divide(
    paths: Iterable[Path | str], *, size: int = PARTITION_SIZE
) -> Iterator[Files | Lines | Stream]:
    """The partitions of files, of all folders below folders, and of `-`, in order.

    Small files go together until they have `size` bytes; JSON lines are cut at the first end of a line after
    so many.
    """
    group: list[SeenFile | Rejection | Skipped] = []
    weight = 0
    for part in _find_parts(paths, size):
        if isinstance(part, (Lines, Stream)):
            yield from _close(group)
            yield part
        else:
            weight = (weight if group else 0) + (part.size if isinstance(part, SeenFile) else 0)
            group.append(part)
            if weight >= size or len(group) >= _MOST_FILES:
                yield from _close(group)
    yield from _close(group)


def read_partition(partition: Files | Lines) -> list[RawDocument | Rejection | Skipped]:
    """What stands in a partition, in order."""
    if isinstance(partition, Lines):
        return list(_read_lines(partition))
    items: list[RawDocument | Rejection | Skipped] = []
    for found in partition.found:
        items += read_file(found.path) if isinstance(found, SeenFile) else [found]
    return items


def check_files(partition: Files | Lines) -> None:
    """Raise ChangedFileError unless each file can be read here and is what it was."""
    found = partition.found if isinstance(partition, Files) else [partition.file]
    for file in found:
        if isinstance(file, SeenFile):
            _check_file(file)


def _check_file(file: SeenFile) -> None:
    try:
        if _look_at(file.path) != file:
            raise ChangedFileError(f"{file.path}: its size or the time of its last change differs")
        with file.path.open("rb"):
            return
    except OSError as error:
        raise ChangedFileError(f"{file.path}: {describe_fault(error)}") from error


def _look_at(path: Path) -> SeenFile | None:
    """The file as it is now; None if it is no regular one. Raises OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return None
    return SeenFile(path, status.st_size, status.st_mtime_ns)


def _close(group: list[SeenFile | Rejection | Skipped]) -> Iterator[Files]:
    if group:
        yield Files(tuple(group))
        group.clear()


def _find_parts(
    paths: Iterable[Path | str], size: int
) -> Iterator[SeenFile | Rejection | Skipped | Lines | Stream]:
    for path in paths:
        if str(path) == "-":
            yield Stream("-")
            continue
        for found in find_files(Path(path).absolute()):
            yield from _divide_file(found, size) if isinstance(found, Path) else [found]


def _divide_file(path: Path, size: int) -> Iterator[SeenFile | Lines | Stream]:
    try:
        file = _look_at(path)
    except OSError:
        file = None
    lines = find_suffix(path) in _JSON_LINES
    if file is None or (lines and path.suffix.lower() == ".gz"):
        yield Stream(path)
    elif lines and file.size > size:
        yield from _divide_lines(file, size)
    else:
        yield file


def _divide_lines(file: SeenFile, size: int) -> Iterator[Lines | Stream]:
    chunks = open_chunks(file.path)
    try:
        head = next(chunks, b"")
    except UnreadableError:
        yield Stream(file.path)
        return
    if find_wide_mark(head) or starts_list(head.partition(b"\n")[0]):
        yield Stream(file.path)
        return
    start = before = 0
    try:
        for end, count in _find_cuts(itertools.chain([head], chunks), size):
            yield Lines(file, start, end, before)
            start, before = end, count
    except UnreadableError:  # who reads the rest says why
        yield Lines(file, start, file.size, before)


def _find_cuts(chunks: Iterable[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Where ranges of at least `size` bytes end, each after a line, and how many lines precede that."""
    position = count = cut = 0
    blank = True  # so far: the first range is not, unless all is, for then the file holds nothing
    for chunk in chunks:
        done = 0
        while found := chunk.find(b"\n", max(done, cut + size - 1 - position)) + 1:
            count += chunk.count(b"\n", done, found)
            blank = blank and not chunk[done:found].strip()
            done = found
            if not blank:
                cut = position + found
                yield cut, count
        count += chunk.count(b"\n", done)
        blank = blank and not chunk[done:].strip()
        position += len(chunk)
    if cut < position:
        yield position, count


def _read_lines(partition: Lines) -> Iterator[RawDocument | Rejection]:
    path = partition.file.path
    place = place_of(path)
    try:
        chunks = open_range(path, partition.start, partition.end)
        yield from read_json_lines(chunks, place, before=partition.before)
    except UnreadableError as error:
        yield Rejection(place.location, str(error))
