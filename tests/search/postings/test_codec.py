"""What is written comes back, as it does from Whoosh's own codec."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, Schema
from whoosh.reading import SegmentReader

from app.search.postings.arranging import arrange_lists
from app.search.postings.codec import ArrayWriter
from app.search.postings.documents import Batch, encode_lengths, pack_texts
from app.search.schema import MembersField, PositionsField
from app.search.storage import create_index, open_index
from tests.search.postings.arranged import arrange_positioned

Posting = tuple[bytes, int, float, bytes]
TERMS = st.text(alphabet="abñ", min_size=1, max_size=4)
POSITIONS = st.sets(st.integers(0, 70_000), min_size=1, max_size=5).map(sorted)
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.dictionaries(TERMS, POSITIONS, max_size=6),
            "title": st.dictionaries(TERMS, POSITIONS, max_size=2),
            "words": st.lists(TERMS, max_size=4, unique=True),
            "name": st.binary(max_size=3),
            "day": st.sampled_from([0, 0, 1, 740_000]),
        }
    ),
    max_size=12,
)


class WrittenPositions(PositionsField):
    """The same field as Whoosh's own writer wants it."""

    def index(self, value: dict[str, list[int]], **_options: object) -> Iterator[Posting]:
        for term, at in value.items():
            yield term.encode(), len(at), float(len(at)), self.format.encode(at)


class WrittenMembers(MembersField):
    """The same field as Whoosh's own writer wants it."""

    def index(self, value: list[str], **_options: object) -> Iterator[Posting]:
        return ((term.encode(), 1, 1.0, b"") for term in value)


SCHEMA = Schema(
    text=WrittenPositions(),
    title=WrittenPositions(),
    words=WrittenMembers(),
    name=COLUMN(VarBytesColumn()),
    day=COLUMN(NumericColumn("i", default=0)),
)


def make_batch(documents: list[dict[str, Any]]) -> Batch:
    lengths = {
        name: np.array([sum(map(len, one[name].values())) for one in documents])
        for name in ("text", "title")
    }
    return Batch(
        count=len(documents),
        tables={
            "text": arrange_positioned([one["text"] for one in documents]),
            "title": arrange_positioned([one["title"] for one in documents]),
            "words": arrange_lists(one["words"] for one in documents),
        },
        lengths={name: encode_lengths(found) for name, found in lengths.items()},
        total_lengths={name: int(found.sum()) for name, found in lengths.items()},
        texts={"name": pack_texts([one["name"] for one in documents])},
        numbers={"day": np.array([one["day"] for one in documents], np.int32)},
    )


def merge_all(writer: Any, segments: list[Any]) -> list[Any]:
    for segment in segments:
        with SegmentReader(writer.storage, writer.schema, segment) as reader:
            writer.add_reader(reader)
    return []


def keep_all(_writer: Any, segments: list[Any]) -> list[Any]:
    return segments


def write_index(folder: Path, commits: list[tuple[list[Any], set[int], bool]], arrays: bool) -> Any:
    index = create_index(folder, SCHEMA)
    for documents, gone, merged in commits:
        writer = ArrayWriter(index) if arrays else index.writer(codec=W3Codec(), compound=False)
        for number in gone:
            if number < sum(segment.doc_count_all() for segment in writer.segments):
                writer.delete_document(number)
        if arrays and documents:
            writer.add_batch(make_batch(documents))
        elif not arrays:
            for document in documents:
                writer.add_document(**document)
        writer.commit(mergetype=merge_all if merged else keep_all)
    return open_index(folder).reader()


def read_all(reader: Any) -> list[Any]:
    """Every posting of every term of every segment, with what is known of the term."""
    return [
        (base, term, info.doc_frequency(), info.weight(), info.max_weight(), read_postings(leaf, *term))
        for leaf, base in (reader.leaf_readers() if reader.doc_count_all() else ())
        for term, info in leaf
    ]  # fmt: skip


def read_postings(leaf: Any, field: str, term: bytes) -> list[Any]:
    matcher = leaf.postings(field, term)
    found = []
    while matcher.is_active():
        at = matcher.value_as("positions") if matcher.supports("positions") else None
        found.append((matcher.id(), matcher.weight(), at))
        matcher.next()
    return found


def read_columns(reader: Any) -> list[Any]:
    """What Whoosh's own readers make of the columns and lengths of each document that is there."""
    return [
        (base + number, *(column[number] for column in columns), *lengths)
        for leaf, base in (reader.leaf_readers() if reader.doc_count_all() else ())
        for columns in [[leaf.column_reader(name, translate=False) for name in ("name", "day")]]
        for number in leaf.all_doc_ids()
        for lengths in [[leaf.doc_field_length(number, name) for name in ("text", "title")]]
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DOCUMENTS, st.sets(st.integers(0, 12)), st.booleans()), max_size=5))
def test_postings_lengths_and_columns_come_back_as_from_whoosh(
    commits: list[tuple[list[Any], set[int], bool]],
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        found = write_index(Path(one), commits, arrays=True)
        expected = write_index(Path(other), commits, arrays=False)
        assert read_all(found) == read_all(expected)
        assert read_columns(found) == read_columns(expected)
