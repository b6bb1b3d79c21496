"""What is asked before a request is looked at: a bearable size, this host, a key, and not too often."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Scope

from app.api.documentation import find_page
from app.api.keys import KeyRing
from app.api.problems import ProtocolError
from app.api.rates import RateLimiter, name_address

URL_LIMIT = 32_768  # bytes: a text of 2,000 characters takes up to 24,000 where each is escaped
HEADER_LIMIT = 32_768  # bytes of all header lines together
HEADER_LINES = 100
BODY_LIMIT = 65_536  # bytes; nothing here reads a body
PROBES = frozenset({"/healthz", "/readyz"})
_CHALLENGE = 'Bearer realm="hemeroteca"'


class Admitted(NamedTuple):
    """A request that may be answered: whose key it showed (None: none was asked for), headers to tell it."""

    holder: str | None
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Admission:
    """What the settings ask of a request: the hosts that it may name (none: any), keys, and a rate."""

    hosts: tuple[str, ...] = ()
    keys: KeyRing | None = None
    rates: RateLimiter | None = None

    def check_form(self, scope: Scope, headers: Headers) -> None:
        """Raise ProtocolError for a request beyond all need, or for another host."""
        _check_size(scope, headers)
        _check_host(self.hosts, headers)

    async def admit(self, path: str, scope: Scope, headers: Headers) -> Admitted:
        """Count a request; raise ProtocolError for one too many, or without a key where one is needed.

        Probes are always free, the documentation needs no key.
        """
        if path in PROBES:
            return Admitted(None, {})
        holder = self.keys.find_holder(headers.get("authorization", "")) if self.keys else None
        told = await self._count(scope, holder)
        if self.keys and holder is None and find_page(path) is None:
            raise _unauthorized(told, shown="authorization" in headers)
        return Admitted(holder, told)

    async def _count(self, scope: Scope, holder: str | None) -> dict[str, str]:
        """Count a request of whoever holds the key, or else of the address; the headers on what is left."""
        if self.rates is None:
            return {}
        address = scope["client"][0] if scope.get("client") else None
        client = f"key:{holder}" if holder else name_address(address)
        allowance = await self.rates.take(client)
        if not allowance.is_allowed:
            raise ProtocolError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"That was one request too many. Wait {allowance.headers['Retry-After']} seconds.",
                allowance.headers,
            )
        return allowance.headers


def _unauthorized(told: dict[str, str], *, shown: bool) -> ProtocolError:
    if not shown:
        detail = "A key is needed: send it as `Authorization: Bearer KEY`."
        return ProtocolError(
            HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": _CHALLENGE} | told
        )
    challenge = f'{_CHALLENGE}, error="invalid_token"'
    detail = "This key is not known here. It may have been revoked."
    return ProtocolError(HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": challenge} | told)


def _check_size(scope: Scope, headers: Headers) -> None:
    """Raise ProtocolError for an address, headers or a body beyond all need."""
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > URL_LIMIT:
        raise ProtocolError(
            HTTPStatus.REQUEST_URI_TOO_LONG, f"The address is longer than {URL_LIMIT} bytes."
        )
    lines = scope["headers"]
    if len(lines) > HEADER_LINES or sum(len(n) + len(v) for n, v in lines) > HEADER_LIMIT:
        raise ProtocolError(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"There are more than {HEADER_LINES} headers, or more than {HEADER_LIMIT} bytes of them.",
        )
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > BODY_LIMIT:
        raise ProtocolError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is larger than {BODY_LIMIT} bytes. Nothing here needs one.",
            {"Connection": "close"},
        )


def _check_host(allowed: tuple[str, ...], headers: Headers) -> None:
    """Raise ProtocolError for a host that is not among the allowed ones; none stands for any."""
    if not allowed:
        return
    host = _strip_port(headers.get("host", "")).lower()
    if host not in allowed and not any(
        one.startswith("*.") and host.endswith(one[1:]) for one in allowed
    ):
        raise ProtocolError(
            HTTPStatus.MISDIRECTED_REQUEST,
            "This is not the host that the request names. HEMEROTECA_ALLOWED_HOSTS lists those that it may.",
        )


def _strip_port(host: str) -> str:
    """A name or address without its port: `[::1]:8000` is `[::1]`."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
