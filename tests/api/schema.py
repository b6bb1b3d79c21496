"""Answers held to the models that the OpenAPI document shows."""

import feedparser
from fastapi.routing import APIRoute
from httpx2 import Response
from pydantic import TypeAdapter

from app.api import articles, health, quotes, search, sources, speakers, statements, timeline
from app.api.models import ProblemAnswer

RESOURCES = (search, statements, quotes, speakers, articles, timeline, sources, health)
ROUTES = [
    route
    for resource in RESOURCES
    for route in resource.router.routes
    if isinstance(route, APIRoute)
]


def check_answer(response: Response) -> None:
    """Fail for an answer of the API that is not what its route says, or an error that is no problem."""
    response.read()
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        problem = ProblemAnswer.model_validate_json(response.content, strict=True)
        assert problem.status == response.status_code
        return
    route = find_route(response.request.url.path)
    if response.request.method == "HEAD":
        assert response.content == b""
    elif response.status_code == 200 and route is not None and route.response_model is not None:
        check_content(response, route)


def check_content(response: Response, route: APIRoute) -> None:
    """Fail for content that is not what its type says, or a type that the route does not name."""
    media_type = response.headers["content-type"].partition(";")[0]
    if media_type == "application/json":
        TypeAdapter(route.response_model).validate_json(response.content, strict=True)
        return
    assert media_type in route.responses[200]["content"]
    if media_type == "application/atom+xml":
        feed = feedparser.parse(response.content)
        assert not feed.bozo, feed.bozo_exception


def find_route(path: str) -> APIRoute | None:
    """The route of the API that answers this path, or None."""
    return next((route for route in ROUTES if route.path_regex.fullmatch(path)), None)
