"""Sketches of wordings: a few bytes that tell most pairs apart which cannot be alike.

Each word sets one bit of many (Bloom, *Space/Time Trade-offs in Hash Coding*, 1970). A bit that only one of
two sketches has is a word that the other lacks, so what is told apart here the words would tell apart too.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from app.quotes.likeness import LEAST_CONTAINMENT

_BITS = 256


class Sketch(NamedTuple):
    """How many words a wording has, and the bits that they set."""

    size: int
    bits: int


def sketch(wording_words: Sequence[str]) -> Sketch:
    """The sketch of a wording."""
    bits = 0
    for word in wording_words:
        bits |= _find_bit(word)
    return Sketch(len(wording_words), bits)


def may_hold(longer: Sketch, shorter: Sketch) -> bool:
    """Whether a wording may have as many words of one that is not longer as `compare` asks for."""
    if _has_enough(longer, shorter):
        return True
    return longer.size == shorter.size and _has_enough(shorter, longer)


def _has_enough(holder: Sketch, held: Sketch) -> bool:
    missing = (held.bits & ~holder.bits).bit_count()
    return held.size - missing >= LEAST_CONTAINMENT * held.size


@lru_cache(maxsize=1 << 16)
def _find_bit(word: str) -> int:
    return 1 << (zlib.crc32(word.encode()) % _BITS)
