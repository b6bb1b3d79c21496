"""Long lists of values in pieces that a statement can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value", str, int)

CHUNK_SIZE = 500  # SQLite took 999 variables a statement until 3.32


def chunked(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values, sorted, in lists of at most CHUNK_SIZE."""
    remaining = iter(sorted(values))
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        yield chunk
