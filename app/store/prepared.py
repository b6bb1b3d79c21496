"""Statements that are put together and compiled once, for what is asked again and again.

SQLAlchemy takes ten times as long over a small statement as SQLite does: some 0.1 ms to execute one, and up
to a millisecond to put one together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Float, Select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[Any, Any]  # column name -> value; SQLAlchemy's own rows are some too
_Convert = Callable[[Any], Any] | None
_Finish = Callable[[dict[Any, Any]], None]


class Prepared:
    """A statement whose values are bound by name when it is executed; rows are read from it as mappings.

    `finish` changes each row as it is read, before the next one.
    """

    def __init__(self, statement: Select[Any], finish: _Finish | None = None) -> None:
        self._statement = statement
        self._finish = finish
        self._compiled: dict[str, _Compiled] = {}

    def fetch(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """All rows. `values` may hold more than is bound; raise KeyError when one is missing."""
        compiled = self._get_compiled(connection.dialect)
        if not connection.in_transaction():
            connection.begin()  # all that is read in a request is of one snapshot
        cursor = connection.connection.cursor()
        try:
            return compiled.execute(cursor, values)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _name_error(connection.dialect, compiled.sql, error) from error
        finally:
            cursor.close()

    def fetch_first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row, None without any."""
        rows = self.fetch(connection, values)
        return rows[0] if rows else None

    def _get_compiled(self, dialect: Dialect) -> "_Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(
                self._statement, dialect, self._finish
            )
        return compiled


class _Compiled:
    """The text of a statement for one kind of database, and how values go in and come out."""

    def __init__(self, statement: Select[Any], dialect: Dialect, finish: _Finish | None) -> None:
        self._finish = finish
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  of a SELECT it is
        self.sql = str(compiled)
        self._order = compiled.positiontup
        bound = {name: compiled.binds[name] for name in compiled.params}
        converts = {
            name: one.type.dialect_impl(dialect).bind_processor(dialect)
            for name, one in bound.items()
        }
        # What stands in the statement itself, such as the kind that a condition leaves out.
        self._constants = {
            name: _convert(converts[name], one.effective_value)
            for name, one in bound.items()
            if one.unique
        }
        self._asked = [(name, converts[name]) for name, one in bound.items() if not one.unique]
        columns = list(statement.selected_columns)
        self._names = [column.key for column in columns]
        readers = ((column.key, _find_reader(column, dialect)) for column in columns)
        self._readers = [(name, read) for name, read in readers if read]

    def execute(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> list[Row]:
        """All rows, converted from what the database has to what the columns' types say."""
        cursor.execute(self.sql, self._bind(values))
        return [self._shape(values) for values in iter(cursor.fetchone, None)]

    def _shape(self, values: Sequence[Any]) -> Row:
        row = dict(zip(self._names, values, strict=True))
        for name, read in self._readers:
            row[name] = read(row[name])
        if self._finish:
            self._finish(row)
        return row

    def _bind(self, values: Mapping[str, Any]) -> Any:
        bound = dict(self._constants)
        for name, convert in self._asked:
            bound[name] = _convert(convert, values[name])
        return bound if self._order is None else [bound[name] for name in self._order]


def _find_reader(column: ColumnElement[Any], dialect: Dialect) -> _Convert:
    """What makes of a column's values what its type says; None where they are that already."""
    # Both drivers give floats. For psycopg SQLAlchemy would ask of what type a column of the answer is.
    if isinstance(column.type, Float):
        return None
    return column.type.dialect_impl(dialect).result_processor(dialect, None)


def _convert(convert: _Convert, value: Any) -> Any:
    return convert(value) if convert else value


def _name_error(dialect: Dialect, sql: str, error: Exception) -> Exception:
    """The error as SQLAlchemy names it; what was bound, perhaps searched for, stays out."""
    return DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
