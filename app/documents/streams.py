"""Files, also gzip, as chunks of bytes that are counted while they are read."""

import codecs
import gzip
import io
import itertools
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from app.documents.decoding import find_wide_mark
from app.documents.document import UnreadableError

MAX_ARTICLE_BYTES = 8 * 2**20  # a text, a page or a JSON line; the longest of books has 6 MB
MAX_FEED_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = (
    4 * 2**30
)  # of a .gz of JSON lines, which is streamed; 195 KB of zeros unpack to 200 MB

_CHUNK = 2**18
_HEAD = 2**12  # bytes of a stream by which its format is known
_GZIP_MAGIC = b"\x1f\x8b"


def describe_fault(error: OSError) -> str:
    """Why a path could not be opened, for a person."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "permission to read it is denied"
    return f"it cannot be read: {error.strerror or error}"


def open_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked if its name ends in `.gz`; raises UnreadableError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe or a device may wait for ever
            raise UnreadableError("it is not a regular file")
        with path.open("rb") as file:
            yield from _unpack(file) if path.suffix.lower() == ".gz" else _read_chunks(file.read)
    except OSError as error:
        raise UnreadableError(describe_fault(error)) from error


def open_range(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from one offset to another, excluded; raises UnreadableError."""
    if start:
        yield b""  # what comes first may be a byte order mark, and amid a file nothing is
    try:
        with path.open("rb") as file:
            file.seek(start)
            while chunk := file.read(min(_CHUNK, end - file.tell())):
                yield chunk
    except OSError as error:
        raise UnreadableError(describe_fault(error)) from error


def read_stream(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a stream as they come, the first few thousand at once; raises UnreadableError for gzip."""
    # Not `read`, which waits for a whole chunk while a slow pipe has lines to give, and between whose
    # system calls a Ctrl-C goes unheard.
    chunks = _read_chunks(cast("io.BufferedIOBase", stream).read1)
    first = _gather(chunks, _HEAD)
    if first.startswith(_GZIP_MAGIC):
        raise UnreadableError("it is packed with gzip: unpack it first (zcat)")
    return itertools.chain([first], chunks)


def join_chunks(chunks: Iterable[bytes], limit: int) -> bytes:
    """All bytes at once; raises UnreadableError over the limit, or when all is white space."""
    kept: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise UnreadableError(f"it holds more than {limit // 2**20} MiB, which no article does")
        kept.append(chunk)
    data = b"".join(kept)
    if not data.strip():
        raise UnreadableError("it is empty")
    return data


def split_lines(chunks: Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines without their ends, UTF-16 turned into UTF-8; None for a line over the limit."""
    pending: list[bytes] = []
    size = 0
    for chunk in _transcode(chunks):
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield b"".join([*pending, line]) if size + len(line) <= limit else None
            pending, size = [], 0
        size += len(rest)
        pending = [*pending, rest] if size <= limit else []
    if size:
        yield b"".join(pending) if size <= limit else None


def _read_chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk


def _gather(chunks: Iterator[bytes], least: int) -> bytes:
    """The first chunks joined until there are as many bytes, or no more."""
    gathered = b""
    while len(gathered) < least and (chunk := next(chunks, b"")):
        gathered += chunk
    return gathered


def _unpack(file: BinaryIO) -> Iterator[bytes]:
    size = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            for chunk in _read_chunks(unpacked.read):
                size += len(chunk)
                if size > MAX_UNPACKED_BYTES:
                    raise UnreadableError(
                        f"it unpacks to more than {MAX_UNPACKED_BYTES // 2**30} GiB"
                    )
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableError(f"it is not whole gzip: {error}") from error


def _transcode(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = iter(chunks)
    first = next(rest, b"")
    wide = find_wide_mark(first)
    if wide is None:
        yield from itertools.chain([first], rest)
        return
    mark, encoding = wide
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in itertools.chain([first.removeprefix(mark)], rest):
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
