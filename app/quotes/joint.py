"""Several who speak as one: *Ana Ruiz y Luis Gil dijeron*, and what shows that they do.

A plural verb shows it where one alone does not suit it; without one (*según Ruiz y Gil*) only names that
stand for people do. Where *y* may join something else, nobody is added: what a body deals with, two clauses.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.quotes.clauses import is_embedded
from app.quotes.cues import FoundCue
from app.quotes.lexicon import word_set
from app.quotes.nations import nation_of
from app.quotes.nominals import Phrase
from app.quotes.printed import find_person
from app.quotes.scenes import Article, Scene
from app.quotes.subjects import Subject
from app.quotes.tokens import POINT, QUOTE, WORD, Token

_MOST_JOINED = 8  # in a row; more are a list of names
_AND = ("y", "e")
_CLOSING = (":", ".", ",", "(")
_WITH = (("junto",), ("junto", "a"), ("junto", "con"))
_RELATIVES = ("quien", "quienes", "este", "esta")
_OF = ("de", "del", "en", "a", "al")
_PLURAL_ENDINGS = ("an", "en", "on", "án")


class _Row(NamedTuple):
    """Phrases that stand in a row, in order, and the tokens that they cover."""

    members: tuple[Phrase, ...]
    start: int
    end: int


def find_speaking(
    article: Article, scene: Scene, cue: FoundCue, subject: Subject
) -> tuple[Phrase, ...]:
    """All who are the subject of the cue, in order: the one found for it, and those joined to it."""
    alone = (subject.phrase,)
    if cue.number == "singular" or cue.mood == "impersonal" or subject.how == "from":
        return alone
    row = _row_of(scene, _first_named(scene, subject.phrase))
    if row is None:
        return alone
    if cue.mood == "source":
        return row.members if _are_known(article, scene, row) else alone
    if cue.number == "none" and not _is_plural_verb(scene.tokens, row.end):
        return alone
    if subject.how == "initial" and is_embedded(scene, cue):
        return alone
    return row.members if _is_one_clause(scene, row, subject) else alone


def find_acting(scene: Scene, phrase: Phrase) -> tuple[Phrase, ...]:
    """Those who are, with this phrase, the subject of the plural verb after them: *Ruiz y Gil viajaron*."""
    row = _row_of(scene, phrase)
    if row is None or not _opens_clause(scene, row):
        return (phrase,)
    return (
        row.members if _is_plural_verb(scene.tokens, _after_apposition(scene, row)) else (phrase,)
    )


def _after_apposition(scene: Scene, row: _Row) -> int:
    """The position after a row, and after the comma that closes what stands in apposition at its end."""
    tokens, last = scene.tokens, row.members[-1]
    closes = row.end < len(tokens) and tokens[row.end].text == ","
    apposed = any(token.text == "," for token in tokens[last.start : last.end])
    return row.end + (closes and apposed)


def find_named(article: Article, scene: Scene, phrase: Phrase) -> tuple[Phrase, ...]:
    """Those whom a heading or by-line names with this phrase, without a verb: *Ruiz y Gil: "…"*."""
    row = _row_of(scene, phrase)
    if row is None or not _opens_clause(scene, row) or not _are_known(article, scene, row):
        return (phrase,)
    following = scene.tokens[row.end].text if row.end < len(scene.tokens) else "."
    return row.members if following in _CLOSING else (phrase,)


def _first_named(scene: Scene, phrase: Phrase) -> Phrase:
    """*los ediles Ana Ruiz y Luis Gil*: the first of the names that a description leads; else the phrase."""
    if phrase.kind != "role" or not phrase.plural:
        return phrase
    named = (one for one in scene.phrases if one.kind == "name" and one.start == phrase.end)
    return next(named, phrase)


def _row_of(scene: Scene, phrase: Phrase) -> _Row | None:
    """The row that a phrase is part of; None for one alone, and where the members are in doubt."""
    phrases = scene.phrases
    here = next((i for i, one in enumerate(phrases) if one is phrase), None)
    if here is None:
        return None
    first, last = _span(scene, here)
    if first == last or last - first >= _MOST_JOINED:
        return None
    row = phrases[first : last + 1]
    members = _without_complements(scene, row)
    if len(members) < 2 or not all(_can_be_joined(scene, one) for one in members):
        return None
    return _Row(members, row[0].start, row[-1].end)


def _span(scene: Scene, here: int) -> tuple[int, int]:
    """The positions of the first and the last phrase of *A, B y C*, of which one stands `here`."""
    phrases = scene.phrases
    last, ahead, comma = here, here, False
    while ahead + 1 < len(phrases) and (link := _link(scene, phrases[ahead], phrases[ahead + 1])):
        if link == "," and last > here:
            break
        ahead += 1
        last = ahead if link == "y" else last
    first, joined = here, last > here
    while first and (link := _link(scene, phrases[first - 1], phrases[first])):
        if (link == "," and not joined) or (link == "y" and comma):
            break
        joined, comma = True, comma or link == ","
        first -= 1
    return first, last


def _link(scene: Scene, one: Phrase, other: Phrase) -> str:
    """`y` for what joins the last of a row, `,` for what may join the others; empty for neither."""
    tokens = scene.tokens
    if other.start < one.end:
        return ""
    gap = tuple(token.low for token in tokens[one.end : other.start])
    gap = gap[1:] if len(gap) > 1 and gap[0] == "," else gap
    if gap in _WITH:
        return "y" if other.preposition in ("a", "al", "con") and not one.preposition else ""
    if gap == ("como",):
        return "y" if one.start and tokens[one.start - 1].low == "tanto" else ""
    if one.preposition != other.preposition:
        return ""
    if len(gap) == 1 and gap[0] in _AND:
        return "y"
    return "," if gap == (",",) and not _is_apposed(one, other) else ""


def _is_apposed(one: Phrase, other: Phrase) -> bool:
    """*la alcaldesa, Ana Ruiz*: the name of the one described."""
    return one.kind == "role" and other.kind == "name" and not other.determined


def _without_complements(scene: Scene, row: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The members without what goes on with the one before: the *Gea* of *los ediles de Alba y Gea*.

    None at all where a name itself is made with *y*: *Trinidad y Tobago*.
    """
    members, goes_on = [row[0]], False
    for one, other in pairwise(row):
        if _is_compound(scene, one, other):
            return ()
        given = scene.tokens[other.start].given and not one.plural
        bare = _may_go_on(scene, one, other) or (goes_on and not other.determined)
        goes_on = bare and not given and (one.plural or len(row) > 2)
        if not goes_on:
            members.append(other)
    return tuple(members)


