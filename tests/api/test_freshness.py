"""ETags: known before the answer is made, changed by every transaction, different per coding."""

import shutil
from typing import Any, cast

import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from app.api.freshness import find_known
from app.cli.archive import WritableArchive
from app.search.sync import catch_up
from app.settings import Settings
from app.store.outbox import next_generation
from app.store.session import write_transaction
from tests.api.conftest import publish
from tests.api.opened import watch_statements
from tests.newsroom import Said, make_extraction, save, write_body

PATHS = [
    *("/v1/articles", "/v1/search?q=puerto", "/v1/quotes?q=puerto", "/v1/sources", "/v1/timeline"),
    *(
        "/v1/speakers/irene-salcedo",
        "/openapi.json",
        "/docs",
        "/docs/assets/swagger/swagger-ui.css",
    ),
]


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_has_already_is_not_sent_again(press: TestClient, path: str) -> None:
    first = press.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')  # strong: no W/
    for known in (etag, f'"otro", {etag}', f"W/{etag}", "*"):
        again = press.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        for name in ("cache-control", "vary", "x-request-id"):
            assert name in again.headers
        assert "content-length" not in again.headers
        assert "content-type" not in again.headers
    assert press.get(path, headers={"If-None-Match": '"otro"'}).content == first.content


def test_another_request_has_another_etag(press: TestClient) -> None:
    paths = ("/v1/articles", "/v1/articles?limit=3", "/v1/articles?sort=oldest", "/v1/quotes")
    etags = {press.get(path).headers["etag"] for path in paths}
    elsewhere = press.get("/v1/articles", headers={"Host": "otro.test"}).headers["etag"]
    assert len(etags | {elsewhere}) == len(paths) + 1  # `next` names the host


def test_each_coding_has_an_etag_of_its_own(press: TestClient) -> None:
    etags = [
        press.get("/v1/quotes", headers={"Accept-Encoding": coding}).headers["etag"]
        for coding in ("identity", "gzip", "br")
    ]
    assert len(set(etags)) == 3
    for known in etags:
        again = press.get("/v1/quotes", headers={"Accept-Encoding": "br", "If-None-Match": known})
        assert (again.status_code == 304) == (known in (etags[0], etags[2]))


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_tells_of_this_moment_has_no_etag(press: TestClient, path: str) -> None:
    response = press.get(path)
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/quotes/una", "/v1/quotes?limit=0", "/nada"])
def test_an_error_has_no_etag_and_is_kept_by_nobody(press: TestClient, path: str) -> None:
    for known in ({}, {"If-None-Match": "*"}):
        response = press.get(path, headers=known)
        assert response.status_code >= 400
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_nothing_but_the_state_is_read_for_a_client_that_has_the_answer(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(1), Said("Hay luz en el faro", "Elena Prado")))
    etag = own_client.get("/v1/quotes").headers["etag"]
    with watch_statements(own_client) as asked:
        again = own_client.get("/v1/quotes", headers={"If-None-Match": etag})
        assert (again.status_code, asked) == (304, [])
        own_client.get("/v1/quotes?limit=3")
        assert asked


def test_a_transaction_makes_another_etag(archive: WritableArchive, own_client: TestClient) -> None:
    publish(archive, make_extraction(write_body(1)))
    first = own_client.get("/v1/articles?count=true")
    save(archive.engine, make_extraction(write_body(2), path="/notas/dos.txt"))
    second = own_client.get(
        "/v1/articles?count=true", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (first.json()["total"], second.json()["total"]) == (1, 2)


@pytest.mark.parametrize("path", ["/v1/search?q=faro&count=true", "/v1/quotes?q=faro&count=true"])
def test_an_index_that_catches_up_makes_another_etag(
    archive: WritableArchive, own_client: TestClient, path: str
) -> None:
    save(archive.engine, make_extraction(write_body(1), Said("Hay luz en el faro", "Elena Prado")))
    first = own_client.get(path)
    catch_up(archive.engine, archive.index)
    second = own_client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.json()["total"], second.json()["total"]) == (0, 1)


def test_a_restored_archive_at_the_same_generation_has_other_etags(
    archive: WritableArchive, own_client: TestClient
) -> None:
    with write_transaction(archive.engine) as session:
        next_generation(session)
    first = own_client.get("/v1/articles").headers["etag"]
    with write_transaction(archive.engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE archive_state SET value = '0' WHERE name = 'generation'"
        )
        assert next_generation(session) == 1
    assert own_client.get("/v1/articles").headers["etag"] != first


def test_an_answer_that_a_transaction_overtakes_goes_by_its_content(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(1)))

    async def overtaken() -> dict[str, Any]:
        save(archive.engine, make_extraction(write_body(2), path="/notas/dos.txt"))
        return {"items": [], "next": None, "total": 0}

    app = cast(FastAPI, own_client.app)
    routes = app.router.routes
    app.add_api_route("/v1/sources", overtaken)
    routes.insert(0, routes.pop())
    first, second = (own_client.get("/v1/sources") for _ in range(2))
    assert (
        first.headers["etag"] == second.headers["etag"]
    )  # the same content, after two transactions


def test_without_its_database_nobody_is_told_that_nothing_changed(
    archive: WritableArchive, own_client: TestClient, settings: Settings
) -> None:
    publish(archive, make_extraction(write_body(1)))
    etag = own_client.get("/v1/search?q=faro").headers["etag"]
    shutil.rmtree(settings.index_dir)
    again = own_client.get("/v1/search?q=faro", headers={"If-None-Match": etag})
    assert again.status_code == 503


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ('"a"', '"a"'),
        ('W/"a"', '"a"'),
        (' "x" ,"a-br"', '"a-br"'),
        ('"A"', None),
        ("a", None),
        ("", None),
        ("*", None),
        (None, None),
    ],
)
def test_etags_are_compared_weakly(given: str | None, found: str | None) -> None:
    headers = Headers({} if given is None else {"If-None-Match": given})
    assert find_known(headers, ['"a-br"', '"a"']) == found
