"""Normal forms, folding, sentences: what the stages, the store and the index share."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_COMBINING_TILDE = "\u0303"
_SLUG_GAP = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")
_LONGEST_KEY = 600  # bytes in UTF-8: an index of PostgreSQL holds 2,704, in which four find room
_WIDEST = 4  # bytes of a character in UTF-8
_DIGEST = 16
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ABBREVIATIONS = frozenset(
    (
        *("sr", "sra", "srta", "dr", "dra", "d", "lic", "ing", "prof", "arq", "mons", "st"),
        *("gral", "cnel", "tte", "art", "núm", "num", "pág", "p", "av", "cía", "vs", "ee", "uu"),
    )
)
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_SENTENCE_END = re.compile(
    r"""
    [.!?…]+                    # the stop itself
    [»”"’')\]]*                # marks that close with it
    (?=\s+[«“"‘'(\[¿¡—–-]*\s?[^\W\d_]|\s*$|\s+[«“"‘'(\[¿¡—–-]*\d)   # then white space and a new start
    """,
    re.VERBOSE,
)


def normalise(text: str) -> str:
    """Composed form (NFC): the form in which text is stored and offsets count."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without accents, ñ kept: *Economía* and *ECONOMIA* fold alike, *año* and *ano* do not.

    Compatibility forms (ligatures, full width) are unfolded; the length may change.
    """
    if text.isascii():
        return text.lower()
    if _COMBINING_TILDE in text:
        return _fold_whole(text)
    # All but the tilde of an ñ fold alike wherever they stand, and most letters are ASCII.
    return _BEYOND_ASCII.sub(lambda match: _fold_piece(match[0]), text.lower())


def _fold_whole(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept: list[str] = []
    for character in decomposed:
        if not unicodedata.combining(character):
            kept.append(character)
        elif character == _COMBINING_TILDE and kept and kept[-1] == "n":
            kept[-1] = "ñ"
    return "".join(kept)


# Some fifty of them make up nearly all text.
_fold_piece = lru_cache(maxsize=1 << 12)(_fold_whole)


def fold_label(text: str) -> str:
    """The form in which the names of outlets are compared: folded, single spaces."""
    return bound_key(" ".join(fold(text).split()))


def bound_key(key: str) -> str:
    """The key, or the beginning and a hash of one that is longer than an index can hold.

    No name is; what a damaged page makes of one may be.
    """
    if len(key) * _WIDEST <= _LONGEST_KEY or len(encoded := key.encode()) <= _LONGEST_KEY:
        return key
    digest = hashlib.sha256(encoded).hexdigest()[:_DIGEST]
    return encoded[: _LONGEST_KEY - _DIGEST].decode(errors="ignore") + digest


def words(text: str) -> list[str]:
    """The folded words of a text, in order: letters, digits and underscores."""
    return _WORD.findall(fold(text))


def slug(text: str) -> str:
    """ASCII words joined by hyphens, for addresses; ñ becomes n. May be empty."""
    plain = unicodedata.normalize("NFKD", fold(text)).encode("ascii", "ignore").decode()
    return bound_key(_SLUG_GAP.sub("-", plain).strip("-"))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences, without the white space around them, in order.

    A line break ends a sentence; a stop after an abbreviation or an initial does not.
    """
    return [span for line in line_spans(text) for span in line_sentences(text, *line)]


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of the lines, their breaks included, in order."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def line_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of the line from `start` to `end`."""
    begin = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        if _is_abbreviation(text, begin, stop.start()):
            continue
        if span := _trim(text, begin, stop.end()):
            yield span
        begin = stop.end()
    if span := _trim(text, begin, end):
        yield span


def _is_abbreviation(text: str, begin: int, stop: int) -> bool:
    if text[stop] != ".":
        return False
    word_start = stop
    farthest = max(begin, stop - _LONGEST_ABBREVIATION - 1)
    if stop - farthest > _LONGEST_ABBREVIATION and text[farthest:stop].isalpha():
        return False  # most words are longer than any abbreviation
    while word_start > farthest and text[word_start - 1].isalpha():
        word_start -= 1
    word = text[word_start:stop]
    if word.lower() in _ABBREVIATIONS:
        return True
    return len(word) == 1 and word.isupper()


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
