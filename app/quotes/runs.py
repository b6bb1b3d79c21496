"""Runs of capitalised words: where a name ends, whether it is a person's or an institution's."""

from collections.abc import Sequence

from app.quotes.lexicon import fold_word, folded_words, given_names, word_set
from app.quotes.tokens import CAPITAL, POINT, WORD, Token
from app.quotes.verbs import verb_forms

_LONGEST_NAME = 14  # tokens; more capitals in a row are a headline or a list, not a name
_ACRONYM = 6  # letters
_TO_SOMEBODY = ("a", "al", "para", "con")
_BODY_PARTICLES = ("y", "e", "para", "en", "contra", "por")


def name_run_end(tokens: Sequence[Token], start: int) -> int:
    """The position after the capitalised words from `start` with the particles between; `start` for none."""
    particles = word_set("particles")
    joins = names_body(tokens[start])
    end = i = start
    while i < min(len(tokens), start + _LONGEST_NAME + 1):
        token = tokens[i]
        if token.kind == CAPITAL:
            if (i > start and _breaks_name(tokens, i)) or _has_digit(token):
                break
            if i - start >= 2 and is_acronym(token) and not joins:
                break
            end = i = i + 1
        elif end > start and token.kind == WORD and token.low in particles and i - end < 3:
            if token.low in _BODY_PARTICLES and not joins:
                break
            i += 1
        else:
            break
    return end if end - start <= _LONGEST_NAME else start


def _breaks_name(tokens: Sequence[Token], i: int) -> bool:
    """*Ruiz Según*, *Ruiz La Audiencia*: a capital on a word of the grammar begins another sentence."""
    low = tokens[i].low
    if low in word_set("articles"):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        return following is None or following.kind != CAPITAL or names_body(following)
    if low in word_set("particles") and low not in _BODY_PARTICLES:
        return False
    return low in word_set("function_words")


def _has_digit(token: Token) -> bool:
    return not token.text.isalpha() and any(c.isdigit() for c in token.text)


def is_institution(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a run of capitals names a body: by its first word, or because it is one acronym."""
    first = tokens[start]
    if names_body(first):
        return True
    return is_acronym(first) and (end == start + 1 or len(first.text) > 2)


def names_body(token: Token) -> bool:
    low, bodies = fold_word(token.low), folded_words("nouns.organisation")
    return low in bodies or low.removesuffix("s") in bodies or low.removesuffix("es") in bodies


def is_shouted(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Words in capitals throughout, too long for an acronym, are a heading."""
    return all(t.text.isupper() for t in tokens[start:end]) and any(
        len(t.text) > _ACRONYM for t in tokens[start:end]
    )


def split_run(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a person's name begins inside a run of capitals, *Salud | Pedro Ruiz*; `end` when none does."""
    return next((i for i in range(start + 1, end - 1) if tokens[i].low in given_names()), end)


def split_outlet(tokens: Sequence[Token], start: int, end: int) -> int:
    """*contó a BBC Mundo Ana Ruiz*: where the addressee's name ends inside a run of capitals."""
    before = start - 1 if start and tokens[start - 1].low in word_set("articles") else start
    if not before or tokens[before - 1].low not in _TO_SOMEBODY:
        return end
    if tokens[start].low in given_names():
        return end
    split = split_run(tokens, start, end)
    if split < end or not is_acronym(tokens[start]):
        return split
    after = start + 1
    while after < end and tokens[after].low in word_set("nouns.outlet_tails"):
        after += 1
    alone = end < len(tokens) and tokens[end].text == "," and after > start + 1
    return after if end - after > (0 if alone else 1) else end


def is_acronym(token: Token) -> bool:
    """Whether a word is written in capitals like *ONU*."""
    return token.kind == CAPITAL and token.text.isupper() and 1 < len(token.text) <= _ACRONYM


def ends_name(token: Token) -> bool:
    """Whether a token after a name shows that the name is complete."""
    return token.kind == POINT or token.low in verb_forms() or token.low in word_set("relatives")
