"""Phrases that open with an article or the like: *la alcaldesa*, *uno de los vecinos*, *el 79 % de…*."""

from collections.abc import Sequence

from app.quotes.lexicon import word_set
from app.quotes.nations import nation_of
from app.quotes.nominals import Phrase, described_name, nominal_at
from app.quotes.roles import Gender
from app.quotes.tokens import NUMBER, POINT, WORD, Token


def determined_at(tokens: Sequence[Token], i: int) -> Phrase | None:
    """A phrase that opens with an article or the like; None when no noun of use follows."""
    if tokens[i].low in word_set("one_of_several") and _is_pronoun(tokens, i + 2):
        return Phrase("role", i, i + 3, i + 3, definite=False, determined=True)
    if tokens[i].low in word_set("some") and _is_subject(tokens, i + 1):
        return Phrase("role", i, i + 1, i + 1, plural=True, definite=False, determined=True)
    if (both := _both_end(tokens, i)) > i:
        gender = _determiner_gender(tokens[i].low)
        return Phrase("pronoun", i, both, both, gender=gender, plural=True, determined=True)
    j = _after_determiners(tokens, after_share(tokens, i))
    if j >= len(tokens):
        return None
    found = nominal_at(tokens, j, determined=j == i + 1 or tokens[j].kind == WORD)
    if found is None and tokens[i].low in ("el", "la", "un", "una") and not _is_aside(tokens, i):
        found = described_name(tokens, j)
    if found is None:
        return None
    low = tokens[i].low
    one = low in word_set("one_of_several") and tokens[i + 1].low in ("de", "del")
    return Phrase(
        found.kind,
        i,
        found.end,
        found.core_end,
        found.name,
        found.roles,
        found.gender or _determiner_gender(low),
        plural=not one and (found.plural or low in word_set("plural_determiners")),
        definite=found.definite and low not in word_set("indefinite_determiners"),
        determined=True,
        complement=found.complement,
    )


def _is_subject(tokens: Sequence[Token], i: int) -> bool:
    """*Algunos dicen*, *otros que indicaban*: a verb or a relative follows."""
    if i >= len(tokens):
        return False
    form = tokens[i].verb
    return tokens[i].low in ("que", "quienes") or (form is not None and form.number == "plural")


def _both_end(tokens: Sequence[Token], i: int) -> int:
    """The position after *ambos*, *los dos* alone before a verb or a stop; `i` itself elsewhere."""
    end = i + 1 if tokens[i].low in word_set("both") else i
    if tokens[i].low in ("los", "las") and i + 1 < len(tokens) and tokens[i + 1].low == "dos":
        end = i + 2
    alone = end == len(tokens) or tokens[end].kind == POINT or _is_subject(tokens, end)
    return end if alone else i


def _is_aside(tokens: Sequence[Token], i: int) -> bool:
    """*dijo tras el recuento Ana Ruiz*, *contó a la prensa Ana Ruiz*: the name is not the noun's."""
    if i + 1 < len(tokens) and nation_of(tokens[i + 1].low) is not None:
        return False
    before = tokens[i - 1].low if i else ""
    if before in word_set("locative_prepositions"):
        return True
    return i + 1 < len(tokens) and tokens[i + 1].low in word_set("nouns.addressee")


def _is_pronoun(tokens: Sequence[Token], i: int) -> bool:
    """*uno de ellos*."""
    return i < len(tokens) and tokens[i - 1].low == "de" and tokens[i].low in ("ellos", "ellas")


def after_share(tokens: Sequence[Token], i: int) -> int:
    """The position of *de* in *el 79 % de los encuestados*; `i` itself where no share opens the phrase."""
    if i + 4 >= len(tokens) or tokens[i + 1].kind != NUMBER:
        return i
    of = i + 3 if tokens[i + 2].text == "%" else i + 4
    percent = tokens[i + 2].text == "%" or tokens[i + 3].low == "ciento"
    return of if percent and tokens[of].low == "de" else i


def _after_determiners(tokens: Sequence[Token], i: int) -> int:
    """The position of the noun: *uno de los tres principales* is passed over."""
    j, limit = i + 1, min(len(tokens), i + 6)
    while j < limit:
        partitive = tokens[j].low == "de" and tokens[j - 1].low in word_set("partitives")
        if not (tokens[j].precedes_noun or partitive or _precedes(tokens, j)):
            break
        j += 1
    return j


def _precedes(tokens: Sequence[Token], j: int) -> bool:
    """*esta reputada diplomática*: an adjective between determiner and role, in its own place."""
    if tokens[j].kind != WORD or j + 1 == len(tokens) or tokens[j + 1].kind != WORD:
        return False
    if tokens[j + 1].role is None or tokens[j].role is not None:
        return False
    return tokens[j].low.endswith(("ado", "ada", "ados", "adas", "oso", "osa", "ido", "ida"))


def _determiner_gender(low: str) -> Gender:
    if low in word_set("feminine_determiners"):
        return "f"
    return "m" if low in word_set("masculine_determiners") else ""
