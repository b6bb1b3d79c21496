"""`/docs`, `/redoc` and `/openapi.json`, with every asset served from here."""

from pathlib import Path
from typing import Any

import fastapi_standalone_docs
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.api import problems
from app.api.models import ProblemAnswer

OPENAPI_PATH = "/openapi.json"
_ASSETS_PATH = "/docs/assets"
_ERRORS = {
    400: "A query, cursor or ambiguous name that can be mended.",
    404: "Not found.",
    422: "An unknown or malformed parameter.",
    503: "Not available now; try again later.",
}
_TAGS = [
    {"name": "search", "description": "Articles that speak of something."},
    {"name": "quotes", "description": "Who said what, when, and where it stands."},
    {"name": "speakers", "description": "The directory of who is quoted."},
    {"name": "articles", "description": "Articles by date, and one article whole."},
    {"name": "timeline", "description": "How many, when."},
    {"name": "sources", "description": "The outlets."},
    {"name": "health", "description": "Does the service work?"},
]


def add_documentation(app: FastAPI) -> None:
    """Serve the pages that describe the API, and the document they are made from."""
    assets = Path(fastapi_standalone_docs.__file__).parent / "static"
    app.mount(_ASSETS_PATH, StaticFiles(directory=assets))
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]  # FastAPI's documented way

    @app.get(OPENAPI_PATH, include_in_schema=False)
    async def read_openapi() -> dict[str, Any]:
        return app.openapi()

    @app.get("/docs", include_in_schema=False)
    async def read_swagger(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=root + OPENAPI_PATH,
            title=app.title,
            swagger_js_url=f"{root}{_ASSETS_PATH}/swagger/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_ASSETS_PATH}/swagger/swagger-ui.css",
            swagger_favicon_url=f"{root}{_ASSETS_PATH}/fastapi/favicon.png",
        )

    @app.get("/redoc", include_in_schema=False)
    async def read_redoc(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_redoc_html(
            openapi_url=root + OPENAPI_PATH,
            title=app.title,
            redoc_js_url=f"{root}{_ASSETS_PATH}/redoc/redoc.standalone.js",
            redoc_favicon_url=f"{root}{_ASSETS_PATH}/fastapi/favicon.png",
            with_google_fonts=False,
        )


def _describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with every error as problem+json."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=_TAGS,
        )
        document["components"]["schemas"].update(_problem_schemas())
        for path in document["paths"].values():
            for operation in path.values():
                _describe_errors(operation["responses"])
        app.openapi_schema = document
    return app.openapi_schema


def _describe_errors(responses: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    for status, description in _ERRORS.items():
        responses[str(status)] = {
            "description": description,
            "content": {problems.MEDIA_TYPE: {"schema": schema}},
        }


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemAnswer": schema}
