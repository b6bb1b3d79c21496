"""The index as one commit left it, opened for reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from app.search.columns import Columns, join_columns, read_columns
from app.search.folder import IndexUnusableError, get_live_build, report_damage
from app.search.storage import open_index

_ATTEMPTS = 10  # commits in a row that may each remove a file that was about to be opened


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A commit: the generation of the store that it shows, and what reads it.

    `columns` is None for an index without articles; `segments` are the columns of each segment by its id.
    """

    build: Path
    index: FileIndex
    commit: int
    generation: int
    analyser_version: str
    searcher: Searcher
    segments: dict[str, Columns]
    columns: Columns | None

    def is_latest(self) -> bool:
        """Whether no commit and no new build came after; reads one small file and lists one folder."""
        if get_live_build(self.build.parent) != self.build:
            return False
        return bool(self.index.latest_generation() == self.commit)

    def close(self) -> None:
        """Let go of the files."""
        self.searcher.close()


def open_snapshot(folder: Path, previous: Snapshot | None = None) -> Snapshot:
    """Open the last commit, with the columns that `previous` has read of segments still in use.

    Raises IndexUnusableError, whatever Whoosh stumbles over.
    """
    for _ in range(_ATTEMPTS):
        build = get_live_build(folder)
        try:
            return _open_build(build, previous)
        except Exception as error:
            cause = error
            if not isinstance(error, OSError) and get_live_build(folder) == build:
                break  # neither a commit nor a rebuild took over between two looks
    raise IndexUnusableError(folder, repr(cause)) from cause


def read_digests(folder: Path) -> Iterator[tuple[str, str]]:
    """The id and digest of each article in the index as it is now, in no stated order."""
    with report_damage(folder), open_index(get_live_build(folder)).reader() as reader:
        for segment, _ in reader.leaf_readers() if reader.doc_count_all() else ():
            ids = segment.column_reader("id_column", translate=False)
            digests = segment.column_reader("digest_column", translate=False)
            for document in segment.all_doc_ids():
                yield ids[document].decode(), digests[document].decode()


def _open_build(build: Path, previous: Snapshot | None) -> Snapshot:
    index = open_index(build)
    commit = index.latest_generation()  # before the reader: at worst it is opened once too often
    reader = index.reader()
    known = previous.segments if previous and previous.build == build else {}
    segments = {}
    for leaf, _ in reader.leaf_readers() if reader.doc_count_all() else ():
        name = leaf.segment().segment_id()
        segments[name] = known[name] if name in known else read_columns(leaf)
    return Snapshot(
        build=build,
        index=index,
        commit=commit,
        generation=reader.schema.generation,
        analyser_version=reader.schema.analyser_version,
        searcher=Searcher(reader, weighting=BM25F()),
        segments=segments,
        columns=join_columns(list(segments.values())) if segments else None,
    )
