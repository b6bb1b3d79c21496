"""Articles and their origins: written whole or not at all, read by id."""

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, RowMapping, bindparam, delete, func, update
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from app.documents.document import Document, RawIdentity
from app.errors import NotFoundError
from app.extraction import Extraction, StoredText, describe_date
from app.quotes import EXTRACTOR_VERSION
from app.store.chunks import chunked, insert_rows, select_among
from app.store.copies import unlink_copies
from app.store.outbox import mark_changed
from app.store.quotes import Speech, list_forms_of, save_speech
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements
from app.store.tables import Article, Deletion, Origin, article_table, deletion_table, origin_table
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


def list_origins(session: Session, article_id: str) -> list[Origin]:
    """All places where an article was seen, the one that speaks for it first."""
    origins = session.exec(select(Origin).where(Origin.article_id == article_id)).all()
    return sorted(origins, key=lambda origin: _rank(origin.model_dump()))


def get_leading_origin(session: Session, article_id: str) -> Origin:
    """The origin that speaks for an article: a stated date before none, the earliest, a title before none.

    Ties go to the smallest raw hash, then location, then a named outlet before none, then its name.
    """
    return list_origins(session, article_id)[0]


def delete_article(session: Session, article_id: str, *, now: datetime, generation: int) -> None:
    """Delete an article with all that was derived from it, and remember that; raise NotFoundError."""
    get_article(session, article_id)
    forms = list_forms_of(session, [article_id]) | replace_ties(session, {article_id: ()})
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
    _mark_replaced(session, [one.document for one in fresh.values()], seen_at)
    origins = _list_origin_rows(session, fresh)
    own = {one: _describe_origin(fresh[one].document, seen_at) for one in fresh}
    leading = [fresh[one] for one in fresh if _leads(own[one], origins[one])]
    _write_articles(session, [one.document for one in leading], own, origins, generation)
    _write_origins(session, own.values(), {row["id"] for rows in origins.values() for row in rows})
    speech = {
        one.document.id: Speech(one.document.body, (*one.quotations, *one.indirect))
        for one in leading
    }
    forms = save_speech(session, speech)
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


def _rank(origin: Mapping[str, Any] | RowMapping) -> tuple[bool, str, bool, str, str, bool, str]:
    return (
        origin["first_day"] is None,
        str(origin["first_day"]),
        origin["title"] is None,
        origin["raw_hash"],
        origin["location"],
        origin["source"] is None,
        origin["source"] or "",
    )


def _leads(own: Mapping[str, Any], others: Iterable[RowMapping]) -> bool:
    rank = _rank(own)
    return all(rank <= _rank(other) for other in others if other["id"] != own["id"])


def _list_origin_rows(
    session: Session, article_ids: Iterable[str]
) -> defaultdict[str, list[RowMapping]]:
    """What ranks the origins of these articles that are stored, by article."""
    origin = origin_table.c
    ranking = (origin.first_day, origin.title, origin.raw_hash, origin.location, origin.source)
    statement = select_core(origin.id, origin.article_id, *ranking).where(
        origin.article_id.in_(select_among(article_ids))
    )
    rows: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for row in session.execute(statement).mappings():
        rows[row["article_id"]].append(row)
    return rows


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


def _write_origins(
    session: Session, rows: Iterable[Mapping[str, Any]], known: Container[str]
) -> None:
    added = [dict(row) for row in rows if row["id"] not in known]
    # A path shows this text again, or its outlet is named anew.
    back = [{"origin": row["id"], "source": row["source"]} for row in rows if row["id"] in known]
    insert_rows(session, origin_table, added)
    if back:
        statement = update(origin_table).where(origin_table.c.id == bindparam("origin"))
        session.connection().execute(statement.values(replaced_at=None), back)


def _mark_replaced(session: Session, documents: Iterable[Document], seen_at: datetime) -> None:
    """These paths hold these documents now: what they held before stays, marked.

    An address, or standard input, may show any number of texts, in any order: none replaces another.
    """
    hashes = {one.location: one.raw_hash for one in documents if _is_path(one.location)}
    origin = origin_table.c
    statement = select_core(origin.id, origin.location, origin.raw_hash).where(
        origin.location.in_(select_among(hashes)), origin.replaced_at.is_(None)
    )
    replaced = [
        row.id for row in session.execute(statement) if row.raw_hash != hashes[row.location]
    ]
    if replaced:
        marked = update(origin_table).where(origin.id.in_(select_among(replaced)))
        session.execute(marked.values(replaced_at=seen_at))


def _is_path(location: str) -> bool:
    return Path(location).is_absolute()


def _describe_origin(document: Document, seen_at: datetime) -> dict[str, Any]:
    # An address may be in several outlets' lists; a file has the outlet that it was last said to have.
    outlet = "" if _is_path(document.location) else document.source or ""
    identity = "\n".join((document.id, document.location, document.raw_hash, outlet))
    return {
        "id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "article_id": document.id,
        "location": document.location,
        "file": document.file,
        "url": document.url,
        "source": document.source,
        "author": document.author,
        "section": document.section,
        "title": document.title,
        **describe_date(document),
        "first_day": document.first_day,
        "raw_text": document.raw_text,
        "raw_hash": document.raw_hash,
        "extra": dict(document.extra),
        "notes": list(document.notes),
        "seen_at": seen_at,
        "replaced_at": None,
    }


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
