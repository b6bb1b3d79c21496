"""What is written comes back, as it does from Whoosh's own codec."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.reading import SegmentReader

from app.search.postings.codec import ArrayWriter
from app.search.schema import MembersField, PositionsField
from app.search.storage import create_index, open_index

Posting = tuple[bytes, int, float, bytes]
TERMS = st.text(alphabet="abñ", min_size=1, max_size=4)
POSITIONS = st.sets(st.integers(0, 70_000), min_size=1, max_size=5).map(sorted)
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.dictionaries(TERMS, POSITIONS, max_size=6),
            "title": st.dictionaries(TERMS, POSITIONS, max_size=2),
            "words": st.lists(TERMS, max_size=4, unique=True),
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


SCHEMA = Schema(text=WrittenPositions(), title=WrittenPositions(), words=WrittenMembers())


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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DOCUMENTS, st.sets(st.integers(0, 12)), st.booleans()), max_size=5))
def test_postings_come_back_as_from_whoosh(
    commits: list[tuple[list[Any], set[int], bool]],
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        found = read_all(write_index(Path(one), commits, arrays=True))
        assert found == read_all(write_index(Path(other), commits, arrays=False))
