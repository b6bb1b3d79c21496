"""Whether statements are what the quotations make of them, and how to mend those that are not."""

from collections.abc import Iterable

from sqlalchemy import delete, func, or_, select, union
from sqlmodel import Session

from app.store.chunks import insert_rows, select_among
from app.store.statements import settle_statements
from app.store.tables import (
    fingerprint_table,
    quote_table,
    statement_table,
    unsettled_table,
    wording_table,
)

_QUOTE = quote_table.c
_STATEMENT = statement_table.c


def list_unsound_statements(session: Session) -> list[str]:
    """The ids of statements whose counts or id their quotations do not give, of missing ones too."""
    printed = (
        select(
            *(_QUOTE.statement_id, func.min(_QUOTE.id).label("first")),
            *(
                func.count().label("quotes"),
                func.count(_QUOTE.article_id.distinct()).label("articles"),
            ),
        )
        .where(_QUOTE.statement_id.is_not(None))
        .group_by(_QUOTE.statement_id)
        .subquery()
        .c
    )
    differs = or_(
        printed.first.is_distinct_from(_STATEMENT.id),
        printed.quotes != _STATEMENT.quote_count,
        printed.articles != _STATEMENT.article_count,
    )
    unlike = (
        select(_STATEMENT.id)
        .join(printed.statement_id.table, printed.statement_id == _STATEMENT.id, isouter=True)
        .where(differs)
    )
    missing = select(_QUOTE.statement_id).where(
        _QUOTE.statement_id.is_not(None), _QUOTE.statement_id.not_in(select(_STATEMENT.id))
    )
    return sorted(session.scalars(union(unlike, missing)))


def list_lost_wordings(session: Session) -> list[str]:
    """The ids of wordings that quotations have and the archive has not, and the other way round."""
    said = select(_QUOTE.wording_id).where(_QUOTE.wording_id.is_not(None))
    known = select(wording_table.c.id)
    lost = said.where(_QUOTE.wording_id.not_in(known))
    return sorted(session.scalars(union(lost, known.where(wording_table.c.id.not_in(said)))))


def mend_statements(
    session: Session, statement_ids: Iterable[str], lost: Iterable[str]
) -> frozenset[str]:
    """Settle anew these statements, and the wordings that were lost, from the quotations that there are.

    Return the articles of those quotations that another statement has now.
    """
    lost = list(lost)
    fingerprint, known = fingerprint_table.c.wording_id, select(wording_table.c.id)
    orphaned = fingerprint.in_(select_among(lost)) & fingerprint.not_in(known)
    session.execute(delete(fingerprint_table).where(orphaned))  # or writing them again would fail
    unsound = select_among(statement_ids)
    wordings = union(
        select(_STATEMENT.wording_id).where(_STATEMENT.id.in_(unsound)),
        select(_QUOTE.wording_id).where(_QUOTE.statement_id.in_(unsound)),
        select_among(lost),
        select(unsettled_table.c.wording_id),
    )
    found = set(session.scalars(wordings)) - {None}
    marked = set(session.scalars(select(unsettled_table.c.wording_id)))
    rows = [{"wording_id": one} for one in sorted(found - marked)]
    insert_rows(session, unsettled_table, rows)
    return settle_statements(session)
