"""Fixtures of the store. `engine` is a migrated database of its own for each test, without a text index;
`connection` reads from it and sees what was committed before its first question.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from app.store.session import migrate, open_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A migrated database, empty."""
    url = f"sqlite:///{tmp_path / 'archivo.sqlite3'}"
    migrate(url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to the same database, for reading."""
    with engine.connect() as connection:
        yield connection
