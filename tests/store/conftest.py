"""Fixtures of the store. `engine` is a migrated database of its own for each test, without a text index, on
SQLite and once more on PostgreSQL; `editor` decides in it. `alterable_engine` is one whose tables may change.
`sqlite_engine` and `postgres_engine` are for what only one of them has, or does; `sample` is a connection to
the small archive of `tests.store.sample`, made once in each and only to be read; `filled` makes such ones.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from app.extraction import Extraction
from app.store.session import migrate, open_engine
from tests.databases import Copies, begin_writing
from tests.newsroom import save
from tests.postgres import Cluster
from tests.store.editor import Editor
from tests.store.sample import ARTICLES


@pytest.fixture
def sqlite_engine(copies: Copies) -> Iterator[Engine]:
    """A migrated database of SQLite, empty."""
    with copies.open() as engine:
        yield engine


@pytest.fixture(scope="session")
def emptied(cluster: Cluster) -> Iterator[Engine]:
    """A migrated database of PostgreSQL for all tests: making one takes longer than most of them."""
    url = cluster.make_url(cluster.create_database())
    migrate(url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(emptied: Engine) -> Iterator[Engine]:
    """A migrated database of PostgreSQL, empty."""
    yield emptied
    tables = reversed(SQLModel.metadata.sorted_tables)
    with begin_writing(emptied) as connection:
        connection.exec_driver_sql(";".join(f'DELETE FROM "{one.name}"' for one in tables))  # noqa: S608  our names


@pytest.fixture
def fresh_postgres_engine(cluster: Cluster) -> Iterator[Engine]:
    """The same in a database of its own, whose tables may be changed."""
    name = cluster.create_database()
    migrate(cluster.make_url(name))
    engine = open_engine(cluster.make_url(name))
    yield engine
    engine.dispose()
    cluster.drop_database(name)


def _either(postgres: str) -> Any:
    """A fixture that is an engine of SQLite in one test, and this one of PostgreSQL in another."""

    @pytest.fixture(
        params=["sqlite_engine", pytest.param(postgres, marks=pytest.mark.postgres)],
        ids=["sqlite", "postgres"],
    )
    def either(request: pytest.FixtureRequest) -> Engine:
        engine: Engine = request.getfixturevalue(request.param)
        return engine

    return either


engine = _either("postgres_engine")
alterable_engine = _either("fresh_postgres_engine")


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., AbstractContextManager[Connection]]:
    """Opens a connection to a database that holds some articles, for several tests to read."""

    @contextmanager
    def fill(*articles: Extraction) -> Iterator[Connection]:
        if request.param == "postgres":
            cluster: Cluster = request.getfixturevalue("cluster")
            url = cluster.make_url(cluster.create_database())
        else:
            url = f"sqlite:///{tmp_path_factory.mktemp('filled') / 'archivo.sqlite3'}"
        migrate(url)
        writing, reading = open_engine(url), open_engine(url, read_only=True)
        save(writing, *articles)
        writing.dispose()
        with reading.connect() as connection:  # for minutes, in which whoever may write loses it
            yield connection
        reading.dispose()

    return fill


@pytest.fixture(scope="session")
def sample(filled: Callable[..., AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """A connection to a database that holds the sample articles."""
    with filled(*ARTICLES.values()) as connection:
        yield connection


@pytest.fixture
def editor(engine: Engine) -> Editor:
    """Decides on the archive in `engine`."""
    return Editor(engine)
