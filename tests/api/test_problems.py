"""Errors: of one shape, saying what was wrong, where, and what to do."""

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import add_failing_route
from tests.api.schema import ROUTES

DATED = [
    "/v1/search?q=puerto",
    "/v1/articles?copies=all",
    "/v1/quotes?sort=newest",
    "/v1/timeline?interval=day",
    "/v1/speakers/irene-salcedo/quotes?sort=newest",
]
EXAMPLE_IDS = {
    "speaker_id": "irene-salcedo",
    "article_id": "0",
    "quote_id": "0",
    "statement_id": "0",
}
PATHS = [route.path.format(**EXAMPLE_IDS) for route in ROUTES if route.path.startswith("/v1/")]


def read_wrong(client: TestClient, path: str, status: int = 422) -> list[str]:
    """The names of the wrong parameters."""
    response = client.get(path)
    assert response.status_code == status
    return [error["name"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    "path", ["/nada", "/v1", "/v1/articulos", "/v1/quotes/a/b", "/docs/assets/x.js"]
)
def test_an_unknown_path_is_a_problem(press: TestClient, path: str) -> None:
    response = press.get(path)
    assert response.status_code == 404
    assert response.json()["instance"] == path
    assert "/docs" in response.json()["detail"]


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_nothing_can_be_written(press: TestClient, path: str) -> None:
    response = press.post(path, content=b"{}")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/docs", "/docs/assets/x.js"])
def test_options_tell_the_methods_of_a_path(press: TestClient, path: str) -> None:
    response = press.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_of_an_unknown_path_is_a_problem(press: TestClient) -> None:
    assert press.options("/nada").status_code == 404


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/v1/quotes?limit=5&limit=6", ["limit"]),
        ("/v1/quotes?from=2025-01-01&sort=newest&sort=oldest&from=2025-01-02", ["from", "sort"]),
        ("/v1/search?q=puerto&%71=faro", ["q"]),
        ("/v1/articles?copies=all&copies=all&copies=all", ["copies"]),
        ("/v1/quotes/match?text=a&text=b", ["text"]),
    ],
)
def test_a_single_value_given_twice_is_refused(
    press: TestClient, path: str, names: list[str]
) -> None:
    assert read_wrong(press, path) == names


def test_filters_may_be_given_twice(press: TestClient) -> None:
    assert press.get("/v1/quotes?kind=direct&kind=partial&source=a&source=b").status_code == 200


def test_an_unknown_parameter_given_twice_is_unknown(press: TestClient) -> None:
    assert read_wrong(press, "/v1/quotes?orden=a&orden=b") == ["orden"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused_by_name(press: TestClient, path: str) -> None:
    required = {"/v1/search": "q=puerto&", "/v1/quotes/match": "text=puerto&"}.get(path, "")
    assert read_wrong(press, f"{path}?{required}orden=nuevo") == ["orden"]


def test_every_wrong_parameter_is_named(press: TestClient) -> None:
    path = "/v1/articles?limit=0&undated=quizás&from=ayer&desde=2025&count=tal vez"
    assert sorted(read_wrong(press, path)) == ["count", "desde", "from", "limit", "undated"]


@pytest.mark.parametrize("path", DATED)
def test_from_after_to_is_refused(press: TestClient, path: str) -> None:
    assert read_wrong(press, f"{path}&from=2025-03-02&to=2025-03-01") == ["from"]


@pytest.mark.parametrize("path", DATED)
@pytest.mark.parametrize("name", ["from", "to"])
def test_a_malformed_day_is_refused_by_name(press: TestClient, path: str, name: str) -> None:
    assert read_wrong(press, f"{path}&{name}=ayer") == [name]


@pytest.mark.parametrize(
    "day",
    [
        *("2025-02-29", "2025-13-01", "0000-01-01", "2025-1-1", "2025-01", "01/02/2025", ""),
        *("1740787200", "２０２５-01-01", "2025-01-01T00:00:00", "2025-01-01 ", "+2025-01-01"),
    ],
)
def test_a_day_is_written_in_one_way(press: TestClient, day: str) -> None:
    assert read_wrong(press, f"/v1/articles?from={day}") == ["from"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/search", "q"),
        ("/v1/search?q=puerto&sort=best", "sort"),
        ("/v1/search?q=puerto&facets=source,autor", "facets"),
        ("/v1/search?q=puerto&copies=none", "copies"),
        ("/v1/articles?sort=relevance", "sort"),
        ("/v1/quotes?kind=entera", "kind.0"),
        ("/v1/quotes?min_confidence=1.1", "min_confidence"),
        ("/v1/quotes?min_confidence=NaN", "min_confidence"),
        ("/v1/quotes?explain=depende", "explain"),
        ("/v1/timeline?interval=siglo", "interval"),
        ("/v1/timeline?of=speakers", "of"),
        ("/v1/speakers?name=" + "a" * 201, "name"),
        ("/v1/articles/0/quotes?article=1", "article"),
        ("/v1/speakers/irene-salcedo/quotes?speaker=elena-prado", "speaker"),
    ],
)
def test_a_malformed_parameter_is_refused_by_name(press: TestClient, path: str, name: str) -> None:
    assert read_wrong(press, path) == [name]


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/articles?source", "/v1/articles?speaker", "/v1/articles?language"),
        *("/v1/quotes?speaker", "/v1/quotes?source", "/v1/quotes?article"),
    ],
)
def test_a_filter_takes_fifty_values_and_no_more(press: TestClient, path: str) -> None:
    resource, name = path.split("?")
    assert press.get(resource, params={name: ["x"] * 50}).status_code == 200
    response = press.get(resource, params={name: ["x"] * 51})
    assert [error["name"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize(
    ("query", "position"), [("(huelga", 0), ("faro AND", 8), ("", 0), ('faro "puerto', 5)]
)
@pytest.mark.parametrize("path", ["/v1/search", "/v1/quotes"])
def test_a_query_that_cannot_be_read_says_where(
    press: TestClient, path: str, query: str, position: int
) -> None:
    response = press.get(path, params={"q": query})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["name"], error["position"]) == ("q", position)


def test_a_query_of_hundreds_of_characters_is_refused(press: TestClient) -> None:
    assert read_wrong(press, "/v1/search?q=" + "faro " * 60, status=400) == ["q"]


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/articles/0", "/v1/articles/0/quotes", "/v1/articles/0/copies", "/v1/quotes/0-1-2"),
        *("/v1/speakers/nadie", "/v1/speakers/nadie/quotes", "/v1/speakers/Irene%20Salcedo"),
    ],
)
def test_an_unknown_id_is_not_found(press: TestClient, path: str) -> None:
    response = press.get(path)
    assert response.status_code == 404
    assert response.json()["title"] == "Not found"


def test_an_unforeseen_error_shows_nothing_of_the_inside(own_client: TestClient) -> None:
    add_failing_route(own_client, "/averia", RuntimeError("la contraseña es 1234"))
    response = own_client.get("/averia")
    assert response.status_code == 500
    assert "1234" not in response.text
    assert "RuntimeError" not in response.text
    assert response.headers["x-request-id"] in response.json()["detail"]


def test_a_problem_names_its_path_without_the_query(press: TestClient) -> None:
    assert press.get("/v1/articles?limit=0").json()["instance"] == "/v1/articles"
