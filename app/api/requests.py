"""The one layer around every request: its id, log line and count, and an answer for what nobody foresaw."""

import json
import logging
import re
import time
import uuid
from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.metrics import RequestMetrics
from app.api.problems import UnforeseenError, problem_response

log = logging.getLogger("hemeroteca.requests")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class RequestLayer:
    """Echo or make `X-Request-ID`, log and count each request, answer an unforeseen exception with 500."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        try:
            await self.app(scope, receive, exchange.send)
        except Exception:
            log.exception(exchange.describe(500))
            if exchange.status is None:
                await _answer_500(scope, receive, exchange)
        finally:
            log.info(exchange.describe(exchange.status))
            exchange.count_in(self.metrics)


class _Exchange:
    """One request and what has been answered so far."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start = time.perf_counter()
        self.status: int | None = None
        given = Request(scope).headers.get("x-request-id", "")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass a message on, adding the request id to the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message.get("headers", []),
                (b"x-request-id", self.request_id.encode()),
            ]
        await self._send(message)

    @property
    def route(self) -> str | None:
        """The template of the path, such as `/v1/quotes/{quote_id}`; None for a path that no route has."""
        return getattr(self._scope.get("route"), "path", None)

    def describe(self, status: int | None) -> str:
        """The log line: no query text, since that may tell what a newsroom is working on."""
        return json.dumps(
            {
                "id": self.request_id,
                "method": self._scope["method"],
                "route": self.route or self._scope["path"],
                "status": status,
                "ms": round(self._seconds() * 1000, 1),
            }
        )

    def count_in(self, metrics: RequestMetrics) -> None:
        """Count the request, which is at its end."""
        metrics.count(self._scope["method"], self.route, self.status, self._seconds())

    def _seconds(self) -> float:
        return time.perf_counter() - self._start


async def _answer_500(scope: Scope, receive: Receive, exchange: _Exchange) -> None:
    detail = (
        f"Something went wrong here. The log has more under the request id {exchange.request_id}."
    )
    await problem_response(scope["path"], UnforeseenError(detail))(scope, receive, exchange.send)
