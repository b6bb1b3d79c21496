"""What Whoosh keeps of each document, its lengths and columns, written and read for many documents at once.

Its files are Whoosh's, byte for byte; only the walk through them, document by document and value by value, is
left out: that took as long as the postings.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3PerDocWriter
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.util.numeric import byte_to_length

from app.search.postings.tables import (
    Integers,
    PostingTable,
    count_up,
    expand_ranges,
    join,
)

LENGTHS = np.array([byte_to_length(code) for code in range(256)])  # that Whoosh's codes stand for
_LAST_LENGTH = 255  # stands for everything longer too

Reader = Any  # whoosh.reading.SegmentReader; Whoosh ships no types


@dataclass(frozen=True, slots=True)
class Texts:
    """Values of bytes one behind the other, and how many bytes each has."""

    letters: NDArray[np.uint8]
    sizes: Integers

    def select(self, rows: Integers) -> "Texts":
        """Some of them."""
        starts = count_up(self.sizes)[rows]
        sizes = self.sizes[rows]
        return Texts(self.letters[expand_ranges(starts, sizes)], sizes)

    def to_array(self) -> NDArray[np.bytes_]:
        """The values, padded to the longest."""
        width = max(int(self.sizes.max(initial=0)), 1)
        if bool((self.sizes == width).all()):
            return self.letters.view(f"S{width}")
        padded = np.zeros((len(self.sizes), width), np.uint8)
        padded[np.arange(width) < self.sizes[:, np.newaxis]] = self.letters
        return padded.view(f"S{width}").ravel()


def pack_texts(values: list[bytes]) -> Texts:
    """The same values in an array."""
    sizes = np.fromiter(map(len, values), np.int64, len(values))
    return Texts(np.frombuffer(b"".join(values), np.uint8), sizes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are added together: postings by field, with documents numbered from 0; lengths; columns.

    Lengths are in Whoosh's code of one byte.
    """

    count: int
    tables: Mapping[str, PostingTable]
    lengths: Mapping[str, NDArray[np.uint8]]
    total_lengths: Mapping[str, int]
    texts: Mapping[str, Texts]
    numbers: Mapping[str, NDArray[np.int32]]


def encode_lengths(lengths: Integers) -> NDArray[np.uint8]:
    """How many terms each document has, in Whoosh's code."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), _LAST_LENGTH).astype(np.uint8)


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Gathers what is to be kept of documents, and writes it when they are all there."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._lengths: defaultdict[str, list[NDArray[np.uint8]]] = defaultdict(list)
        self._texts: defaultdict[str, list[Texts]] = defaultdict(list)
        self._numbers: defaultdict[str, list[NDArray[np.int32]]] = defaultdict(list)

    def add(self, batch: Batch) -> None:
        """Take documents; each batch has the same fields."""
        self._doccount += batch.count
        for name, lengths in batch.lengths.items():
            self._lengths[name].append(lengths)
        for name, total in batch.total_lengths.items():
            self._fieldlengths[name] += total
        for name, texts in batch.texts.items():
            self._texts[name].append(texts)
        for name, numbers in batch.numbers.items():
            self._numbers[name].append(numbers)

    def close(self) -> None:
        """Write all columns."""
        for name, lengths in self._lengths.items():
            if any(part.any() for part in lengths):
                self._write_numbers(f"_{name}_len", LENGTHS_COLUMN, join(lengths))
        for name, numbers in self._numbers.items():
            if any(part.any() for part in numbers):
                self._write_numbers(name, NumericColumn("i"), join(numbers).astype(">i4"))
        for name, texts in self._texts.items():
            self._write_texts(name, texts)
        super().close()

    def _write_numbers(self, name: str, column: Any, numbers: NDArray[Any]) -> None:
        """Whoosh leaves out the defaults at the end, which are zeros here."""
        beyond = int(np.flatnonzero(numbers)[-1]) + 1
        self._create_column(name, column)
        self._get_column(name)._dbfile.write(numbers[:beyond].tobytes())

    def _write_texts(self, name: str, parts: list[Texts]) -> None:
        self._create_column(name, VarBytesColumn())
        writer = self._get_column(name)
        sizes = join([part.sizes for part in parts])
        writer._dbfile.write(join([part.letters for part in parts]).tobytes())
        writer._lengths.extend(sizes.tolist())
        writer._offsets.extend(count_up(sizes)[:-1].tolist())
        writer._count = len(sizes)


def read_documents(
    reader: Reader, tables: Mapping[str, PostingTable], live: NDArray[np.bool_]
) -> Batch:
    """What a segment with these tables keeps of its live documents, but for their postings."""
    columns = {name: field.column_type for name, field in reader.schema.items()}
    scored = [name for name, field in reader.schema.items() if field.scorable]
    rows = np.flatnonzero(live)
    return Batch(
        count=len(rows),
        tables={},
        lengths={name: read_lengths(reader, name)[rows] for name in scored},
        total_lengths={name: _sum_lengths(tables[name], live) for name in scored if name in tables},
        texts={
            name: read_texts(reader, name).select(rows)
            for name, column in columns.items()
            if isinstance(column, VarBytesColumn)
        },
        numbers={
            name: read_numbers(reader, name)[rows]
            for name, column in columns.items()
            if isinstance(column, NumericColumn)
        },
    )


def _sum_lengths(table: PostingTable, live: NDArray[np.bool_]) -> int:
    """How many terms the live documents have; Whoosh would add up what its code of one byte rounds."""
    if live.all():
        return len(table.positions)
    return int(table.frequencies[live[table.documents]].sum(dtype=np.int64))


def read_lengths(reader: Reader, field: str) -> NDArray[np.uint8]:
    """The lengths of all documents of a segment in Whoosh's code, 0 for one that has nothing in the field."""
    return _read_numbers(reader, f"_{field}_len", np.dtype(np.uint8))


def read_numbers(reader: Reader, name: str) -> NDArray[np.int32]:
    """A column of numbers, 0 for documents without one."""
    return _read_numbers(reader, name, np.dtype(">i4")).astype(np.int32)


def read_texts(reader: Reader, name: str) -> Texts:
    """A column of bytes, which every document has."""
    column = reader.column_reader(name, translate=False)
    sizes = np.array(column._lengths, np.int64)
    letters = column._dbfile.get(column._basepos, int(sizes.sum()))
    return Texts(np.frombuffer(letters, np.uint8), sizes)


def _read_numbers(reader: Reader, name: str, kind: np.dtype[Any]) -> NDArray[Any]:
    """Whoosh leaves out the zeros at the end, and a column that has nothing else."""
    numbers = np.zeros(reader.doc_count_all(), kind)
    documents = reader._perdoc
    if documents.has_column(name):
        stored, start, size = documents._get_column_file(name)
        count = size // kind.itemsize
        numbers[:count] = np.frombuffer(stored.get(start, size), kind)
    return numbers
