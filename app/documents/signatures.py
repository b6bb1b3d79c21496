"""Words -> MinHash signature -> band keys: the arithmetic of near-copies, on arrays of numpy."""

import zlib

import numpy as np
from numpy.typing import NDArray

_SEQUENCE_WORDS = 3
PERMUTATIONS = 128
_BAND_ROWS = 3
_BANDS = PERMUTATIONS // _BAND_ROWS
_BLOCK = 4_096  # sequences hashed at once: a table of 128 times four bytes each

Hashes = NDArray[np.uint64]


def sign(words: list[str]) -> tuple[int, ...]:
    """The least hash of all sequences of three words, under each of the permutations."""
    hashes = (_hash_sequences(words) >> np.uint64(32)).astype(np.uint32)
    signature = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _BLOCK):
        table = hashes[start : start + _BLOCK] * _FACTORS[:, None] + _TERMS[:, None]
        np.minimum(signature, table.min(axis=1), out=signature)
    return tuple(signature.tolist())


def key_bands(signature: tuple[int, ...]) -> tuple[int, ...]:
    """One key for the number of a band and its rows."""
    rows = np.array(signature[: _BANDS * _BAND_ROWS], dtype=np.uint64).reshape(_BANDS, _BAND_ROWS)
    keys = _mix(np.arange(_BANDS, dtype=np.uint64))
    for column in rows.T:
        keys = _mix(keys + column)
    return tuple(keys.astype(np.int64).tolist())


def _hash_sequences(words: list[str]) -> Hashes:
    padded = words + [""] * (_SEQUENCE_WORDS - len(words))  # a shorter text is one sequence
    hashes = np.array([zlib.crc32(word.encode()) for word in padded], dtype=np.uint64)
    return _mix(_mix(_mix(hashes[:-2]) + hashes[1:-1]) + hashes[2:])


def _mix(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_CONSTANTS = _mix(np.arange(2 * PERMUTATIONS, dtype=np.uint64)).astype(np.uint32)
_FACTORS = _CONSTANTS[:PERMUTATIONS] | np.uint32(1)  # odd, so that multiplying permutes
_TERMS = _CONSTANTS[PERMUTATIONS:]
