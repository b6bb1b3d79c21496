"""The wordings of the cues that are no verbs, as the lexicon lists them."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from app.quotes.lexicon import read_rows, word_set


class Connective(NamedTuple):
    """What stands for all wordings of a connective, and what it governs."""

    lemma: str
    governs: str


def connective_words() -> frozenset[str]:
    """The lower-case words with which a cue without a verb can begin."""
    return word_set("nouns.speech").union(second_words(), {"por"})


@cache
def connectives() -> dict[tuple[str, ...], Connective]:
    """Every connective by its lower-case words."""
    rows = read_rows("connectives.tsv")
    return {tuple(words.split()): Connective(lemma, governs) for words, lemma, governs in rows}


@cache
def second_words() -> dict[str, set[str]]:
    """The words with which a connective begins, with those that can follow; an empty one for none."""
    seconds: dict[str, set[str]] = defaultdict(set)
    for first, *others in connectives():
        seconds[first].add(others[0] if others else "")
    return dict(seconds)
