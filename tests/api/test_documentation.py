"""The OpenAPI document: committed, complete, with examples that are real answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.keys import create_key
from app.main import describe_api
from app.settings import Settings
from tests.api.examples import COMMAND, DOCUMENT, EXAMPLES, collect_examples
from tests.api.schema import ROUTES, find_route
from tests.conftest import NOW, make_client

DESCRIBED = describe_api()
OPERATIONS: dict[str, dict[str, Any]] = {
    path: methods["get"] for path, methods in DESCRIBED["paths"].items()
}
OPERATION_IDS = [
    *(
        "search",
        "matchQuotes",
        "listStatements",
        "getStatement",
        "listQuotes",
        "getQuote",
        "listSpeakers",
        "getSpeaker",
        "listSpeakerQuotes",
    ),
    *("listArticles", "getArticle", "listArticleQuotes", "listArticleCopies", "getTimeline"),
    *("listSources", "getHealth", "getReadiness", "getMetrics"),
]
PATHS = pytest.mark.parametrize("path", OPERATIONS)


def test_the_committed_document_is_the_present_one() -> None:
    committed = json.loads(DOCUMENT.read_text("utf-8"))
    assert committed == DESCRIBED, f"docs/openapi.json is out of date. Run: {COMMAND}"


def test_the_examples_are_what_the_seeds_answer(seeded: Settings) -> None:
    committed = json.loads(EXAMPLES.read_text("utf-8"))
    assert committed == collect_examples(seeded), f"examples are out of date. Run: {COMMAND}"


def test_the_document_is_served(press: TestClient) -> None:
    assert press.get("/openapi.json").json() == DESCRIBED


def test_operation_ids_stay_as_clients_know_them() -> None:
    assert [operation["operationId"] for operation in OPERATIONS.values()] == OPERATION_IDS
    assert all(list(methods) == ["get"] for methods in DESCRIBED["paths"].values())


def test_tags_are_described_in_the_order_of_use() -> None:
    used = list(dict.fromkeys(tag for one in OPERATIONS.values() for tag in one["tags"]))
    assert [tag["name"] for tag in DESCRIBED["tags"]] == used
    assert all(tag["description"] for tag in DESCRIBED["tags"])


@PATHS
def test_an_operation_is_described_to_its_parameters(path: str) -> None:
    operation = OPERATIONS[path]
    assert operation["summary"]
    assert operation["description"].endswith(".")
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]
        assert "anyOf" not in parameter["schema"], parameter["name"]


@PATHS
def test_an_operation_shows_a_real_answer(path: str) -> None:
    answer = OPERATIONS[path]["responses"]["200"]
    if path == "/metrics":
        assert list(answer["content"]) == ["text/plain"]
        return
    route = find_route(path)
    assert route is not None
    assert route.response_model is not None
    route.response_model.model_validate(answer["content"]["application/json"]["example"])
    assert "/v1/" in answer["description"] or path in answer["description"]


@PATHS
def test_an_operation_lists_exactly_the_errors_that_it_can_answer(path: str) -> None:
    operation = OPERATIONS[path]
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    expected = {"200"}
    if path.startswith("/v1/"):
        expected |= {"304", "422", "503"}
    if path not in {"/healthz", "/readyz"}:
        expected |= {"401", "429"}
    if path == "/readyz":
        expected |= {"503"}
    if names & {"cursor", "speaker", "q"}:
        expected |= {"400"}
    if "{" in path:
        expected |= {"404"}
    if names:
        expected |= {"414"}
    if names & {"speaker_id", "statement_id"} or path == "/v1/articles/{article_id}":
        expected |= {"308"}
    assert set(operation["responses"]) == expected


@PATHS
def test_answers_name_their_headers(path: str) -> None:
    headers = {
        status: set(response["headers"])
        for status, response in OPERATIONS[path]["responses"].items()
    }
    assert all("X-Request-ID" in names for names in headers.values())
    assert ("ETag" in headers["200"]) == path.startswith("/v1/")
    parameters = {parameter["name"] for parameter in OPERATIONS[path].get("parameters", [])}
    assert "cursor" not in parameters or "Link" in headers["200"]
    assert "Location" in headers.get("308", {"Location"})


def test_keys_are_described_and_probes_need_none() -> None:
    assert DESCRIBED["security"] == [{}, {"apiKey": []}]
    assert DESCRIBED["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    free = {path for path, operation in OPERATIONS.items() if operation.get("security") == []}
    assert free == {"/healthz", "/readyz"}


def test_where_keys_are_asked_for_the_document_says_so(seeded: Settings, tmp_path: Path) -> None:
    create_key(tmp_path / "keys", "prueba", NOW.date())
    with make_client(seeded.model_copy(update={"api_keys_file": tmp_path / "keys"})) as keyed:
        document = keyed.get("/openapi.json").json()
    assert document == {**DESCRIBED, "security": [{"apiKey": []}]}


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/v1/articles", {"changed_since": "0"}),
        ("/v1/quotes", {"changed_since": "0"}),
        ("/v1/quotes", {"changed_since": "0", "format": "csv"}),
        ("/v1/articles", {"format": "ndjson"}),
        ("/v1/speakers/marta-olivenza/quotes", {"format": "csv"}),
    ],
)
def test_a_default_that_is_sent_in_words_changes_nothing(
    client: TestClient, path: str, other: dict[str, str]
) -> None:
    route = find_route(path)
    assert route is not None
    parameters = OPERATIONS[route.path]["parameters"]
    defaults = {
        one["name"]: json.dumps(one["schema"]["default"]).strip('"')
        for one in parameters
        if "default" in one["schema"] and one["schema"]["default"] != []
    }
    assert "count" in defaults
    written, left_out = (client.get(path, params=one) for one in (defaults | other, other))
    assert written.status_code == 200
    if "format" in other:
        assert written.text == left_out.text
    else:
        assert written.json()["items"] == left_out.json()["items"]  # `next` has the parameters


def test_errors_are_problems_with_examples() -> None:
    for operation in OPERATIONS.values():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
    examples = DESCRIBED["components"]["schemas"]["ProblemAnswer"]["examples"]
    assert [problem["status"] for problem in examples] == [400, 404, 422]


def test_every_reference_leads_somewhere() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    references = set(find_references(DESCRIBED))
    assert references
    assert references == {f"#/components/schemas/{name}" for name in schemas}


def find_references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from find_references(value)
    elif isinstance(node, list):
        for value in node:
            yield from find_references(value)


@pytest.mark.parametrize("path", [path for path in OPERATIONS if path.startswith("/v1/")])
def test_examples_of_parameters_are_answered(client: TestClient, path: str) -> None:
    parameters = OPERATIONS[path].get("parameters", [])
    examples = {
        one["name"]: one["schema"]["examples"][0]
        for one in parameters
        if one["schema"].get("examples")
    }
    query = {one["name"] for one in parameters if one["in"] == "query"} & set(examples)
    response = client.get(path.format(**examples), params={name: examples[name] for name in query})
    assert response.status_code == 200


def test_every_route_is_in_the_document() -> None:
    assert [route.path for route in ROUTES] == list(OPERATIONS)
