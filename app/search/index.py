"""The text index: a folder on disk, written by one process at a time, read by any number."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection
from whoosh.index import FileIndex

from app.errors import UnavailableError
from app.search import evaluation, oracle
from app.search.analysis import ANALYSER_VERSION
from app.search.articles import IndexedArticle
from app.search.batches import read_batches
from app.search.facets import count_facets
from app.search.folder import (
    DAMAGE,
    IndexUnusableError,
    create_build,
    get_live_build,
    hold_write_lock,
    publish_build,
    remove_build,
    report_damage,
)
from app.search.manifest import record_files
from app.search.merging import merge_tiers
from app.search.options import DEFAULT_OPTIONS, IndexOptions
from app.search.paging import read_basis, write_basis
from app.search.plan import Plan, Planning, draw_plan
from app.search.postings.codec import ArrayWriter, get_tables
from app.search.postings.documents import Batch
from app.search.postings.live import LivePostings, gather_documents
from app.search.query import Query
from app.search.ranking import filter_matches, take_page
from app.search.results import SearchRequest, SearchResult, interpret
from app.search.schema import make_schema
from app.search.snapshot import Snapshot, check_format, open_snapshot, read_digests
from app.search.storage import create_index, open_index
from app.search.suggestions import find_suggestion
from app.search.vocabulary import LiveVocabulary

_WAIT_SECONDS = 10  # for another writer
_Answer = TypeVar("_Answer")


class TextIndex:
    """The index in a folder. Safe to share between threads: they take turns.

    Whatever another process commits or rebuilds is seen by the next call.
    """

    def __init__(self, folder: Path, options: IndexOptions = DEFAULT_OPTIONS) -> None:
        self._folder = folder
        self._options = options
        self._turn = threading.Lock()
        self._snapshot: Snapshot | None = None

    @classmethod
    def open(cls, folder: Path, options: IndexOptions = DEFAULT_OPTIONS) -> Self:
        """Open the index; raise IndexUnusableError if there is none, or none that can be read."""
        index = cls(folder, options)
        index._ask(lambda _: None)
        return index

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        with self._turn:
            self._forget_snapshot()

    def over(self, _connection: Connection) -> Self:
        """The index as it is: no transaction of the database has a part in it."""
        return self

    @property
    def generation(self) -> int:
        """The generation of the store that the index shows."""
        return self._ask(lambda snapshot: snapshot.generation)

    @property
    def is_current_version(self) -> bool:
        """Whether the texts in it were analysed as queries are now; if not, it has to be rebuilt."""
        return self._ask(lambda snapshot: snapshot.analyser_version == ANALYSER_VERSION)

    @property
    def article_count(self) -> int:
        """How many articles are in the index."""
        return self._ask(lambda snapshot: int(snapshot.searcher.doc_count()))

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search; raise BadRequestError for a query that is too broad."""
        return self._ask(lambda snapshot: _answer(snapshot, request, self._options))

    def suggest(self, query: Query) -> str | None:
        """The query with its unknown words replaced by near ones; None if there is nothing to mend.

        Meant for a query without hits: it looks at each word by itself.
        """
        return self._ask(lambda snapshot: find_suggestion(query, LiveVocabulary(snapshot.postings)))

    def digests(self) -> Iterator[tuple[str, str]]:
        """The id and digest of each article in the index as it is at the first step, unordered."""
        return read_digests(self._folder)

    def write(
        self,
        add: Iterable[IndexedArticle],
        delete: Iterable[str],
        generation: int,
        *,
        wait_seconds: float = _WAIT_SECONDS,
    ) -> None:
        """Add articles and delete ids in one commit that shows `generation`; all of it or nothing.

        An article that is there is replaced, an id that is not there is passed over, what is added and
        deleted at once is added: the same call twice is the same as once. Raises IndexBusyError.
        """
        added = {article.id: article for article in add}
        with hold_write_lock(self._folder, wait_seconds):
            with report_damage(self._folder):
                index = open_index(get_live_build(self._folder))
                check_format(self._folder, index.schema)
                if index.schema.analyser_version != ANALYSER_VERSION:
                    raise IndexUnusableError(self._folder, "it was made by another analyser")
                with index.reader() as reader:
                    outdated = _find_documents(reader, added.keys() | set(delete))
            _commit(index, read_batches(added.values()), outdated, generation)

    def _ask(self, question: Callable[[Snapshot], _Answer]) -> _Answer:
        """The answer to a question; asked again when a commit removed files that it was reading."""
        with self._turn:
            while True:
                snapshot = self._refresh_snapshot()
                try:
                    return question(snapshot)
                except DAMAGE as error:
                    is_latest = snapshot.is_latest()
                    self._forget_snapshot()
                    if is_latest:
                        raise IndexUnusableError(self._folder, repr(error)) from error

    def _refresh_snapshot(self) -> Snapshot:
        if self._snapshot is None or not self._snapshot.is_latest():
            fresh = open_snapshot(self._folder, self._options.cache_bytes, self._snapshot)
            self._forget_snapshot()
            self._snapshot = fresh
        return self._snapshot

    def _forget_snapshot(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None


def build_index(
    folder: Path,
    articles: Iterable[IndexedArticle],
    generation: int,
    *,
    wait_seconds: float = _WAIT_SECONDS,
) -> None:
    """Build an index of articles with distinct ids beside the live one, and swap it in when it is whole.

    Readers go on with the old one until then. Writers wait, for what they wrote into the old index in the
    meantime would be lost. Raises IndexBusyError.
    """
    build_from_batches(folder, read_batches(articles), generation, wait_seconds=wait_seconds)


def build_from_batches(
    folder: Path,
    batches: Iterable[Batch],
    generation: int,
    *,
    wait_seconds: float = _WAIT_SECONDS,
) -> None:
    """The same of articles that were read already."""
    with hold_write_lock(folder, wait_seconds):
        build = create_build(folder)
        try:
            index = create_index(build, make_schema(generation))
            _commit(index, batches, [], generation)
        except BaseException:
            remove_build(build)
            raise
        publish_build(build)


def _answer(snapshot: Snapshot, request: SearchRequest, options: IndexOptions) -> SearchResult:
    planning = Planning(
        LiveVocabulary(snapshot.postings), request.resolve_forms, options.max_postings
    )
    plan = draw_plan(request.query.root, planning) if request.query else None
    interpretation = interpret(request.query, planning.notes)
    columns = snapshot.columns
    if options.engine == "whoosh":
        found = oracle.find_matches(snapshot.searcher, plan)
    else:
        found = evaluation.find_matches(_choose_postings(snapshot, request, plan), plan)
    kept = filter_matches(found, columns, request)
    hits = take_page(kept, columns, request)
    is_last = request.sort != "relevance" or len(hits) < request.limit
    return SearchResult(
        hits=hits,
        total=len(kept.documents),
        interpretation=interpretation,
        basis=None if is_last else request.basis or write_basis(snapshot.postings, plan),
        facets=count_facets(kept, columns, request),
    )


def _choose_postings(snapshot: Snapshot, request: SearchRequest, plan: Plan | None) -> LivePostings:
    if request.basis is None:
        return snapshot.postings
    return snapshot.postings.freeze(read_basis(request.basis, plan))


def _find_documents(reader: Any, article_ids: Collection[str]) -> list[int]:
    """The documents under these ids, perhaps with some that are deleted already."""
    leaves = reader.leaf_readers() if reader.doc_count_all() else ()
    return [
        base + number
        for leaf, base in leaves
        for number in gather_documents(get_tables(leaf)["id"], article_ids).tolist()
    ]


def _commit(
    index: FileIndex,
    batches: Iterable[Batch],
    outdated: Iterable[int],
    generation: int,
) -> None:
    writer = ArrayWriter(index)
    try:
        for document in outdated:
            writer.delete_document(document)
        for batch in batches:
            writer.add_batch(batch)
        writer.schema.generation = generation
        writer.commit(mergetype=merge_tiers)
        record_files(Path(index.storage.folder))
    except OSError as error:
        raise UnavailableError(f"The text index could not be written: {error}.") from error
    finally:
        _release_writer(writer)


def _release_writer(writer: Any) -> None:
    """Undo a writer that did not commit; its lock goes even if the disk is too full to tidy up."""
    if writer.is_closed:
        return
    try:
        writer.cancel()
    finally:
        if not writer.is_closed:
            writer.writelock.release()
