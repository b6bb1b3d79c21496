"""Pages of a list by day, by keyset: a page far down costs as much as the first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, or_, tuple_

from app.store.tables import article_table

Sort = Literal["newest", "oldest"]

_DAY = article_table.c.first_day


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins and how long it is.

    `after` is the key of the last row before it: its day or None, then its ties; None for the first page.
    """

    limit: int
    sort: Sort = "newest"
    after: Sequence[Any] | None = None


def fetch_page(
    connection: Connection,
    statement: Select[Any],
    ties: Sequence[Any],
    page: Page,
    day: Any = _DAY,
) -> list[RowMapping]:
    """The rows of a statement by day, undated last, ties by the given columns ascending."""
    # Two statements, since one with "or undated" cannot seek in the index and reads from the start.
    rows = _fetch_dated(connection, statement, (day, *ties), page)
    if len(rows) < page.limit:
        rest = replace(page, limit=page.limit - len(rows))
        rows += _fetch_undated(connection, statement, (day, *ties), rest)
    return rows


def fetch_merged(
    connection: Connection,
    statements: Iterable[Select[Any]],
    ties: Sequence[Any],
    page: Page,
    day: Any = _DAY,
) -> list[RowMapping]:
    """The page that the rows of several statements make together; what several of them have comes once.

    Each is walked along its own index, while one statement for all of them would sort all their rows.
    """
    names = [column.name for column in ties]
    found = {
        tuple(row[name] for name in names): row
        for statement in statements
        for row in fetch_page(connection, statement, ties, page, day)
    }
    sign = -1 if page.sort == "newest" else 1

    def rank(key: tuple[Any, ...]) -> tuple[Any, ...]:
        first_day = found[key][day.name]
        return (first_day is None, sign * first_day.toordinal() if first_day else 0, key)

    return [found[key] for key in sorted(found, key=rank)[: page.limit]]


def _fetch_dated(
    connection: Connection, statement: Select[Any], order: Sequence[Any], page: Page
) -> list[RowMapping]:
    day, *ties = order
    if page.after is None:
        statement = statement.where(day.is_not(None))
    else:
        last_day, *last_ties = page.after
        if last_day is None:
            return []
        reached = last_day >= day if page.sort == "newest" else last_day <= day
        beyond = or_(last_day != day, tuple_(*ties) > tuple_(*last_ties))
        statement = statement.where(reached, beyond)
    by_day = day.desc() if page.sort == "newest" else day.asc()
    ordered = statement.order_by(by_day, *ties).limit(page.limit)
    return list(connection.execute(ordered).mappings())


def _fetch_undated(
    connection: Connection, statement: Select[Any], order: Sequence[Any], page: Page
) -> list[RowMapping]:
    day, *ties = order
    statement = statement.where(day.is_(None))
    if page.after is not None and page.after[0] is None:
        _, *last_ties = page.after
        statement = statement.where(tuple_(*ties) > tuple_(*last_ties))
    ordered = statement.order_by(*ties).limit(page.limit)
    return list(connection.execute(ordered).mappings())
