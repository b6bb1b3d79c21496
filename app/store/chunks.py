"""Long lists of values and rows, as statements and transactions can take them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Select,
    Subquery,
    Table,
    TableValuedAlias,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlmodel import Session

Item = TypeVar("Item")
CHUNK_SIZE = 500  # SQLite took 999 variables a statement until 3.32


def chunked(values: Iterable[str]) -> Iterator[list[str]]:
    """The values, sorted, in lists of at most CHUNK_SIZE."""
    remaining = iter(sorted(values))
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        yield chunk


def split_into_runs(
    items: Iterable[Item], list_names: Callable[[Item], set[str]]
) -> Iterator[list[Item]]:
    """Runs of items in their order; in none has an item a name that another one has."""
    run: list[Item] = []
    taken: set[str] = set()
    for item in items:
        names = list_names(item)
        if not taken.isdisjoint(names):
            yield run
            run, taken = [], set()
        run.append(item)
        taken |= names
    if run:
        yield run


def unfold(values: Iterable[str] | Iterable[int]) -> TableValuedAlias:
    """The values as a table with the column `value`: one variable, however many they are."""
    return func.json_each(json.dumps(sorted(values))).table_valued("value", name="unfolded")


def select_among(values: Iterable[str] | Iterable[int]) -> Select[tuple[str]]:
    """The values as what stands on the right of `IN`."""
    return select(unfold(values).c.value)


def among(name: str) -> Select[tuple[str]]:
    """What stands on the right of `IN`: the list that is bound as `name`, folded."""
    unfolded = func.json_each(bindparam(name)).table_valued("value", name=f"unfolded_{name}")
    return select(unfolded.c.value)


def fold(values: Iterable[str]) -> str:
    """Values as one that can be bound."""
    return json.dumps(sorted(values))


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


def update_rows(session: Session, table: Table, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Write these columns, of each row the same ones, of rows by their ids; as `insert_rows` otherwise."""
    if rows:
        statement = update(table).where(table.c.id == bindparam("row_id"))
        written = [{"row_id": one, **columns} for one, columns in rows.items()]
        session.connection().execute(statement, written)
