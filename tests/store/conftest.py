"""Fixtures of the store. `engine` is a migrated database of its own for each test, without a text index;
`editor` decides in it; `sample` is a connection to the small archive of `tests.store.sample`, made once and
only to be read.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from app.store.session import migrate, open_engine
from tests.databases import Copies
from tests.newsroom import save
from tests.store.editor import Editor
from tests.store.sample import ARTICLES


@pytest.fixture
def engine(copies: Copies) -> Iterator[Engine]:
    """A migrated database, empty."""
    with copies.open() as engine:
        yield engine


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to a database that holds the sample articles."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sample') / 'archivo.sqlite3'}"
    migrate(url)
    engine = open_engine(url)
    save(engine, *ARTICLES.values())
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def editor(engine: Engine) -> Editor:
    """Decides on the archive in `engine`."""
    return Editor(engine)
