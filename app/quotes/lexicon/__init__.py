"""The word lists of the extractor: data files beside this one, read once, on first use."""

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from app.text import fold


def read_rows(name: str) -> Iterator[list[str]]:
    """The tab-separated columns of each line of a data file, comments and empty lines left out."""
    for line in files(__name__).joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _table(name: str) -> dict[str, object]:
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """`fold` for single words, which come again and again."""
    return fold(word)


@cache
def folded_words(key: str, name: str = "words.toml") -> frozenset[str]:
    """A list without accents, for words that are printed with and without."""
    return frozenset(fold(word) for word in word_set(key, name))


@cache
def given_names() -> frozenset[str]:
    """Every given name of the lexicon in lower case, without accents."""
    lists = ("feminine", "masculine", "plain")
    return frozenset().union(*(folded_words(key, "given_names.toml") for key in lists))


def read_text(key: str, name: str) -> str:
    """A value of a data file as it is written; raises KeyError for an unknown one."""
    return str(_table(name)[key])


def read_rules(key: str, name: str) -> list[tuple[str, str]]:
    """Pairs of a pattern and what stands for it, in order; raises KeyError for an unknown key."""
    rules = _table(name)[key]
    if not isinstance(rules, list):
        raise KeyError(key)
    return [(str(pattern), str(replacement)) for pattern, replacement in rules]


@cache
def word_set(key: str, name: str = "words.toml") -> frozenset[str]:
    """A list by its key, dotted inside a table (`nouns.document`); raises KeyError for an unknown one."""
    value: object = _table(name)
    for part in key.split("."):
        if not isinstance(value, dict):
            raise KeyError(key)
        value = value[part]
    return frozenset(str(value).split())
