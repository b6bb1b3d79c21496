"""How much a wording says: whether its words can tell one statement from all others.

The weights are those of a fixed list, not counts in the archive: what is one statement must not depend on
what else is stored.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache

from app.quotes.lexicon import fold_word, folded_words, read_rows

_FILE = "statements.toml"
_LEAST_WORDS = 4
_LEAST_WEIGHT = 2.0  # of what is told by the same words at the same time
_TELLING_CLAUSE = (
    3.0  # of a clause that is known again anywhere: *no compraremos trigo sin cuarentena*
)
_TELLING_TERM = (
    5.0  # of a phrase: *acuerdo de asociación y cooperación pesquera* is the name of a thing
)
_TELLING_WORDS = 5
_VERBAL = ("amos", "emos", "imos", "aban", "aron", "ieron", "iendo", "ando")  # as nouns hardly end


class Grade(IntEnum):
    """How far a wording can be known again.

    A commonplace says nothing of who said it or when. A passing wording is one statement with the same
    words at the same time; a telling one whenever it comes again, also as part of a longer one.
    """

    COMMONPLACE = 0
    PASSING = 1
    TELLING = 2


def grade_wording(wording_words: Sequence[str]) -> Grade:
    """How far these words can be known again; each counts once, however often it comes."""
    weight = weigh_words(wording_words)
    if len(wording_words) < _LEAST_WORDS or weight < _LEAST_WEIGHT:
        return Grade.COMMONPLACE
    least = _TELLING_CLAUSE if _is_clause(wording_words) else _TELLING_TERM
    if len(wording_words) < _TELLING_WORDS or weight < least:
        return Grade.PASSING
    return Grade.TELLING


def weigh_words(wording_words: Sequence[str]) -> float:
    """The weight of the distinct words."""
    return sum(map(weigh_word, set(wording_words)))


@lru_cache(maxsize=1 << 16)
def weigh_word(word: str) -> float:
    """0 for a word of grammar, ½ for one of the commonest of the news, else 1."""
    if is_light(word) or word in turning_words():
        return 0.0
    return 0.5 if len(word) < 3 or word in folded_words("common", _FILE) else 1.0


def is_light(word: str) -> bool:
    """Whether a word says next to nothing: grammar, or a verb that stands with anything."""
    return word in neutral_words() or word in light_verbs()


@cache
def neutral_words() -> frozenset[str]:
    """Folded words that may differ without another thing being said."""
    return folded_words("neutral", _FILE)


@cache
def turning_words() -> frozenset[str]:
    """Folded words that turn what is said: negations and their like."""
    return folded_words("turning", _FILE)


@cache
def number_words() -> frozenset[str]:
    """Folded numerals written as words."""
    return folded_words("numbers", _FILE)


@cache
def light_verbs() -> dict[str, frozenset[int]]:
    """Each folded form of a light verb with the numbers of the verbs that have it (*fue*: two)."""
    verbs: dict[str, frozenset[int]] = {}
    for number, forms in enumerate(read_rows("light_verbs.tsv")):
        for form in " ".join(forms).split():
            folded = fold_word(form)
            if (
                folded not in neutral_words()
            ):  # *dé*, *sé*, *esté* are *de*, *se*, *este* once folded
                verbs[folded] = verbs.get(folded, frozenset()) | {number}
    return verbs


def _is_clause(wording_words: Sequence[str]) -> bool:
    verbs, no_verbs = light_verbs(), folded_words("no_verbs", _FILE)
    return any(
        word == "no" or word in verbs or (word.endswith(_VERBAL) and word not in no_verbs)
        for word in wording_words
    )
