import shutil
from collections.abc import Callable
from typing import cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from app.settings import Settings
from tests.api.conftest import hold_to_schema, publish
from tests.newsroom import make_extraction, save, write_body


def lose_database(client: TestClient, settings: Settings) -> None:
    """Take the archive away from under the server, whose next connection is a new one."""
    shutil.rmtree(settings.data_dir)
    cast(FastAPI, client.app).state.archive.engine.dispose()


def test_the_process_says_that_it_lives(press: TestClient) -> None:
    assert press.get("/healthz").json() == {"status": "ok"}


def test_readiness_says_how_far_the_index_has_come(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(1)))
    save(archive.engine, make_extraction(write_body(2), path="/notas/dos.txt"))
    ready = own_client.get("/readyz").json()
    assert ready.pop("disk_free_mb") > 0
    assert ready == {
        "status": "ok",
        "generation": 2,
        "index_generation": 1,
        "articles": 2,
        "primary": None,
        "replication_lag": None,
    }


def test_with_too_little_disk_it_is_not_ready_and_reads_on(
    archive: WritableArchive,  # noqa: ARG001  makes the archive
    settings: Settings,
    client_of: Callable[[Settings], TestClient],
) -> None:
    greedy = hold_to_schema(client_of(settings.model_copy(update={"min_free_mb": 10**9})))
    response = greedy.get("/readyz")
    assert response.status_code == 503
    assert response.json()["detail"] == "The disk is nearly full. Try again later."
    assert greedy.get("/v1/articles").status_code == 200


def test_without_its_database_it_lives_but_is_not_ready(
    settings: Settings, own_client: TestClient
) -> None:
    lose_database(own_client, settings)
    response = own_client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert own_client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/v1/articles", "/v1/quotes", "/v1/quotes?q=faro", "/v1/speakers/x", "/v1/search?q=faro"],
)
def test_without_its_database_the_api_is_unavailable(
    settings: Settings, own_client: TestClient, path: str
) -> None:
    lose_database(own_client, settings)
    response = own_client.get(path)
    assert response.status_code == 503
    assert str(settings.data_dir) not in response.text


def test_without_its_index_it_is_not_ready(settings: Settings, own_client: TestClient) -> None:
    shutil.rmtree(settings.index_dir)
    response = own_client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["detail"] == "The text index needs to be rebuilt. Try again later."
    assert str(settings.data_dir) not in response.text
