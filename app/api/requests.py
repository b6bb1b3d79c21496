"""The one layer around every request, all of it in the order in which it happens."""

import logging
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.admission import check_host, check_size
from app.api.exchange import Exchange
from app.api.freshness import Freshness
from app.api.headers import HeaderPolicy
from app.api.metrics import RequestMetrics
from app.api.problems import ProtocolError, UnforeseenError, problem_response

log = logging.getLogger("hemeroteca.requests")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every request: the hosts that it may name (none: any), and the headers of answers."""

    hosts: tuple[str, ...]
    headers: HeaderPolicy


class RequestLayer:
    """Admit a request, spare the work where the client has the answer, complete the answer, log and count."""

    def __init__(
        self, app: ASGIApp, metrics: RequestMetrics, freshness: Freshness, rules: Rules
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.freshness = freshness
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send, self.rules.headers, self.freshness)
        try:
            await self._answer(exchange, receive)
        except Exception:
            log.exception(exchange.describe(500))
            if not exchange.is_begun:
                await _answer_500(exchange, receive)
        finally:
            log.info(exchange.describe(exchange.status))
            exchange.count_in(self.metrics)

    async def _answer(self, exchange: Exchange, receive: Receive) -> None:
        scope = exchange.scope
        try:
            check_size(scope, exchange.headers)
            check_host(self.rules.hosts, exchange.headers)
        except ProtocolError as refusal:
            response = problem_response(scope["path"], refusal, refusal.headers)
            await response(scope, receive, exchange.send)
            return
        if exchange.method == "OPTIONS" and "access-control-request-method" in exchange.headers:
            response = Response(None, 204, self.rules.headers.answer_preflight(exchange.headers))
            await response(scope, receive, exchange.send)
            return
        if etag := exchange.find_known():
            await exchange.send_unchanged(etag)
        else:
            await self.app(scope, receive, exchange.send)


async def _answer_500(exchange: Exchange, receive: Receive) -> None:
    detail = (
        f"Something went wrong here. The log has more under the request id {exchange.request_id}."
    )
    response = problem_response(exchange.scope["path"], UnforeseenError(detail))
    await response(exchange.scope, receive, exchange.send)
