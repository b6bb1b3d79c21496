import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

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


@pytest.mark.parametrize(
    "given", ["", "a b", "<script>", "x" * 65, "a\u00f1o".encode(), 'a"b', "a\tb"]
)
def test_a_request_id_that_could_do_harm_is_replaced(press: TestClient, given: str | bytes) -> None:
    made = press.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
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
    ["/v1/search?q=cohecho", "/v1/search?q=(cohecho", "/v1/quotes?speaker=cohecho&limit=0"]
    + ["/v1/quotes?q=cohecho", "/v1/articles?cohecho=1"],
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
    @own_client.app.get("/averia")  # type: ignore[attr-defined]
    async def fail() -> None:
        raise RuntimeError("se fue la luz")

    response = own_client.get("/averia")
    (error,) = (line for line in caplog.records if line.levelno == logging.ERROR)
    assert response.headers["x-request-id"] in error.getMessage()
    assert "se fue la luz" in str(error.exc_info)


@pytest.mark.parametrize("path", ["/v1/search?q=puerto OR faro", "/v1/quotes?q=puerto OR faro"])
def test_many_searches_at_once_are_all_answered(press: TestClient, path: str) -> None:
    """More than the database has connections for: none of them may wait for one with a slot in its hands."""
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(press.get, [path] * 48))
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    "path", ["/v1/articles", "/v1/search?q=puerto", "/v1/sources", "/v1/timeline"]
)
def test_what_the_client_has_already_is_not_sent_again(press: TestClient, path: str) -> None:
    first = press.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')  # strong: no W/
    for known in (etag, f'"otro", {etag}', f"W/{etag}", "*"):
        again = press.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert press.get(path, headers={"If-None-Match": '"otro"'}).content == first.content


def test_another_answer_has_another_etag(press: TestClient) -> None:
    paths = ("/v1/articles", "/v1/articles?limit=3", "/v1/articles?sort=oldest", "/v1/quotes")
    assert len({press.get(path).headers["etag"] for path in paths}) == len(paths)
