"""How many requests each client may make, counted here or in a Redis that several processes share."""

import logging
import math
import time
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string

from app.errors import SetupError

log = logging.getLogger("hemeroteca.rates")

_POLICY = "default"
_IPV6_CLIENT_BITS = 64  # one client has as many addresses below that as it likes
_REDIS_TIMEOUT_S = 1


class Allowance(NamedTuple):
    """Whether one more request is allowed, and the headers that tell what is left."""

    is_allowed: bool
    headers: dict[str, str]


class RateLimiter:
    """Counts the requests of each client in windows that begin with its first request.

    A client that waits for the end of a window may make twice as many in a row. Windows that slide would not
    let it, but nobody can tell then when the next request is allowed: `Retry-After` would be a guess.
    """

    def __init__(self, item: RateLimitItem, storage: Storage) -> None:
        self._item = item
        self._storage = storage
        self._strategy = FixedWindowRateLimiter(storage)
        self._policy = f'"{_POLICY}";q={item.amount};w={item.get_expiry()}'

    async def take(self, client: str) -> Allowance:
        """Count one more request of a client; where the counts cannot be had, it is allowed."""
        try:
            is_allowed = await self._strategy.hit(self._item, client)
            reset, left = await self._strategy.get_window_stats(self._item, client)
        except StorageError as error:
            log.error("Requests are not counted: %s", error.storage_error)  # noqa: TRY400  one line each
            return Allowance(is_allowed=True, headers={})
        seconds = max(1, math.ceil(reset - time.time()))
        headers = {
            "RateLimit-Policy": self._policy,
            "RateLimit": f'"{_POLICY}";r={max(0, left)};t={seconds}',
        }
        if not is_allowed:
            headers["Retry-After"] = str(seconds)
        return Allowance(is_allowed, headers)

    async def close(self) -> None:
        """Hang up, where requests are counted in Redis."""
        if isinstance(self._storage, RedisStorage):
            bridge: Any = self._storage.bridge  # its types leave out what it connects with
            await bridge.get_connection().aclose()


def open_limiter(limit: str, url: str | None) -> RateLimiter:
    """The limiter of a limit such as `600/minute`; raise SetupError for one that cannot be read.

    `url` is that of a Redis, None counts in this process.
    """
    try:
        (item,) = parse_many(limit)
    except ValueError as error:
        raise SetupError(
            f"HEMEROTECA_RATE_LIMIT is {limit!r}; write it like 600/minute or 10/second."
        ) from error
    return RateLimiter(item, _open_storage(url))


def name_address(address: str | None) -> str:
    """The client behind an address, for IPv6 the network that it has."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return f"address:{address}"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return f"address:{int(found) >> _IPV6_CLIENT_BITS:x}"
        found = found.ipv4_mapped
    return f"address:{found}"


def _open_storage(url: str | None) -> Storage:
    options: dict[str, float | str | bool] = {}
    if url is not None:
        timeouts = ("socket_timeout", "socket_connect_timeout")
        options = {"implementation": "redispy", **dict.fromkeys(timeouts, _REDIS_TIMEOUT_S)}
    try:
        made = storage_from_string(f"async+{url or 'memory://'}", wrap_exceptions=True, **options)
    except (ConfigurationError, ValueError, TypeError) as error:
        raise SetupError(
            f"HEMEROTECA_RATE_LIMIT_URL cannot be used ({error}). Write it like redis://localhost:6379/0, "
            "and install `hemeroteca[redis]`."
        ) from error
    assert isinstance(made, Storage)  # noqa: S101  the scheme asks for an asynchronous one
    return made
