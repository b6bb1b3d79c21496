"""Runs of capitalised words: where a name ends, whether it is a person's or an institution's."""

import re
from collections.abc import Sequence

from app.quotes.lexicon import word_set
from app.quotes.tokens import CAPITAL, POINT, WORD, Token
from app.quotes.words import LONGEST_ACRONYM

_LONGEST_NAME = 14  # tokens; more capitals in a row are a headline or a list, not a name
_TO_SOMEBODY = ("a", "al", "para", "con")
_INITIALS = re.compile(r"(?:\w\.){1,3}")


def name_run_end(tokens: Sequence[Token], start: int) -> int:
    """The position after the capitalised words from `start` with the particles between; `start` for none."""
    particles = word_set("particles")
    joins = tokens[start].names_body
    end = i = start
    limit = min(len(tokens), start + _LONGEST_NAME + 1)
    while i < limit:
        token = tokens[i]
        if token.kind == CAPITAL:
            if token.has_digit or (i > start and token.function and _breaks_name(tokens, i)):
                break
            if i - start >= 2 and not joins and (token.acronym or _opens_body(tokens, end, i)):
                break
            end = i = i + 1
        elif end > start and token.kind == WORD and token.low in particles and i - end < 3:
            if token.low in word_set("body_particles") and (not joins or _adds_body(tokens, i)):
                break
            i += 1
        else:
            break
    return end if end - start <= _LONGEST_NAME else start


def _adds_body(tokens: Sequence[Token], i: int) -> bool:
    """*el Banco Mundial y el Senado*: another body, not *de Economía y el Mar*."""
    if i + 2 >= len(tokens) or tokens[i + 1].low not in word_set("articles"):
        return False
    return tokens[i + 2].names_body or tokens[i + 2].acronym


def _opens_body(tokens: Sequence[Token], end: int, i: int) -> bool:
    """*Ana Ruiz de la Sociedad Rural*: behind a particle a body of two words or more, no second surname."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if i == end or not tokens[i].names_body or following is None:
        return False
    return following.kind == CAPITAL or following.low in ("de", "del")


def _breaks_name(tokens: Sequence[Token], i: int) -> bool:
    """*Ruiz Según*, *Ruiz La Audiencia*: a capital on this word of the grammar begins another sentence."""
    low = tokens[i].low
    if low in word_set("articles"):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        return following is None or following.kind != CAPITAL or following.names_body
    return low not in word_set("particles") or low in word_set("body_particles")


def is_institution(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a run of capitals names a body: by its first word, or because it is one acronym."""
    first = tokens[start]
    if first.names_body:
        return True
    if end > start + 1 and _INITIALS.fullmatch(first.text):
        return False
    return first.acronym and (end == start + 1 or len(first.text) > 2)


def is_shouted(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Words in capitals throughout, too long for an acronym, are a heading."""
    if not tokens[start].text.isupper():
        return False
    run = tokens[start:end]
    return all(token.text.isupper() for token in run) and not all(
        token.size <= LONGEST_ACRONYM for token in run
    )


def split_run(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a person's name begins inside a run of capitals, *Salud | Pedro Ruiz*; `end` when none does."""
    if tokens[start].given:
        return end
    begins = (i for i in range(start + 1, end - 1) if tokens[i].given)
    return next((i for i in begins if tokens[i - 1].low not in word_set("name_joints")), end)


def split_outlet(tokens: Sequence[Token], start: int, end: int) -> int:
    """*contó a BBC Mundo Ana Ruiz*: where the addressee's name ends inside a run of capitals."""
    before = start - 1 if start and tokens[start - 1].low in word_set("articles") else start
    if not before or tokens[before - 1].low not in _TO_SOMEBODY:
        return end
    split = split_run(tokens, start, end)
    if before < start and tokens[before].text.isupper():  # contó a LA GACETA Ruiz
        return next((i for i in range(start + 1, end) if not tokens[i].text.isupper()), end)
    if split < end or not tokens[start].acronym:
        return split
    after = start + 1
    while after < end and tokens[after].low in word_set("nouns.outlet_tails"):
        after += 1
    alone = end < len(tokens) and tokens[end].text == "," and after > start + 1
    return after if end - after > (0 if alone else 1) else end


def ends_name(token: Token) -> bool:
    """Whether a token after a name shows that the name is complete."""
    return token.kind == POINT or token.verb is not None or token.low in word_set("relatives")
