"""Posting tables on disk: their arrays one after the other, then a directory of them."""

import json
import mmap
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from app.search.postings.tables import PostingTable

_MAGIC = b"HMRPOST1"
_TAIL = struct.Struct("<QI8s")  # length of the directory, its checksum, the magic once more
_ALIGNMENT = 8  # bytes: the widest number in the arrays
_MEMORY = 2**20  # bytes of an array that wait in memory before they go to a scratch file
_BOUNDS = ("term_starts", "starts", "position_starts")
_ARRAYS = (*_BOUNDS, "letters", "documents", "frequencies", "positions")

Extents = dict[str, tuple[int, int, str]]  # array -> offset in bytes, length, type of its numbers


class DamagedPostingsError(OSError):
    """The file is not one of postings, or not whole."""


def write_tables(
    file: IO[bytes], fields: Mapping[str, Iterable[PostingTable]], folder: Path
) -> None:
    """Write the table of each field, given in pieces of which each goes on where the one before ended.

    Scratch files are made in the folder, where there has to be room for the index anyway.
    """
    file.write(_MAGIC)
    written = ((name, _write_field(file, pieces, folder)) for name, pieces in fields.items())
    encoded = json.dumps({name: extents for name, extents in written if extents}).encode()
    file.write(encoded)
    file.write(_TAIL.pack(len(encoded), zlib.crc32(encoded), _MAGIC))
    file.flush()


def read_tables(data: Any) -> dict[str, PostingTable]:
    """The tables in a buffer, as views of it; raise DamagedPostingsError if it was not written whole."""
    return {
        name: PostingTable(
            **{
                array: np.frombuffer(data, np.dtype(kind), length, offset)
                for array, (offset, length, kind) in extents.items()
            }
        )
        for name, extents in _read_directory(data).items()
    }


def map_file(path: Path) -> mmap.mmap | bytes:
    """A file mapped for reading, no bytes if it is empty; raise OSError if it is not there.

    A map needs no open file, so nothing is left open when Whoosh forgets to close, and it goes on showing
    a file that another process has removed.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _write_field(file: IO[bytes], pieces: Iterable[PostingTable], folder: Path) -> Extents:
    """Write each array to a scratch file of its own, at the end one behind the other; {} without pieces."""
    with ExitStack() as stack:
        scratch = {
            array: stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY, dir=str(folder)))
            for array in _ARRAYS
        }
        kinds: dict[str, str] = {}
        lengths = dict.fromkeys(_ARRAYS, 0)
        last = dict.fromkeys(_BOUNDS, 0)
        for piece in pieces:
            for array, numbers in _continue_arrays(piece, last):
                scratch[array].write(numbers.tobytes())
                lengths[array] += len(numbers)
                kinds[array] = numbers.dtype.newbyteorder("<").str
        return {
            array: (_append(file, scratch[array]), lengths[array], kinds[array]) for array in kinds
        }


def _continue_arrays(
    piece: PostingTable, last: dict[str, int]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What a piece adds to each array; bounds are counted on from where those of the last piece ended."""
    for array in _ARRAYS:
        numbers = getattr(piece, array)
        if array in last:
            numbers = numbers[1:] if last[array] else numbers
            numbers = numbers + last[array]
            last[array] = int(numbers[-1]) if len(numbers) else last[array]
        yield array, numbers


def _append(file: IO[bytes], scratch: IO[bytes]) -> int:
    """Copy an array behind what the file holds; return where it begins."""
    file.write(b"\0" * (-file.tell() % _ALIGNMENT))
    offset = file.tell()
    scratch.seek(0)
    shutil.copyfileobj(scratch, file)
    return offset


def _read_directory(data: Any) -> dict[str, Extents]:
    size = len(data)
    if size < len(_MAGIC) + _TAIL.size or bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise DamagedPostingsError("it does not begin as a file of postings does")
    length, checksum, magic = _TAIL.unpack(data[size - _TAIL.size : size])
    encoded = bytes(data[max(size - _TAIL.size - length, 0) : size - _TAIL.size])
    if magic != _MAGIC or zlib.crc32(encoded) != checksum:
        raise DamagedPostingsError("its directory is not whole")
    directory: dict[str, Extents] = json.loads(encoded)
    return directory
