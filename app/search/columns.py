"""What filters, facets and order need to know of every document: arrays by document number.

The files of a segment never change, so what was read of one is kept for as long as the segment lives; after
a commit only new segments are read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.schema import FORM_SEPARATOR

SegmentReader = Any  # whoosh.reading.SegmentReader; Whoosh ships no types


@dataclass(frozen=True, slots=True)
class Labels:
    """Names attached to documents, any number to each: pairs of a document number and a place in `names`."""

    documents: NDArray[np.int64]
    codes: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays over the documents of a segment or of the whole index, deleted ones included.

    Days are ordinals, 0 for an undated article; `copy_of` is empty for what is no copy.
    """

    ids: NDArray[np.bytes_]
    copy_of: NDArray[np.bytes_]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    source: Labels
    language: Labels
    forms: Labels


def read_columns(segment: SegmentReader) -> Columns:
    """Read the columns of one segment."""
    count = segment.doc_count_all()

    def read(name: str) -> list[Any]:
        column = segment.column_reader(name, translate=False)
        return [column[document] for document in range(count)]

    return Columns(
        ids=np.array(read("id_column"), np.bytes_),
        copy_of=np.array(read("copy_of_column"), np.bytes_),
        first_day=np.array(read("first_day"), np.int64),
        last_day=np.array(read("last_day"), np.int64),
        source=_label([[value] if value else [] for value in read("source_column")]),
        language=_label([[value] if value else [] for value in read("language_column")]),
        forms=_label(
            [value.split(FORM_SEPARATOR) if value else [] for value in read("forms_column")]
        ),
    )


def join_columns(parts: list[Columns]) -> Columns:
    """One set of columns for the documents of all parts, numbered on from part to part."""
    bases = np.cumsum([0, *(len(part.ids) for part in parts)])[:-1]

    def join_labels(get: Callable[[Columns], Labels]) -> Labels:
        return _join_labels([get(part) for part in parts], bases)

    return Columns(
        ids=np.concatenate([part.ids for part in parts]),
        copy_of=np.concatenate([part.copy_of for part in parts]),
        first_day=np.concatenate([part.first_day for part in parts]),
        last_day=np.concatenate([part.last_day for part in parts]),
        source=join_labels(lambda part: part.source),
        language=join_labels(lambda part: part.language),
        forms=join_labels(lambda part: part.forms),
    )


def _label(values: list[list[bytes]]) -> Labels:
    codes: dict[bytes, int] = {}
    pairs = [
        (document, codes.setdefault(name, len(codes)))
        for document, names in enumerate(values)
        for name in names
    ]
    array = np.array(pairs, np.int64).reshape(-1, 2)
    return Labels(array[:, 0].copy(), array[:, 1].copy(), tuple(name.decode() for name in codes))


def _join_labels(parts: list[Labels], bases: NDArray[np.int64]) -> Labels:
    codes: dict[str, int] = {}
    documents, recoded = [], []
    for part, base in zip(parts, bases, strict=True):
        new_codes = [codes.setdefault(name, len(codes)) for name in part.names]
        documents.append(part.documents + base)
        recoded.append(np.array(new_codes, np.int64)[part.codes])
    return Labels(np.concatenate(documents), np.concatenate(recoded), tuple(codes))
