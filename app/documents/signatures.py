"""Words -> MinHash signature -> band keys: the arithmetic of near-copies, on arrays of numpy."""

import zlib

import numpy as np
from numpy.typing import NDArray

_SEQUENCE_WORDS = 5
_BAND_ROWS = 2
_BANDS = 24
PERMUTATIONS = _BANDS * _BAND_ROWS
_BLOCK = 4_096  # sequences hashed at once: a table of 48 times four bytes each

Hashes = NDArray[np.uint64]


def sign(joined: bytes) -> tuple[int, ...]:
    """The least hash of all sequences of five words, under each of the permutations.

    The words are in UTF-8, one blank between two of them; fewer than five are one sequence.
    """
    hashes = (_hash_sequences(joined.split(b" "), _SEQUENCE_WORDS) >> np.uint64(32)).astype(
        np.uint32
    )
    signature = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _BLOCK):
        table = hashes[start : start + _BLOCK] * _FACTORS[:, None] + _TERMS[:, None]
        np.minimum(signature, table.min(axis=1), out=signature)
    return tuple(signature.tolist())


def key_bands(signature: tuple[int, ...]) -> tuple[int, ...]:
    """One key for the number of a band and its rows."""
    first, second = np.array(signature, dtype=np.uint64).reshape(_BANDS, _BAND_ROWS).T
    keys = _mix((first << np.uint64(32)) + second + _BAND_TERMS)
    return tuple(keys.astype(np.int64).tolist())


def list_hashes(joined: bytes, length: int) -> Hashes:
    """The distinct hashes of all sequences of `length` words, in order; of no words, none.

    Other sequences have other hashes but for one pair in some 2**32.
    """
    return np.unique(_hash_sequences(joined.split(b" "), length)) if joined else _NO_HASHES


def count_common(first: Hashes, second: Hashes) -> int:
    """How many hashes two lists of distinct ones have in common."""
    return len(np.intersect1d(first, second, assume_unique=True))


def _hash_sequences(words: list[bytes], length: int) -> Hashes:
    padded = words + [b""] * (length - len(words))
    hashes = np.fromiter(map(zlib.crc32, padded), dtype=np.uint64, count=len(padded))
    count = len(padded) - length + 1
    sequences = hashes[:count]
    for place in range(1, length):
        sequences = sequences * _MULTIPLIER + hashes[place : place + count]
    return _mix(sequences)


def _mix(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_NO_HASHES = np.empty(0, dtype=np.uint64)
_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)  # odd, so that multiplying permutes
_CONSTANTS = _mix(np.arange(2 * PERMUTATIONS, dtype=np.uint64)).astype(np.uint32)
_FACTORS = _CONSTANTS[:PERMUTATIONS] | np.uint32(1)  # odd, as above
_TERMS = _CONSTANTS[PERMUTATIONS:]
_BAND_TERMS = _mix(np.arange(_BANDS, dtype=np.uint64))
