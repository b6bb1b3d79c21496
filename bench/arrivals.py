"""Requests that come at fixed times, however long the answers before them take: an open loop."""

from collections import deque
from collections.abc import Callable, Sequence
from select import select
from time import perf_counter
from typing import NamedTuple

from bench.wire import connect

_CONNECTIONS = (
    32  # at most so many requests are on their way; those that are due beyond them wait, and count
)
_HEAD_START = 0.05  # seconds until the first is due


class Latencies(NamedTuple):
    """Seconds from when each request was due until its answer was there, in order of size.

    `sent_late` is by how much the generator itself was late with a request that had a connection, at most.
    """

    seconds: Sequence[float]
    sent_late: float

    def find_percentile(self, share: float) -> float:
        """The seconds within which this share of the answers came, 0.99 for the 99th percentile."""
        return self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def ask_at_rate(
    address: str, draw: Callable[[], bytes], rate: float, seconds: float, status: int
) -> Latencies:
    """Ask what is drawn, `rate` a second for so long; raise ConnectionError for another status.

    A request counts from the time when it was due, not from when it was sent: an answer that holds up those
    behind it counts for all of them.
    """
    total = max(1, round(rate * seconds))
    taken: list[float] = []
    sent_late = 0.0
    with connect(address, _CONNECTIONS) as connections:
        idle, busy = deque((one, 0.0) for one in connections), {}
        begin, sent = perf_counter() + _HEAD_START, 0
        while len(taken) < total:
            now = perf_counter()
            while idle and sent < total and (due := begin + sent / rate) <= now:
                connection, free_since = idle.popleft()
                connection.send(draw())
                sent_late = max(sent_late, perf_counter() - max(due, free_since))
                busy[connection] = due
                sent += 1
            wait = begin + sent / rate - perf_counter() if idle and sent < total else None
            readable = select(list(busy), [], [], None if wait is None else max(0.0, wait))[0]
            for connection in readable:
                reply = connection.receive()
                now = perf_counter()
                taken.append(now - busy.pop(connection))
                idle.append((connection, now))
                if reply.status != status:
                    raise ConnectionError(
                        f"{reply.status} instead of {status}: {reply.body[:300]!r}"
                    )
    return Latencies(sorted(taken), sent_late)
