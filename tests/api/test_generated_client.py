"""A client that openapi-python-client generates from the document, used for every operation of a server."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from enum import EnumType
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, get_args, get_type_hints
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.api.keys import create_key
from tests.api.examples import DOCUMENT
from tests.api.press import BOYA, ELENA, FARO
from tests.api.test_documentation import OPERATION_IDS, OPERATIONS
from tests.conftest import NOW
from tests.server import server

GENERATOR = Path(sys.executable).parent / "openapi-python-client"
PACKAGE = "hemeroteca_client"
PATHS = {operation["operationId"]: path for path, operation in OPERATIONS.items()}
# Each operation with the parameters of a use; those of its path are, unless given, the documented examples.
USES: list[tuple[str, dict[str, Any]]] = [
    ("search", {"q": "huelga del puerto", "facets": "source,speaker,year", "count": True}),
    ("search", {"q": "puert*", "sort": "oldest", "copies": "all", "language": ["es", "ca"]}),
    ("matchQuotes", {"text": "vendemos gas, no vendemos alianzas", "limit": 2}),
    ("listStatements", {"sort": "newest", "count": True, "min_outlets": 2}),
    ("getStatement", {}),
    ("listQuotes", {"speaker": [ELENA, "none"], "kind": ["direct", "partial"], "explain": True}),
    ("listQuotes", {"q": "faro OR invierno", "source": [FARO, BOYA], "undated": "include"}),
    ("listQuotes", {"changed_since": "0", "limit": 100}),
    ("getQuote", {}),
    ("listSpeakers", {"name": "olivenza"}),
    ("listSpeakers", {"limit": 100, "count": True}),
    ("getSpeaker", {}),
    ("getSpeaker", {"speaker_id": "elena-prado"}),
    ("listSpeakerQuotes", {"sort": "oldest", "include": ["indirect"], "min_confidence": 0.5}),
    ("listArticles", {"from_": date(2025, 2, 1), "to": date(2025, 2, 28), "copies": "all"}),
    ("listArticles", {"changed_since": "0", "limit": 100}),
    ("getArticle", {}),
    ("listArticleQuotes", {"article_id": "2057510908172903", "kind": ["direct"]}),
    ("listArticleCopies", {"article_id": "", "count": True}),
    ("getTimeline", {"of": "quotes", "interval": "week", "from_": date(2025, 1, 1)}),
    ("listSources", {}),
    ("getHealth", {}),
    ("getReadiness", {}),
    ("getMetrics", {}),
]


class Generated(NamedTuple):
    """The modules of a generated package by operation, a client of the server, and how to make others."""

    operations: dict[str, ModuleType]
    client: Any
    connect: Callable[..., Any]

    def ask(self, operation: str, arguments: dict[str, Any], client: Any = None) -> Any:
        """What an operation answers, with `parsed`, the model of it."""
        use = self.operations[operation].sync_detailed
        hints = get_type_hints(use)
        fitting = {name: fit(hints[name], value) for name, value in arguments.items()}
        return use(client=client or self.client, **fitting)

    def read(self, path: str) -> Any:
        """The answer to `GET path`, as it came."""
        return self.client.get_httpx_client().get(path)


@pytest.fixture(scope="module")
def generated(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    folder = tmp_path_factory.mktemp("generated")
    generate_client(folder / PACKAGE)
    key = create_key(folder / "keys", "client", NOW.date())
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        with server(mixed, HEMEROTECA_API_KEYS_FILE=str(folder / "keys")) as (_, address, _):
            package = importlib.import_module(PACKAGE)
            connect = partial(package.AuthenticatedClient, address)
            with connect(key) as client:
                yield Generated(import_operations(folder / PACKAGE), client, connect)


def generate_client(folder: Path) -> None:
    """Write the package; fail for a warning, such as that of an operation that is left out."""
    options = folder.with_suffix(".json")
    options.write_text('{"post_hooks": []}')
    command: list[str | Path] = [GENERATOR, "generate", "--fail-on-warning", "--meta", "none"]
    finished = subprocess.run(
        [*command, "--path", DOCUMENT, "--config", options, "--output-path", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "arning" not in finished.stdout + finished.stderr


def import_operations(folder: Path) -> dict[str, ModuleType]:
    """The modules of a generated package, by the operation ids."""
    files = {path.stem: path for path in folder.glob("api/*/*.py") if path.stem != "__init__"}
    return {
        name: importlib.import_module(f"{PACKAGE}.api.{files[stem].parent.name}.{stem}")
        for name in OPERATION_IDS
        if (stem := re.sub("([A-Z])", r"_\1", name).lower()) in files
    }


def fit(hint: Any, value: Any) -> Any:
    """The value, as a member of the enumeration if a parameter wants one."""
    choice = find_enumeration(hint)
    if choice is None:
        return value
    return [choice(one) for one in value] if isinstance(value, list) else choice(value)


def find_enumeration(hint: Any) -> EnumType | None:
    if isinstance(hint, EnumType):
        return hint
    return next((found for one in get_args(hint) if (found := find_enumeration(one))), None)


def complete(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with documented examples for the parameters of the path."""
    parameters = OPERATIONS[PATHS[operation]].get("parameters", [])
    required = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["required"]}
    return required | arguments


