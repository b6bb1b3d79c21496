"""One request and its answer on the way out: headers completed, coded as the client likes it, counted."""

import json
import re
import time
import uuid
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from anyio import Event
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope, Send

from app.api.answer_cache import KeptAnswer
from app.api.codings import COMPRESSORS, LEAST_BYTES, Compressor, choose_coding, is_compressible
from app.api.documentation import find_page
from app.api.freshness import (
    Freshness,
    Validator,
    accepts_any,
    find_known,
    fingerprint_body,
    write_etag,
)
from app.api.headers import HeaderPolicy
from app.api.metrics import RequestMetrics
from app.api.routing import Found, RouteTable

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# What is decided here, by the coding too: whoever serves files must not decide it once more.
_CONDITIONS = frozenset(
    (b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since", b"range")
)
_FILE_HEADERS = ("etag", "last-modified", "accept-ranges")
# Of the body that a 304 does not have.
_BODY_HEADERS = ("content-length", "content-type", "content-encoding")

_NO_STORE = (b"cache-control", b"no-store")

Message = MutableMapping[str, Any]


class Exchange:
    """A request, what is known of it so far, and what has been answered.

    `path` is the one without the prefix under which a proxy may serve the application, `found` its route.
    """

    def __init__(
        self,
        scope: Scope,
        send: Send,
        policy: HeaderPolicy,
        freshness: Freshness,
        routes: RouteTable,
    ) -> None:
        self.method: str = scope["method"]
        self.scope = _simplify(scope)
        self.path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        self.found: Found | None = routes.find(self.path)
        self.headers = Headers(scope=scope)
        given = self.headers.get("x-request-id", "")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        self.coding = choose_coding(self.headers.get("accept-encoding", ""))
        self.holder: str | None = None
        self.extra_headers: dict[str, str] = {}
        self.status: int | None = None
        self._send = send
        self._policy = policy
        self._freshness = freshness
        self._validator: Validator | None = None
        self._tag: str | None = None  # once the answer is known to be that of the validator
        self._begun = time.perf_counter()
        self._start: Message | None = None
        self._compressor: Compressor | None = None
        self._has_ended = Event()  # the answer to HEAD

    @property
    def route(self) -> str | None:
        """The template of the path, such as `/v1/quotes/{quote_id}`; None for a path that no route has."""
        if self.found:
            return self.found.route.path
        return find_page(self.path) or getattr(self.scope.get("route"), "path", None)

    @property
    def is_preflight(self) -> bool:
        """Whether a browser asks what a page of another origin may ask."""
        return self.method == "OPTIONS" and "access-control-request-method" in self.headers

    @property
    def is_begun(self) -> bool:
        """Whether the head of an answer has gone out."""
        return self.status is not None and self._start is None

    def find_known(self) -> str | None:
        """The ETag of the present answer if the client says that it has it, small or compressed."""
        if self.scope["method"] != "GET":
            return None
        is_page = find_page(self.path) is not None
        if not is_page and not (self.found and self.found.is_of_archive):
            return None
        self._validator = self._freshness.find_validator(self.scope, self.headers, is_fixed=is_page)
        if self._validator is None:
            return None
        codings = (self.coding, None) if self.coding else (None,)
        return find_known(self.headers, (write_etag(self._validator.tag, one) for one in codings))

    def find_kept(self) -> KeptAnswer | None:
        """The present answer if it was made before, and is still kept."""
        if self._validator is None or accepts_any(self.headers):
            return None
        return self._freshness.cache.find(write_etag(self._validator.tag, self.coding))

    async def send_kept(self, answer: KeptAnswer) -> None:
        """Answer as before."""
        self.status = HTTPStatus.OK
        await self._send_head(MutableHeaders(raw=list(answer.headers)))
        if self.method == "HEAD":
            await self._end_head()
        else:
            await self._send({"type": "http.response.body", "body": answer.body})

    async def send_unchanged(self, etag: str) -> None:
        """Answer 304."""
        headers = [(b"etag", etag.encode()), (b"vary", b"Accept-Encoding")]
        await self.send(
            {"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers}
        )
        await self.send({"type": "http.response.body", "body": b""})

    async def send(self, message: Message) -> None:
        """Pass a message on; the start of an answer waits for the first of its body, which decides on it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            body = await self._send_start(start, body, more=more)
        elif self.status == HTTPStatus.NOT_MODIFIED:
            return
        elif self._compressor:
            body = self._compressor.encode(body, more=more)
        if self.method == "HEAD":
            await self._end_head()
            return
        more = more and self.status != HTTPStatus.NOT_MODIFIED
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _end_head(self) -> None:
        """End the answer to HEAD with its head, whatever the application goes on to send."""
        if not self._has_ended.is_set():
            await self._send({"type": "http.response.body", "body": b""})
            self._has_ended.set()

    async def receive_once_answered(self) -> Message:
        """What an application hears that goes on with a stream after the answer to HEAD: nobody listens."""
        await self._has_ended.wait()
        return {"type": "http.disconnect"}

    async def _send_start(self, start: Message, body: bytes, *, more: bool) -> bytes:
        """Complete and send the head of an answer; the body in the form in which it goes out."""
        headers = MutableHeaders(raw=list(start.get("headers", [])))
        coding = self._choose_coding(headers, body, more=more)
        self._add_etag(headers, body, coding, more=more)
        if self.status == HTTPStatus.NOT_MODIFIED:
            body = b""
            for name in _BODY_HEADERS:
                del headers[name]
        elif coding:
            self._compressor = COMPRESSORS[coding]()
            body = self._compressor.encode(body, more=more)
            headers["Content-Encoding"] = coding
            if more:
                del headers["Content-Length"]
            else:
                headers["Content-Length"] = str(len(body))
        if not more:
            self._keep(headers, body)
        await self._send_head(headers)
        return body

    def _keep(self, headers: MutableHeaders, body: bytes) -> None:
        """Keep a whole answer that was made from the state that its validator names."""
        if self.status == HTTPStatus.OK and self._tag and _NO_STORE not in headers.raw:
            answer = KeptAnswer(tuple(headers.raw), body)
            self._freshness.cache.keep(write_etag(self._tag, self.coding), answer)

    async def _send_head(self, headers: MutableHeaders) -> None:
        """Send the head of an answer, with what the policy adds to it, and what is for this client alone."""
        assert self.status is not None  # noqa: S101  set when the answer began
        self._policy.complete(headers, self.path, self.status, self.headers)
        headers.update(self.extra_headers)
        headers["X-Request-ID"] = self.request_id
        start = {"type": "http.response.start", "status": self.status, "headers": headers.raw}
        await self._send(start)

    def _choose_coding(self, headers: MutableHeaders, body: bytes, *, more: bool) -> str | None:
        """The coding of this answer; says in `Vary` that the client has a say in it."""
        if "content-encoding" in headers or not is_compressible(headers.get("content-type", "")):
            return None
        headers.add_vary_header("Accept-Encoding")
        return self.coding if more or len(body) >= LEAST_BYTES else None

    def _add_etag(
        self, headers: MutableHeaders, body: bytes, coding: str | None, *, more: bool
    ) -> None:
        """Give a whole answer its ETag; 304 instead if the client has any, and that is enough for it."""
        if self._validator is None or self.status != HTTPStatus.OK:
            return
        for name in _FILE_HEADERS:
            del headers[name]
        if self._freshness.is_still(self._validator, self.scope):
            tag = self._tag = self._validator.tag
        elif more:
            return
        else:  # a transaction came while it was made: which side it shows, its content alone can tell
            tag = fingerprint_body(body)
        headers["ETag"] = write_etag(tag, coding)
        if accepts_any(self.headers):
            self.status = HTTPStatus.NOT_MODIFIED

    def describe(self, status: int | None) -> str:
        """The log line: no query text, since that may tell what a newsroom is working on."""
        line = {
            "id": self.request_id,
            "method": self.method,
            "route": self.route or self.scope["path"],
            "status": status,
            "ms": round(self._seconds() * 1000, 1),
        }
        return json.dumps(line | {"key": self.holder} if self.holder else line)

    def count_in(self, metrics: RequestMetrics) -> None:
        """Count the request, which is at its end."""
        metrics.count(self.method, self.route, self.status, self._seconds())

    def _seconds(self) -> float:
        return time.perf_counter() - self._begun


def _simplify(scope: Scope) -> Scope:
    """The request as the application sees it: HEAD is GET, and nothing hangs on conditions.

    A copy, for the server goes by the scope that it made.
    """
    headers = scope["headers"]
    if any(name in _CONDITIONS for name, _ in headers):
        headers = [line for line in headers if line[0] not in _CONDITIONS]
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return {**scope, "method": method, "headers": headers}
