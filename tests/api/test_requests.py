import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pytest
from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import SEARCH_SLOTS
from tests.api.conftest import add_failing_route

LOGGER = "hemeroteca.requests"


def read_log(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(line.getMessage()) for line in caplog.records if line.name == LOGGER]


@pytest.mark.parametrize(
    "path", ["/v1/articles", "/nada", "/v1/quotes?limit=0", "/docs", "/healthz"]
)
def test_a_request_id_is_echoed(press: TestClient, path: str) -> None:
    response = press.get(path, headers={"X-Request-ID": "redaccion-2025.11_a"})
    assert response.headers["x-request-id"] == "redaccion-2025.11_a"


def test_a_request_id_is_made_where_there_is_none(press: TestClient) -> None:
    first, second = (press.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert first != second
    assert len(first) == 32


@pytest.mark.parametrize("given", ["", "a b", "<script>", "x" * 65, "año", 'a"b', "a\tb"])
def test_a_request_id_that_could_do_harm_is_replaced(press: TestClient, given: str) -> None:
    made = press.get("/healthz", headers=[(b"X-Request-ID", given.encode())]).headers[
        "x-request-id"
    ]
    assert made.isalnum()
    assert len(made) == 32


def test_each_request_is_one_line_of_the_log(
    press: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOGGER):
        press.get("/v1/quotes/una", headers={"X-Request-ID": "r1"})
    (line,) = read_log(caplog)
    assert line.pop("ms") >= 0
    assert line == {"id": "r1", "method": "GET", "route": "/v1/quotes/{quote_id}", "status": 404}


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/search?q=cohecho", "/v1/search?q=(cohecho", "/v1/quotes?speaker=cohecho&limit=0"),
        *("/v1/quotes?q=cohecho", "/v1/articles?cohecho=1"),
    ],
)
def test_the_log_does_not_tell_what_was_asked(
    press: TestClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        press.get(path)
    ours = [line.getMessage() for line in caplog.records if line.name.startswith("hemeroteca")]
    assert ours
    assert "cohecho" not in "".join(ours)


def test_an_unforeseen_error_is_in_the_log_under_its_request_id(
    own_client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    add_failing_route(own_client, "/averia", RuntimeError("se fue la luz"))
    response = own_client.get("/averia")
    (error,) = (line for line in caplog.records if line.levelno == logging.ERROR)
    assert response.headers["x-request-id"] in error.getMessage()
    assert "se fue la luz" in str(error.exc_info)


@contextmanager
def occupy_search_slots(client: TestClient) -> Iterator[Callable[[], int]]:
    """Let no search begin; gives a function that counts those that wait."""
    slots: CapacityLimiter = cast(FastAPI, client.app).state.archive.search_slots
    portal = client.portal
    assert portal is not None
    holders = [object() for _ in range(SEARCH_SLOTS)]
    for holder in holders:
        portal.call(slots.acquire_on_behalf_of, holder)
    try:
        yield lambda: portal.call(slots.statistics).tasks_waiting
    finally:
        for holder in holders:
            portal.call(slots.release_on_behalf_of, holder)


@pytest.mark.parametrize("path", ["/v1/search?q=puerto", "/v1/quotes?q=puerto"])
def test_searches_that_wait_for_their_turn_hold_up_nobody_else(
    press: TestClient, path: str
) -> None:
    many = 24  # more than the database has connections for
    with ThreadPoolExecutor(many) as pool:
        with occupy_search_slots(press) as count_waiting:
            # No two alike: an answer that was given before is given again without a search.
            asked = [f"{path}&limit={30 + number}" for number in range(many)]
            searches = [pool.submit(press.get, one) for one in asked]
            while count_waiting() < many:
                assert not any(search.done() for search in searches)
            assert press.get("/v1/quotes?speaker=irene-salcedo").status_code == 200
        assert {search.result().status_code for search in searches} == {200}
