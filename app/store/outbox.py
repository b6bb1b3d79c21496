"""Generations: when each article last changed, and what of it the text index has still to take over."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, literal, true, union
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from app.store.chunks import select_among, upsert
from app.store.tables import (
    ArchiveState,
    Outbox,
    archive_state_table,
    change_table,
    joint_table,
    outbox_table,
    quote_table,
)

_GENERATION, _STAMP = "generation", "stamp"
_STATE = archive_state_table.c
_READ_GENERATION = select_core(_STATE.value).where(_STATE.name == _GENERATION)
_CLEAR = delete(outbox_table).where(
    outbox_table.c.article_id == bindparam("taken"), outbox_table.c.generation == bindparam("at")
)


@dataclass(frozen=True, slots=True)
class Pending:
    """Articles that the index has to take over, oldest change first.

    `generation` is that of the store which the index has reached once it has taken over all of them.
    """

    changes: tuple[tuple[str, int], ...]
    generation: int

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The articles, present or gone."""
        return tuple(article_id for article_id, _ in self.changes)


def get_generation(source: Session | Connection) -> int:
    """The number of transactions that changed the archive so far."""
    value = source.execute(_READ_GENERATION).scalar()
    return int(value) if value else 0


def next_generation(session: Session) -> int:
    """Count one more transaction that changes the archive, and return its number."""
    generation = get_generation(session) + 1
    _reach(session, generation)
    return generation


def mark_changed(session: Session, article_ids: Iterable[str], generation: int) -> None:
    """Note that these articles changed or went at this generation, of which the store is then.

    The text index is to take them over.
    """
    changed = set(article_ids)  # PostgreSQL writes no row twice at once
    if not changed:
        return
    among = select_among(changed).subquery().c.value
    for table in (change_table, outbox_table):
        _write(session, table, select_core(among, literal(generation)))
    _reach(session, generation)


def mark_said(
    session: Session, form_ids: Iterable[str], article_ids: Iterable[str], generation: int
) -> None:
    """Note that what is said under these name forms, or in these articles, is shown otherwise now.

    By another speaker, by one of another name, or of another statement: what the text index does not hold.
    """
    forms, articles = list(form_ids), list(article_ids)
    if not forms and not articles:
        return
    quote, joint = quote_table.c, joint_table.c
    first = select_core(quote.article_id).where(quote.form_id.in_(select_among(forms)))
    others = (
        select_core(quote.article_id)
        .join(joint_table, joint.quote_id == quote.id)
        .where(joint.form_id.in_(select_among(forms)))
    )
    shown = union(first, others, select_among(articles)).subquery().c[0]
    _write(session, change_table, select_core(shown, literal(generation)))
    _reach(session, generation)


def _write(session: Session, table: Table, changed: Select[Any]) -> None:
    """Write articles, each with the generation of its change, in place of the former one."""
    # WHERE true: after a SELECT without any condition SQLite takes ON CONFLICT for that of a join.
    statement = upsert(session, table).from_select(
        ["article_id", "generation"], changed.where(true())
    )
    renewed = {"generation": statement.excluded.generation}
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=renewed))


def _reach(session: Session, generation: int) -> None:
    """The store is of this generation now, if it is not yet."""
    if get_generation(session) < generation:
        session.merge(ArchiveState(name=_GENERATION, value=str(generation)))
        # An archive restored from a copy comes to the same numbers with other contents: caches must see it.
        session.merge(ArchiveState(name=_STAMP, value=secrets.token_hex(8)))


def read_outbox(session: Session, limit: int) -> Pending:
    """The next at most `limit` changes, all from one snapshot."""
    statement = (
        select(Outbox.article_id, Outbox.generation)
        .order_by(col(Outbox.generation), col(Outbox.article_id))
        .limit(limit)
    )
    changes = tuple((article_id, generation) for article_id, generation in session.exec(statement))
    if len(changes) < limit:
        return Pending(changes, get_generation(session))
    return Pending(changes, changes[-1][1] - 1)


def clear_outbox(session: Session, pending: Pending) -> None:
    """Drop what the index has taken over; an article that changed again meanwhile stays."""
    if pending.changes:
        rows = [
            {"taken": article_id, "at": generation} for article_id, generation in pending.changes
        ]
        session.connection().execute(_CLEAR, rows)


def list_outbox(session: Session) -> Sequence[str]:
    """The articles that the index has still to take over."""
    return session.exec(select(Outbox.article_id)).all()


def count_outbox(session: Session) -> int:
    """How many articles the index has still to take over."""
    return session.exec(select(func.count()).select_from(Outbox)).one()
