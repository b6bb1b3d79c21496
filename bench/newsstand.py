"""Articles for the search benchmark: made-up words that look Spanish, as frequent as Zipf has it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from app.search import IndexedArticle

VOCABULARY_SIZE = 60_000
WORDS_AN_ARTICLE = 400
FIRST_DAY = date(2014, 1, 1)
DAYS = 3652  # ten years
OUTLETS = 40
_WORDS_A_TITLE = 9
_WORDS_A_SENTENCE = 18
_FORMS_AN_ARTICLE = 3
_FORMS = 5000
_ONSETS = (
    "b",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "j",
    "l",
    "ll",
    "m",
    "n",
    "ñ",
    "p",
    "qu",
    "r",
    "s",
    "t",
    "v",
    "z",
    "br",
    "cr",
    "dr",
    "fl",
    "gr",
    "pl",
    "pr",
    "tr",
)
_VOWELS = ("a", "e", "i", "o", "u", "ie", "ue", "ia")
_CODAS = ("", "", "", "", "n", "r", "s", "l")
_ENDINGS = (
    "a",
    "o",
    "e",
    "as",
    "os",
    "es",
    "ar",
    "ado",
    "ada",
    "ción",
    "dad",
    "mente",
    "ero",
    "al",
    "án",
    "és",
    "ía",
    "ó",
)


class Newsstand:
    """The same articles for the same seed: article n is always the same, whichever were asked for before."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.words = _make_words(random.Random(seed))  # noqa: S311  nothing is kept secret
        weights = 1 / np.arange(1, VOCABULARY_SIZE + 1)
        self._cumulated = np.cumsum(weights / weights.sum())

    def write(self, count: int) -> Iterator[IndexedArticle]:
        """The first `count` articles, in no order of date."""
        return (self.write_article(number) for number in range(count))

    def write_article(self, number: int) -> IndexedArticle:
        """One article: a title, a body of sentences, a day, an outlet, three of those it quotes."""
        chance = np.random.default_rng((self._seed, number))
        title, body = (self._draw(chance, size) for size in (_WORDS_A_TITLE, WORDS_AN_ARTICLE))
        day = FIRST_DAY + timedelta(days=int(chance.integers(DAYS)))
        return IndexedArticle(
            id=f"{self._seed:08x}{number:024x}",
            title=" ".join(title).capitalize(),
            body=" ".join(
                " ".join(body[start : start + _WORDS_A_SENTENCE]).capitalize() + "."
                for start in range(0, len(body), _WORDS_A_SENTENCE)
            ),
            first_day=day,
            last_day=day,
            source=f"Diario {self.words[int(chance.integers(OUTLETS))].capitalize()}",
            language="es",
            forms=tuple(f"forma-{one}" for one in chance.integers(_FORMS, size=_FORMS_AN_ARTICLE)),
        )

    def _draw(self, chance: np.random.Generator, count: int) -> list[str]:
        places = np.searchsorted(self._cumulated, chance.random(count))
        return [self.words[place] for place in places.tolist()]


def _make_words(chance: random.Random) -> list[str]:
    """Distinct words, short ones first, as the commonest words of a language are."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY_SIZE:
        syllables = 1 + len(words) // 1500 if len(words) < 4500 else 3 + chance.randrange(2)
        stem = "".join(
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
            for _ in range(syllables)
        )
        words[stem + chance.choice(_ENDINGS)] = None
    return list(words)
