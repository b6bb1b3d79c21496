"""The archive's text indexes, kept up to date from the store by its outbox."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import URL, Engine, Row, select
from sqlmodel import Session

from app.search.articles import IndexedArticle
from app.search.batches import read_batch
from app.search.folder import IndexUnusableError
from app.search.index import TextIndex, build_from_batches
from app.search.manifest import find_damage
from app.search.options import DEFAULT_OPTIONS, IndexOptions
from app.search.postings.documents import Batch
from app.store.chunks import chunked
from app.store.joint import map_joint_forms
from app.store.outbox import Pending, clear_outbox, get_generation, read_outbox
from app.store.session import reopen_engine, write_transaction
from app.store.tables import INDIRECT, article_table, quote_table
from app.workers import Mapper

BATCH_SIZE = 2_048  # articles a commit: the larger, the less often segments are merged
_ARTICLES, _QUOTES = "articles", "quotes"
_ARTICLE, _QUOTE = article_table.c, quote_table.c
_ARTICLE_ROWS = select(
    *(_ARTICLE.id, _ARTICLE.title, _ARTICLE.body, _ARTICLE.first_day, _ARTICLE.last_day),
    *(_ARTICLE.source, _ARTICLE.language, _ARTICLE.copy_of),
)
_QUOTE_ROWS = select(_QUOTE.id, _QUOTE.article_id, _QUOTE.text, _QUOTE.kind, _QUOTE.form_id)
QUOTED = frozenset({"quoted"})  # beside its name form, what is in quotation marks has this one


class Entries(NamedTuple):
    """What the two indexes hold of some articles: themselves, and their quotations."""

    articles: list[IndexedArticle]
    quotes: list[IndexedArticle]


class ArchiveIndex(NamedTuple):
    """The two text indexes of an archive: over its articles, and over its quotations."""

    articles: TextIndex
    quotes: TextIndex

    def close(self) -> None:
        """Let go of the files."""
        self.articles.close()
        self.quotes.close()


def open_archive_index(folder: Path, options: IndexOptions = DEFAULT_OPTIONS) -> ArchiveIndex:
    """Open both indexes for reading; raise IndexUnusableError for one that is not there or damaged."""
    return ArchiveIndex(
        TextIndex.open(folder / _ARTICLES, options), TextIndex.open(folder / _QUOTES, options)
    )


def list_index_folders(folder: Path) -> list[Path]:
    """The folders of the two indexes."""
    return [folder / _ARTICLES, folder / _QUOTES]


def prepare_archive_index(engine: Engine, folder: Path) -> ArchiveIndex:
    """Open both indexes and bring them up to date; build them anew if they cannot be used as they are."""
    if not _is_usable(folder):
        rebuild(engine, folder)
    index = open_archive_index(folder)
    catch_up(engine, index)
    return index


def _is_usable(folder: Path) -> bool:
    try:
        with closing(open_archive_index(folder)) as index:
            return index.articles.is_current_version and index.quotes.is_current_version
    except IndexUnusableError:
        return False


def catch_up(engine: Engine, index: ArchiveIndex) -> None:
    """Take over everything in the outbox, and the generation: a merge of speakers changes no entry.

    Killed at any moment it loses nothing: a change leaves the outbox only when both indexes have it, and
    taking it over once more changes nothing.
    """
    while pending := take_over(engine, index):
        with write_transaction(engine) as session:
            clear_outbox(session, pending)


def take_over(engine: Engine, index: ArchiveIndex) -> Pending | None:
    """Take over the next changes, and return what may leave the outbox now; None when there are none.

    Writes to the indexes alone.
    """
    with Session(engine) as session:
        pending = read_outbox(session, BATCH_SIZE)
        if not pending.changes and _shows(index, pending.generation):
            return None
        entries = load_entries(session, pending.article_ids)
    index.articles.write(entries.articles, pending.article_ids, pending.generation)
    index.quotes.write(entries.quotes, pending.article_ids, pending.generation)
    return pending


def _shows(index: ArchiveIndex, generation: int) -> bool:
    return min(index.articles.generation, index.quotes.generation) >= generation


def find_index_damage(folder: Path) -> list[str]:
    """Files of both indexes that are not what was written; raises IndexUnusableError."""
    return [fault for name in (_ARTICLES, _QUOTES) for fault in find_damage(folder / name)]


def rebuild(
    engine: Engine, folder: Path, mapper: Mapper = map, *, batch_size: int = BATCH_SIZE
) -> None:
    """Build both indexes anew from the store, beside the old ones, and swap them in.

    `mapper` may send the reading to other processes; the files are the same, whoever reads. The outbox is
    left alone: it has whatever changes meanwhile, and taking over what is built in already changes nothing.
    """
    with Session(engine) as session:
        generation = get_generation(session)
        ids = list(list_ids(session, batch_size))
    for name in (_ARTICLES, _QUOTES):
        read = partial(_read_batch, engine.url, name)  # an engine itself cannot be sent
        build_from_batches(folder / name, filter(None, mapper(read, ids)), generation)


def _read_batch(url: URL, name: str, article_ids: Sequence[str]) -> Batch | None:
    """What an index holds of some articles, of any number of quotations; None if that is nothing."""
    with reopen_engine(url) as engine, Session(engine) as session:
        entries = load_entries(session, article_ids)
    wanted = entries.articles if name == _ARTICLES else entries.quotes
    return read_batch(wanted) if wanted else None


def iterate_entries(session: Session) -> Iterator[Entries]:
    """The entries of all articles by id, a batch at a time."""
    return (load_entries(session, ids) for ids in list_ids(session, BATCH_SIZE))


def list_ids(session: Session, batch_size: int) -> Iterator[Sequence[str]]:
    """The ids of all articles in order, a batch at a time."""
    after = ""
    while True:
        statement = select(_ARTICLE.id).where(_ARTICLE.id > after)
        ids = session.scalars(statement.order_by(_ARTICLE.id).limit(batch_size)).all()
        if not ids:
            return
        yield ids
        after = ids[-1]


def load_entries(session: Session, article_ids: Iterable[str]) -> Entries:
    """The entries of those of these articles that are in the store."""
    entries = Entries([], [])
    for chunk in chunked(article_ids):
        quotes = session.execute(_QUOTE_ROWS.where(_QUOTE.article_id.in_(chunk))).all()
        articles = session.execute(_ARTICLE_ROWS.where(_ARTICLE.id.in_(chunk))).all()
        joint = map_joint_forms(session, chunk)
        forms: dict[str, set[str]] = {article.id: set() for article in articles}
        by_id = {article.id: article for article in articles}
        for quote in quotes:
            said_by = _list_forms(quote, joint.get(quote.id, ()))
            if quote.kind != INDIRECT:
                forms[quote.article_id].update(said_by)
            entries.quotes.append(_quote_entry(quote, by_id[quote.article_id], said_by))
        entries.articles.extend(_article_entry(one, forms[one.id]) for one in articles)
    return entries


def _list_forms(quote: Row[Any], joint: Iterable[str]) -> tuple[str, ...]:
    """The name forms of all who say a quotation."""
    return (quote.form_id, *joint) if quote.form_id else tuple(joint)


def _article_entry(article: Row[Any], forms: set[str]) -> IndexedArticle:
    return IndexedArticle(
        id=article.id,
        title=article.title,
        body=article.body,
        first_day=article.first_day,
        last_day=article.last_day,
        source=article.source,
        language=article.language,
        forms=tuple(sorted(forms)),
        copy_of=article.copy_of,
    )


def _quote_entry(quote: Row[Any], article: Row[Any], forms: tuple[str, ...]) -> IndexedArticle:
    """A quotation as the index knows articles: its text for a body, grouped under its article.

    Indirect speech is indexed too; asking for the form `QUOTED` leaves it out.
    """
    return IndexedArticle(
        id=quote.id,
        group=article.id,
        title=None,
        body=quote.text,
        first_day=article.first_day,
        last_day=article.last_day,
        source=article.source,
        language=article.language,
        forms=forms if quote.kind == INDIRECT else (*forms, *QUOTED),
    )
