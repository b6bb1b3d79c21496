"""The offices that one person holds at a time: their words, their fields, and what tells two places apart."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.quotes.lexicon import fold_word, read_rows, read_text, word_set

FILE = "posts.toml"
_ROWS = "posts.tsv"
_STEM = 6  # letters


class Post(NamedTuple):
    """An office without its holder; `complement` is what follows its name, as the data file explains."""

    office: str
    field: str
    complement: str


@cache
def find_post(head: str) -> Post:
    """The post of a head as printed; raises KeyError for another word."""
    return _posts()[fold_word(head)]


@cache
def is_feminine(head: str) -> bool:
    """Whether a head names a woman only."""
    return fold_word(head) in _feminine()


def find_heads(body: str) -> Iterator[re.Match[str]]:
    """The heads that a text prints, those of one beginning together.

    Looks for the beginnings as plain strings: a pattern of all heads takes ten times as long.
    """
    for stem, pattern in _head_patterns():
        at = body.find(stem)
        while at >= 0:
            if at and (match := pattern.match(body, at - 1)):
                yield match
            at = body.find(stem, at + len(stem))


def exclude_each_other(one: str, other: str) -> bool:
    """Whether nobody has offices of both these classes at once."""
    fields = _fields()
    return frozenset((fields.get(one, one), fields.get(other, other))) in _exclusive()


def are_two_places(one: str, other: str) -> bool:
    """Whether two places, folded words joined by hyphens, have no word in common that says anything."""
    return _telling_words(one).isdisjoint(_telling_words(other))


def _telling_words(place: str) -> set[str]:
    said = place.split("-")
    empty = word_set("particles") | word_set("generic", FILE)
    return {_same_places().get(word, word) for word in said if word not in empty} or set(said)


@cache
def _head_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each beginning that heads share, behind their first letter, the heads that have it."""
    by_stem: dict[str, list[str]] = {}
    for _, _, _, pairs in read_rows(_ROWS):
        for head in _list_heads(pairs):
            by_stem.setdefault(head[1 : 1 + _STEM], []).append(head)
    return tuple(
        (stem, re.compile(rf"(?<![\w-])(?:{'|'.join(map(_either_case, heads))})(?![\w-])"))
        for stem, heads in by_stem.items()
    )


@cache
def _posts() -> dict[str, Post]:
    return {
        fold_word(head): Post(office, field, complement)
        for office, field, complement, pairs in read_rows(_ROWS)
        for head in _list_heads(pairs)
    }


@cache
def _feminine() -> frozenset[str]:
    pairs = [pair for row in read_rows(_ROWS) for pair in row[3].split()]
    return frozenset(
        fold_word(pair.rpartition("/")[2].replace("_", " ")) for pair in pairs if "/" in pair
    )


def _list_heads(pairs: str) -> list[str]:
    return [head.replace("_", " ") for pair in pairs.split() for head in pair.split("/")]


def _either_case(head: str) -> str:
    return f"[{head[0]}{head[0].upper()}]{re.escape(head[1:])}"


@cache
def _fields() -> dict[str, str]:
    return {office: field for office, field, _, _ in read_rows(_ROWS)}


@cache
def _exclusive() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(line.split()) for line in read_text("exclusive", FILE).splitlines())


@cache
def _same_places() -> dict[str, str]:
    lines = (line.split() for line in read_text("same_places", FILE).splitlines())
    return {word: line[0] for line in lines for word in line}
