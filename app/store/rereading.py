"""Articles read again, from what was seen of them, when cleaning or extraction have changed.

As a rule an article stays what it is, with other quotations. Where cleaning has changed its words, what was
seen is another article now, and the former one goes, with a note of its successor. One that an editor
corrected keeps its text, so that the correction keeps its place; so does one in which no article is found any
more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Engine, RowMapping, delete, func, select, update
from sqlmodel import Session

from app.documents.document import RawDocument, Rejection
from app.extraction import READING_VERSION, Extraction, Reading, read_text
from app.store.articles import (
    describe_article,
    list_deleted,
    remove_article,
    write_articles,
    write_readings,
)
from app.store.chunks import select_among, split_into_runs, update_rows, upsert
from app.store.corrections import load_corrections
from app.store.origins import describe_origin, list_ranking, rank_origin
from app.store.quotes import describe_speech
from app.store.tables import article_table, deletion_table, origin_table

_ARTICLE = article_table.c
_ORIGIN = origin_table.c
_TIED = ("copy_of", "copy_jaccard", "copy_containment")
_READ_ANEW = (
    *("title", "author", "section", "url", "published", "published_precision", "published_source"),
    *("first_day", "stated", "notes"),
)


class StoredOrigin(NamedTuple):
    """A place where an article was seen, as its row, and what was read there."""

    row: RowMapping
    raw: RawDocument


class StoredArticle(NamedTuple):
    """An article with all places where it was seen."""

    id: str
    origins: tuple[StoredOrigin, ...]


class Reread(NamedTuple):
    """Of articles read again: which changed or went, bands of those that are there, name forms touched."""

    changed: frozenset[str]
    bands_of: dict[str, tuple[int, ...]]
    forms: frozenset[str]


class _Seen(NamedTuple):
    """An origin with what is found there now."""

    origin: StoredOrigin
    extraction: Extraction


def count_outdated(engine: Engine, *, everything: bool = False) -> int:
    """How many articles another version read; or how many there are at all."""
    statement = select(func.count()).select_from(article_table)
    if not everything:
        statement = statement.where(_ARTICLE.extractor_version != READING_VERSION)
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()


def mark_all_outdated(session: Session) -> None:
    """Forget by which version articles were read, so that all are read again."""
    session.execute(update(article_table).values(extractor_version=""))


def list_outdated(session: Session, *, after: str, limit: int) -> list[StoredArticle]:
    """The first `limit` articles by id after this one that another version read."""
    statement = (
        select(_ARTICLE.id)
        .where(_ARTICLE.id > after, _ARTICLE.extractor_version != READING_VERSION)
        .order_by(_ARTICLE.id)
        .limit(limit)
    )
    return _load(session, session.scalars(statement).all())


def list_still_outdated(session: Session, article_ids: Iterable[str]) -> list[StoredArticle]:
    """Those of these articles that another version read, as they are stored now, by id."""
    statement = select(_ARTICLE.id).where(
        _ARTICLE.id.in_(select_among(article_ids)), _ARTICLE.extractor_version != READING_VERSION
    )
    return _load(session, session.scalars(statement.order_by(_ARTICLE.id)).all())


def _load(session: Session, article_ids: Sequence[str]) -> list[StoredArticle]:
    seen: dict[str, list[StoredOrigin]] = {one: [] for one in article_ids}
    origins = select(origin_table).where(_ORIGIN.article_id.in_(select_among(article_ids)))
    for row in session.execute(origins.order_by(_ORIGIN.id)).mappings():
        seen[row["article_id"]].append(StoredOrigin(row, _restore(row)))
    return [StoredArticle(one, tuple(origins)) for one, origins in seen.items()]


def save_again(
    session: Session,
    reread: Sequence[tuple[StoredArticle, Sequence[Extraction | Rejection]]],
    *,
    now: datetime,
    generation: int,
) -> Reread:
    """Write articles as they are read now, each given with what is found at each of its origins.

    Near-copies, speakers and statements are for the caller to settle.
    """
    ids = [article.id for article, _ in reread]
    before = _describe(session, ids)
    staying, moving = _part(session, reread)
    _write_origins(session, staying)
    _take_origins(session, moving)
    forms, bands_of = _write_leading(session, ids, staying)
    forms |= _write_moved(session, moving, generation)
    forms |= _remove_left(session, moving, now, generation)
    marked = update(article_table).where(_ARTICLE.id.in_(select_among(ids)))
    session.execute(marked.values(extractor_version=READING_VERSION))
    after = _describe(session, ids)
    moved = {one.extraction.document.id: one.extraction.document.bands for one in moving}
    changed = {one for one in ids if before[one] != after.get(one)}
    return Reread(frozenset(changed | moved.keys()), bands_of | moved, forms)


def _restore(row: RowMapping) -> RawDocument:
    """What was read at an origin, as cleaning takes it."""
    raw = RawDocument(
        file=row["file"],
        location=row["location"],
        text=row["raw_text"],
        url=row["url"],
        source=row["source"],
        author=row["author"],
        section=row["section"],
        extra=row["extra"],
    )
    stated = row["stated"]
    if stated is None:  # stored before that was kept: nothing was stated, or what was taken from it
        return raw if raw.raw_hash == row["raw_hash"] else replace(raw, **_guess_stated(row))
    return replace(raw, **stated | {"notes": tuple(stated.get("notes", ()))})


def _guess_stated(row: RowMapping) -> dict[str, Any]:
    by_format = row["published_source"] in {"metadata", "feed"}
    dated = {"published": row["published"], "published_by": row["published_source"]}
    return {"title": row["title"]} | (dated if by_format else {})


def _describe(session: Session, article_ids: Iterable[str]) -> dict[str, Any]:
    """What these articles and their origins say, and what is said in them, for comparing."""
    ids = list(article_ids)
    columns = [one for one in _ARTICLE if one.name not in {*_TIED, "extractor_version"}]
    rows = session.execute(select(*columns).where(_ARTICLE.id.in_(select_among(ids)))).all()
    speech, seen = describe_speech(session, ids), _describe_origins(session, ids)
    return {row.id: (repr(row), speech.get(row.id), seen[row.id]) for row in rows}


def _describe_origins(session: Session, article_ids: Iterable[str]) -> dict[str, set[str]]:
    """What the places where these articles were seen say, as far as it is shown."""
    columns = [_ORIGIN[name] for name in _READ_ANEW if name != "stated"]
    of_these = _ORIGIN.article_id.in_(select_among(article_ids))
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for article_id, *values in session.execute(
        select(_ORIGIN.article_id, _ORIGIN.id, *columns).where(of_these)
    ):
        seen[article_id].add(repr(values))
    return seen


def _part(
    session: Session, reread: Sequence[tuple[StoredArticle, Sequence[Extraction | Rejection]]]
) -> tuple[dict[str, list[_Seen]], list[_Seen]]:
    """What is the same article still, by its id, and what is another one now."""
    found = [
        (article.id, _Seen(origin, _keep_hash(one, origin)))
        for article, extracted in reread
        for origin, one in zip(article.origins, extracted, strict=True)
        if isinstance(one, Extraction)
    ]
    corrected = load_corrections(session, [article.id for article, _ in reread]).keys()
    deleted = list_deleted(session, {one.extraction.document.id for _, one in found})
    staying: defaultdict[str, list[_Seen]] = defaultdict(list)
    moving = []
    for article_id, one in found:
        read_as = one.extraction.document.id
        if read_as == article_id:
            staying[article_id].append(one)
        elif article_id not in corrected and read_as not in deleted:
            moving.append(one)
    return staying, moving


def _keep_hash(extraction: Extraction, origin: StoredOrigin) -> Extraction:
    """With the hash of what was read at first, in which the database may have had to change characters."""
    document = replace(extraction.document, raw_hash=origin.row["raw_hash"])
    return replace(extraction, document=document)


def _write_origins(session: Session, staying: Mapping[str, Sequence[_Seen]]) -> None:
    rows = {}
    for one in chain.from_iterable(staying.values()):
        row = _describe_origin(one)
        rows[one.origin.row["id"]] = {name: row[name] for name in _READ_ANEW}
    update_rows(session, origin_table, rows)


def _describe_origin(seen: _Seen) -> dict[str, Any]:
    former = seen.origin.row
    row = describe_origin(seen.extraction.document, former["seen_at"])
    return row | {"replaced_at": former["replaced_at"]}


def _take_origins(session: Session, moving: Iterable[_Seen]) -> None:
    taken = [one.origin.row["id"] for one in moving]
    session.execute(delete(origin_table).where(_ORIGIN.id.in_(select_among(taken))))


def _write_leading(
    session: Session, article_ids: Iterable[str], staying: Mapping[str, Sequence[_Seen]]
) -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """Let the origin that ranks first now speak for each article; return forms touched, and bands."""
    rows, readings, bands_of = {}, {}, {}
    for article_id, ranking in list_ranking(session, article_ids).items():
        leader = min(ranking, key=rank_origin)["id"]
        seen = {one.origin.row["id"]: one.extraction for one in staying[article_id]}
        if leader in seen:
            document = seen[leader].document
            rows[article_id] = describe_article(document, leader)
            bands_of[article_id] = document.bands
            readings[article_id] = document.body, seen[leader].reading
        else:
            readings[article_id] = _read_stored(session, article_id)
    update_rows(session, article_table, rows)
    return write_readings(session, readings), bands_of


def _read_stored(session: Session, article_id: str) -> tuple[str, Reading]:
    """The text as it is stored, and what is said in it."""
    columns = select(_ARTICLE.body, _ARTICLE.title, _ARTICLE.language)
    body, title, language = session.execute(columns.where(_ARTICLE.id == article_id)).one()
    return body, read_text(body, title, language)


def _write_moved(session: Session, moving: Iterable[_Seen], generation: int) -> frozenset[str]:
    """Write what is another article now, with its origins as they were."""
    forms: frozenset[str] = frozenset()
    for run in split_into_runs(moving, lambda one: {one.extraction.document.id}):
        own = {one.extraction.document.id: _describe_origin(one) for one in run}
        extractions = {one.extraction.document.id: one.extraction for one in run}
        forms |= write_articles(session, extractions, own, list_ranking(session, own), generation)
    return forms


def _remove_left(
    session: Session, moving: Iterable[_Seen], now: datetime, generation: int
) -> frozenset[str]:
    """Remove the articles of which no origin is left, and note what they were read as."""
    left: defaultdict[str, list[_Seen]] = defaultdict(list)
    for one in moving:
        left[one.origin.row["article_id"]].append(one)
    for article_id in list_ranking(session, left):
        del left[article_id]
    forms: frozenset[str] = frozenset()
    for article_id, seen in sorted(left.items()):
        forms |= remove_article(session, article_id, generation)
        successor = min(map(_describe_origin, seen), key=rank_origin)["article_id"]
        gone = {"article_id": article_id, "deleted_at": now}
        noted = upsert(session, deletion_table).values(**gone, successor=successor)
        session.execute(noted.on_conflict_do_nothing())
    return forms
