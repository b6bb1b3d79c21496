"""How an index is searched: by which engine, with how much memory, at what cost."""

from dataclasses import dataclass
from typing import Literal

Engine = Literal["arrays", "whoosh"]

# Postings that one query may read. Arrays take about 20 ns for one, Whoosh about a microsecond.
_MAX_POSTINGS: dict[Engine, int] = {"arrays": 20_000_000, "whoosh": 2_000_000}


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """`engine` evaluates queries; `cache_bytes` is what decoded postings may take in memory.

    Both engines read the same index and find the same with the same scores; Whoosh's own is there to
    compare, and should the other ever be in doubt.
    """

    engine: Engine = "arrays"
    cache_bytes: int = 64 * 2**20

    @property
    def max_postings(self) -> int:
        """How many postings a query may read."""
        return _MAX_POSTINGS[self.engine]


DEFAULT_OPTIONS = IndexOptions()
