"""What is asked before a request is looked at: is it of a bearable size, and for this host?"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import Scope

from app.api.problems import ProtocolError

URL_LIMIT = 32_768  # bytes: a text of 2,000 characters takes up to 24,000 where each is escaped
HEADER_LIMIT = 32_768  # bytes of all header lines together
HEADER_LINES = 100
BODY_LIMIT = 65_536  # bytes; nothing here reads a body


def check_size(scope: Scope, headers: Headers) -> None:
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


def check_host(allowed: tuple[str, ...], headers: Headers) -> None:
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
