"""The key under which the spellings of a name meet, in Spanish and across alphabets.

*Dmitri*, *Dimitri* and *Dmitry*, *Peskov* and *Peskoff* come from one Cyrillic name. Each word is respelt by
itself, so that a surname alone meets the same surname in a full name; and only where its letters show that
it is foreign, so that *Giménez* and *Jiménez*, *Juan* and *Joan* stay two.
"""

import re
from functools import cache, lru_cache

from app.quotes.lexicon import fold_word, given_names, read_rules, read_text, word_set
from app.quotes.names import name_key
from app.text import bound_key

_FILE = "spellings.toml"
_ARABIC_ARTICLES = ("al", "el", "ul")
_SHORTEST_RESPELT = 4  # letters: *Wu* and *Vu* say too little
# One or two syllables of Mandarin, as pinyin writes them.
_PINYIN = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:i?a(?:ng?|[io])?|ua(?:ng?|i)?|u[eino]?|i[eu]|iong|ong|ou|e(?:ng?|i)?|i(?:ng?)?|o)){1,2}"
)


@lru_cache(maxsize=1 << 14)
def spelling_key(form: str) -> str:
    """What two spellings of a name have in common; equal to `name_key` where nothing is foreign."""
    words = name_key(form).split()
    kept = [word for i, word in enumerate(words) if not _is_arabic_article(words, i)]
    return bound_key(" ".join(respell(word) for word in _join_syllables(kept)))


@lru_cache(maxsize=1 << 14)
def respell(word: str) -> str:
    """The key of one folded word."""
    if known := _variants().get(word):
        return known
    if len(word) < _SHORTEST_RESPELT or not _is_foreign(word):
        return word
    for pattern, replacement in _rules():
        word = pattern.sub(replacement, word)
    return word


def puts_family_first(words: list[str]) -> bool:
    """Whether a name begins with its family name: *Xi Jinping*, *Kim Jong-un*."""
    if not 2 <= len(words) <= 3 or words[0] not in word_set("family_first", _FILE):
        return False
    if len(words) == 3:
        return _are_syllables(words[1:])
    return _PINYIN.fullmatch(words[1]) is not None and not is_given(words[1])


def is_given(word: str) -> bool:
    """Whether a folded word is listed as a given name."""
    return word in given_names()


def _join_syllables(words: list[str]) -> list[str]:
    """*kim jong un* as *kim jongun*."""
    if len(words) == 3 and puts_family_first(words):
        return [words[0], words[1] + words[2]]
    return words


def _are_syllables(words: list[str]) -> bool:
    return all(len(word) <= 5 for word in words) and not any(map(is_given, words))


def _is_arabic_article(words: list[str], i: int) -> bool:
    return words[i] in _ARABIC_ARTICLES and i < len(words) - 1


def _is_foreign(word: str) -> bool:
    return _foreign_mark().search(word) is not None


@cache
def _foreign_mark() -> re.Pattern[str]:
    endings = "|".join(sorted(word_set("foreign_endings", _FILE)))
    sequences = "|".join(sorted(word_set("foreign_sequences", _FILE)))
    return re.compile(f"(?:{endings})$|{sequences}")


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), text) for pattern, text in read_rules("rules", _FILE))


@cache
def _variants() -> dict[str, str]:
    """Each listed variant, folded, with the first of its family."""
    families = (line.split() for line in read_text("variants", _FILE).splitlines())
    return {fold_word(name): fold_word(family[0]) for family in families for name in family}
