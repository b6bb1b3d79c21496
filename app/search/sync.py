"""The archive's text indexes, kept up to date from the store by its outbox."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.search.articles import IndexedArticle
from app.search.folder import IndexUnusableError
from app.search.index import TextIndex, build_index
from app.search.manifest import find_damage
from app.search.options import DEFAULT_OPTIONS, IndexOptions
from app.store.chunks import chunked
from app.store.joint import map_joint_forms
from app.store.outbox import clear_outbox, get_generation, read_outbox
from app.store.session import write_transaction
from app.store.tables import INDIRECT, Article, Quote

BATCH_SIZE = 2_048  # articles a commit: the larger, the less often segments are merged
_ARTICLES, _QUOTES = "articles", "quotes"
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
    while True:
        with Session(engine) as session:
            pending = read_outbox(session, BATCH_SIZE)
            if not pending.changes and _shows(index, pending.generation):
                return
            entries = load_entries(session, pending.article_ids)
        index.articles.write(entries.articles, pending.article_ids, pending.generation)
        index.quotes.write(entries.quotes, pending.article_ids, pending.generation)
        with write_transaction(engine) as session:
            clear_outbox(session, pending)


def _shows(index: ArchiveIndex, generation: int) -> bool:
    return min(index.articles.generation, index.quotes.generation) >= generation


def find_index_damage(folder: Path) -> list[str]:
    """Files of both indexes that are not what was written; raises IndexUnusableError."""
    return [fault for name in (_ARTICLES, _QUOTES) for fault in find_damage(folder / name)]


def rebuild(engine: Engine, folder: Path) -> None:
    """Build both indexes anew from one snapshot of the store, beside the old ones, and swap them in.

    The outbox is left alone: taking over what is built in already changes nothing.
    """
    with Session(engine) as session:
        generation = get_generation(session)
        articles = (entry for entries in iterate_entries(session) for entry in entries.articles)
        build_index(folder / _ARTICLES, articles, generation)
        quotes = (entry for entries in iterate_entries(session) for entry in entries.quotes)
        build_index(folder / _QUOTES, quotes, generation)


def iterate_entries(session: Session) -> Iterator[Entries]:
    """The entries of all articles by id, a batch at a time."""
    after = ""
    while True:
        statement = select(Article.id).where(col(Article.id) > after)
        ids = session.exec(statement.order_by(Article.id).limit(BATCH_SIZE)).all()
        if not ids:
            return
        yield load_entries(session, ids)
        after = ids[-1]


def load_entries(session: Session, article_ids: Iterable[str]) -> Entries:
    """The entries of those of these articles that are in the store."""
    entries = Entries([], [])
    for chunk in chunked(article_ids):
        quotes = session.exec(select(Quote).where(col(Quote.article_id).in_(chunk))).all()
        articles = session.exec(select(Article).where(col(Article.id).in_(chunk))).all()
        joint = map_joint_forms(session, chunk)
        session.expunge_all()
        said_by = {one.id: _list_forms(one, joint.get(one.id, ())) for one in quotes}
        forms: dict[str, set[str]] = {article.id: set() for article in articles}
        for quote in quotes:
            if quote.kind != INDIRECT:
                forms[quote.article_id].update(said_by[quote.id])
        by_id = {article.id: article for article in articles}
        entries.articles.extend(_article_entry(one, forms[one.id]) for one in articles)
        entries.quotes.extend(
            _quote_entry(one, by_id[one.article_id], said_by[one.id]) for one in quotes
        )
    return entries


def _list_forms(quote: Quote, joint: Iterable[str]) -> tuple[str, ...]:
    """The name forms of all who say a quotation."""
    return (quote.form_id, *joint) if quote.form_id else tuple(joint)


def _article_entry(article: Article, forms: set[str]) -> IndexedArticle:
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


def _quote_entry(quote: Quote, article: Article, forms: tuple[str, ...]) -> IndexedArticle:
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
