"""Whoosh's codec with postings and terms as arrays; lengths and columns are kept as it keeps them.

What Whoosh 2.7.4 writes itself is a pickle a block: 0.8 to 1 µs to read a posting, 50 ms for a word of 60,000
articles, against none for an array in a file that is mapped.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.writing import SegmentWriter

from app.search.postings.buffer import PostingBuffer, Sources
from app.search.postings.documents import Batch, DocumentWriter, read_documents
from app.search.postings.files import map_file, read_tables, write_tables
from app.search.postings.merge import merge_tables
from app.search.postings.tables import Integers, PostingTable

_EXTENSION = ".trm"
POSITION = "I"  # type code of the `array` in which Whoosh is given the positions of a posting
Storage = Any  # whoosh.filedb.filestore.FileStorage; Whoosh ships no types
Segment = Any  # whoosh.codec.base.Segment


class UnknownTermError(TermNotFound, KeyError):  # type: ignore[misc]  # Whoosh ships no types
    """No document has the term. Whoosh's readers catch one or the other of its bases."""


class ArrayCodec(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Terms and postings in one file of arrays a segment."""

    length_stats = False  # bounds on scores for a shortcut that is not taken here

    def per_document_writer(self, storage: Storage, segment: Segment) -> DocumentWriter:
        """What writes lengths and columns of a segment."""
        return DocumentWriter(self, storage, segment)

    def field_writer(self, storage: Storage, segment: Segment) -> "ArrayFieldWriter":
        """What writes the postings of a segment."""
        return ArrayFieldWriter(Path(storage.folder, segment.make_filename(_EXTENSION)))

    def terms_reader(self, storage: Storage, segment: Segment) -> "ArrayTermsReader":
        """What reads the postings of a segment."""
        return ArrayTermsReader(Path(storage.folder, segment.make_filename(_EXTENSION)))


class ArrayWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes a segment with ArrayCodec, and merges others into it without taking them apart."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False)
        self.pool = PostingBuffer(Path(self.storage.folder))

    def add_batch(self, batch: Batch) -> None:
        """Add documents behind those that are there."""
        # None for the first: often it is the only one, and is written as it is.
        numbers = np.arange(batch.count) + self.docnum if self.docnum else None
        self._add(batch, batch.tables, numbers)
        self.pool.make_room()

    def add_reader(self, reader: Any) -> None:
        """Whoosh's hook for a segment that is merged: its live documents come behind those that are there."""
        live = np.ones(reader.doc_count_all(), np.bool_)
        live[list(reader.segment().deleted_docs())] = False
        numbers = np.where(live, np.cumsum(live) + self.docnum - 1, -1)
        tables = get_tables(reader)
        self._add(read_documents(reader, tables, live), tables, numbers)

    def _add(
        self, batch: Batch, tables: Mapping[str, PostingTable], numbers: Integers | None
    ) -> None:
        self.perdocwriter.add(batch)
        self.pool.add_tables(tables, numbers)
        self.docnum += batch.count
        self._added = True


class ArrayFieldWriter(base.FieldWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes all fields of a segment at one go, once their postings are there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: None, items: Sources) -> None:
        """Write the postings that a PostingBuffer has gathered."""
        with self._path.open("wb") as file:
            tables = {name: merge_tables(sources) for name, sources in items.items()}
            write_tables(file, tables, self._path.parent)

    def close(self) -> None:
        """Nothing is open between two calls."""
        self.is_closed = True


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh ships no types
    """The terms and postings of a segment; arrays stay good after it is closed."""

    def __init__(self, path: Path) -> None:
        self.tables = read_tables(map_file(path))

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """The fields that have postings."""
        return list(self.tables)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms of all fields, in order."""
        for name, table in sorted(self.tables.items()):
            yield from ((name, term) for term in table.list_terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from a point in the order on."""
        if table := self.tables.get(fieldname):
            first, _ = table.find_prefix(prefix)
            yield from ((fieldname, term) for term in table.list_terms(first))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of a field from a point in the order on, with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Statistics of a term; raises UnknownTermError."""
        documents, weights = self._read(fieldname, text)
        return TermInfo(
            weight=sum(weights), df=len(documents), minlength=1, maxlength=2**31,
            maxweight=max(weights), minid=documents[0], maxid=documents[-1],
        )  # fmt: skip

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term occurs, deleted ones included; raises UnknownTermError."""
        return self.tables[fieldname].count_documents(self._get(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Whoosh's own view of the postings of a term: lists, for its searcher to walk."""
        documents, weights = self._read(fieldname, text)
        values = _split_positions(self.tables[fieldname], self._get(fieldname, text))
        return ListMatcher(
            documents, weights, values, format_, scorer=scorer, term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )  # fmt: skip

    def _find(self, fieldname: str, text: bytes) -> int | None:
        table = self.tables.get(fieldname)
        return table.find_term(text) if table is not None else None

    def _get(self, fieldname: str, text: bytes) -> int:
        place = self._find(fieldname, text)
        if place is None:
            raise UnknownTermError(f"No term {fieldname}:{text!r}")
        return place

    def _read(self, fieldname: str, text: bytes) -> tuple[list[int], list[float]]:
        """Documents and weights of a term, as Whoosh's matchers take them."""
        place = self._get(fieldname, text)
        table = self.tables[fieldname]
        first, beyond = table.starts[place : place + 2]
        documents = table.documents[first:beyond].tolist()
        if not table.has_positions:
            return documents, [1.0] * len(documents)
        return documents, table.frequencies[first:beyond].astype(float).tolist()


def get_tables(reader: Any) -> dict[str, PostingTable]:
    """The posting tables of Whoosh's reader of one segment, by field."""
    tables: dict[str, PostingTable] = reader._terms.tables
    return tables


def _split_positions(table: PostingTable, place: int) -> list[bytes]:
    """The encoded positions of a term in each of its documents, as Whoosh's matchers take them."""
    if not table.has_positions:
        return [b""] * table.count_documents(place)
    first, beyond = table.position_starts[place : place + 2]
    encoded = table.positions[first:beyond].astype(np.dtype(POSITION)).tobytes()
    frequencies = table.frequencies[table.starts[place] : table.starts[place + 1]]
    values, start = [], 0
    for size in (frequencies.astype(np.int64) * np.dtype(POSITION).itemsize).tolist():
        values.append(encoded[start : start + size])
        start += size
    return values
