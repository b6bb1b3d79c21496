"""`/docs`, `/redoc` and `/openapi.json`, with every asset served from here."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastapi_standalone_docs
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.api.models import ProblemAnswer
from app.api.problems import problem_answers

OPENAPI_PATH = "/openapi.json"
_ASSETS_PATH = "/docs/assets"
_REDOC_PATH = "/redoc"
_PAGES = frozenset({OPENAPI_PATH, "/docs", _REDOC_PATH})
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_EXAMPLES = "examples.json"  # real answers about seeds/; tests/api/examples.py writes it
_TAGS = [
    {"name": "search", "description": "Articles that speak of something."},
    {"name": "quotes", "description": "Who said what, when, and where it stands."},
    {"name": "statements", "description": "The same words in several articles."},
    {"name": "speakers", "description": "The directory of who is quoted."},
    {"name": "articles", "description": "Articles by date, and one article whole."},
    {"name": "timeline", "description": "How many, when."},
    {"name": "sources", "description": "The outlets."},
    {"name": "health", "description": "Does the service work?"},
]
_SECURITY = "apiKey"
OPEN: tuple[dict[str, list[str]], ...] = ({}, {_SECURITY: []})  # a key may be shown
KEYED: tuple[dict[str, list[str]], ...] = ({_SECURITY: []},)  # and must be
_OPEN = frozenset({"/healthz", "/readyz"})  # to be asked without a key, as often as one likes
_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "Where the server asks for keys: one that `hemeroteca keys create` made.",
}
_HEADERS: dict[str, dict[str, Any]] = {
    name: {"description": description, "schema": {"type": "string"}}
    for name, description in {
        "X-Request-ID": "The request's own `X-Request-ID`, or one made here; the log has it too.",
        "ETag": "Strong; sent back in `If-None-Match` it is answered with 304 while nothing changed.",
        "Link": "The next page, with `rel=next`; absent on the last one.",
        "Location": "The same under the present id.",
        "WWW-Authenticate": "`Bearer`: how to show a key.",
        "Retry-After": "Seconds until a request is allowed again.",
        "RateLimit": "Where requests are limited, what is left: `r` requests, all again in `t` seconds.",
    }.items()
}
_OWN_HEADERS = {  # of all answers with this status
    "308": ["Location"],
    "401": ["WWW-Authenticate"],
    "429": ["Retry-After", "RateLimit"],
    "503": ["Retry-After"],
}
# A default that another parameter changes: generated clients send defaults in words, which would mean it.
_DEPENDENT_DEFAULTS = {"format": {"limit"}, "changed_since": {"sort", "copies"}}


def add_documentation(app: FastAPI, security: Sequence[dict[str, list[str]]]) -> None:
    """Serve the pages that describe the API, and the document they are made from: `OPEN` or `KEYED`."""
    assets = Path(fastapi_standalone_docs.__file__).parent / "static"
    app.mount(_ASSETS_PATH, StaticFiles(directory=assets))
    app.mount(_REDOC_PATH, StaticFiles(directory=assets / "redoc"))  # it asks for its logo there
    app.openapi = lambda: _describe(app, security)  # type: ignore[method-assign]  # FastAPI's documented way

    @app.get(OPENAPI_PATH, include_in_schema=False)
    async def read_openapi() -> dict[str, Any]:
        return app.openapi()

    @app.get("/docs", include_in_schema=False)
    async def read_swagger(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        page = get_swagger_ui_html(
            openapi_url=root + OPENAPI_PATH,
            title=app.title,
            swagger_js_url=f"{root}{_ASSETS_PATH}/swagger/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_ASSETS_PATH}/swagger/swagger-ui.css",
            swagger_favicon_url=f"{root}{_ASSETS_PATH}/fastapi/favicon.png",
            # By default a page that is not on localhost has its document judged by validator.swagger.io.
            swagger_ui_parameters={"validatorUrl": None},
        )
        return _confine(page)

    @app.get(_REDOC_PATH, include_in_schema=False)
    async def read_redoc(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        page = get_redoc_html(
            openapi_url=root + OPENAPI_PATH,
            title=app.title,
            redoc_js_url=f"{root}{_REDOC_PATH}/redoc.standalone.js",
            redoc_favicon_url=f"{root}{_ASSETS_PATH}/fastapi/favicon.png",
            with_google_fonts=False,
        )
        return _confine(page)


def find_page(path: str) -> str | None:
    """What of the documentation is at this path: a page, or the folder of its assets; None elsewhere."""
    if path in _PAGES:
        return path
    folders = (_ASSETS_PATH, _REDOC_PATH)
    return next((folder for folder in folders if path.startswith(f"{folder}/")), None)


def _confine(page: HTMLResponse) -> HTMLResponse:
    """The page, allowed its own script and what is served from here; both pages make styles as they run."""
    script = _SCRIPT.search(bytes(page.body).decode())
    own = f" 'sha256-{_hash(script[1])}'" if script else ""
    page.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'{own}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return page


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _describe(app: FastAPI, security: Sequence[dict[str, list[str]]]) -> dict[str, Any]:
    """The OpenAPI document, with the headers of answers, and answers about `seeds/` for examples."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=_TAGS,
        )
        document["components"]["schemas"].update(_problem_schemas())
        examples = json.loads(files("app.api").joinpath(_EXAMPLES).read_text("utf-8"))
        document["components"]["schemas"]["ProblemAnswer"]["examples"] = examples["problems"]
        document["components"]["securitySchemes"] = {_SECURITY: _SCHEME}
        document["security"] = list(security)
        for path, operation in _list_operations(document):
            _describe_admission(path, operation)
            _arrange_parameters(operation.get("parameters", []))
            _describe_headers(operation)
            if example := examples["answers"].get(operation["operationId"]):
                _give_example(operation["responses"]["200"], example)
        app.openapi_schema = document
    return app.openapi_schema


