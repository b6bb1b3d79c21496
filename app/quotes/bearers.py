"""Who bears a surname in an article: the full names printed around a word that stands alone elsewhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.quotes.lexicon import fold_word, word_set
from app.quotes.quotation import JointSpeaker, Quotation
from app.quotes.spelling import is_given, puts_family_first

Named = TypeVar("Named", Quotation, JointSpeaker)

_MOST_NAMES = 64  # each is looked for in the whole text, so that a list of names costs linear time
_LONGEST_GIVEN = 60  # characters before a surname in which the given names must begin
_BEFORE = re.compile(r"(?:[\w.'’-]+ +)+$")


def name_in_full(body: str, quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """The quotations, those of a person known by one word under the one full name that the body prints."""
    known: dict[str, Sequence[str]] = {}

    def full(one: Named) -> Named:
        name = one.speaker
        if not name or one.speaker_kind != "person" or " " in name:
            return one
        if name not in known and len(known) < _MOST_NAMES:
            known[name] = list_bearers(body, name)
        bearers = known.get(name, ())
        return replace(one, speaker=bearers[0]) if len(bearers) == 1 else one

    return tuple(
        replace(full(quotation), joint=tuple(map(full, quotation.joint)))
        if quotation.joint
        else full(quotation)
        for quotation in quotations
    )


def list_bearers(body: str, word: str) -> tuple[str, ...]:
    """The full names in a text of which this word is the surname, each once, in order.

    A given name must be listed to count; a family name that stands first is one of `puts_family_first`.
    """
    found: dict[str, None] = {}
    for match in re.finditer(rf"\b{re.escape(word)}\b", body):
        before = _BEFORE.search(body[max(0, match.start() - _LONGEST_GIVEN) : match.start()])
        given = _read_given(before[0].split() if before else [])
        if given:
            found[f"{given} {word}"] = None
        after = re.match(r" +([A-ZÁÉÍÓÚÑ]\w+)", body[match.end() : match.end() + _LONGEST_GIVEN])
        if after and puts_family_first([fold_word(word), fold_word(after[1])]):
            found[f"{word} {after[1]}"] = None
    return tuple(found)


def _read_given(words: Sequence[str]) -> str:
    """The given names that the words end with, with initials and particles; empty when there are none."""
    start = len(words)
    while start and _may_be_given(words[start - 1]):
        start -= 1
    while start < len(words) and not is_given(fold_word(words[start])):
        start += 1
    return " ".join(words[start:])


def _may_be_given(word: str) -> bool:
    if word.endswith("."):
        return len(word) == 2  # an initial; another stop ends a sentence
    return word[:1].isupper() or word in word_set("name_joints")
