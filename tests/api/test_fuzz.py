"""Whatever is asked, the answer is one that the document knows, and never 500."""

import string
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.press import IDS
from tests.api.schema import ROUTES
from tests.api.test_documentation import OPERATIONS

NAMES = sorted(
    {one["name"] for operation in OPERATIONS.values() for one in operation.get("parameters", [])}
)
TEXTS = st.text(max_size=30)
QUERIES = st.lists(
    st.sampled_from(
        [*'()"-*~:«»', " OR ", " NOT ", " AND ", "faro", "puert*", "speaker:", "title:", "bóya~"]
    )
    | st.text(string.printable + "áñü¿’", max_size=4),
    max_size=12,
).map("".join)
DAYS = st.dates().map(str) | st.sampled_from(["0001-01-01", "9999-12-31", "2025-02-29"])
NUMBERS = st.integers(-1, 10**20).map(str) | st.floats().map(str)
WORDS = st.sampled_from(
    [
        *("include", "exclude", "only", "newest", "oldest", "relevance", "collapse", "all"),
        *("day", "week", "year", "quotes", "direct", "none", "true", "source,speaker,year"),
        *("irene-salcedo", "Prado", "Salcedo", IDS[0], "es"),
    ]
)
VALUES = TEXTS | QUERIES | DAYS | NUMBERS | WORDS
PARAMETERS = st.lists(st.tuples(st.sampled_from(NAMES) | TEXTS, VALUES), max_size=6)
SEGMENTS = st.sampled_from(["irene-salcedo", *IDS[:3]]) | st.text(
    string.ascii_letters + string.digits + "ñ-_.~%", min_size=1, max_size=20
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(route=st.sampled_from(ROUTES), segment=SEGMENTS, parameters=PARAMETERS, query=QUERIES)
def test_no_request_is_answered_with_an_unforeseen_error(
    press: TestClient, route: Any, segment: str, parameters: list[tuple[str, str]], query: str
) -> None:
    path = "/".join(segment if part.startswith("{") else part for part in route.path.split("/"))
    response = press.get(path, params=[("q", query), *parameters])
    assert response.status_code < 500
    if response.request.url.path == path and route.path in OPERATIONS:
        assert str(response.status_code) in {*OPERATIONS[route.path]["responses"], "404"}


@settings(max_examples=100, deadline=None)
@given(query=QUERIES, sort=st.sampled_from(["relevance", "newest", "oldest"]), facets=WORDS)
def test_any_query_is_answered_or_refused(
    press: TestClient, query: str, sort: str, facets: str
) -> None:
    parameters = {"q": query, "sort": sort, "facets": facets, "limit": "3"}
    assert press.get("/v1/search", params=parameters).status_code in {200, 400, 422}
    assert press.get("/v1/quotes", params={"q": query}).status_code in {200, 400}
