"""The index as one commit left it, opened for reading."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.columns import ColumnReader
from whoosh.index import FileIndex
from whoosh.reading import IndexReader, SegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from app.search.columns import Columns, SegmentColumns, read_columns
from app.search.folder import IndexUnusableError, get_live_build, read_live, report_damage
from app.search.postings.live import LivePostings
from app.search.schema import FORMAT_VERSION, ArchiveSchema
from app.search.storage import open_index


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A commit: the generation of the store that it shows, and what reads it.

    `segments` are those of the commit by their ids.
    """

    build: Path
    index: FileIndex
    commit: int
    generation: int
    analyser_version: str
    searcher: Searcher
    segments: dict[str, SegmentColumns]
    postings: LivePostings
    columns: Columns

    def is_latest(self) -> bool:
        """Whether no commit and no new build came after; reads one small file and lists one folder."""
        if get_live_build(self.build.parent) != self.build:
            return False
        return bool(self.index.latest_generation() == self.commit)

    def close(self) -> None:
        """Let go of the files."""
        self.searcher.close()


def open_snapshot(folder: Path, cache_bytes: int, previous: Snapshot | None = None) -> Snapshot:
    """Open the last commit, with what `previous` has read of segments still in use.

    `cache_bytes` is how much decoded postings may take. Raises IndexUnusableError, whatever Whoosh
    stumbles over.
    """
    return read_live(folder, lambda build: _open_build(build, cache_bytes, previous))


def read_digests(folder: Path) -> Iterator[tuple[str, str]]:
    """The id and digest of each article in the index as it is now, in no stated order."""
    reader, segments = read_live(folder, _open_digests)
    with report_damage(folder), closing(reader):
        for segment, ids, digests in segments:
            for document in segment.all_doc_ids():
                yield ids[document].decode(), digests[document].decode()


def _open_digests(
    build: Path,
) -> tuple[IndexReader, list[tuple[SegmentReader, ColumnReader, ColumnReader]]]:
    """Each segment with its columns, all open, so that a commit can remove their files."""
    reader = open_index(build).reader()
    segments = [
        (
            segment,
            segment.column_reader("id_column", translate=False),
            segment.column_reader("digest_column", translate=False),
        )
        for segment in _list_segments(reader)
    ]
    return reader, segments


def check_format(folder: Path, schema: ArchiveSchema) -> None:
    """Raise IndexUnusableError for an index whose files this version of the program does not read."""
    if schema.format_version != FORMAT_VERSION:
        raise IndexUnusableError(folder, "it was written by another version of this program")


def _open_build(build: Path, cache_bytes: int, previous: Snapshot | None) -> Snapshot:
    index = open_index(build)
    check_format(build.parent, index.schema)
    commit = index.latest_generation()  # before the reader: at worst it is opened once too often
    reader = index.reader()
    known = previous.segments if previous and previous.build == build else {}
    leaves = {leaf.segment().segment_id(): leaf for leaf in _list_segments(reader)}
    segments = {
        name: known[name] if name in known else read_columns(leaf) for name, leaf in leaves.items()
    }
    postings = LivePostings(
        [segment.postings for segment in segments.values()],
        [leaf.segment().deleted_docs() for leaf in leaves.values()],
        cache_bytes,
    )
    return Snapshot(
        build=build,
        index=index,
        commit=commit,
        generation=reader.schema.generation,
        analyser_version=reader.schema.analyser_version,
        searcher=Searcher(reader, weighting=BM25F()),
        segments=segments,
        postings=postings,
        columns=Columns(list(segments.values()), postings),
    )


def _list_segments(reader: Any) -> list[Any]:
    """Whoosh's readers of the segments, in the order of their documents."""
    return [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
