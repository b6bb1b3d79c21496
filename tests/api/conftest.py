"""Clients here hold every answer to its schema. Which one to pick: `client` asks the archive of `seeds/`;
`press` the small archive of `press.py`, whose quotations do not hang on how well they are found;
`own_client` asks an `archive` that the test fills with `publish`, or breaks; what `client_with` makes asks
an empty one, served with the settings that it is given. `mixed` is the folder of both in one, for a server.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive, open_for_writing
from app.extraction import Extraction
from app.search.sync import catch_up
from app.settings import Settings
from app.store.articles import delete_article
from app.store.decisions import Decision
from app.store.editing import record_decisions
from app.store.forms import FormName
from app.store.outbox import next_generation
from app.store.session import write_transaction
from tests.api.press import ARTICLES, ELENA, IRENE
from tests.api.schema import check_answer
from tests.conftest import make_client
from tests.newsroom import SEEN_AT, save

DECIDED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MERGE = Decision(
    kind="merge",
    made_at=DECIDED_AT,
    made_by="Petra",
    forms=(FormName("person", ELENA), FormName("person", IRENE)),
)


def hold_to_schema(client: TestClient) -> TestClient:
    """The client, which from now on checks what it is answered."""
    client.event_hooks = {"request": [], "response": [check_answer]}
    return client


def publish(archive: WritableArchive, *extractions: Extraction) -> None:
    """Save extractions, and let the index follow."""
    save(archive.engine, *extractions)
    catch_up(archive.engine, archive.index)


def delete(archive: WritableArchive, article_id: str) -> None:
    """Delete an article."""
    with write_transaction(archive.engine) as session:
        generation = next_generation(session)
        delete_article(session, article_id, now=SEEN_AT, generation=generation)


def fill_with_everything(archive: WritableArchive) -> None:
    """Add `press.py` to an archive, of which two speakers are merged and the last article is deleted."""
    publish(archive, *ARTICLES)
    with write_transaction(archive.engine) as session:
        record_decisions(session, [MERGE])
    delete(archive, ARTICLES[-1].document.id)
    catch_up(archive.engine, archive.index)


@contextmanager
def open_shared(folder: Path) -> Iterator[tuple[WritableArchive, TestClient]]:
    """An empty archive to be filled by a fixture, and a client of it for several tests; they only read."""
    settings = Settings(data_dir=folder)
    with open_for_writing(settings) as archive, make_client(settings) as client:
        yield archive, hold_to_schema(client)


def add_failing_route(client: TestClient, path: str, error: Exception) -> None:
    """Give the client's application a path at which something unforeseen happens."""

    async def fail() -> None:
        raise error

    cast(FastAPI, client.app).add_api_route(path, fail)


@pytest.fixture(scope="session")
def client(client: TestClient) -> TestClient:
    """A client of the archive that holds the seeds."""
    return hold_to_schema(client)


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the archive of `press.py`; for reading only."""
    with open_shared(tmp_path_factory.mktemp("press")) as (archive, client):
        publish(archive, *ARTICLES)
        yield client


@pytest.fixture(scope="session")
def mixed(seeded: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive with something of every kind, for a server; only to be read.

    It holds the seeds and `press.py`, of which two speakers were merged and the last article was deleted.
    """
    settings = Settings(data_dir=tmp_path_factory.mktemp("mixed") / "data")
    shutil.copytree(seeded.data_dir, settings.data_dir)
    with open_for_writing(settings) as opened:
        fill_with_everything(opened)
    return settings.data_dir


@pytest.fixture
def own_client(
    archive: WritableArchive,  # noqa: ARG001  makes the archive
    settings: Settings,
    client_of: Callable[[Settings], TestClient],
) -> TestClient:
    """A client of the empty `archive`, which a test may fill or break."""
    return hold_to_schema(client_of(settings))


@pytest.fixture
def client_with(
    archive: WritableArchive,  # noqa: ARG001  makes the archive
    settings: Settings,
    client_of: Callable[[Settings], TestClient],
) -> Callable[..., TestClient]:
    """Makes a client of an empty archive, served with these settings."""
    return lambda **chosen: hold_to_schema(client_of(settings.model_copy(update=chosen)))
