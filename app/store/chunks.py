"""Long lists of values and rows, as statements and transactions can take them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Select, Table, TableValuedAlias, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

Item = TypeVar("Item")
# The two are written alike, and SQLAlchemy has no word for both.
Upsert = sqlite.Insert | postgresql.Insert
_UPSERTS: Mapping[str, Callable[[Any], Upsert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
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


class _Unfolded(FunctionElement[Any]):
    """A JSON list of strings as a table with the column `value`, in the words of each database."""

    inherit_cache = True
    spelt: ClassVar[Mapping[str, str]] = {
        "sqlite": "json_each({})",
        "postgresql": "json_array_elements_text(CAST({} AS JSON))",
    }


class _UnfoldedIntegers(_Unfolded):
    """The same of a JSON list of integers."""

    inherit_cache = True
    spelt: ClassVar = {
        "sqlite": "json_each({})",
        "postgresql": "(SELECT CAST(value AS BIGINT) AS value "
        "FROM json_array_elements_text(CAST({} AS JSON)))",
    }


class _UnfoldedLists(_Unfolded):
    """A JSON object of lists of integers as a table with the columns `name` and `value`."""

    inherit_cache = True
    spelt: ClassVar = {
        "sqlite": "(SELECT named.key AS name, listed.value AS value "
        "FROM json_each({}) AS named, json_each(named.value) AS listed)",
        "postgresql": "(SELECT named.key AS name, CAST(listed.value AS BIGINT) AS value "
        "FROM json_each(CAST({} AS JSON)) AS named, json_array_elements_text(named.value) AS listed)",
    }


@compiles(_Unfolded)
def _spell(unfolded: _Unfolded, compiler: SQLCompiler, **options: Any) -> str:
    folded = compiler.process(unfolded.clauses, **options)
    return unfolded.spelt[compiler.dialect.name].format(folded)


def unfold(values: Iterable[str]) -> TableValuedAlias:
    """The values as a table with the column `value`: one variable, however many they are."""
    return _Unfolded(fold(values)).table_valued("value", name="unfolded")


def unfold_integers(values: Iterable[int]) -> TableValuedAlias:
    """The same of integers, which PostgreSQL compares with nothing else."""
    return _UnfoldedIntegers(json.dumps(sorted(values))).table_valued("value", name="unfolded")


def select_among(values: Iterable[str]) -> Select[tuple[str]]:
    """The values as what stands on the right of `IN`."""
    return select(unfold(values).c.value)


def among(name: str) -> Select[tuple[str]]:
    """What stands on the right of `IN`: the list of strings that is bound as `name`, folded."""
    unfolded = _Unfolded(bindparam(name)).table_valued("value", name=f"unfolded_{name}")
    return select(unfolded.c.value)


def fold(values: Iterable[str]) -> str:
    """Values as one that can be bound; PostgreSQL takes none with a NUL, and what has one is nowhere."""
    return json.dumps(sorted(value.replace("\0", "\ufffd") for value in values))


def select_among_integers(values: Iterable[int]) -> Select[tuple[int]]:
    """The values as what stands on the right of `IN`."""
    return select(unfold_integers(values).c.value)


def unfold_lists(lists: Mapping[str, Iterable[int]]) -> TableValuedAlias:
    """The lists as a table with the columns `name` and `value`: one variable, and rows made in SQL.

    Binding as many rows one by one takes twice the time.
    """
    listed = json.dumps({name: [*values] for name, values in lists.items()})
    return _UnfoldedLists(listed).table_valued("name", "value", name="unfolded")


def upsert(session: Session, table: Any) -> Upsert:
    """An insert into a table, or the table of a class, that can say what becomes of rows that are there."""
    return _UPSERTS[session.get_bind().dialect.name](table)


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