def _list_operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _describe_admission(path: str, operation: dict[str, Any]) -> None:
    """Say which operations need no key even where others do, and what may be answered for want of one."""
    if path in _OPEN:
        operation["security"] = []
        return
    statuses = (401, 414, 429) if operation.get("parameters") else (401, 429)
    refusals = {str(status): answer for status, answer in problem_answers(*statuses).items()}
    operation["responses"] = dict(sorted((operation["responses"] | refusals).items()))


def _arrange_parameters(parameters: list[dict[str, Any]]) -> None:
    """Put the required ones first; take out `null`, which no address holds, and what is no fixed default."""
    parameters.sort(key=lambda one: not one["required"])
    names = {parameter["name"] for parameter in parameters}
    dependent = set().union(*(_DEPENDENT_DEFAULTS.get(name, ()) for name in names))
    for parameter in parameters:
        schema = parameter["schema"]
        if parameter["name"] in dependent:
            schema.pop("default", None)
        for choice in schema.pop("anyOf", []):
            if choice != {"type": "null"}:
                schema.update(choice)


def _give_example(answer: dict[str, Any], example: dict[str, Any]) -> None:
    answer["description"] = f"For example, what `{example['request']}` answers about `seeds/`."
    answer["content"]["application/json"]["example"] = example["answer"]


def _describe_headers(operation: dict[str, Any]) -> None:
    """Name the headers of every answer, and the answer without a body that `ETag` makes possible."""
    responses = operation["responses"]
    content = responses["200"]["content"].get("application/json")
    if operation["tags"] == ["health"]:
        content = None
    if content:
        responses["304"] = {"description": "The client has it already: `If-None-Match` names it."}
    for status, response in responses.items():
        required = ["X-Request-ID", *_OWN_HEADERS.get(status, ())]
        names = []
        if content and status in {"200", "304"}:
            names += ["ETag", "Link"] if _is_list(content) else ["ETag"]
        response["headers"] = {name: {**_HEADERS[name], "required": True} for name in required}
        response["headers"] |= {name: _HEADERS[name] for name in names}


def _is_list(content: dict[str, Any]) -> bool:
    name: str = content["schema"]["$ref"].rpartition("/")[2]
    return name.startswith("PageOf") or name.endswith("Page") or name == "SearchAnswer"


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemAnswer": schema}
