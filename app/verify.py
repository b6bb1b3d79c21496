"""Compares what the archive holds: the database with itself, the text indexes with the database."""

import hashlib
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine
from sqlmodel import Session

from app.extraction import extract_speech
from app.search.entries import iterate_entries
from app.search.folder import IndexUnusableError
from app.search.protocol import Texts
from app.search.sync import (
    catch_up,
    find_index_damage,
    open_archive_index,
    rebuild,
)
from app.store.articles import get_article
from app.store.integrity import list_database_faults
from app.store.joint import list_shifted_mentions
from app.store.outbox import list_outbox, mark_changed, mark_said, next_generation
from app.store.quotes import list_misdated_quotes, list_shifted_quotes, replace_quotes
from app.store.session import write_transaction
from app.store.settling import settle
from app.store.soundness import list_lost_wordings, list_unsound_statements, mend_statements

_SHOWN = 20  # differences of one kind that are named one by one
_PARTS = 4_096  # of the ids: in one that differs some hundred entries are compared one by one

What = Literal["article", "quotation"]
Entry = tuple[str, str]  # an id and a digest


def verify(engine: Engine, index_folder: Path) -> list[str]:
    """What is wrong with the archive, one line each; an empty list when all is well."""
    with Session(engine) as session:
        faults = [f"database: {fault}" for fault in list_database_faults(session)]
        faults += [*_offset_faults(session), *_statement_faults(session)]
        return [*faults, *_index_faults(engine, session, index_folder)]


def repair(engine: Engine, index_folder: Path) -> None:
    """Mend what the database can mend: quotations from the text of their articles, statements from the
    quotations, then the indexes.

    Damage inside the database file itself is beyond that; `verify` goes on to report it.
    """
    with write_transaction(engine) as session:
        shifted = (
            *list_shifted_quotes(session),
            *list_shifted_mentions(session),
            *list_misdated_quotes(session),
        )
        damaged = sorted({article_id for _, article_id in shifted})
        if damaged:
            _extract_again(session, damaged)
        unsound, lost = list_unsound_statements(session), list_lost_wordings(session)
        if unsound or lost:
            mended = mend_statements(session, unsound, lost)
            mark_said(session, (), mended, next_generation(session))
    rebuild(engine, index_folder)
    with closing(open_archive_index(engine, index_folder)) as index:
        catch_up(engine, index)


def _extract_again(session: Session, article_ids: list[str]) -> None:
    generation = next_generation(session)
    touched: set[str] = set()
    for article_id in article_ids:
        article = get_article(session, article_id)
        found = extract_speech(article.body, article.title, article.language)
        touched |= replace_quotes(session, article_id, found)
    settle(session, touched, generation)
    mark_changed(session, article_ids, generation)


def _offset_faults(session: Session) -> Iterator[str]:
    shifted = [f"quotation {quote_id}:" for quote_id, _ in list_shifted_quotes(session)]
    yield from _name_some(shifted, "its offsets do not give its text in its article")
    misdated = [f"quotation {quote_id}" for quote_id, _ in list_misdated_quotes(session)]
    yield from _name_some(misdated, "has not the date of its article")
    shifted = [f"quotation {quote_id}:" for quote_id, _ in list_shifted_mentions(session)]
    yield from _name_some(
        shifted, "the offsets of a joint speaker do not give the name printed there"
    )


def _statement_faults(session: Session) -> Iterator[str]:
    unsound, lost = list_unsound_statements(session), list_lost_wordings(session)
    yield from _name_some([f"statement {one}" for one in unsound], "is not what its quotations say")
    yield from _name_some([f"wording {one}" for one in lost], "differs from the quotations")


def _index_faults(engine: Engine, session: Session, index_folder: Path) -> Iterator[str]:
    waiting = set(list_outbox(session))
    if waiting:
        yield f"text index: {len(waiting)} changed articles wait to be taken over"
    try:
        with closing(open_archive_index(engine, index_folder)) as index:
            damage = find_index_damage(engine, index_folder)
            yield from (f"text index: {fault}" for fault in damage)
            yield from _differences("article", session, index.articles, waiting)
            yield from _differences("quotation", session, index.quotes, waiting)
    except IndexUnusableError as error:
        yield f"text index: {error.detail}"


def _differences(
    what: What, session: Session, index: Texts, waiting: Container[str]
) -> Iterator[str]:
    """Compare ids and digests: first by sums over parts of them, then one by one where the sums differ.

    So neither side is ever whole in memory, unless everything differs. Nothing can be said of articles
    that wait to be taken over, nor of their quotations.
    """

    def list_stored() -> Iterator[Entry]:
        return _list_stored(what, session, waiting)

    def list_indexed() -> Iterator[Entry]:
        return (one for one in index.digests() if one[0].partition("-")[0] not in waiting)

    sums = zip(_sum_up(list_stored()), _sum_up(list_indexed()), strict=True)
    unlike = {part for part, (stored, indexed) in enumerate(sums) if stored != indexed}
    if not unlike:
        return
    indexed = {one: digest for one, digest in list_indexed() if _part_of(one) in unlike}
    missing, different = [], []
    for one, digest in list_stored():
        if _part_of(one) in unlike:
            found = indexed.pop(one, None)
            if found is None:
                missing.append(f"{what} {one}")
            elif found != digest:
                different.append(f"{what} {one}")
    surplus = sorted(f"{what} {one}" for one in indexed)
    yield from _name_some(missing, "is in the database and not in the text index")
    yield from _name_some(different, "differs between database and text index")
    yield from _name_some(surplus, "is in the text index and not in the database")


def _list_stored(what: What, session: Session, waiting: Container[str]) -> Iterator[Entry]:
    for batch in iterate_entries(session):
        for entry in batch.articles if what == "article" else batch.quotes:
            if (entry.group or entry.id) not in waiting:
                yield entry.id, entry.digest


def _sum_up(entries: Iterable[Entry]) -> list[int]:
    """For each part of the ids a sum that, in all likelihood, no other entries have."""
    sums = [0] * _PARTS
    for one, digest in entries:
        own = hashlib.blake2b(f"{one} {digest}".encode(), digest_size=16).digest()
        sums[_part_of(one)] += int.from_bytes(own)
    return sums


def _part_of(entry_id: str) -> int:
    return zlib.crc32(entry_id.encode()) % _PARTS


def _name_some(names: list[str], fault: str) -> Iterator[str]:
    yield from (f"{name} {fault}" for name in names[:_SHOWN])
    if len(names) > _SHOWN:
        what = names[0].partition(" ")[0]
        yield f"and {len(names) - _SHOWN} more: {what} {fault}"
