"""Quotations that look like those of the news: invented words as frequent as real ones, and words of grammar
between them. A part of what is said is printed by several articles: word for word, cut, with more around it,
or in two pieces.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from app.quotes.weights import neutral_words

_GRAMMAR_SHARE = 0.5  # of the words of a text
_VOCABULARY = 30_000
_ONSETS = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "tr", "pl", "ch")
_NUCLEI = ("a", "e", "i", "o", "u", "ie", "ue", "an", "er", "or")
_LENGTHS = (6, 60)  # words of a quotation; 20 on average in real news
_REPEATED = 0.35  # of the quotations, that say what another one says
_MOST_TIMES = 40
_STOCK = 0.05  # of the quotations, that have a run of words which many have


class Sayings:
    """An endless source of quotations; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  nothing is kept secret
        self._words = list(dict.fromkeys(self._coin() for _ in range(_VOCABULARY)))
        self._frequencies = list(accumulate(1 / (rank + 20) for rank in range(len(self._words))))
        self._grammar = sorted(neutral_words())
        self._stock = [self._sentence(8) for _ in range(20)]

    def say(self) -> Iterator[str]:
        """Quotations, those of one statement one after the other."""
        while True:
            text = self._sentence(self._length())
            if self._chance.random() < _STOCK:
                text = f"{text} {self._chance.choice(self._stock)} {self._sentence(5)}"
            yield text
            if self._chance.random() < _REPEATED / 3:
                times = min(_MOST_TIMES, int(self._chance.paretovariate(1.2)) + 1)
                for _ in range(times):
                    yield self._repeat(text)

    def vary(self, text: str) -> str:
        """The text with one word exchanged."""
        words = text.split()
        words[self._chance.randrange(len(words))] = self._chance.choice(self._words)
        return " ".join(words)

    def _repeat(self, text: str) -> str:
        words = text.split()
        start, end = sorted(self._chance.sample(range(len(words) + 1), 2))
        choice = self._chance.random()
        if choice < 0.5:
            return text.capitalize() + "."
        if choice < 0.8:
            return " ".join(words[start:end])
        if choice < 0.9:
            return f"{text}, {self._sentence(10)}"
        return f"{' '.join(words[:start])} (…) {' '.join(words[end:])}"

    def _length(self) -> int:
        least, most = _LENGTHS
        return min(most, least + int(self._chance.expovariate(1 / 14)))

    def _sentence(self, length: int) -> str:
        content = iter(self._chance.choices(self._words, cum_weights=self._frequencies, k=length))
        return " ".join(
            self._chance.choice(self._grammar) if self._chance.random() < _GRAMMAR_SHARE else word
            for word in content
        )

    def _coin(self) -> str:
        syllables = self._chance.randint(2, 4)
        return "".join(
            self._chance.choice(_ONSETS) + self._chance.choice(_NUCLEI) for _ in range(syllables)
        )