def write_address(operation: str, arguments: dict[str, Any]) -> str:
    """The address that a client without the generated one would ask."""
    path = PATHS[operation]
    query = {
        name.removesuffix("_"): str(value).lower() if isinstance(value, bool) else value
        for name, value in arguments.items()
        if f"{{{name}}}" not in path
    }
    return f"{path.format(**arguments)}?{urlencode(query, doseq=True)}"


def normalize(value: Any, left_out: frozenset[str] = frozenset({"next", "disk_free_mb"})) -> Any:
    """JSON with times as Python writes them, without the parameters of a request and the state of a disk."""
    if isinstance(value, dict):
        return {name: normalize(one) for name, one in value.items() if name not in left_out}
    if isinstance(value, list):
        return [normalize(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return value.removesuffix("Z") + "+00:00"
    return value


def test_every_operation_is_generated_and_used(generated: Generated) -> None:
    assert list(generated.operations) == OPERATION_IDS
    assert {operation for operation, _ in USES} == set(OPERATION_IDS)


@pytest.mark.parametrize(
    ("operation", "arguments"), USES, ids=[f"{use[0]}-{number}" for number, use in enumerate(USES)]
)
def test_the_model_of_an_answer_is_all_that_its_json_says(
    generated: Generated, operation: str, arguments: dict[str, Any]
) -> None:
    arguments = complete(operation, arguments)
    if operation == "listArticleCopies":
        arguments["article_id"] = find_copied(generated)
    answer = generated.ask(operation, arguments)
    assert answer.status_code == 200, answer.content
    plain = generated.read(write_address(operation, arguments))
    if operation == "getMetrics":
        assert "hemeroteca_articles " in answer.parsed
        return
    expected = plain.json()
    assert normalize(answer.parsed.to_dict()) == normalize(expected)
    assert expected.get("items", [expected])
    schema = OPERATIONS[PATHS[operation]]["responses"]["200"]["content"]["application/json"]
    model = schema["schema"]["$ref"].rpartition("/")[2]
    assert type(answer.parsed).__name__ == model.replace("_", "")


def find_copied(generated: Generated) -> str:
    """The id of an article that has near-copies."""
    articles = generated.ask("listArticles", {"copies": "all", "limit": 100}).parsed.items
    return next(str(one.copy_of) for one in articles if one.copy_of)


def test_what_is_void_has_a_model_of_its_own(generated: Generated) -> None:
    changes = generated.ask("listArticles", {"changed_since": "0", "limit": 100}).parsed
    assert [type(one).__name__ for one in changes.items if one.to_dict().get("deleted")] == [
        "VoidArticle"
    ]
    later = generated.ask("listArticles", {"changed_since": changes.changed_since}).parsed
    assert len(later.items) < len(changes.items)


def test_pages_join_to_the_whole_result(generated: Generated) -> None:
    items, arguments = [], {"limit": 40, "count": True}
    while True:
        page = generated.ask("listQuotes", arguments).parsed
        items += page.items
        if page.next_ is None:
            break
        arguments["cursor"] = parse_qs(urlsplit(page.next_).query)["cursor"][0]
    assert len(items) == page.total > 80
    # A client that is generated reads JSON only: of the other formats it is the connection.
    model = type(items[0])
    whole = generated.read("/v1/quotes?format=ndjson")
    assert [model.from_dict(json.loads(line)) for line in whole.iter_lines()] == items


@pytest.mark.parametrize(
    ("operation", "arguments", "status"),
    [
        ("search", {"q": "(huelga"}, 400),
        ("listQuotes", {"speaker": ["Prado"], "cursor": "nada"}, 400),
        ("getArticle", {"article_id": "0" * 16}, 404),
        ("listArticles", {"limit": 500}, 422),
        ("listSpeakerQuotes", {"from_": date(2025, 2, 1), "to": date(2025, 1, 1)}, 422),
        ("matchQuotes", {"text": "a" * 40_000}, 414),
    ],
)
def test_a_refusal_is_a_problem(
    generated: Generated, operation: str, arguments: dict[str, Any], status: int
) -> None:
    answer = generated.ask(operation, complete(operation, arguments))
    assert answer.status_code == status
    assert type(answer.parsed).__name__ == "ProblemAnswer"
    assert answer.parsed.to_dict() == json.loads(answer.content)
    assert answer.parsed.status == status


def test_without_a_key_the_refusal_is_a_problem_too(generated: Generated) -> None:
    with generated.connect("unknown") as stranger:
        answer = generated.ask("listSources", {}, stranger)
        assert (answer.status_code, answer.parsed.status) == (401, 401)
        assert generated.ask("getHealth", {}, stranger).parsed.to_dict() == {"status": "ok"}


def test_what_is_unchanged_has_no_model(generated: Generated) -> None:
    arguments = complete("getArticle", {})
    etag = generated.ask("getArticle", arguments).headers["ETag"]
    with generated.connect(generated.client.token, headers={"If-None-Match": etag}) as knowing:
        answer = generated.ask("getArticle", arguments, knowing)
    assert (answer.status_code, answer.parsed) == (304, None)


def test_a_former_id_leads_to_the_model_where_redirects_are_followed(generated: Generated) -> None:
    former = {"speaker_id": "irene-salcedo"}
    answer = generated.ask("getSpeaker", former)
    assert (answer.status_code, answer.parsed) == (308, None)
    with generated.connect(generated.client.token, follow_redirects=True) as following:
        assert generated.ask("getSpeaker", former, following).parsed.id == "elena-prado"
