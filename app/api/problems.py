"""Every error as `application/problem+json` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import HemerotecaError, Problem, UnavailableError

log = logging.getLogger("hemeroteca.problems")

MEDIA_TYPE = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"  # of every path: nothing here writes
_RETRY_AFTER_S = "1"
# The database is locked, full, gone or too slow, or a connection was; or all of them are in use.
_DATABASE_FAULTS = (OperationalError, InterfaceError, PoolTimeoutError)
_MEANINGS = {
    400: "The query, cursor, range or ambiguous name can be mended; `detail` and `errors` say how.",
    401: "A key is needed, and there was none or one that is not known.",
    404: "There is nothing with this id.",
    414: "The address is longer than 32,768 bytes.",
    422: "A parameter is unknown or malformed; `errors` names each.",
    429: "More requests than are allowed; `Retry-After` says in how many seconds the next one is.",
    503: "The database or the text index cannot answer now; try again later.",
}


class UnforeseenError(HemerotecaError):
    """What nobody foresaw; the log knows more than the client may."""

    title = "Internal error"


class ProtocolError(HemerotecaError):
    """What HTTP itself refuses: an unknown path, another method, a missing key; with the headers for it."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = status.phrase
        self.headers = headers


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the application and of the framework as a problem."""
    app.add_exception_handler(HemerotecaError, _answer_known)
    app.add_exception_handler(HTTPException, _answer_http)
    for fault in _DATABASE_FAULTS:
        app.add_exception_handler(fault, _answer_known)


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of the errors that a route can answer, for its `responses`."""
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    return {
        status: {"description": _MEANINGS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def problem_response(
    path: str, error: HemerotecaError, headers: Mapping[str, str] | None = None
) -> Response:
    """An error about the request for `path`, with one entry in `errors` for each wrong parameter."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": path,
    }
    if error.problems:
        content["errors"] = [_describe(problem) for problem in error.problems]
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, error.status, headers, media_type=MEDIA_TYPE)


def answer_error(path: str, error: HemerotecaError) -> Response:
    """The answer to a request for `path` that ended in an error; what is out of order only the log tells."""
    if isinstance(error, ProtocolError):
        return problem_response(path, error, error.headers)
    if error.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return problem_response(path, error)
    # What is out of order, and in which folder, is for whoever looks after the archive.
    log.error(error.detail)
    public = UnavailableError(f"{error.title}. Try again later.")
    return problem_response(path, public, {"Retry-After": _RETRY_AFTER_S})


def find_answer(path: str, error: Exception) -> Response | None:
    """The answer to a request for `path` that ended in an error, None for one that nobody foresaw.

    A database that is locked, full, gone or too slow is unavailable; the log has what it said.
    """
    if isinstance(error, _DATABASE_FAULTS):
        error = UnavailableError(f"The database cannot answer: {error}")
    return answer_error(path, error) if isinstance(error, HemerotecaError) else None


def _describe(problem: Problem) -> dict[str, Any]:
    described: dict[str, Any] = {"name": problem.name, "reason": problem.reason}
    if problem.position is not None:
        described["position"] = problem.position
    return described


async def _answer_known(request: Request, error: Exception) -> Response:
    answer = find_answer(request.url.path, error)
    assert answer is not None  # noqa: S101  registered for errors that have one
    return answer


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class alone
    path, status = request.url.path, HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = METHODS
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    details = {
        HTTPStatus.NOT_FOUND: f"There is nothing at {path}; /docs lists what there is.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not possible at {path}, only {METHODS}.",
    }
    refusal = ProtocolError(status, details.get(status, str(error.detail)))
    return problem_response(path, refusal, headers)
