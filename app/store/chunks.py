"""Long lists of values and rows, as statements can take them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Select, Subquery, Table, TableValuedAlias, func, insert, select
from sqlmodel import Session

CHUNK_SIZE = 500  # SQLite took 999 variables a statement until 3.32


def chunked(values: Iterable[str]) -> Iterator[list[str]]:
    """The values, sorted, in lists of at most CHUNK_SIZE."""
    remaining = iter(sorted(values))
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        yield chunk


def unfold(values: Iterable[str] | Iterable[int]) -> TableValuedAlias:
    """The values as a table with the column `value`: one variable, however many they are."""
    return func.json_each(json.dumps(sorted(values))).table_valued("value", name="unfolded")


def select_among(values: Iterable[str] | Iterable[int]) -> Select[tuple[str]]:
    """The values as what stands on the right of `IN`."""
    return select(unfold(values).c.value)


def unfold_lists(lists: Mapping[str, Iterable[int]]) -> Subquery:
    """The lists as a table with the columns `name` and `value`: one variable, and rows made in SQL.

    Binding as many rows one by one takes twice the time.
    """
    listed = json.dumps({name: [*values] for name, values in lists.items()})
    named = func.json_each(listed).table_valued("key", "value", name="named")
    values = func.json_each(named.c.value).table_valued(
        "value", name="listed", joins_implicitly=True
    )
    return select(named.c.key.label("name"), values.c.value).subquery("unfolded")


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, if there are any, behind the back of the session's objects."""
    if rows:
        session.connection().execute(insert(table), rows)
