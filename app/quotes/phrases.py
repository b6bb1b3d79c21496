"""Phrases that can name a speaker, with their determiners and what stands in apposition."""

from collections.abc import Sequence

from app.quotes.capitals import Capitals, opens_with_name
from app.quotes.determined import after_share, determined_at
from app.quotes.lexicon import word_set
from app.quotes.nations import nation_of
from app.quotes.nominals import (
    Phrase,
    nominal_at,
)
from app.quotes.roles import Gender, find_role
from app.quotes.runs import ends_name, is_institution, name_run_end
from app.quotes.tokens import CAPITAL, WORD, Token

_ARTICLES = ("el", "la", "los", "las", "al", "del", "su", "sus")
_IS = ("es", "fue", "era")
_LONGEST_BRACKETS = 10  # tokens


def find_phrases(tokens: Sequence[Token], capitals: Capitals) -> tuple[Phrase, ...]:
    """The phrases of a sentence, left to right, none overlapping.

    `capitals` are those of the article, which tell what a capital at the beginning of a sentence means.
    """
    phrases: list[Phrase] = []
    end = 0
    for i in [i for i, token in enumerate(tokens) if token.opens]:
        if i < end or not _may_lead(tokens, i):
            continue
        phrase = _phrase_at(tokens, i, capitals)
        if phrase is None:
            continue
        phrase = _with_apposition(tokens, _with_brackets(tokens, phrase), capitals)
        phrase = _with_predicate(tokens, phrase, capitals)
        preposition = _preposition_before(tokens, i) or _shared_preposition(tokens, phrases, phrase)
        phrases.append(phrase._replace(preposition=preposition) if preposition else phrase)
        end = phrase.end
    return tuple(phrases)


def _may_lead(tokens: Sequence[Token], i: int) -> bool:
    """A cheap look past an article: a noun of use or a capital must follow soon."""
    if tokens[i].low not in _ARTICLES or tokens[i].kind == CAPITAL:
        return True
    following = tokens[i + 1 : i + 4]
    if after_share(tokens, i) > i:
        return True
    if not following or following[0].kind not in (WORD, CAPITAL):
        return False
    if following[0].follows_article:
        return True
    return CAPITAL in [token.kind for token in following]


def _phrase_at(tokens: Sequence[Token], i: int, capitals: Capitals) -> Phrase | None:
    token = tokens[i]
    if token.pronoun and not _heads_noun(tokens, i):
        return _pronoun(token, i)
    if token.determines and not _opens_surname(tokens, i):
        return determined_at(tokens, i)
    return _undetermined(tokens, i, capitals)


def _undetermined(tokens: Sequence[Token], i: int, capitals: Capitals) -> Phrase | None:
    token = tokens[i]
    if _is_surname(tokens, i, capitals):
        end = i + 1
        while (
            end < len(tokens)
            and tokens[end].low in capitals.surnames
            and tokens[end].kind == CAPITAL
        ):
            end += 1
        return Phrase("name", i, end, end, name=(i, end))
    if token.kind == CAPITAL:
        if token.function and not _opens_surname(tokens, i):
            return None
        if (i == 0 and not opens_with_name(tokens, capitals)) or _is_in_place(tokens, i):
            return None
    elif token.verb is not None or not _may_stand_bare(tokens, i):
        return None
    return nominal_at(tokens, i, determined=False)


def _is_surname(tokens: Sequence[Token], i: int, capitals: Capitals) -> bool:
    """*dijo Duque*, *Iglesias negó*, where the article has *Ana Duque*: a name, though a word of use too."""
    token = tokens[i]
    if token.kind != CAPITAL or token.low not in capitals.surnames or i + 1 == len(tokens):
        return False
    following = tokens[i + 1]
    if following.kind == CAPITAL and following.low not in capitals.surnames:
        return False
    special = (
        token.role is not None or token.names_body or token.noun != "" or token.verb is not None
    )
    if not special and nation_of(token.low) is None:
        return False
    verb = following.verb is not None or following.low in word_set("haber")
    return i > 0 or verb or following.text == ","


