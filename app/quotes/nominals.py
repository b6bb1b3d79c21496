"""Noun phrases from their first noun on: names, roles with name and complement, institutions, documents."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.quotes.lexicon import fold_word, word_set
from app.quotes.nations import nation_of
from app.quotes.roles import Gender, Role
from app.quotes.runs import (
    is_institution,
    is_shouted,
    name_run_end,
    split_outlet,
    split_run,
)
from app.quotes.tokens import CAPITAL, NUMBER, QUOTE, WORD, Token

PhraseKind = Literal["name", "role", "pronoun", "organisation", "document"]

_LONGEST_PHRASE = 12  # tokens after the noun
_LONGEST_MEDIUM = 4  # words of a medium's name
_LINKS = ("de", "del")
_ARTICLES = ("el", "la", "los", "las", "su", "sus", "un", "una", "este", "esta", "dicho", "dicha")


class Phrase(NamedTuple):
    """A noun phrase at half-open token positions of its sentence.

    `core_end` leaves out what stands in apposition or brackets. `name` are the positions of the proper name
    in it. `preposition` is the word that governs it, empty for a phrase that can be a subject. `complement`
    are folded words that tie a role to a place or an institution.
    """

    kind: PhraseKind
    start: int
    end: int
    core_end: int
    name: tuple[int, int] | None = None
    roles: tuple[Role, ...] = ()
    gender: Gender = ""
    plural: bool = False
    definite: bool = True
    determined: bool = False
    complement: frozenset[str] = frozenset()
    preposition: str = ""


def nominal_at(tokens: Sequence[Token], i: int, *, determined: bool) -> Phrase | None:
    """The phrase whose first noun or name stands at `i`; None for a noun that cannot speak."""
    token = tokens[i]
    if token.role is not None and not (token.kind == CAPITAL and token.names_body):
        return _role_phrase(tokens, i, token.role)
    if token.kind == CAPITAL and not (i == 0 and token.noun == "group"):
        return _name_phrase(tokens, i, determined=determined)
    return _common(tokens, i) if token.noun == "group" or (token.noun and determined) else None


def _name_phrase(tokens: Sequence[Token], i: int, *, determined: bool) -> Phrase | None:
    if tokens[i].low in word_set("nouns.other_capitals"):
        return None
    end = name_run_end(tokens, i)
    if end == i or is_shouted(tokens, i, end):
        return None
    if tokens[i].low in word_set("nouns.platform"):
        end = i + 1
    elif tokens[i].low in word_set("nouns.bare_bodies"):
        end = split_run(tokens, i, end)
    elif tokens[i].acronym:
        end = split_outlet(tokens, i, split_run(tokens, i, end))
    else:
        end = split_outlet(tokens, i, end)
    if determined and end < len(tokens) and tokens[end].kind == NUMBER:
        end = _read_complements(tokens, end + 1, set())
        return Phrase("organisation", i, end, end, name=(i, end))
    place = end == i + 1 and nation_of(tokens[i].low) is not None
    if place or determined or is_institution(tokens, i, end):
        return Phrase("organisation", i, end, end, name=(i, end))
    return Phrase("name", i, end, end, name=(i, end))


def _role_phrase(tokens: Sequence[Token], i: int, role: Role) -> Phrase:
    roles, complement = [role], set[str]()
    j = _read_adjectives(tokens, i + 1, roles, complement)
    name = _read_name(tokens, j, role)
    if name is None:
        j = _read_complements(tokens, _after_body(tokens, j, complement), complement)
        name = _read_name(tokens, _after_brackets(tokens, j), role)
    roles[0] = roles[0].of_office(complement)
    end = name[1] if name else j
    kind: PhraseKind = "name" if name else "role"
    ties = frozenset(complement)
    return Phrase(kind, i, end, end, name, tuple(roles), role.gender, role.plural, complement=ties)


def _after_body(tokens: Sequence[Token], j: int, complement: set[str]) -> int:
    """The position after a body's name that no preposition ties: *el secretario Frente Amplio*."""
    if j >= len(tokens) or tokens[j].kind != CAPITAL:
        return j
    end = split_run(tokens, j, name_run_end(tokens, j))
    if not is_institution(tokens, j, end):
        return j
    complement.update(fold_word(token.low) for token in tokens[j:end])
    return end


def _after_brackets(tokens: Sequence[Token], j: int) -> int:
    """The position after a short bracket: *profesora de Leiden (Países Bajos) Ana Ruiz*."""
    if j >= len(tokens) or tokens[j].text != "(":
        return j
    closing = next((i for i in range(j, min(len(tokens), j + 8)) if tokens[i].text == ")"), None)
    return j if closing is None else closing + 1


def _read_adjectives(
    tokens: Sequence[Token], j: int, roles: list[Role], complement: set[str]
) -> int:
    """Pass over adjectives and further roles (*médico y profesor*, *primera ministra belga*)."""
    limit = min(len(tokens), j + 5)
    while j < limit:
        token = tokens[j]
        if token.low in ("y", "e") and j + 1 < limit:
            k = j + 2 if tokens[j + 1].low in word_set("before_noun") and j + 2 < limit else j + 1
            following = tokens[k].role if tokens[k].kind == WORD else None
            if following is None:
                break
            roles.append(following)
            j = k + 1
            continue
        if token.role is not None:
            roles.append(token.role)
        elif not token.modifies:
            break
        nation = nation_of(token.low)
        if nation:
            complement.add(nation)
        j += 1
    return j


def _read_name(tokens: Sequence[Token], j: int, role: Role) -> tuple[int, int] | None:
    """The name that follows its role: *el presidente Iván Duque*."""
    if j >= len(tokens) or tokens[j].kind != CAPITAL or role.plural:
        return None
    end = name_run_end(tokens, j)
    if end == j or is_institution(tokens, j, end):
        return None
    return j, end


