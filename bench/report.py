"""How the benchmarks print, and how they count seconds."""

from collections.abc import Callable
from time import process_time


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  what a benchmark is for


def time_work(work: Callable[[], object]) -> float:
    """Seconds of this process, so that others on the machine do not count."""
    started = process_time()
    work()
    return process_time() - started


def time_additions() -> float:
    """Seconds for ten million additions, by which one core compares with another."""
    return time_work(_add)


def _add() -> None:
    total = 0
    for number in range(10**7):
        total += number
