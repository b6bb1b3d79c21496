"""The headers that every answer has: who may show it, keep it, and read it from another origin."""

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders

from app.api.documentation import find_page
from app.api.problems import METHODS
from app.api.routing import API

_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", _NOTHING.encode()),
)
_FRESH_S = 5  # a proxy asks again after these seconds: so long may a deleted article be seen
_PAGES_FRESH_S = 300
_PREFLIGHT_S = 600
_ASKED_WITH = "Authorization, If-None-Match, X-Request-ID"
_EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"


@dataclass(frozen=True, slots=True)
class HeaderPolicy:
    """What the settings decide: which origins may read (`*`: any), and whether anybody may keep answers."""

    origins: tuple[str, ...] = ()
    is_public: bool = True

    def complete(self, headers: MutableHeaders, path: str, status: int, asked: Headers) -> None:
        """Add what the route has not said itself."""
        said = {name for name, _ in headers.raw}
        headers.raw.extend(line for line in _SECURITY if line[0] not in said)
        headers.setdefault("Cache-Control", self._choose_freshness(path, status))
        self._share(headers, asked)

    def answer_preflight(self, asked: Headers) -> dict[str, str]:
        """The headers by which a browser learns what it may ask from another origin."""
        if self._find_origin(asked) is None:
            return {}
        return {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": _ASKED_WITH,
            "Access-Control-Max-Age": str(_PREFLIGHT_S),
        }

    def _choose_freshness(self, path: str, status: int) -> str:
        if status < 400 and find_page(path):
            return f"public, max-age={_PAGES_FRESH_S}, must-revalidate"
        if status >= 400 or not path.startswith(API):
            return "no-store"
        audience = "public" if self.is_public else "private"
        return f"{audience}, max-age={_FRESH_S}, must-revalidate"

    def _share(self, headers: MutableHeaders, asked: Headers) -> None:
        if not self.origins:
            return
        if "*" not in self.origins:
            headers.add_vary_header("Origin")
        if origin := self._find_origin(asked):
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = _EXPOSED

    def _find_origin(self, asked: Headers) -> str | None:
        """What to name as allowed, None for an origin that is not or a request without one."""
        origin = asked.get("origin")
        if origin is None or not self.origins:
            return None
        if "*" in self.origins:
            return "*"
        return origin if origin in self.origins else None
