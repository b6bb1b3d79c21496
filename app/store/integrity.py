"""Whether the database itself is whole, as far as it can tell."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session

from app.store.engines import SQLITE

_SHOWN = 20  # faults that SQLite names

# What was meant to hold and is not held to: indexes whose making broke off, constraints never checked.
_UNSOUND = text(
    "SELECT 'index', index.relname FROM pg_index "
    "JOIN pg_class AS index ON index.oid = pg_index.indexrelid "
    "WHERE NOT (indisvalid AND indisready) AND index.relnamespace = current_schema()::regnamespace "
    "UNION ALL SELECT 'constraint', conname FROM pg_constraint "
    "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
)


def list_database_faults(session: Session) -> Iterator[str]:
    """What is wrong with the database, one line each: none, if all is well.

    SQLite reads its whole file. PostgreSQL holds rows to their constraints at all times, and finds damage on
    its disk with programs of its own.
    """
    if session.connection().dialect.name == SQLITE:
        yield from _list_sqlite_faults(session)
        return
    for kind, name in session.execute(_UNSOUND):
        yield f"the {kind} {name} is not valid: make it anew"


def _list_sqlite_faults(session: Session) -> Iterator[str]:
    for (line,) in session.execute(text(f"PRAGMA integrity_check({_SHOWN})")):
        if line != "ok":
            yield line
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"row {row} of {table} points at a row of {parent} that is not there"
