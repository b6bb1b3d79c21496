"""Articles: written whole or not at all, with all that belongs to them; read by id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, RowMapping, bindparam, delete, func, update
from sqlalchemy import select as select_core
from sqlmodel import Session, col

from app.documents.document import Document
from app.errors import NotFoundError
from app.extraction import Extraction, StoredText, describe_date
from app.quotes import EXTRACTOR_VERSION
from app.store.chunks import insert_rows, select_among
from app.store.copies import unlink_copies
from app.store.joint import list_article_forms
from app.store.offices import replace_offices
from app.store.origins import (
    describe_origin,
    find_seen,
    leads,
    list_ranking,
    mark_replaced,
    write_origins,
)
from app.store.outbox import mark_changed
from app.store.quotes import Speech, save_speech
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements
from app.store.tables import Article, Deletion, article_table, deletion_table
from app.store.ties import replace_ties
from app.text import fold_label


class Outcome(StrEnum):
    """What saving an extraction did: a new article, a new origin of a known one, or nothing at all."""

    NEW = "new"
    NEW_ORIGIN = "seen elsewhere"
    KNOWN = "seen before"


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving extractions did with each in turn, and the name forms whose quotations changed, by id."""

    outcomes: tuple[Outcome, ...]
    forms: frozenset[str]


def save_extractions(
    session: Session, extractions: Iterable[Extraction], *, seen_at: datetime, generation: int
) -> Saved:
    """Write articles with their origins, quotations and outbox rows, in the caller's transaction.

    The origin that ranks first among all of an article's origins speaks for it, whenever it came.
    Near-copies, speakers and statements are for the caller to settle.
    """
    saved = [_save_run(session, run, seen_at, generation) for run in _split_into_runs(extractions)]
    return Saved(
        tuple(outcome for one in saved for outcome in one.outcomes),
        frozenset().union(*(one.forms for one in saved)),
    )


def list_outdated(session: Session, *, after: str, limit: int) -> list[StoredText]:
    """The first `limit` articles by id after this one that another version of the extractor read."""
    article = article_table.c
    statement = (
        select_core(article.id, article.body, article.title, article.language)
        .where(article.id > after, article.extractor_version != EXTRACTOR_VERSION)
        .order_by(article.id)
        .limit(limit)
    )
    return [StoredText(*row) for row in session.execute(statement)]


def count_outdated(engine: Engine, *, everything: bool = False) -> int:
    """How many articles another version of the extractor read; or how many there are at all."""
    article = article_table.c
    statement = select_core(func.count()).select_from(article_table)
    if not everything:
        statement = statement.where(article.extractor_version != EXTRACTOR_VERSION)
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()


def mark_all_outdated(session: Session) -> None:
    """Forget by which version of the extractor articles were read, so that all are read again."""
    session.execute(update(article_table).values(extractor_version=""))


def mark_up_to_date(session: Session, article_ids: Iterable[str]) -> None:
    """Note that the present version of the extractor read these articles."""
    marked = update(article_table).where(article_table.c.id.in_(select_among(article_ids)))
    session.execute(marked.values(extractor_version=EXTRACTOR_VERSION))


def list_deleted(session: Session, article_ids: Iterable[str]) -> frozenset[str]:
    """Those of these articles that an editor deleted, so that they stay out."""
    deleted = deletion_table.c.article_id
    return frozenset(
        session.scalars(select_core(deleted).where(deleted.in_(select_among(article_ids))))
    )


def get_article(session: Session, article_id: str) -> Article:
    """The article of this id; raise NotFoundError."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFoundError(f"There is no article {article_id}.")
    return article


def delete_article(session: Session, article_id: str, *, now: datetime, generation: int) -> None:
    """Delete an article with all that was derived from it, and remember that; raise NotFoundError."""
    get_article(session, article_id)
    forms = list_article_forms(session, [article_id]) | replace_ties(session, {article_id: ()})
    forms |= replace_offices(session, {article_id: ()})
    changed = unlink_copies(session, article_id)
    mark_wordings(session, {article_id, *changed})
    session.execute(delete(Article).where(col(Article.id) == article_id))
    session.add(Deletion(article_id=article_id, deleted_at=now, generation=generation))
    settle_speakers(session, forms)
    settle_statements(session)
    mark_changed(session, {article_id, *changed}, generation)


def forget_deletion(session: Session, article_id: str) -> None:
    """Let a deleted article in again when it is next ingested; raise NotFoundError."""
    deletion = session.get(Deletion, article_id)
    if deletion is None:
        raise NotFoundError(f"No article {article_id} was deleted.")
    session.delete(deletion)


def _split_into_runs(extractions: Iterable[Extraction]) -> Iterator[list[Extraction]]:
    """Runs in which no article and no location comes twice: the second may depend on the first."""
    run: list[Extraction] = []
    taken: set[str] = set()
    for extraction in extractions:
        names = {extraction.document.id, extraction.document.location}
        if not taken.isdisjoint(names):
            yield run
            run, taken = [], set()
        run.append(extraction)
        taken |= names
    if run:
        yield run


def _save_run(session: Session, run: list[Extraction], seen_at: datetime, generation: int) -> Saved:
    seen = find_seen(session, [one.document.identity for one in run])
    fresh = {one.document.id: one for one in run if one.document.identity not in seen}
    mark_replaced(session, [one.document for one in fresh.values()], seen_at)
    origins = list_ranking(session, fresh)
    own = {one: describe_origin(fresh[one].document, seen_at) for one in fresh}
    leading = [fresh[one] for one in fresh if leads(own[one], origins[one])]
    _write_articles(session, [one.document for one in leading], own, origins, generation)
    write_origins(session, own.values(), {row["id"] for rows in origins.values() for row in rows})
    speech = {
        one.document.id: Speech(one.document.body, (*one.quotations, *one.indirect))
        for one in leading
    }
    forms = replace_offices(session, {one.document.id: one.offices for one in leading})
    forms |= save_speech(session, speech)
    forms |= replace_ties(session, {one.document.id: one.ties for one in leading})
    mark_changed(session, fresh, generation)
    outcomes = [
        Outcome.KNOWN
        if one.document.identity in seen
        else Outcome.NEW_ORIGIN
        if origins[one.document.id]
        else Outcome.NEW
        for one in run
    ]
    return Saved(tuple(outcomes), forms)


def _write_articles(
    session: Session,
    documents: Iterable[Document],
    own: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Sequence[RowMapping]],
    generation: int,
) -> None:
    """Insert the articles that have no origin yet, update the others."""
    added, changed = [], []
    for document in documents:
        fields = _article_fields(document, own[document.id]["id"], generation)
        if origins.get(document.id):
            changed.append({"article": document.id, **fields})
        else:
            added.append({"id": document.id, "copy_of": None, **fields})
    insert_rows(session, article_table, added)
    if changed:
        statement = update(article_table).where(article_table.c.id == bindparam("article"))
        session.connection().execute(statement, changed)


def _article_fields(document: Document, origin_id: str, generation: int) -> dict[str, Any]:
    return {
        "origin_id": origin_id,
        "title": document.title,
        "body": document.body,
        **describe_date(document),
        "first_day": document.first_day,
        "last_day": document.last_day,
        "language": document.language,
        "source": document.source,
        "source_key": fold_label(document.source) if document.source else None,
        "url": document.url,
        "author": document.author,
        "section": document.section,
        "removed": [asdict(removed) for removed in document.removed],
        "extractor_version": EXTRACTOR_VERSION,
        "generation": generation,
    }
