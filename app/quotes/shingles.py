"""What two quotations are compared by: their words without case, accents and marks, and runs of three.

Of all runs the rarest in each window are kept as fingerprints (Schleimer, Wilkerson and Aiken, *Winnowing:
Local Algorithms for Document Fingerprinting*, SIGMOD 2003), so two wordings that have `SHARED_RUN` words in a
row in common have a fingerprint in common.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.quotes.weights import weigh_word
from app.text import words

SHINGLE = 3  # words
_WINDOW = 3  # shingles
SHARED_RUN = SHINGLE + _WINDOW - 1
WORDS_LIMIT = 400  # of a quotation that are compared; the longest of 1,258 real ones has 130
_WORD = re.compile(r"\w+")
_BITS = 63  # of a key: what a signed integer of every database holds


def wording(text: str) -> tuple[str, ...]:
    """The words that a quotation is compared by, in order; none for a text of marks alone."""
    return tuple(words(text)[:WORDS_LIMIT])


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where in a composed (NFC) text each word of its wording is printed, at half-open offsets.

    A sign that folds to several words (½) gives each of them the same place.
    """
    return [
        match.span() for match in _WORD.finditer(text) for _ in range(len(words(match.group())))
    ][:WORDS_LIMIT]


def wording_id(wording_words: Sequence[str]) -> str:
    """The id of a wording: a hash of its words."""
    return hashlib.sha256(" ".join(wording_words).encode()).hexdigest()[:16]


def shingle_keys(wording_words: Sequence[str]) -> frozenset[int]:
    """The keys of all runs of three words, to look for texts that share one."""
    return frozenset(key for _, key in _shingles(wording_words))


@lru_cache(maxsize=1 << 12)  # those of the wordings of one transaction are asked for again
def fingerprints(wording_words: tuple[str, ...]) -> frozenset[int]:
    """The keys of the rarest run in every window, ties by hash; none for fewer than three words."""
    shingles = list(_shingles(wording_words))
    if len(shingles) <= _WINDOW:
        return frozenset(key for _, key in sorted(shingles)[:1])
    windows = range(len(shingles) - _WINDOW + 1)
    return frozenset(min(shingles[at : at + _WINDOW])[1] for at in windows)


def _shingles(wording_words: Sequence[str]) -> Iterator[tuple[float, int]]:
    """Each run of three words as its commonness, by which windows choose, and its key."""
    weights = [weigh_word(word) for word in wording_words]
    for at in range(len(wording_words) - SHINGLE + 1):
        run = wording_words[at : at + SHINGLE]
        digest = hashlib.blake2b(" ".join(run).encode(), digest_size=8).digest()
        yield -sum(weights[at : at + SHINGLE]), int.from_bytes(digest) >> (64 - _BITS)
