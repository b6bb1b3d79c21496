"""The outbox and the generation: how the text index learns what changed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, col, select

from app.store.chunks import chunked
from app.store.tables import ArchiveState, Article, Outbox

_GENERATION, _STAMP = "generation", "stamp"


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


def get_generation(session: Session) -> int:
    """The number of transactions that changed the archive so far."""
    state = session.get(ArchiveState, _GENERATION)
    return int(state.value) if state else 0


def next_generation(session: Session) -> int:
    """Count one more transaction that changes the archive, and return its number."""
    generation = get_generation(session) + 1
    session.merge(ArchiveState(name=_GENERATION, value=str(generation)))
    # An archive restored from a copy comes to the same numbers with other contents: caches must see it.
    session.merge(ArchiveState(name=_STAMP, value=secrets.token_hex(8)))
    return generation


def mark_changed(session: Session, article_ids: Iterable[str], generation: int) -> None:
    """Note the generation at which these articles changed or went, and tell the text index."""
    statement = upsert(Outbox)
    renewed = statement.on_conflict_do_update(
        index_elements=["article_id"], set_={"generation": statement.excluded.generation}
    )
    for chunk in chunked(article_ids):
        changed = update(Article).where(col(Article.id).in_(chunk))
        session.execute(changed.values(generation=generation))
        rows = [{"article_id": article_id, "generation": generation} for article_id in chunk]
        session.execute(renewed, rows)


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
    for article_id, generation in pending.changes:
        session.execute(
            delete(Outbox).where(
                col(Outbox.article_id) == article_id, col(Outbox.generation) == generation
            )
        )


def list_outbox(session: Session) -> Sequence[str]:
    """The articles that the index has still to take over."""
    return session.exec(select(Outbox.article_id)).all()


def count_outbox(session: Session) -> int:
    """How many articles the index has still to take over."""
    return session.exec(select(func.count()).select_from(Outbox)).one()