def _is_in_place(tokens: Sequence[Token], i: int) -> bool:
    """*Distrito Federal*, and the second word of *América Latina*: nobody's name."""
    if i and tokens[i - 1].low in word_set("nouns.other_capitals"):
        return True
    places = word_set("nouns.places")
    if tokens[i].low in places and i + 1 < len(tokens) and tokens[i + 1].kind == CAPITAL:
        return True
    return i > 0 and tokens[i - 1].kind == CAPITAL and tokens[i - 1].low in places


def _may_stand_bare(tokens: Sequence[Token], i: int) -> bool:
    """Whether a lower-case noun without an article can be a phrase: plural, before a name, in apposition."""
    role = tokens[i].role
    if role is None or role.plural:
        return True
    if i == 0 or (i + 1 < len(tokens) and tokens[i + 1].kind == CAPITAL):
        return True
    before = tokens[i - 1]
    return before.text == "," or before.low in ("según", "como")


def _opens_surname(tokens: Sequence[Token], i: int) -> bool:
    """*dijo Del Castillo*: a particle with a capital in the middle of a sentence begins a name."""
    token = tokens[i]
    if i == 0 or token.kind != CAPITAL or i + 1 == len(tokens) or tokens[i + 1].kind != CAPITAL:
        return False
    return token.low in word_set("particles") and tokens[i - 1].kind == WORD


def _heads_noun(tokens: Sequence[Token], i: int) -> bool:
    """*este* before a noun is a determiner; before a verb or a comma it is a pronoun."""
    if tokens[i].low not in ("este", "esta") or i + 1 == len(tokens):
        return False
    following = tokens[i + 1]
    return following.kind in (WORD, CAPITAL) and following.verb is None


def _pronoun(token: Token, i: int) -> Phrase:
    gender: Gender = "f" if token.low in word_set("feminine_pronouns") else "m"
    if token.low in ("quien", "quienes"):
        gender = ""
    plural = token.low in word_set("plural_pronouns")
    return Phrase("pronoun", i, i + 1, i + 1, gender=gender, plural=plural, determined=True)


