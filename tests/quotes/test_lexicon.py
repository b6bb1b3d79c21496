"""Each entry of the lexicon stands once and can be met."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import pytest

from app.quotes.lexicon import read_rows, word_set
from app.quotes.verbs import verb_forms

LEXICON = files("app.quotes.lexicon")
LISTS = ("words.toml", "indirect.toml")


def lists_of(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists_of(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value).split()


@pytest.mark.parametrize("name", LISTS)
def test_no_list_has_a_word_twice(name: str) -> None:
    table = tomllib.loads(LEXICON.joinpath(name).read_text("utf-8"))
    repeated = {
        key: w for key, words in lists_of(table) for w, n in Counter(words).items() if n > 1
    }
    assert repeated == {}


@pytest.mark.parametrize("name", ["verbs.tsv", "roles.tsv"])
def test_no_class_has_an_entry_twice(name: str) -> None:
    entries = [(row[0], entry) for row in read_rows(name) for entry in row[1].split()]
    assert [entry for entry, n in Counter(entries).items() if n > 1] == []


def test_every_verb_has_forms_of_its_own() -> None:
    lemmas = {form.lemma for form in verb_forms().values()}
    listed = {lemma.replace("_", " ") for row in read_rows("verbs.tsv") for lemma in row[1].split()}
    assert listed == lemmas


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("impersonal_verbs", "words.toml"),
        ("reflexive_sense", "words.toml"),
        ("naming_verbs", "words.toml"),
        ("located_verbs", "words.toml"),
        ("plain_sayings", "words.toml"),
        ("opinions", "indirect.toml"),
        ("denials", "indirect.toml"),
    ],
)
def test_lists_of_verbs_hold_reporting_verbs(key: str, name: str) -> None:
    lemmas = {form.lemma for form in verb_forms().values()}
    assert word_set(key, name) <= lemmas


def test_forms_that_may_be_nouns_are_forms_of_verbs() -> None:
    assert word_set("noun_like_forms") <= verb_forms().keys()
