"""Articles and their origins: written whole or not at all, read by id."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.documents.document import Document, RawIdentity
from app.errors import NotFoundError
from app.extraction import Extraction, describe_date
from app.quotes import EXTRACTOR_VERSION
from app.store.chunks import chunked
from app.store.copies import unlink_copies
from app.store.joint import list_article_forms
from app.store.outbox import mark_changed
from app.store.quotes import replace_quotes
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements
from app.store.tables import Article, Deletion, Origin
from app.store.ties import replace_ties
from app.text import fold_label


class Outcome(StrEnum):
    """What saving an extraction did: a new article, a new origin of a known one, or nothing at all."""

    NEW = "new"
    NEW_ORIGIN = "seen elsewhere"
    KNOWN = "seen before"


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving an extraction did, and the ids of the name forms whose quotations changed."""

    outcome: Outcome
    forms: frozenset[str] = frozenset()


def save_extraction(
    session: Session, extraction: Extraction, *, seen_at: datetime, generation: int
) -> Saved:
    """Write an article with its origin, quotations and outbox row, in the caller's transaction.

    The origin that ranks first among all of the article's origins speaks for it, whenever it came.
    """
    document = extraction.document
    if find_seen(session, [document.identity]):
        return Saved(Outcome.KNOWN)
    _mark_replaced(session, document, seen_at)
    article = session.get(Article, document.id)
    outcome = Outcome.NEW if article is None else Outcome.NEW_ORIGIN
    origin = _origin(document, seen_at)
    if article is None:
        fields = _article_fields(document, origin, generation)
        session.add(Article(id=document.id, copy_of=None, **fields))
        session.flush()
    known = session.get(Origin, origin.id)
    if known is None:
        session.add(origin)
    else:  # its path shows this text again, or its outlet is named anew
        known.replaced_at = None
        known.source = document.source
    session.flush()
    forms: frozenset[str] = frozenset()
    if get_leading_origin(session, document.id).id == origin.id:
        if article is not None:
            article.sqlmodel_update(_article_fields(document, origin, generation))
        speech = (*extraction.quotations, *extraction.indirect)
        forms = replace_quotes(session, document.id, speech)
        forms |= replace_ties(session, document.id, extraction.ties)
    mark_changed(session, [document.id], generation)
    return Saved(outcome, forms)


def find_seen(session: Session, identities: Iterable[RawIdentity]) -> set[RawIdentity]:
    """Those identities whose very text is what was last seen at their location, for the same outlet.

    An input that names no outlet says nothing against the one that is known.
    """
    asked = set(identities)
    found: set[RawIdentity] = set()
    for chunk in chunked({identity.location for identity in asked}):
        statement = select(Origin.location, Origin.raw_hash, Origin.source).where(
            col(Origin.location).in_(chunk), col(Origin.replaced_at).is_(None)
        )
        found.update(RawIdentity(*row) for row in session.exec(statement))
    unnamed = {identity._replace(source=None) for identity in found}
    return asked & (found | unnamed)


def is_deleted(session: Session, article_id: str) -> bool:
    """Whether an editor deleted this article, so that it stays out."""
    return session.get(Deletion, article_id) is not None


def get_article(session: Session, article_id: str) -> Article:
    """The article of this id; raise NotFoundError."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFoundError(f"There is no article {article_id}.")
    return article


def list_origins(session: Session, article_id: str) -> list[Origin]:
    """All places where an article was seen, the one that speaks for it first."""
    origins = session.exec(select(Origin).where(Origin.article_id == article_id)).all()
    return sorted(origins, key=_rank)


def get_leading_origin(session: Session, article_id: str) -> Origin:
    """The origin that speaks for an article: a stated date before none, the earliest, a title before none.

    Ties go to the smallest raw hash, then location, then a named outlet before none, then its name.
    """
    return list_origins(session, article_id)[0]


def delete_article(session: Session, article_id: str, *, now: datetime, generation: int) -> None:
    """Delete an article with all that was derived from it, and remember that; raise NotFoundError."""
    get_article(session, article_id)
    forms = {*list_article_forms(session, article_id), *replace_ties(session, article_id, ())}
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


def _rank(origin: Origin) -> tuple[bool, str, bool, str, str, bool, str]:
    return (
        origin.first_day is None,
        str(origin.first_day),
        origin.title is None,
        origin.raw_hash,
        origin.location,
        origin.source is None,
        origin.source or "",
    )


def _mark_replaced(session: Session, document: Document, seen_at: datetime) -> None:
    """The path holds this document now: what it held before stays, marked.

    An address, or standard input, may show any number of texts, in any order: none replaces another.
    """
    if not _is_path(document.location):
        return
    statement = select(Origin).where(
        Origin.location == document.location,
        Origin.raw_hash != document.raw_hash,
        col(Origin.replaced_at).is_(None),
    )
    for origin in session.exec(statement):
        origin.replaced_at = seen_at


def _is_path(location: str) -> bool:
    return Path(location).is_absolute()


def _origin(document: Document, seen_at: datetime) -> Origin:
    # An address may be in several outlets' lists; a file has the outlet that it was last said to have.
    outlet = "" if _is_path(document.location) else document.source or ""
    identity = "\n".join((document.id, document.location, document.raw_hash, outlet))
    return Origin(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        article_id=document.id,
        location=document.location,
        file=document.file,
        url=document.url,
        source=document.source,
        author=document.author,
        section=document.section,
        title=document.title,
        **describe_date(document),
        first_day=document.first_day,
        raw_text=document.raw_text,
        raw_hash=document.raw_hash,
        extra=dict(document.extra),
        notes=list(document.notes),
        seen_at=seen_at,
        replaced_at=None,
    )


def _article_fields(document: Document, origin: Origin, generation: int) -> dict[str, Any]:
    return {
        "origin_id": origin.id,
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
