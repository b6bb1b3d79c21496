"""What people are called by what they are: *la ministra*, *el mandatario*, *los expertos*."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from app.quotes.lexicon import read_rows, word_set
from app.text import fold

Gender = Literal["m", "f", ""]

_PREFIXES = ("ex", "co", "vice")


@dataclass(frozen=True, slots=True)
class Role:
    """A role noun; `head` is its masculine singular, `gender` is empty where one form serves both."""

    head: str
    classes: frozenset[str]
    gender: Gender
    plural: bool

    def of_office(self, complement: set[str]) -> "Role":
        """The role with the class of its office: *jefe del Estado* is one of `state`, a *jefe* is not."""
        keys = [(self.head, word) for word in complement]
        offices = {_offices()[key] for key in keys if key in _offices()}
        return replace(self, classes=self.classes | offices) if offices else self

    def fits(self, other: "Role") -> int:
        """How well two descriptions suit one person: 3 same noun, 2 same class, 1 a broad word, 0 not."""
        if self.gender and other.gender and self.gender != other.gender:
            return 0
        if self.head == other.head:
            return 3
        if self.classes & other.classes - {"person", "official", "family"}:
            generic = word_set("classes.generic")
            return 2 if self.head in generic or other.head in generic else 0
        broad = "official" in self.classes and other.classes & word_set("classes.officials")
        return 1 if broad else 0


@lru_cache(maxsize=1 << 14)
def find_role(word: str) -> Role | None:
    """The role that a word names, in lower case, with its accents or without any; None for another word."""
    role = _roles().get(word)
    if role is None and word.startswith(_PREFIXES):
        role = _roles().get(
            word.removeprefix("ex").removeprefix("co").removeprefix("vice").lstrip("-")
        )
    return role


def role_words() -> frozenset[str]:
    """Every word that names a role."""
    return frozenset(_roles())


@cache
def _offices() -> dict[tuple[str, str], str]:
    """The class of a head with a complement, both folded."""
    rows = read_rows("offices.tsv")
    return {(head, word): role_class for head, words, role_class in rows for word in words.split()}


@cache
def _roles() -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for role_class, pairs in read_rows("roles.tsv"):
        for pair in pairs.split():
            masculine, _, feminine = pair.replace("_", " ").partition("/")
            forms: list[tuple[str, Gender]] = (
                [(masculine, "m"), (feminine, "f")] if feminine else [(masculine, "")]
            )
            if masculine == feminine:
                forms = [(masculine, "")]
            for form, gender in forms:
                for printed, plural in ((form, False), (_plural(form), True)):
                    known = roles.get(printed)
                    classes = frozenset({role_class}) | (known.classes if known else frozenset())
                    agreed = gender if known is None or known.gender == gender else ""
                    role = Role(masculine, classes, agreed, plural)
                    roles[printed] = role
                    roles.setdefault(fold(printed), role)
    return roles


def _plural(form: str) -> str:
    """*alcaldes*, *jueces*, *capitanes* without the accent of the last syllable, *líderes* with theirs."""
    if form[-1] in "aeioué":
        return form + "s"
    if form[-1] == "z":
        return form[:-1] + "ces"
    if form[-1] == "s":
        return form
    if form[-1] in "fhk":
        return form + "s"
    return form[:-2] + fold(form[-2]) + form[-1] + "es"
