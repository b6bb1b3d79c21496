"""The shorter names of a person: *Olivenza* and *M. Olivenza* for Marta Olivenza Rueda."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.names import name_key
from app.quotes.spelling import is_given, puts_family_first, spelling_key

_FILE = "spellings.toml"
_LONGEST_NAME = 7  # parts: what is longer is no name that anybody shortens


class NameParts(NamedTuple):
    """Given names and surnames in order, each with the particles before it: *de la Vega* is one surname."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def short_keys(form: str) -> frozenset[str]:
    """The spelling keys of the shorter forms of a person's full name; none for one word.

    Surnames with and without given names, without middle names and initials, the given name as an initial.
    Each is shorter than the form's own key, so that no two names are short for each other.
    """
    own = spelling_key(form)
    keys = {spelling_key(short) for short in _shorten(split_name(form))}
    return frozenset(key for key in keys if key and len(key) < len(own))


@lru_cache(maxsize=1 << 14)
def split_name(form: str) -> NameParts:
    """The parts of a person's name; a single word, or surnames alone, have no given name."""
    parts = _join_particles(name_key(form).split())
    words = [part.split()[-1] for part in parts]
    if len(parts) < 2:
        return NameParts((), tuple(parts))
    if puts_family_first(words):
        return NameParts((" ".join(parts[1:]),), tuple(parts[:1]))
    count = _count_given(words)
    return NameParts(tuple(parts[:count]), tuple(parts[count:]))


def _count_given(words: list[str]) -> int:
    """How many words are given names: those listed at the start, and the first whatever it is."""
    count = 1
    while count < min(len(words) - 1, 3) and _is_middle(words, count):
        count += 1
    return count


def _is_middle(words: list[str], i: int) -> bool:
    word = words[i]
    if len(word) == 1:
        return True
    surname_too = word in word_set("surnames_too", _FILE) and len(words) == i + 2
    return is_given(word) and not surname_too


def _join_particles(words: list[str]) -> list[str]:
    particles = word_set("particles")
    parts: list[str] = []
    waiting: list[str] = []
    for word in words:
        waiting.append(word)
        if word not in particles:
            parts.append(" ".join(waiting))
            waiting = []
    return parts or words


def _shorten(name: NameParts) -> Iterator[str]:
    if not name.given or len(name.given) + len(name.surnames) > _LONGEST_NAME:
        return
    yield from _shorten_surnames((name.surnames, name.surnames[:1], name.surnames[-1:]))
    married = [part for part in name.surnames[1:] if part.startswith("de ")]
    chosen = (name.surnames, name.surnames[:1], *((part,) for part in married))
    families = list(_shorten_surnames(chosen))
    for given, family in product(_shorten_given(name.given), families):
        yield f"{given} {family}"


def _shorten_surnames(chosen: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Each choice of surnames with its particles and without."""
    for surnames in dict.fromkeys(chosen):
        yield " ".join(surnames)
        yield " ".join(part.split()[-1] for part in surnames)


def _shorten_given(given: tuple[str, ...]) -> Iterator[str]:
    """All, those written out, the first or the last unless they make a double name, initials."""
    yield " ".join(given)
    written = [name for name in given if len(name) > 1]
    if written:
        yield " ".join(written)
        if written[0] not in word_set("double_given", _FILE):
            yield from (written[0], written[-1])
    yield given[0][0]
    yield " ".join(name[0] for name in given)
