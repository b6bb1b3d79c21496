"""The printed words of an index, folded: which begin so, which are near, how common they are."""

from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

import numpy as np

from app.search.postings.live import LivePostings

MAX_EXPANSIONS = 200  # words that one prefix may stand for; the commonest are kept


class Vocabulary(Protocol):
    """What a query has to know of the words of an index before it can be answered."""

    def expand_prefix(self, prefix: str) -> tuple[list[str], int]:
        """The commonest words that begin with a prefix, at most MAX_EXPANSIONS; and how many do."""
        ...

    def expand_typo(self, word: str) -> list[str]:
        """The words of the index that are the given one or one edit away from it, sorted."""
        ...

    def expand_near(self, word: str) -> list[str]:
        """The words of the index with the same first letter at most two edits away, sorted."""
        ...

    def count_documents(self, field: str, term: str) -> int:
        """How many documents have a word (`words`); whether any has a term (`text`), 0 or more."""
        ...

    def count_reads(self, field: str, terms: Collection[str], *, in_order: bool) -> int:
        """How many numbers have to be read to look terms up, `in_order` with the places where they stand."""
        ...


class LiveVocabulary:
    """The words of a commit."""

    def __init__(self, postings: LivePostings) -> None:
        self._postings = postings

    def expand_prefix(self, prefix: str) -> tuple[list[str], int]:
        """As `Vocabulary` has it."""
        counts: defaultdict[bytes, int] = defaultdict(int)
        for table in self._postings.list_tables("words"):
            first, beyond = table.find_prefix(prefix.encode())
            documents = np.diff(table.starts[first : beyond + 1]).tolist()
            for word, count in zip(table.list_terms(first, beyond), documents, strict=True):
                counts[word] += count
        commonest = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:MAX_EXPANSIONS]
        return sorted(word.decode() for word in commonest), len(counts)

    def expand_typo(self, word: str) -> list[str]:
        """As `Vocabulary` has it."""
        alike = {
            table.get_term(place).decode()
            for table in self._postings.list_tables("words")
            for place in table.find_alike(word, edits=1).tolist()
        }
        return list_near(word, alike, edits=1)

    def expand_near(self, word: str) -> list[str]:
        """As `Vocabulary` has it."""
        alike: set[str] = set()
        for table in self._postings.list_tables("words"):
            first, beyond = table.find_prefix(word[:1].encode())
            places = table.find_alike(word, edits=2)
            places = places[(places >= first) & (places < beyond)]
            alike.update(table.get_term(place).decode() for place in places.tolist())
        return list_near(word, alike, edits=2)

    def count_documents(self, field: str, term: str) -> int:
        """As `Vocabulary` has it."""
        return self._postings.count_documents(field, term)

    def count_reads(self, field: str, terms: Collection[str], *, in_order: bool) -> int:
        """As `Vocabulary` has it."""
        reads = self._postings.count_postings(field, terms)
        return reads + (self._postings.count_positions(field, terms) if in_order else 0)


def list_near(word: str, others: Collection[str], edits: int) -> list[str]:
    """Those of the others that are at most so many edits away from a word, sorted."""
    return sorted(other for other in others if is_near(word, other, edits))


def is_near(word: str, other: str, edits: int) -> bool:
    """Whether at most so many edits make one word the other.

    An edit is one letter missing, too many, wrong, or in its neighbour's place.
    """
    same = _shared_start(word, other)
    word, other = word[same:], other[same:]
    if not word or not other or not edits:
        return len(word) + len(other) <= edits
    if abs(len(word) - len(other)) > edits:
        return False
    return (
        is_near(word[1:], other[1:], edits - 1)
        or is_near(word[1:], other, edits - 1)
        or is_near(word, other[1:], edits - 1)
        or (word[:2] == other[1::-1] and is_near(word[2:], other[2:], edits - 1))
    )


def _shared_start(word: str, other: str) -> int:
    for index, (one, two) in enumerate(zip(word, other, strict=False)):
        if one != two:
            return index
    return min(len(word), len(other))
