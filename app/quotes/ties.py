"""Where an article says that two names are one body: *Organización Mundial de la Salud (OMS)*.

So do an acronym with its name in brackets, and a description in apposition: *el Kremlin, la oficina
presidencial rusa,*. Only a body's name is tied, and always the acronym or the description to the name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.quotes.lexicon import fold_word, folded_words, word_set
from app.quotes.nations import nation_of
from app.quotes.spelling import spelling_key

_LONGEST_NAME = 12  # words
_REACH = 160  # characters before a bracket in which the name must begin
_LEAST_EXPLAINED = (
    0.6  # share of the words of a name that give a letter: *(CEPAL)* passes over the Caribbean
)
_BRACKET = re.compile(
    r"(?P<before>\w)\s*\(\s*(?:(?:la|el|las|los)\s+)?(?P<acronym>[A-ZÑ][\w.&-]{1,11})"
    r"\s*(?P<siglas>,?\s+(?:por\s+)?(?:sus\s+)?siglas\b[^()]{0,40}|,\s*en inglés)?\s*\)"
)
_SPELT_OUT = re.compile(
    r"\b(?P<acronym>[A-ZÑ]{2,10})\s*\(\s*(?P<name>[A-ZÁÉÍÓÚÑ][^()\n]{5,120}?)\s*\)"
)
_WORD = re.compile(r"[\w’'-]+")
_PROPER = r"(?P<name>[A-ZÁÉÍÓÚÑ]\w+(?:\s+(?:(?:de|del|la)\s+)*[A-ZÁÉÍÓÚÑ]\w+){0,5})"
_DESCRIPTION = r"(?P<alias>[a-záéíóúñ]{4,}(?:\s+\w+){1,5})"
_APPOSITIONS = (
    re.compile(rf"\b(?:[Ee]l|[Ll]a) {_PROPER}, (?:el|la) {_DESCRIPTION}(?=[,.;)])"),
    re.compile(rf"\b(?:[Ee]l|[Ll]a) {_DESCRIPTION}, (?:el|la) {_PROPER}(?=[,.;)])"),
)


@dataclass(frozen=True, slots=True)
class FoundTie:
    """Two names of one body as printed: `alias` is the acronym or description; `why` says what ties them."""

    alias: str
    name: str
    why: str

    @property
    def alias_key(self) -> str:
        """What forms like the alias compare by."""
        return spelling_key(self.alias)

    @property
    def name_key(self) -> str:
        """What forms like the name compare by."""
        return spelling_key(self.name)


class _Word(NamedTuple):
    folded: str
    start: int
    capital: bool


def find_ties(body: str) -> tuple[FoundTie, ...]:
    """The ties that a text states, each once, in order of their kind and place."""
    found = (*_find_acronyms(body), *_find_spelt_out(body), *_find_appositions(body))
    return tuple(dict.fromkeys(tie for tie in found if tie.alias_key != tie.name_key))


def _find_acronyms(body: str) -> Iterator[FoundTie]:
    for match in _BRACKET.finditer(body):
        acronym = match["acronym"]
        if not _is_acronym(acronym):
            continue
        end = match.end("before")
        words = _words_before(body, end)
        start = _find_name(words, acronym)
        if start is None and match["siglas"]:
            start = _find_run(words)
        if start is not None:
            yield FoundTie(acronym, " ".join(body[start:end].split()), "acronym in brackets")


def _find_spelt_out(body: str) -> Iterator[FoundTie]:
    for match in _SPELT_OUT.finditer(body):
        name = " ".join(match["name"].split())
        words = _split(name, 0)
        if len(words) <= _LONGEST_NAME and _explains(words, fold_word(match["acronym"])):
            yield FoundTie(match["acronym"], name, "name in brackets")


def _find_appositions(body: str) -> Iterator[FoundTie]:
    for pattern in _APPOSITIONS:
        for match in pattern.finditer(body):
            if _names_body(match["name"]) and _describes_body(match["alias"].split()):
                yield FoundTie(match["alias"], match["name"], "apposition")


def _is_acronym(text: str) -> bool:
    capitals = sum(character.isupper() for character in text)
    return capitals >= 2 or (len(text) <= 9 and text.isalpha())


def _words_before(body: str, end: int) -> list[_Word]:
    """The words of the same sentence down to `end`, at most a name's length of them."""
    start = max(0, end - _REACH)
    piece = body[start:end]
    cut = max(
        piece.rfind(mark) + 1 for mark in ("\n", ". ", ";", ",", ":", "(", ")", "«", "“", '"')
    )
    return _split(piece[cut:], start + cut)[-_LONGEST_NAME:]


def _split(text: str, offset: int) -> list[_Word]:
    return [
        _Word(fold_word(match[0]), offset + match.start(), match[0][0].isupper())
        for match in _WORD.finditer(text)
    ]


def _find_name(words: Sequence[_Word], acronym: str) -> int | None:
    """Where the shortest name begins whose words give the letters of the acronym."""
    letters = "".join(character for character in fold_word(acronym) if character.isalnum())
    for i in range(len(words) - 2, -1, -1):
        first = words[i]
        if first.capital and first.folded[0] == letters[0] and _explains(words[i:], letters):
            return first.start
    return None


def _find_run(words: Sequence[_Word]) -> int | None:
    """Where the run of capitals and the particles between them begins that the words end with."""
    start = None
    for word in reversed(words):
        if word.capital:
            start = word.start
        elif word.folded not in word_set("particles"):
            break
    return start


def _explains(words: Sequence[_Word], letters: str) -> bool:
    """Whether the letters are beginnings of the words in order, of most of them, and nothing else."""
    content = [word for word in words if word.folded not in word_set("particles")]
    if len(content) < 2:
        return False
    for chosen in (content, list(words)):
        given = _count_givers([word.folded for word in chosen], letters)
        if given >= max(2, _LEAST_EXPLAINED * len(content)):
            return True
    return False


def _count_givers(words: Sequence[str], letters: str) -> int:
    """How many words give letters when beginnings of them spell all letters; 0 when they cannot.

    `best[k]` is the most words that give the first `k` letters, of the words so far.
    """
    best = {0: 0}
    for word in words:
        grown = dict(best)
        for spelt, givers in best.items():
            length = 0
            while (
                length < min(4, len(word), len(letters) - spelt)
                and word[length] == letters[spelt + length]
            ):
                length += 1
                reached = spelt + length
                grown[reached] = max(grown.get(reached, 0), givers + 1)
        best = grown
    return best.get(len(letters), 0)


def _names_body(name: str) -> bool:
    """Whether a proper name is listed as that of a body, by its first word."""
    first = fold_word(name.partition(" ")[0])
    return first in folded_words("nouns.bare_bodies") or first in folded_words("nouns.organisation")


def _describes_body(words: Sequence[str]) -> bool:
    """A body's noun with the nation that it is of, and no more."""
    first = fold_word(words[0])
    body = first in folded_words("nouns.body") or first in folded_words("nouns.organisation")
    return body and nation_of(words[-1].lower()) is not None
