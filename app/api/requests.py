"""The one layer around every request, all of it in the order in which it happens."""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.admission import Admission
from app.api.exchange import Exchange
from app.api.freshness import Freshness
from app.api.headers import HeaderPolicy
from app.api.metrics import RequestMetrics
from app.api.problems import UnforeseenError, answer_error, find_answer, problem_response
from app.api.routing import Found, RouteTable
from app.errors import HemerotecaError

log = logging.getLogger("hemeroteca.requests")


class RequestLayer:
    """Admit a request, spare the work where the client has the answer, complete the answer, log and count."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: RequestMetrics,
        admission: Admission,
        freshness: Freshness,
        policy: HeaderPolicy,
        routes: RouteTable,
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.freshness = freshness
        self.admission = admission
        self.policy = policy
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send, self.policy, self.freshness, self.routes)
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
        scope, headers = exchange.scope, exchange.headers
        try:
            self.admission.check_form(scope, headers)
            if exchange.is_preflight:  # which shows no key
                response = Response(None, 204, self.policy.answer_preflight(headers))
                await response(scope, receive, exchange.send)
                return
            admitted = await self.admission.admit(exchange.path, scope, headers)
        except HemerotecaError as refusal:
            await answer_error(scope["path"], refusal)(scope, receive, exchange.send)
            return
        exchange.holder, exchange.extra_headers = admitted
        if etag := exchange.find_known():
            await exchange.send_unchanged(etag)
            return
        if kept := exchange.find_kept():
            self.metrics.count_kept()
            await exchange.send_kept(kept)
            return
        hears = exchange.receive_once_answered if exchange.method == "HEAD" else receive
        if exchange.found and scope["method"] == "GET":
            await _read(exchange, exchange.found, hears)
        else:
            await self.app(scope, hears, exchange.send)


async def _read(exchange: Exchange, found: Found, receive: Receive) -> None:
    """Answer by the route that is known already; the router would look for it for longer than a 304 takes."""
    exchange.scope["path_params"] = found.parts
    try:
        response = await found.answer(Request(exchange.scope, receive))
        await response(exchange.scope, receive, exchange.send)
    except Exception as error:
        refusal = None if exchange.is_begun else find_answer(exchange.scope["path"], error)
        if refusal is None:
            raise
        await refusal(exchange.scope, receive, exchange.send)


async def _answer_500(exchange: Exchange, receive: Receive) -> None:
    detail = (
        f"Something went wrong here. The log has more under the request id {exchange.request_id}."
    )
    response = problem_response(exchange.scope["path"], UnforeseenError(detail))
    await response(exchange.scope, receive, exchange.send)
