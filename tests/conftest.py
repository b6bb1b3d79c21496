"""Which fixture to pick: `settings` is an empty archive in a folder of its own; `archive` is the same,
open for writing; `copies` makes databases without a text index, one after the other; `seeded` is settings
of an archive that holds `seeds/`, made once and only to be read; `client` asks an application over that
one; `client_of` makes a client for an archive of your own.
`cluster` is a PostgreSQL of its own that runs, and skips the test where the machine has none; `pair` is
another, which a streaming replica follows.
`real_articles` is the folder of annotated real articles, and skips the test where it is not at hand.
"""

import gc
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive, open_for_writing
from app.documents import read_documents
from app.ingest import Report, ingest
from app.main import create_app
from app.search.sync import catch_up
from app.settings import Settings
from app.store.session import migrate, write_transaction
from tests.databases import Copies
from tests.postgres import REQUIRED, Cluster, find_programs, run_cluster
from tests.replication import Pair, run_pair

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
_TRACED_EXAMPLES = 25  # of a random test; more of them reach hardly a line that these do not
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """Take what there is for good, thousands of tests among it, from the collector of garbage.

    It walked through all of it again and again: a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Measure the coverage of the first random examples of a test alone.

    The tracer of Python 3.11 makes them, and finding them, take up to twice as long. Only this thread's is
    set aside: coverage's own pause ends those of servers in other threads for good.
    """
    test = getattr(getattr(item, "obj", None), "hypothesis", None)
    tracer = sys.gettrace()
    if test is None or tracer is None:
        return (yield)
    inner = test.inner_test
    test.inner_test = _trace_first(inner, tracer)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        test.inner_test = inner


def _trace_first(inner: Callable[..., None], tracer: Any) -> Callable[..., None]:
    numbers = count()

    @wraps(inner)
    def run_example(*arguments: Any, **named: Any) -> None:
        sys.settrace(tracer if next(numbers) < _TRACED_EXAMPLES else None)
        try:
            inner(*arguments, **named)
        finally:
            sys.settrace(None)

    return run_example


def ingest_paths(archive: WritableArchive, *paths: Path | str, now: datetime = NOW) -> list[Report]:
    """Ingest files and folders, let the index follow, and return the report of each batch."""
    reports = list(
        ingest(read_documents(paths), lambda: write_transaction(archive.engine), now=now)
    )
    catch_up(archive.engine, archive.index)
    return reports


def make_client(settings: Settings) -> TestClient:
    """A client to be entered with `with`, of the archive that the settings name."""
    return TestClient(create_app(settings), base_url="http://archive.test")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an archive that does not exist yet."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def archive(settings: Settings) -> Iterator[WritableArchive]:
    """An empty archive, open for writing."""
    with open_for_writing(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "archivo.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def copies(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Makes migrated databases, empty, of which one is open at a time."""
    return Copies(migrated, tmp_path_factory.mktemp("copias"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive that holds the seeds; for reading only."""
    seeded = Settings(data_dir=tmp_path_factory.mktemp("seeded"))
    with open_for_writing(seeded) as opened:
        ingest_paths(opened, SEEDS)
    return seeded


@pytest.fixture(scope="session")
def client(seeded: Settings) -> Iterator[TestClient]:
    """A client of the archive that holds the seeds."""
    with make_client(seeded) as made:
        yield made


@pytest.fixture
def client_of() -> Iterator[Callable[[Settings], TestClient]]:
    """Makes a client of the archive that some settings name."""
    with ExitStack() as stack:
        yield lambda chosen: stack.enter_context(make_client(chosen))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL without any database of ours."""
    programs = find_programs()
    if programs is None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, and this machine has no PostgreSQL")
        pytest.skip("this machine has no PostgreSQL (Debian: apt install postgresql)")
    with run_cluster(programs) as running:
        yield running


@pytest.fixture(scope="session")
def pair(cluster: Cluster) -> Iterator[Pair]:  # noqa: ARG001  skips, or fails, where there is no PostgreSQL
    """Another PostgreSQL without any database of ours, and a streaming replica of it."""
    programs = find_programs()
    assert programs
    with run_pair(programs) as running:
        yield running


@pytest.fixture(scope="session")
def real_articles() -> Path:
    """The folder that holds `seeds`, `articles` and `gold` of real articles."""
    folder = os.environ.get("HEMEROTECA_ARTICLES_DIR")
    if not folder:
        pytest.skip("HEMEROTECA_ARTICLES_DIR names no folder of annotated real articles")
    return Path(folder)
