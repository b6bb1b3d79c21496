"""Routes that read their own parameters, and the table by which the layer finds them.

FastAPI looks through a handler's parameters and dependencies anew for each request, and that took longer than
to find and write a page of quotations. What handlers here are given is always of one of four kinds, so how to
read it is worked out once. The OpenAPI document is FastAPI's, from the same annotations.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from app.api.dependencies import Archive, get_archive
from app.errors import InvalidParameterError, Problem

API = "/v1/"
Answerer = Callable[[Request], Awaitable[Response]]
_PATHS_KEPT = 4096  # and the routes that they were found to have
_LONGEST_KEPT = 200  # characters; an id has less


class ReadRoute(APIRoute):
    """A route whose handler takes the request, the archive, parts of the path, and one model of the query."""

    def get_route_handler(self) -> Any:
        """The handler with all that it takes read from the request.

        It raises InvalidParameterError for parameters that are unknown, malformed, or given twice in vain.
        """
        handler, readers = self.endpoint, _list_readers(self.endpoint)

        async def answer(request: Request) -> Response:
            given = {name: read(request) for name, read in readers}
            response: Response = await handler(**given)
            return response

        return answer


class Found(NamedTuple):
    """The route of a path, and the parts that it names."""

    route: ReadRoute
    answer: Answerer
    parts: Mapping[str, str]

    @property
    def is_of_archive(self) -> bool:
        """Whether it answers from the archive, rather than on how the server is."""
        return self.route.path.startswith(API)


class RouteTable:
    """The routes that all answer `GET`, by the paths that they have, in the order in which they are tried."""

    def __init__(self, routes: Iterable[ReadRoute]) -> None:
        self._routes = [(route, route.get_route_handler()) for route in routes]
        self._find_kept = lru_cache(_PATHS_KEPT)(self._find)

    def find(self, path: str) -> Found | None:
        """The route of a path, None for one that none has."""
        return self._find_kept(path) if len(path) <= _LONGEST_KEPT else self._find(path)

    def _find(self, path: str) -> Found | None:
        for route, answer in self._routes:
            if match := route.path_regex.match(path):
                return Found(route, answer, match.groupdict())
        return None


def read_query(model: type[BaseModel], request: Request) -> BaseModel:
    """The parameters of a request; raise InvalidParameterError that names all that are wrong."""
    arity = _read_arity(model)
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    if repeated := [name for name in given if len(given[name]) > 1 and arity.get(name) is False]:
        raise InvalidParameterError.of(
            *(_describe_repeated(name, given[name]) for name in repeated)
        )
    values = {name: found if arity.get(name) else found[-1] for name, found in given.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidParameterError.of(*map(_describe_fault, error.errors())) from error


def _list_readers(handler: Callable[..., Any]) -> list[tuple[str, Callable[[Request], Any]]]:
    """How each parameter of a handler is read from a request; raise TypeError for one of another kind."""
    hints = inspect.get_annotations(handler, eval_str=True)
    return [
        (name, _choose_reader(name, hints[name])) for name in inspect.signature(handler).parameters
    ]


def _choose_reader(name: str, hint: Any) -> Callable[[Request], Any]:
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if kind is Request:
        return lambda request: request
    if kind is Archive:
        return get_archive
    if kind is str:
        return lambda request: request.path_params[name]
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return partial(read_query, kind)
    raise TypeError(
        f"{name} is neither request nor archive, nor part of the path or model of the query"
    )


@cache
def _read_arity(model: type[BaseModel]) -> Mapping[str, bool]:
    """The names of these parameters, and whether each takes several values."""
    return {
        field.alias or name: get_origin(field.annotation) is list
        for name, field in model.model_fields.items()
    }


def _describe_repeated(name: str, values: Sequence[str]) -> Problem:
    return Problem(name, f"is given {len(values)} times and takes one value")


def _describe_fault(fault: Any) -> Problem:
    name = ".".join(map(str, fault["loc"])) or "query"
    if fault["type"] == "extra_forbidden":
        return Problem(name, "there is no such parameter here")
    return Problem(name, str(fault["msg"]).removeprefix("Value error, "))