def _read_complements(tokens: Sequence[Token], j: int, complement: set[str]) -> int:
    """Pass over *de la Secretaría de Salud*, *del país vecino*, gathering the words that tie."""
    limit = min(len(tokens), j + _LONGEST_PHRASE)
    while j < limit and _links_complement(tokens, j):
        k = j + 1
        while k < limit and tokens[k].low in _ARTICLES:
            k += 1
        if k >= limit or tokens[k].kind not in (WORD, CAPITAL, "number"):
            break
        end = _complement_end(tokens, k)
        if end == k:
            break
        for token in tokens[k:end]:
            complement.add(nation_of(token.low) or fold_word(token.low))
        j = end
        while j < limit and (tokens[j].kind == NUMBER or tokens[j].modifies):
            j += 1
        if j + 1 < limit and tokens[j].low in ("y", "e") and tokens[j + 1].modifies:
            j += 2
            while j < limit and tokens[j].modifies:
                j += 1
    return j


def _links_complement(tokens: Sequence[Token], j: int) -> bool:
    """*de*, *del*; the *en* of *experto en vacunas*, the *a* of *candidata a alcaldesa*."""
    if tokens[j].low in _LINKS:
        return True
    if tokens[j].low not in ("en", "a", "por") or j + 1 == len(tokens):
        return False
    following = tokens[j + 1]
    if tokens[j].low == "a":
        return following.role is not None
    if tokens[j].low == "por":
        return following.kind == CAPITAL and (following.names_body or following.acronym)
    if following.low in _ARTICLES and j + 2 < len(tokens):
        return tokens[j + 2].kind == CAPITAL
    return following.kind == CAPITAL or following.modifies


def _complement_end(tokens: Sequence[Token], k: int) -> int:
    """The end of a complement's noun or name, which does not swallow the person's name after it."""
    if tokens[k].kind != CAPITAL:
        j = k + 1
        while j < min(len(tokens), k + 3) and _takes_name(tokens[k]) and tokens[j].modifies:
            j += 1
        named = j < len(tokens) and tokens[j].kind == CAPITAL and _takes_name(tokens[k])
        return split_run(tokens, j, name_run_end(tokens, j)) if named else j
    if tokens[k].low in word_set("nouns.platform"):
        return k + 1
    end = name_run_end(tokens, k)
    split = split_run(tokens, k, end)
    if split == end and _joins_field(tokens, end):
        return split_run(tokens, end + 1, name_run_end(tokens, end + 1))
    if split == end and tokens[k].acronym and k + 1 < end and not tokens[k + 1].acronym:
        return k + 1
    return split


def _joins_field(tokens: Sequence[Token], end: int) -> bool:
    """*ministra de Economía y Hacienda*: the second half of an office's field, not somebody's name."""
    if end + 1 >= len(tokens) or tokens[end].low not in ("y", "e"):
        return False
    if tokens[end + 1].kind != CAPITAL or tokens[end + 1].given:
        return False
    after = name_run_end(tokens, end + 1)
    return after == end + 2 or after == len(tokens) or tokens[after].verb is None


def _takes_name(token: Token) -> bool:
    """Whether a name after a complement's noun is that noun's: *del fallecido Ruiz*, *del diario Alba*."""
    low = token.low
    if token.role is not None or low in word_set("before_noun"):
        return True
    return any(low in word_set(f"nouns.{family}") for family in ("body", "named", "medium"))


def described_name(tokens: Sequence[Token], i: int) -> Phrase | None:
    """A name after a noun that no list knows, *el botánico belga Jan Claes*; `i` is the noun."""
    j, limit = i, min(len(tokens), i + 3)
    while j < limit and tokens[j].modifies:
        j += 1
    if j == i or j >= len(tokens) or tokens[j].kind != CAPITAL:
        return None
    if tokens[i].low in word_set("weekdays"):
        return None
    end = name_run_end(tokens, j)
    if end == j or is_institution(tokens, j, end) or any(_takes_name(t) for t in tokens[i:j]):
        return None
    nations = frozenset(nation for t in tokens[i:j] if (nation := nation_of(t.low)))
    return Phrase("name", i, end, end, name=(j, end), complement=nations)


def _common(tokens: Sequence[Token], i: int) -> Phrase:
    """A lower-case institution, document or group with its adjectives, name and complements."""
    noun, j, limit = tokens[i].noun, i + 1, min(len(tokens), i + 4)
    while j < limit and tokens[j].modifies:
        j += 1
    named = j < len(tokens) and tokens[j].kind == CAPITAL
    if noun == "body" and named and tokens[i].low not in word_set("nouns.addressee"):
        j = max(j, split_run(tokens, j, name_run_end(tokens, j)))
    elif noun == "body" and _is_quoted_name(tokens, i, j):
        return Phrase("organisation", i, j + 1, j + 1)
    while noun == "document" and j < limit and tokens[j].kind == NUMBER:
        j += 1
    end = _read_complements(tokens, j, set())
    if noun == "group":
        plural = tokens[i].low not in word_set("singular_groups")
        return Phrase("role", i, end, end, plural=plural, definite=False)
    return Phrase("organisation" if noun == "body" else "document", i, end, end)


def _is_quoted_name(tokens: Sequence[Token], i: int, j: int) -> bool:
    """*la revista "Marea Alta"*: the name of a medium in marks."""
    if j >= len(tokens) or tokens[j].kind != QUOTE or tokens[i].low not in word_set("nouns.medium"):
        return False
    printed = tokens[j].quoted.split()
    return 0 < len(printed) <= _LONGEST_MEDIUM and printed[0][0].isupper()
