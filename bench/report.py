"""How the benchmarks print, and how they count seconds."""

from collections.abc import Callable
from pathlib import Path
from time import clock_gettime, process_time


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  what a benchmark is for


def time_work(work: Callable[[], object]) -> float:
    """Seconds of this process, so that others on the machine do not count."""
    started = process_time()
    work()
    return process_time() - started


def read_processor_seconds(process: int) -> float:
    """Processor time of another process so far: all of its threads, in itself and in system calls (Linux)."""
    # The clock that clock_getcpuclockid(3) names, to the nanosecond; /proc counts in hundredths of a second.
    return clock_gettime(~process << 3 | 2)


def read_waiting_seconds(process: int) -> float:
    """How long the main thread of another process could have run so far, and other programs did (Linux)."""
    fields = Path(f"/proc/{process}/schedstat").read_text("ascii").split()
    return int(fields[1]) / 1e9


def time_additions() -> float:
    """Seconds for ten million additions, by which one core compares with another."""
    return time_work(_add)


def _add() -> None:
    total = 0
    for number in range(10**7):
        total += number
