"""Articles: written whole or not at all, with all that belongs to them; read by id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, delete
from sqlalchemy import select as select_core
from sqlmodel import Session, col

from app.documents.document import Document
from app.errors import NotFoundError
from app.extraction import READING_VERSION, Extraction, Reading, describe_date
from app.store.chunks import insert_rows, select_among, split_into_runs, update_rows
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
from app.store.settling import settle
from app.store.statements import mark_wordings
from app.store.tables import Article, Deletion, article_table, deletion_table
from app.store.ties import replace_ties
from app.text import fold_label


class Outcome(StrEnum):
    """What saving an extraction did: a new article, a new origin of a known one, or nothing at all."""

    NEW = "new"
    NEW_ORIGIN = "seen elsewhere"
    KNOWN = "seen before"


class SucceededError(NotFoundError):
    """An article that is gone: its text was read as that of another later, which may be gone in its turn."""

    def __init__(self, article_id: str, successor: str) -> None:
        super().__init__(
            f"There is no article {article_id} any more: its text is read as {successor} now."
        )
        self.successor = successor


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
    # The second of an article, or at a location, may depend on the first.
    runs = split_into_runs(extractions, lambda one: {one.document.id, one.document.location})
    saved = [_save_run(session, run, seen_at, generation) for run in runs]
    return Saved(
        tuple(outcome for one in saved for outcome in one.outcomes),
        frozenset().union(*(one.forms for one in saved)),
    )


def write_readings(session: Session, readings: Mapping[str, tuple[str, Reading]]) -> frozenset[str]:
    """Write what is said in articles, each given by its id with its body; return the forms touched."""
    said = {one: Speech(body, reading.speech) for one, (body, reading) in readings.items()}
    forms = replace_offices(session, {one: read.offices for one, (_, read) in readings.items()})
    forms |= save_speech(session, said)
    return forms | replace_ties(session, {one: read.ties for one, (_, read) in readings.items()})


def list_deleted(session: Session, article_ids: Iterable[str]) -> frozenset[str]:
    """Those of these articles that an editor deleted, so that they stay out."""
    deleted = deletion_table.c
    statement = select_core(deleted.article_id).where(
        deleted.article_id.in_(select_among(article_ids)), deleted.successor.is_(None)
    )
    return frozenset(session.scalars(statement))


def get_article(session: Session, article_id: str) -> Article:
    """The article of this id; raise NotFoundError, SucceededError where it has a successor."""
    article = session.get(Article, article_id)
    if article is None:
        raise explain_missing(session, article_id)
    return article


def explain_missing(session: Session, article_id: str) -> NotFoundError:
    """What to raise for an article that is not there."""
    deletion = session.get(Deletion, article_id)
    if deletion and deletion.successor:
        return SucceededError(article_id, deletion.successor)
    return NotFoundError(f"There is no article {article_id}.")


def delete_article(session: Session, article_id: str, *, now: datetime, generation: int) -> None:
    """Delete an article with all that was derived from it, and remember that; raise NotFoundError."""
    get_article(session, article_id)
    settle(session, remove_article(session, article_id, generation), generation)
    session.merge(Deletion(article_id=article_id, deleted_at=now))


def remove_article(session: Session, article_id: str, generation: int) -> frozenset[str]:
    """Take out an article with all that was derived from it; return the name forms touched.

    Speakers and statements are for the caller to settle.
    """
    forms = list_article_forms(session, [article_id]) | replace_ties(session, {article_id: ()})
    forms |= replace_offices(session, {article_id: ()})
    changed = unlink_copies(session, article_id)
    mark_wordings(session, {article_id, *changed})
    session.execute(delete(Article).where(col(Article.id) == article_id))
    mark_changed(session, {article_id, *changed}, generation)
    return forms


def forget_deletion(session: Session, article_id: str) -> None:
    """Let a deleted article in again when it is next ingested; raise NotFoundError."""
    deletion = session.get(Deletion, article_id)
    if deletion is None or deletion.successor:
        raise NotFoundError(f"No article {article_id} was deleted.")
    session.delete(deletion)


def _save_run(session: Session, run: list[Extraction], seen_at: datetime, generation: int) -> Saved:
    seen = find_seen(session, [one.document.identity for one in run])
    fresh = {one.document.id: one for one in run if one.document.identity not in seen}
    replaced = mark_replaced(session, [one.document for one in fresh.values()], seen_at)
    mark_changed(session, replaced, generation)
    own = {one: describe_origin(fresh[one].document, seen_at) for one in fresh}
    origins = list_ranking(session, fresh)
    forms = write_articles(session, fresh, own, origins, generation)
    outcomes = [
        Outcome.KNOWN
        if one.document.identity in seen
        else Outcome.NEW_ORIGIN
        if origins[one.document.id]
        else Outcome.NEW
        for one in run
    ]
    return Saved(tuple(outcomes), forms)


def write_articles(
    session: Session,
    fresh: Mapping[str, Extraction],
    own: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Sequence[RowMapping]],
    generation: int,
) -> frozenset[str]:
    """Write articles by id, each as seen at an origin, given as its row, beside the origins that it has.

    What leads the article is written as the article. Returns the name forms touched.
    """
    leading = {one: fresh[one] for one in fresh if leads(own[one], origins[one])}
    _write_rows(session, [one.document for one in leading.values()], own, origins)
    write_origins(session, own.values(), {row["id"] for rows in origins.values() for row in rows})
    mark_changed(session, fresh, generation)
    return write_readings(
        session, {one: (read.document.body, read.reading) for one, read in leading.items()}
    )


def _write_rows(
    session: Session,
    documents: Iterable[Document],
    own: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Sequence[RowMapping]],
) -> None:
    """Insert the articles that have no origin yet, update the others."""
    added, changed = [], {}
    for document in documents:
        fields = describe_article(document, own[document.id]["id"])
        fields["extractor_version"] = READING_VERSION
        if origins.get(document.id):
            changed[document.id] = fields
        else:
            added.append({"id": document.id, "copy_of": None, **fields})
    insert_rows(session, article_table, added)
    _forget_successors(session, [row["id"] for row in added])
    update_rows(session, article_table, changed)


def _forget_successors(session: Session, article_ids: Iterable[str]) -> None:
    """These articles are here again: they have no successors."""
    gone = deletion_table.c
    session.execute(
        delete(deletion_table).where(
            gone.article_id.in_(select_among(article_ids)), gone.successor.is_not(None)
        )
    )


def describe_article(document: Document, origin_id: str) -> dict[str, Any]:
    """What the row of an article holds of its document, led by this origin."""
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
    }
