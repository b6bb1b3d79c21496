"""What the lexicon says of a printed word, looked up once for all the places where it is printed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from app.quotes.lexicon import fold_word, folded_words, given_names, word_set
from app.quotes.roles import Role, find_role, role_words
from app.quotes.verbs import VerbForm, verb_forms
from app.quotes.wordings import connective_words

WORD, CAPITAL, NUMBER, POINT, QUOTE = "word", "capital", "number", "point", "quote"
DASHES = ("-", "–", "—", "--")
PAUSES = (",", *DASHES)

_STOPS = (".", "!", "?", "…", "...")
LONGEST_ACRONYM = 6  # letters
_MOST_KEPT = 1 << 16  # printed forms
_LONGEST_KEPT = 40  # characters; what is longer will hardly come again

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Token:
    """A word, number, point or quotation of `size` characters; `low` is its lower case, accents kept.

    A quotation has empty `text` and `low`; `quote` is the index of its span and `quoted` its content.
    What can speak as a lower-case `noun` is a group, a body or a document; the last two want a determiner.
    A phrase can begin where a token `opens` one, and go on after an article where it `follows_article`.
    A cue can begin or end with what `marks_cue`. A word `modifies` if it can be an adjective after its noun.
    """

    kind: str
    low: str
    opens: bool = False
    marks_cue: bool = False
    may_end: bool = False
    text: str
    size: int
    quote: int = -1
    quoted: str = ""
    role: Role | None = None
    verb: VerbForm | None = None
    noun: Literal["", "group", "body", "document"] = ""
    follows_article: bool = False
    determines: bool = False
    precedes_noun: bool = False
    pronoun: bool = False
    function: bool = False
    modifies: bool = False
    names_body: bool = False
    acronym: bool = False
    has_digit: bool = False
    given: bool = False


class KeptForms(dict[str, Kept]):
    """What is made of a printed form, kept for the next time: a dictionary that fills itself.

    It costs the hot loops less than a function with a cache. Full, it begins anew.
    """

    def __init__(self, make: Callable[[str], Kept]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, printed: str) -> Kept:
        made = self._make(printed)
        if len(printed) <= _LONGEST_KEPT:
            if len(self) == _MOST_KEPT:
                self.clear()
            self[printed] = made
        return made


class _Lists(NamedTuple):
    determiners: frozenset[str]
    pronouns: frozenset[str]
    before_noun: frozenset[str]
    function: frozenset[str]
    groups: frozenset[str]
    bodies: frozenset[str]
    documents: frozenset[str]
    openers: frozenset[str]
    after_articles: frozenset[str]
    named_bodies: frozenset[str]
    connectives: frozenset[str]
    verbal_endings: tuple[str, ...]
    given_names: frozenset[str]


def make_token(printed: str) -> Token:
    """The token of a word, number or point."""
    lists, low, kind = _lists(), printed.lower(), _kind_of(printed)
    role, verb, function = find_role(low), verb_forms().get(low), low in lists.function
    adjective = (
        kind == WORD and len(low) > 2 and not function and not low.endswith(lists.verbal_endings)
    )
    return Token(
        kind=kind,
        text=printed,
        low=low,
        size=len(printed),
        may_end=printed in _STOPS,
        role=role,
        verb=verb,
        noun=_noun_of(low, kind),
        opens=kind == CAPITAL or low in lists.openers,
        follows_article=role is not None or low in lists.after_articles,
        determines=low in lists.determiners,
        precedes_noun=low in lists.before_noun,
        pronoun=low in lists.pronouns,
        function=function,
        modifies=adjective and (verb is None or verb.mood == "participle"),
        names_body=_names_body(low),
        acronym=kind == CAPITAL and printed.isupper() and 1 < len(printed) <= LONGEST_ACRONYM,
        has_digit=any(c.isdigit() for c in printed),
        given=kind == CAPITAL and fold_word(low) in lists.given_names,
        marks_cue=verb is not None or low in lists.connectives,
    )


def _kind_of(printed: str) -> str:
    first = printed[0]
    if first.isupper():
        return CAPITAL
    if first.isalpha() or first == "_":
        return WORD
    number = first.isalnum() or (first == "*" and len(printed) > 1)
    return NUMBER if number else POINT


def _noun_of(low: str, kind: str) -> Literal["", "group", "body", "document"]:
    lists = _lists()
    if low in lists.groups:
        return "group"
    if kind != WORD:
        return ""
    if low in lists.bodies:
        return "body"
    return "document" if low in lists.documents else ""


def _names_body(low: str) -> bool:
    folded, bodies = fold_word(low), _lists().named_bodies
    return any(
        form in bodies for form in (folded, folded.removesuffix("s"), folded.removesuffix("es"))
    )


@cache
def _lists() -> _Lists:
    determiners = word_set("determiners") | {"al", "del"}
    before_noun = word_set("determiners") | word_set("before_noun")
    pronouns, groups = word_set("pronouns"), word_set("nouns.group")
    bodies, documents = word_set("nouns.body"), word_set("nouns.document")
    return _Lists(
        determiners=determiners,
        pronouns=pronouns,
        before_noun=before_noun,
        function=word_set("function_words"),
        groups=groups,
        bodies=bodies,
        documents=documents,
        openers=determiners | pronouns | role_words() | groups,
        after_articles=before_noun | role_words() | groups | bodies | documents,
        named_bodies=folded_words("nouns.organisation"),
        connectives=connective_words(),
        verbal_endings=tuple(word_set("verbal_endings")),
        given_names=given_names(),
    )