def _is_compound(scene: Scene, one: Phrase, other: Phrase) -> bool:
    before, after = scene.tokens[one.end - 1].low, scene.tokens[other.start].low
    return before == after or f"{before}_{after}" in word_set("joined_names")


def _may_go_on(scene: Scene, one: Phrase, other: Phrase) -> bool:
    """Whether a bare name may belong to the complement that ends the phrase before."""
    if other.determined or other.roles:
        return False
    tail = scene.tokens[one.name[1] if one.kind == "name" and one.name else one.start + 1 : one.end]
    return any(token.low in _OF for token in tail)


def _can_be_joined(scene: Scene, phrase: Phrase) -> bool:
    """Whether a phrase names somebody by itself: not *otros*, *quien*, nor a role that is another's too."""
    token = scene.tokens[phrase.start]
    if phrase.kind == "pronoun":
        return token.low not in _RELATIVES
    if phrase.kind != "role":
        return phrase.kind != "document"
    return (phrase.determined or phrase.plural) and phrase.core_end - phrase.start > (
        1 if phrase.determined else 0
    )


def _is_one_clause(scene: Scene, row: _Row, subject: Subject) -> bool:
    """Whether all of the row are the subject, and *y* does not begin another clause.

    One of them who is plural could be the subject without the others.
    """
    first, last = row.members[0], row.members[-1]
    if subject.how == "relative":
        return not last.plural
    if subject.how == "after":
        return not first.plural or not _is_followed_by_clause(scene.tokens, row.end)
    return not last.plural or _opens_clause(scene, row)


def _opens_clause(scene: Scene, row: _Row) -> bool:
    before = scene.tokens[row.start - 1] if row.start else None
    return before is None or before.kind in (POINT, QUOTE) or before.function


def _is_followed_by_clause(tokens: Sequence[Token], end: int) -> bool:
    """*dijeron los vecinos y Ana Ruiz asintió*: a word of its own comes next."""
    if end == len(tokens) or tokens[end].kind in (POINT, QUOTE):
        return False
    return not tokens[end].function


def _are_known(article: Article, scene: Scene, row: _Row) -> bool:
    """Whether the members can be told without a verb: people, or surnames only, and no clause follows."""
    if _is_followed_by_clause(scene.tokens, row.end):
        return False
    if any(_may_go_on(scene, *pair) for pair in pairwise(row.members)):
        return False
    if all(_is_bare_surname(scene, one) for one in row.members):
        return True
    return all(_is_known(article, scene, one) for one in row.members)


def _is_bare_surname(scene: Scene, phrase: Phrase) -> bool:
    token = scene.tokens[phrase.start]
    return phrase.kind == "name" and phrase.end == phrase.start + 1 and not nation_of(token.low)


def _is_known(article: Article, scene: Scene, phrase: Phrase) -> bool:
    if phrase.kind != "name":
        return phrase.kind in ("role", "organisation") and phrase.determined
    person = find_person(article, scene, phrase)
    return bool(phrase.roles) or (person is not None and person.is_human)


def _is_plural_verb(tokens: Sequence[Token], position: int) -> bool:
    """*viajaron*, *no se han visto*: after a subject a word with the ending of a plural verb is one."""
    clitics, adverbs = word_set("clitics"), word_set("adverbs")
    limit = min(len(tokens), position + 4)
    while position < limit and (tokens[position].low in clitics or tokens[position].low in adverbs):
        position += 1
    if position >= limit:
        return False
    token = tokens[position]
    if token.low in word_set("plural_haber") or token.low in word_set("plural_copulas"):
        return True
    return token.kind == WORD and not token.function and token.low.endswith(_PLURAL_ENDINGS)
