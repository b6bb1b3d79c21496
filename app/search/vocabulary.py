"""The printed words of the index, folded: which begin so, which are near, how common they are."""

from collections import defaultdict

import numpy as np

from app.search.postings.live import LivePostings

MAX_EXPANSIONS = 200  # words that one prefix may stand for; the commonest are kept


def expand_prefix(postings: LivePostings, prefix: str) -> tuple[list[str], int]:
    """The words that begin with a prefix, at most MAX_EXPANSIONS, the commonest; and how many there are."""
    counts: defaultdict[bytes, int] = defaultdict(int)
    for table in postings.list_tables("words"):
        first, beyond = table.find_prefix(prefix.encode())
        documents = np.diff(table.starts[first : beyond + 1]).tolist()
        for word, count in zip(table.list_terms(first, beyond), documents, strict=True):
            counts[word] += count
    commonest = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:MAX_EXPANSIONS]
    return sorted(word.decode() for word in commonest), len(counts)


def expand_typo(postings: LivePostings, word: str) -> list[str]:
    """The words of the index that are the given one or one edit away from it, sorted."""
    alike = {
        table.get_term(place).decode()
        for table in postings.list_tables("words")
        for place in table.find_alike(word, edits=1).tolist()
    }
    return sorted(other for other in alike if is_near(word, other, edits=1))


def expand_near(postings: LivePostings, word: str) -> list[str]:
    """The words of the index with the same first letter at most two edits away, sorted."""
    alike: set[str] = set()
    for table in postings.list_tables("words"):
        first, beyond = table.find_prefix(word[:1].encode())
        places = table.find_alike(word, edits=2)
        places = places[(places >= first) & (places < beyond)]
        alike.update(table.get_term(place).decode() for place in places.tolist())
    return sorted(other for other in alike if is_near(word, other, edits=2))


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
