"""The archive behind a client, and what is read from it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from app.api.dependencies import Archive


def get_archive(client: TestClient) -> Archive:
    """The archive that the client's application has opened."""
    opened: Archive = client.app.state.archive  # type: ignore[attr-defined]  # FastAPI's
    return opened


@contextmanager
def watch_statements(client: TestClient) -> Iterator[list[str]]:
    """What the application executes while the block runs, but for what tells whether the archive changed."""
    statements: list[str] = []

    def trace(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(statements.append)

    def end(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(None)

    pool = get_archive(client).engine.pool
    event.listen(pool, "checkout", trace)
    event.listen(pool, "checkin", end)
    try:
        yield statements
    finally:
        event.remove(pool, "checkout", trace)
        event.remove(pool, "checkin", end)
