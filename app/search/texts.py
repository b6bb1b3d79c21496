"""Texts -> arrays of the terms in them, many texts at once: what is analysed once counts for all."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.search.analysis import (
    analyse_chunk,
    are_read_together,
    list_chunks,
    list_joined_chunks,
)
from app.search.postings.arranging import Lexicon, make_lexicon
from app.search.postings.tables import Integers, count_up, expand_ranges


@dataclass(frozen=True, slots=True)
class Tokens:
    """The terms of several texts in order, as `spanish_terms` gives them for each.

    `texts` are the numbers of the texts, rising; `terms` and `folded` places in the lexicons of stems and
    of printed words.
    """

    stems: Lexicon
    words: Lexicon
    texts: Integers
    terms: NDArray[np.uint32]
    folded: NDArray[np.uint32]
    positions: Integers


def read_texts(texts: Iterable[str]) -> Tokens:
    """The terms of texts, without Python's having a look at each."""
    chunks = _Chunks()
    found, sizes = array("I"), array("I")
    for text in texts:
        before = len(found)
        found.extend(chunks.find(text))
        sizes.append(len(found) - before)
    return _expand(chunks, _view(found), _view(sizes))


class _Chunks(dict[str, int]):
    """The number of each distinct chunk, and in arrays by number what is to be known of it."""

    def __init__(self) -> None:
        super().__init__()
        self.stems, self.words = make_lexicon(), make_lexicon()
        self.token_counts, self.word_counts = array("I"), array("I")
        self.terms, self.folded, self.places = array("I"), array("I"), array("I")
        self._open: set[str] = set()  # those that may go on

    def find(self, text: str) -> Iterable[int]:
        """The numbers of the chunks of a text."""
        chunks = list_chunks(text)
        numbers = list(map(self.__getitem__, chunks))
        if self._open.isdisjoint(chunks) or not self._has_gap(chunks):
            return numbers
        return map(self.__getitem__, list_joined_chunks(text))

    def _has_gap(self, chunks: list[str]) -> bool:
        """Whether a blank may stand within an abbreviation."""
        return any(
            one in self._open and are_read_together(one, following)
            for one, following in pairwise(chunks)
        )

    def __missing__(self, chunk: str) -> int:
        tokens, words, may_go_on = analyse_chunk(chunk)
        for term, folded, _, _, place, _ in tokens:
            self.terms.append(self.stems[term])
            self.folded.append(self.words[folded])
            self.places.append(place)
        self.token_counts.append(len(tokens))
        self.word_counts.append(words)
        if may_go_on:
            self._open.add(chunk)
        number = self[chunk] = len(self)
        return number


def _expand(chunks: _Chunks, numbers: NDArray[np.uint32], sizes: NDArray[np.uint32]) -> Tokens:
    """The tokens of all chunks, one after the other."""
    counts = _view(chunks.token_counts).astype(np.int64)[numbers]
    rows = expand_ranges(count_up(_view(chunks.token_counts))[numbers], counts)
    begins = np.repeat(_count_words_before(_view(chunks.word_counts)[numbers], sizes), counts)
    texts = np.repeat(np.arange(len(sizes)), sizes)
    return Tokens(
        stems=chunks.stems,
        words=chunks.words,
        texts=np.repeat(texts, counts),
        terms=_view(chunks.terms)[rows],
        folded=_view(chunks.folded)[rows],
        positions=begins + _view(chunks.places)[rows],
    )


def _count_words_before(words: NDArray[np.uint32], sizes: NDArray[np.uint32]) -> Integers:
    """How many words of its text stand before each chunk."""
    before = count_up(words)
    firsts = count_up(sizes)[:-1]
    return before[:-1] - np.repeat(before[firsts], sizes)


def _view(numbers: "array[int]") -> NDArray[np.uint32]:
    return np.frombuffer(numbers, np.uint32)
