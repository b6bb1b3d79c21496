"""Origins: the places where an article was seen, and which of them speaks for it."""

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, update
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from app.documents.document import Document, RawIdentity
from app.extraction import describe_date
from app.store.chunks import among, chunked, fold, insert_rows, select_among, update_rows
from app.store.prepared import Prepared, Row
from app.store.tables import Origin, article_table, origin_table

_SHOWN = (
    *("id", "article_id", "location", "url", "source", "title", "published", "published_precision"),
    *("published_source", "first_day", "raw_hash", "seen_at", "replaced_at", "notes"),
)
_ORIGINS = Prepared(
    select_core(*(origin_table.c[name] for name in _SHOWN)).where(
        origin_table.c.article_id.in_(among("ids"))
    )
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


def list_origins(connection: Connection, article_id: str) -> list[Row]:
    """All places where an article was seen, the one that speaks for it first."""
    return list_origins_of(connection, [article_id])[article_id]


def list_origins_of(connection: Connection, article_ids: Iterable[str]) -> dict[str, list[Row]]:
    """All places where these articles were seen, by article, the one that speaks for it first."""
    seen: dict[str, list[Row]] = {one: [] for one in article_ids}
    for origin in _ORIGINS.fetch(connection, {"ids": fold(seen)}):
        seen[origin["article_id"]].append(origin)
    return {one: sorted(origins, key=rank_origin) for one, origins in seen.items()}


def map_first_seen(connection: Connection, article_ids: Iterable[str]) -> dict[str, datetime]:
    """When each of these articles was first seen where the origin that speaks for it is."""
    origin, article = origin_table.c, article_table.c
    statement = (
        select_core(article.id, origin.seen_at)
        .join(origin_table, origin.id == article.origin_id)
        .where(article.id.in_(select_among(article_ids)))
    )
    return dict(connection.execute(statement).all())


def list_ranking(
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


def rank_origin(
    origin: Mapping[str, Any] | RowMapping,
) -> tuple[bool, str, bool, str, str, bool, str]:
    """The smaller, the better an origin speaks for its article.

    A stated date goes before none, the earliest first, then a title before none, then the smallest raw hash,
    location, a named outlet before none, its name.
    """
    return (
        origin["first_day"] is None,
        str(origin["first_day"]),
        origin["title"] is None,
        origin["raw_hash"],
        origin["location"],
        origin["source"] is None,
        origin["source"] or "",
    )


def leads(own: Mapping[str, Any], others: Iterable[RowMapping]) -> bool:
    """Whether an origin ranks first among all of its article's."""
    rank = rank_origin(own)
    return all(rank <= rank_origin(other) for other in others if other["id"] != own["id"])


def write_origins(
    session: Session, rows: Iterable[Mapping[str, Any]], known: Container[str]
) -> None:
    """Insert those origins that are not known by their ids; the others are seen again."""
    added = [dict(row) for row in rows if row["id"] not in known]
    # A path shows this text again, or its outlet is named anew.
    back = {
        row["id"]: {"source": row["source"], "replaced_at": None}
        for row in rows
        if row["id"] in known
    }
    insert_rows(session, origin_table, added)
    update_rows(session, origin_table, back)


def mark_replaced(
    session: Session, documents: Iterable[Document], seen_at: datetime
) -> frozenset[str]:
    """These paths hold these documents now: what they held before stays, marked; return its articles.

    An address, or standard input, may show any number of texts, in any order: none replaces another.
    """
    hashes = {one.location: one.raw_hash for one in documents if _is_path(one.location)}
    origin = origin_table.c
    columns = (origin.id, origin.article_id, origin.location, origin.raw_hash)
    statement = select_core(*columns).where(
        origin.location.in_(select_among(hashes)), origin.replaced_at.is_(None)
    )
    replaced = [row for row in session.execute(statement) if row.raw_hash != hashes[row.location]]
    if replaced:
        chosen = origin.id.in_(select_among(row.id for row in replaced))
        session.execute(update(origin_table).where(chosen).values(replaced_at=seen_at))
    return frozenset(row.article_id for row in replaced)


def describe_origin(document: Document, seen_at: datetime) -> dict[str, Any]:
    """The row of the place where a document was seen."""
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
        "stated": dict(document.stated),
        "extra": dict(document.extra),
        "notes": list(document.notes),
        "seen_at": seen_at,
        "replaced_at": None,
    }


def _is_path(location: str) -> bool:
    return Path(location).is_absolute()
