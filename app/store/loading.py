"""Writing very many rows into tables that nobody uses yet: without their indexes, which come at the end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Engine, Table, insert, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint

from app.errors import SetupError
from app.store.engines import POSTGRES, SQLITE, WRITES, describe_fault
from app.store.portable import Row, is_json, take_key


@contextmanager
def open_loader(engine: Engine) -> Iterator[Connection]:
    """A connection whose transactions write rows in any order: foreign keys are not looked at."""
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        if engine.dialect.name == SQLITE:
            driven: Any = connection.connection.dbapi_connection
            driven.execute(
                "PRAGMA foreign_keys=OFF"
            )  # outside of a transaction, or it does nothing
        try:
            yield connection
        finally:
            connection.invalidate()  # nobody else is given it


def load_rows(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    """Write rows as `read_rows` gives them, in a transaction of their own; raise SetupError if refused."""
    if not rows:
        return
    faults: tuple[Any, ...] = (DBAPIError, connection.dialect.loaded_dbapi.Error)
    try:
        with connection.begin():
            if connection.dialect.name == POSTGRES:
                _load_postgres(connection, into, rows)
            else:
                _load_sqlite(connection, into, rows)
    except faults as error:
        said = _find_nul(into, rows) if connection.dialect.name == POSTGRES else None
        fault = describe_fault(error)
        raise SetupError(said or f"The table {into.name} cannot be written: {fault}") from error


def _load_postgres(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(quoted(one.name) for one in into.columns)
    driven: Any = connection.connection.dbapi_connection
    with (
        driven.cursor() as cursor,
        cursor.copy(f"COPY {quoted(into.name)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _load_sqlite(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    # Rows of SQLAlchemy's making would take twice the time of those that are handed on as they are.
    dialect = connection.dialect
    encoders = [_find_encoder(one, dialect) for one in into.columns]
    encoded = [
        tuple(
            encode(value) if encode else value for encode, value in zip(encoders, row, strict=True)
        )
        for row in (rows if any(encoders) else ())
    ]
    connection.exec_driver_sql(str(insert(into).compile(dialect=dialect)), encoded or list(rows))


def _find_encoder(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes of a value what SQLite holds, None where it is that; JSON is text already."""
    return None if is_json(column) else column.type.dialect_impl(dialect).bind_processor(dialect)


def _find_nul(into: Table, rows: Sequence[Row]) -> str | None:
    """What to say of the first row with a NUL, which PostgreSQL has no place for; None if there is none."""
    for row in rows:
        for name, value in zip(into.columns.keys(), row, strict=True):
            if isinstance(value, str) and "\0" in value:
                key = " ".join(map(str, take_key(into, row)))
                return (
                    f"PostgreSQL holds no NUL characters, and the column {name} of the row {key!r} of the "
                    f"table {into.name} has one. Take it out of the source, and run the command again."
                )
    return None


def strip_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Take indexes and foreign keys from tables that are empty."""
    for one in tables:
        for index in one.indexes:
            index.drop(connection)
    if connection.dialect.name != POSTGRES:
        return  # where a connection need not look at foreign keys
    quoted = connection.dialect.identifier_preparer.quote
    found = inspect(connection).get_multi_foreign_keys(filter_names=[one.name for one in tables])
    for (_, table_name), constraints in found.items():
        for constraint in constraints:
            name = quoted(str(constraint["name"]))
            dropped = f"ALTER TABLE {quoted(table_name)} DROP CONSTRAINT {name}"
            connection.exec_driver_sql(dropped)


def complete_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Give tables what was taken from them, as far as they have it not yet, each in a transaction of its own.

    Raise SetupError where the rows do not allow it.
    """
    for one in tables:
        try:
            with connection.begin():
                _complete(connection, one)
        except DBAPIError as error:
            fault = describe_fault(error)
            raise SetupError(f"The table {one.name} cannot be completed: {fault}") from error
    if connection.dialect.name == POSTGRES:
        with connection.begin():
            connection.exec_driver_sql(
                "ANALYZE"
            )  # or its planner knows nothing of them for a minute


def _complete(connection: Connection, made: Table) -> None:
    for index in sorted(made.indexes, key=lambda one: str(one.name)):
        index.create(connection, checkfirst=True)
    if connection.dialect.name != POSTGRES or not made.foreign_key_constraints:
        return
    there = [one["constrained_columns"] for one in inspect(connection).get_foreign_keys(made.name)]
    for constraint in made.foreign_key_constraints:
        if constraint.column_keys not in there:
            connection.execute(AddConstraint(constraint, isolate_from_table=False))
