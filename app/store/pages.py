"""Pages of a list by day, by keyset: a page far down costs as much as the first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Integer, Select, bindparam, or_, tuple_

from app.store.prepared import Prepared, Row

Sort = Literal["newest", "oldest"]
_Part = Literal["dated", "dated, after", "undated", "undated, after"]
_LIMIT = bindparam("page_limit", type_=Integer())


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins and how long it is.

    `after` is the key of the last row before it: its day or None, then its ties; None for the first page.
    """

    limit: int
    sort: Sort = "newest"
    after: Sequence[Any] | None = None


class PagedStatement:
    """A statement whose rows are read in pages: by a column with their day, undated last, ties ascending."""

    def __init__(self, statement: Select[Any], day: Any, ties: Sequence[Any]) -> None:
        self._statement = statement
        self._day = day
        self._ties = ties
        self._prepared: dict[tuple[_Part, Sort], Prepared] = {}

    def fetch(self, connection: Connection, values: Mapping[str, Any], page: Page) -> list[Row]:
        """The rows of a page; `values` are what the statement is bound to."""
        # Two statements, since one with "or undated" cannot seek in the index and reads from the start.
        rows = self._fetch_dated(connection, values, page)
        if len(rows) < page.limit:
            rest = replace(page, limit=page.limit - len(rows))
            rows += self._fetch_undated(connection, values, rest)
        return rows

    def _fetch_dated(
        self, connection: Connection, values: Mapping[str, Any], page: Page
    ) -> list[Row]:
        if page.after is None:
            return self._fetch(connection, values, page, "dated")
        if page.after[0] is None:
            return []
        return self._fetch(connection, values, page, "dated, after")

    def _fetch_undated(
        self, connection: Connection, values: Mapping[str, Any], page: Page
    ) -> list[Row]:
        is_begun = page.after is not None and page.after[0] is None
        return self._fetch(connection, values, page, "undated, after" if is_begun else "undated")

    def _fetch(
        self, connection: Connection, values: Mapping[str, Any], page: Page, part: _Part
    ) -> list[Row]:
        prepared = self._prepared.get((part, page.sort))
        if prepared is None:
            prepared = self._prepared[part, page.sort] = Prepared(self._narrow(part, page.sort))
        last_day, *last_ties = page.after or (None,)
        place = {f"last_{number}": tie for number, tie in enumerate(last_ties)}
        bound = {**values, **place, "page_day": last_day, "page_limit": page.limit}
        return prepared.fetch(connection, bound)

    def _narrow(self, part: _Part, sort: Sort) -> Select[Any]:
        day, ties = self._day, self._ties
        last_ties = tuple_(
            *(bindparam(f"last_{number}", type_=tie.type) for number, tie in enumerate(ties))
        )
        beyond, last_day = tuple_(*ties) > last_ties, bindparam("page_day", type_=day.type)
        by_day = day.desc() if sort == "newest" else day.asc()
        ordered = self._statement.limit(_LIMIT)
        if part == "dated":
            return ordered.where(day.is_not(None)).order_by(by_day, *ties)
        if part == "dated, after":
            reached = last_day >= day if sort == "newest" else last_day <= day
            return ordered.where(reached, or_(last_day != day, beyond)).order_by(by_day, *ties)
        undated = ordered.where(day.is_(None)).order_by(*ties)
        return undated if part == "undated" else undated.where(beyond)


def merge_pages(rows: Iterable[Row], day: str, ties: Sequence[str], page: Page) -> list[Row]:
    """The page that the rows of several pages make together, each once; `day` and `ties` name columns.

    Each was walked along its own index, while one statement for all of them would sort all their rows.
    """
    found = {tuple(row[name] for name in ties): row for row in rows}
    sign = -1 if page.sort == "newest" else 1

    def rank(key: tuple[Any, ...]) -> tuple[Any, ...]:
        first_day = found[key][day]
        return (first_day is None, sign * first_day.toordinal() if first_day else 0, key)

    return [found[key] for key in sorted(found, key=rank)[: page.limit]]
