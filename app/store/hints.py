"""Hints to the planner of a database, where it needs any."""

from typing import Any

from sqlalchemy import Column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class NotLookedUp(FunctionElement[Any]):
    """A column by which rows are compared but not looked up.

    SQLite uses no index for a column with a plus sign before it; PostgreSQL goes by its statistics.
    """

    inherit_cache = True

    def __init__(self, column: Column[Any]) -> None:
        super().__init__(column)


@compiles(NotLookedUp)
def _leave(hint: NotLookedUp, compiler: SQLCompiler, **options: Any) -> str:
    column: str = compiler.process(hint.clauses, **options)
    return column


@compiles(NotLookedUp, "sqlite")
def _sign(hint: NotLookedUp, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{_leave(hint, compiler, **options)}"
