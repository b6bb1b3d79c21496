"""Whether confidence means what it says: of the quotations that were 0.9 sure, how many are right?"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Quotations whose confidence lies above `low` and up to `high`; `right` have span and speaker right."""

    low: float
    high: float
    count: int
    right: int
    mean_confidence: float

    @property
    def share_right(self) -> float:
        """From 0 to 1; 0 for an empty bin."""
        return self.right / self.count if self.count else 0.0


def bin_verdicts(verdicts: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Count confidences and whether they were right; the lowest bin takes in 0, and empty ones are kept."""
    judged = list(verdicts)
    bins = []
    for low, high in pairwise(_EDGES):
        inside = [one for one in judged if low < one[0] <= high or (low == 0.0 == one[0])]
        total = sum(confidence for confidence, _ in inside)
        right = sum(is_right for _, is_right in inside)
        bins.append(Bin(low, high, len(inside), right, total / len(inside) if inside else 0.0))
    return tuple(bins)
