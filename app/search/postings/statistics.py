"""What the scores of a search depend on besides the article itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many documents there are, how many terms they have by field, and in how many each term occurs.

    Deleted documents that are not merged away count, as they do for Whoosh.
    """

    documents: int
    lengths: dict[str, int]
    frequencies: dict[tuple[str, str], int]

    def get_average(self, field: str) -> float:
        """How many terms a document has in a field; 1 if none has any."""
        return self.lengths[field] / (self.documents or 1) or 1