def _with_brackets(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """Take in the brackets after a name: *Ana Ruiz (Partido Azul)*."""
    end = phrase.end
    if end >= len(tokens) or tokens[end].text != "(":
        return phrase
    for j in range(end + 1, min(len(tokens), end + _LONGEST_BRACKETS)):
        if tokens[j].text == ")":
            return phrase._replace(end=j + 1)
    return phrase


def _with_apposition(tokens: Sequence[Token], phrase: Phrase, capitals: Capitals) -> Phrase:
    """Join *el portavoz, Juan Pérez,* and *Juan Pérez, portavoz,* into one phrase."""
    comma = phrase.end
    if comma + 1 >= len(tokens) or tokens[comma].text != ",":
        return phrase
    if phrase.kind == "role" and not phrase.plural and not _is_compared(tokens, phrase):
        return _role_then_name(tokens, phrase, comma + 1, capitals)
    if phrase.kind == "name":
        return _name_then_role(tokens, phrase, comma + 1, capitals)
    return phrase


def _with_predicate(tokens: Sequence[Token], phrase: Phrase, capitals: Capitals) -> Phrase:
    """*Ana Ruiz es la alcaldesa*: the role is hers, though no part of the phrase."""
    start = phrase.end + 1
    if phrase.kind != "name" or start >= len(tokens) or tokens[start - 1].low not in _IS:
        return phrase
    said = _phrase_at(tokens, start, capitals) or nominal_at(tokens, start, determined=False)
    if said is None or said.kind != "role" or said.plural:
        return phrase
    return phrase._replace(
        roles=phrase.roles + said.roles, complement=phrase.complement | said.complement
    )


def _is_compared(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """*al igual que el pontífice, Ruiz…*: two people, not one."""
    return phrase.start > 0 and tokens[phrase.start - 1].low in ("que", "como")


def _role_then_name(
    tokens: Sequence[Token], phrase: Phrase, start: int, capitals: Capitals
) -> Phrase:
    if tokens[start].low in ("el", "la"):
        named = _phrase_at(tokens, start, capitals)
        if named is None or named.kind != "name" or not named.roles:
            return phrase
        return named._replace(start=phrase.start, roles=phrase.roles + named.roles)
    end = _end_of_apposed(tokens, start)
    if end == start or (end < len(tokens) and not ends_name(tokens[end])):
        return phrase
    named = phrase._replace(kind="name", name=(start, end), end=end, core_end=end)
    return _with_brackets(tokens, named)


def _end_of_apposed(tokens: Sequence[Token], start: int) -> int:
    """The position after a person's name that follows the comma of a role; `start` for something else."""
    if tokens[start].kind != CAPITAL:
        return start
    end = name_run_end(tokens, start)
    verb = tokens[start].verb is not None and end == start + 1
    return start if verb or end == start or is_institution(tokens, start, end) else end


def _name_then_role(
    tokens: Sequence[Token], phrase: Phrase, start: int, capitals: Capitals
) -> Phrase:
    if tokens[start].low in word_set("before_noun") and start + 1 < len(tokens):
        described = nominal_at(tokens, start + 1, determined=False)
    else:
        described = _phrase_at(tokens, start, capitals)
    if described is None:
        return _aged(tokens, phrase, start)
    if described.kind != "role" or described.plural:
        return phrase
    begins_clause = not described.definite or bool(_preposition_before(tokens, phrase.start))
    if begins_clause and not _closes(tokens, described.end):
        return phrase
    return phrase._replace(
        end=described.end,
        roles=phrase.roles + described.roles,
        gender=phrase.gender or described.gender,
        complement=phrase.complement | described.complement,
    )


def _closes(tokens: Sequence[Token], end: int) -> bool:
    """*Ana Ruiz, una vecina que…*: what follows shows that the description was in apposition."""
    return end < len(tokens) and (tokens[end].text in (",", ".", ")") or tokens[end].low == "que")


def _aged(tokens: Sequence[Token], phrase: Phrase, start: int) -> Phrase:
    """*Ana Ruiz, de 52 años*: nothing but a person has an age."""
    lows = [token.low for token in tokens[start : start + 3]]
    if len(lows) < 3 or lows[0] != "de" or lows[2] != "años":
        return phrase
    person = find_role("persona")
    return phrase._replace(end=start + 3, roles=(*phrase.roles, person) if person else phrase.roles)


def _shared_preposition(tokens: Sequence[Token], phrases: list[Phrase], phrase: Phrase) -> str:
    """*con Ana Ruiz, Luis Gil y Eva Sanz*: the preposition of the first governs all, if no verb follows."""
    before = phrases[-1] if phrases else None
    if before is None or before.end != phrase.start - 1:
        return ""
    if tokens[before.end].low not in ("y", "e") and not _is_enumerated(tokens, before, phrase):
        return ""
    following = tokens[phrase.end] if phrase.end < len(tokens) else None
    return "" if following is not None and following.verb is not None else before.preposition


def _is_enumerated(tokens: Sequence[Token], before: Phrase, phrase: Phrase) -> bool:
    """*de Ana Ruiz, Luis Gil y Eva Sanz*: a name between a comma and the *y* of another name."""
    named = all(one.name is not None or one.kind == "organisation" for one in (before, phrase))
    joint = phrase.end
    if not named or tokens[before.end].text != "," or joint + 2 >= len(tokens):
        return False
    following = joint + 1 + (tokens[joint + 1].low in word_set("articles"))
    return tokens[joint].low in ("y", "e") and tokens[following].kind == CAPITAL


def _preposition_before(tokens: Sequence[Token], i: int) -> str:
    if tokens[i].kind == WORD and tokens[i].low in ("al", "del"):
        return tokens[i].low
    if tokens[i].low in ("al", "del") and i == 0:
        return tokens[i].low
    if i > 1 and tokens[i - 1].kind == CAPITAL and tokens[i - 1].low in word_set("articles"):
        i -= 1  # a LA GACETA
    if i and tokens[i - 1].low in word_set("prepositions"):
        return tokens[i - 1].low
    return ""
