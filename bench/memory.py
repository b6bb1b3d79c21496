"""How much memory another process takes, and whether that grows (Linux: it reads /proc)."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

_MOST_SAMPLES = 200  # of which all pairs are compared


class Sample(NamedTuple):
    """At so many seconds: megabytes that are resident, and those of them that stand in no file.

    Of a file that is mapped, such as those of a text index, the system takes pages back when it needs them.
    """

    second: float
    resident: float
    anonymous: float


class Watch(Thread):
    """Takes a sample every so many seconds until it is stopped, and one at the end."""

    def __init__(self, process: int, every: float) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self._process = process
        self._every = every
        self._begun = monotonic()
        self._ended = Event()

    def run(self) -> None:
        """Take samples."""
        while not self._ended.wait(self._every):
            self._take()

    def stop(self) -> list[Sample]:
        """End, and give all samples in the order of time."""
        self._ended.set()
        self.join()
        self._take()
        return self.samples

    def _take(self) -> None:
        resident, anonymous = read_memory(self._process)
        self.samples.append(Sample(monotonic() - self._begun, resident, anonymous))


def read_memory(process: int) -> tuple[float, float]:
    """Megabytes that are resident, and those of them that stand in no file."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
    kilobytes = {
        name: int(rest.split()[0]) for name, _, rest in (one.partition(":") for one in lines)
    }
    return kilobytes["Rss"] / 1024, kilobytes["Anonymous"] / 1024


def find_growth(samples: Sequence[Sample]) -> float:
    """Megabytes by which the anonymous part grew from the first sample to the last.

    By the median slope of all pairs (Theil and Sen), which peaks do not lift; 0 for fewer than two samples.
    """
    few = samples[:: -(-len(samples) // _MOST_SAMPLES)] if samples else []
    slopes = [
        (later.anonymous - earlier.anonymous) / (later.second - earlier.second)
        for earlier, later in combinations(few, 2)
        if later.second > earlier.second
    ]
    return median(slopes) * (samples[-1].second - samples[0].second) if slopes else 0.0
