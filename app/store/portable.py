"""Rows as plain values, the same in both databases, in the order of their keys, and sums over them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import JSON, ColumnElement, Connection, Select, Table, Text, cast, func, select
from sqlmodel import SQLModel

from app.store import name_tables  # noqa: F401  importing fills the metadata
from app.store.tables import archive_state_table, article_table, origin_table, outbox_table

Row = tuple[Any, ...]
COPY_NOTE = "copy"  # of a copy that is not finished: where it comes from
# Rows that are read at once. A whole text may have 8 MB, most have 3 KB; all else is cut out of texts.
_WITH_TEXTS, _WITHOUT = 64, 2_048
_TEXTS = frozenset({article_table, origin_table})
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and the SHA-256 of them, in the order of their keys, as lines of JSON."""

    table: str
    rows: int
    digest: str


class Summing:
    """Sums up a table whose rows come by."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = 0
        self._hash = hashlib.sha256()

    def add(self, rows: Sequence[Row]) -> int:
        """Take in the next rows; return how many bytes they are."""
        lines = _ENCODER.encode_lines(rows)
        self._rows += len(rows)
        self._hash.update(lines)
        return len(lines)

    def finish(self) -> TableSum:
        """The sum over all that were taken in."""
        return TableSum(self._table.name, self._rows, self._hash.hexdigest())


def list_copied_tables() -> list[Table]:
    """The tables that make up an archive; what is derived from them is not among them.

    Nor is what text indexes wait for: those of a copy are built from all of it.
    """
    return [one for one in SQLModel.metadata.sorted_tables if one is not outbox_table]


def read_rows(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """All rows of a table by key, some at a time."""
    statement = _narrow(select(*map(_read_plain, table.columns)), table)
    size = _WITH_TEXTS if table in _TEXTS else _WITHOUT
    result = connection.execute(
        statement.order_by(*table.primary_key.columns), execution_options={"yield_per": size}
    )
    for partition in result.partitions():
        yield [tuple(row) for row in partition]


def count_all_rows(connection: Connection) -> int:
    """How many rows there are to be read, in all tables together."""
    return sum(
        connection.execute(_narrow(select(func.count()).select_from(table), table)).scalar_one()
        for table in list_copied_tables()
    )


def find_last_key(connection: Connection, table: Table) -> Row | None:
    """The greatest key of a table, None of an empty one."""
    keys = table.primary_key.columns
    statement = _narrow(select(*keys), table).order_by(*(key.desc() for key in keys)).limit(1)
    found = connection.execute(statement).first()
    return None if found is None else tuple(found)


def take_key(table: Table, row: Row) -> Row:
    """The key of a row; keys compare here as they do in the databases, text by its bytes."""
    values = dict(zip(table.columns.keys(), row, strict=True))
    return tuple(values[key.name] for key in table.primary_key.columns)


def sum_up(sums: Iterable[TableSum]) -> str:
    """One SHA-256 over those of all tables."""
    lines = sorted(f"{one.table} {one.rows} {one.digest}\n" for one in sums)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def is_json(column: ColumnElement[Any]) -> bool:
    """Whether a column holds JSON, which is copied letter by letter."""
    return isinstance(column.type, JSON)


def _narrow(statement: Select[Any], table: Table) -> Select[Any]:
    """Without what says something of the database alone."""
    if table is archive_state_table:
        return statement.where(table.c.name != COPY_NOTE)
    return statement


def _read_plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text).label(column.key) if is_json(column) else column
