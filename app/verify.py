"""Compares what the archive holds: the database with itself, the text indexes with the database."""

from collections.abc import Container, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from app.extraction import extract_speech
from app.search.articles import IndexedArticle
from app.search.folder import IndexUnusableError
from app.search.sync import catch_up, iterate_entries, open_archive_index, rebuild
from app.store.articles import get_article
from app.store.joint import list_shifted_mentions
from app.store.outbox import list_outbox, mark_changed, next_generation
from app.store.quotes import list_shifted_quotes, replace_quotes
from app.store.session import write_transaction
from app.store.speakers import settle_speakers
from app.store.statements import settle_statements

_SHOWN = 20  # differences of one kind that are named one by one


def verify(engine: Engine, index_folder: Path) -> list[str]:
    """What is wrong with the archive, one line each; an empty list when all is well."""
    with Session(engine) as session:
        faults = [*_database_faults(session), *_offset_faults(session)]
        return [*faults, *_index_faults(session, index_folder)]


def repair(engine: Engine, index_folder: Path) -> None:
    """Mend what the database can mend: quotations from the text of their articles, then the indexes.

    Damage inside the database file itself is beyond that; `verify` goes on to report it.
    """
    with write_transaction(engine) as session:
        shifted = (*list_shifted_quotes(session), *list_shifted_mentions(session))
        damaged = sorted({article_id for _, article_id in shifted})
        if damaged:
            _extract_again(session, damaged)
    rebuild(engine, index_folder)
    with closing(open_archive_index(index_folder)) as index:
        catch_up(engine, index)


def _extract_again(session: Session, article_ids: list[str]) -> None:
    generation = next_generation(session)
    touched: set[str] = set()
    for article_id in article_ids:
        article = get_article(session, article_id)
        found = extract_speech(article.body, article.title, article.language)
        touched |= replace_quotes(session, article_id, found)
    settle_speakers(session, touched)
    settle_statements(session)
    mark_changed(session, article_ids, generation)


def _database_faults(session: Session) -> Iterator[str]:
    for (line,) in session.execute(text(f"PRAGMA integrity_check({_SHOWN})")):
        if line != "ok":
            yield f"database: {line}"
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"database: row {row} of {table} points at a row of {parent} that is not there"


def _offset_faults(session: Session) -> Iterator[str]:
    for quote_id, _ in list_shifted_quotes(session):
        yield f"quotation {quote_id}: its offsets do not give its text in its article"
    for quote_id, _ in list_shifted_mentions(session):
        yield f"quotation {quote_id}: the offsets of a joint speaker do not give the name printed there"


def _index_faults(session: Session, index_folder: Path) -> Iterator[str]:
    waiting = set(list_outbox(session))
    if waiting:
        yield f"text index: {len(waiting)} changed articles wait to be taken over"
    try:
        with closing(open_archive_index(index_folder)) as index:
            articles, quotes = dict(index.articles.digests()), dict(index.quotes.digests())
    except IndexUnusableError as error:
        yield f"text index: {error.detail}"
        return
    entries = (batch.articles for batch in iterate_entries(session))
    yield from _differences("article", entries, articles, waiting)
    entries = (batch.quotes for batch in iterate_entries(session))
    yield from _differences("quotation", entries, quotes, waiting)


def _differences(
    what: str,
    batches: Iterable[list[IndexedArticle]],
    indexed: dict[str, str],
    waiting: Container[str],
) -> Iterator[str]:
    """Compare ids and digests; what is left in `indexed` at the end has no row in the database.

    Nothing can be said of articles that wait to be taken over, nor of their quotations.
    """
    missing, different = [], []
    for entry in (entry for batch in batches for entry in batch):
        digest = indexed.pop(entry.id, None)
        if (entry.group or entry.id) in waiting:
            continue
        if digest is None:
            missing.append(entry.id)
        elif digest != entry.digest:
            different.append(entry.id)
    surplus = sorted(one for one in indexed if one.partition("-")[0] not in waiting)
    for ids, fault in (
        (missing, "is in the database and not in the text index"),
        (different, "differs between database and text index"),
        (surplus, "is in the text index and not in the database"),
    ):
        yield from (f"{what} {one} {fault}" for one in ids[:_SHOWN])
        if len(ids) > _SHOWN:
            yield f"and {len(ids) - _SHOWN} more: {what} {fault}"
