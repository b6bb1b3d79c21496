"""The places of a text that match a query: a look at each word at the price of a look into a dictionary."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, TypeVar

from app.search.analysis import (
    LONGEST_KEPT,
    Chunk,
    Token,
    analyse_chunk,
    are_read_together,
    list_chunks,
    read_chunk,
    shift_token,
    spanish_terms,
)
from app.search.query import Leaf, Phrase, Prefix, Typo, Word
from app.search.vocabulary import is_near

_MOST_KEPT = 2**16  # chunks: a vocabulary
_MIXED = "\0"  # for a chunk that is not just one word

_Fact = TypeVar("_Fact")


class Mark(NamedTuple):
    """A piece of the text to be marked (half-open), and which leaf of the query it answers."""

    start: int
    end: int
    leaf: int


def find_marks(text: str, leaves: tuple[Leaf, ...]) -> list[Mark]:
    """Marks in the order of the text; they may overlap."""
    tokens = _sift_tokens(text, leaves)
    marks = [
        Mark(token.start, token.end, number)
        for number, leaf in enumerate(leaves)
        for token in _find_tokens(tokens, leaf)
    ]
    return sorted(marks)


class _Known(dict[str, _Fact]):
    """A fact about chunks, found once for each while it is remembered."""

    def __init__(self, read: Callable[[Chunk], _Fact]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, chunk: str) -> _Fact:
        fact = self._read(analyse_chunk(chunk))
        if len(chunk) <= LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[chunk] = fact
        return fact


def _read_form(chunk: Chunk, place: int) -> str:
    """The term or the printed word of a chunk, \"\" if it has none, _MIXED if that is not all of it."""
    tokens, _, may_go_on = chunk
    if may_go_on or len(tokens) > 1:
        return _MIXED
    return str(tokens[0][place]) if tokens else ""


_TERMS = _Known(lambda chunk: _read_form(chunk, 0))
_WORDS = _Known(lambda chunk: _read_form(chunk, 1))
_COUNTS = _Known(lambda chunk: chunk[1])


class _Sieve:
    """Which chunks may hold a word that a query matches."""

    def __init__(self, leaves: tuple[Leaf, ...]) -> None:
        self._terms = {_MIXED, *_list_terms(leaves)}
        self._prefixes = tuple(leaf.folded for leaf in leaves if isinstance(leaf, Prefix))
        self._typos = [leaf.folded for leaf in leaves if isinstance(leaf, Typo)]
        self._judged: dict[str, bool] = {}
        self.counts_words = any(isinstance(leaf, Phrase) or _has_parts(leaf) for leaf in leaves)

    def find_rows(self, chunks: list[str]) -> list[int]:
        """The places of these chunks, rising."""
        terms = self._terms
        rows = [row for row, term in enumerate(map(_TERMS.__getitem__, chunks)) if term in terms]
        if not self._prefixes and not self._typos:
            return rows
        words = enumerate(map(_WORDS.__getitem__, chunks))
        return sorted({*rows, *(row for row, word in words if self._is_wanted(word))})

    def _is_wanted(self, word: str) -> bool:
        known = self._judged.get(word)
        if known is None:
            known = word.startswith(self._prefixes) or any(
                is_near(typo, word, edits=1) for typo in self._typos
            )
            if len(self._judged) < _MOST_KEPT:
                self._judged[word] = known
        return known


# One query marks the texts of a page.
_make_sieve = lru_cache(maxsize=16)(_Sieve)


def _sift_tokens(text: str, leaves: tuple[Leaf, ...]) -> list[Token]:
    """Tokens in order, among them all that one of the leaves may match: a few of each text.

    They have positions only where a leaf asks for words that follow each other.
    """
    sieve = _make_sieve(leaves)
    chunks = list_chunks(text)
    rows = sieve.find_rows(chunks)
    if not rows:
        return []
    if not sieve.counts_words:
        return list(_read_rows(text, chunks, rows, None))
    if any(are_read_together(*chunks[row : row + 2]) for row in rows if row + 1 < len(chunks)):
        return list(spanish_terms(text))
    counts = map(_COUNTS.__getitem__, chunks)
    return list(_read_rows(text, chunks, rows, list(accumulate(counts, initial=0))))


def _read_rows(
    text: str, chunks: list[str], rows: list[int], positions: list[int] | None
) -> Iterator[Token]:
    """The tokens of some chunks of a text, each of which begins at one of the positions."""
    starts = list(accumulate(map(len, chunks), initial=0))
    beyond = 0
    for row in rows:
        start = starts[row] + row  # for the blanks
        if start >= beyond:  # else it was read together with the one before it
            (tokens, _, _), beyond = read_chunk(text, start, start + len(chunks[row]))
            position = positions[row] if positions else 0
            yield from (shift_token(token, start, position) for token in tokens)


def _list_terms(leaves: Sequence[Leaf]) -> Iterator[str]:
    """The stems of all words and phrases."""
    for leaf in leaves:
        if isinstance(leaf, Word):
            yield leaf.term
            yield from (term for term, _ in leaf.parts)
        elif isinstance(leaf, Phrase):
            yield from (term for term, _ in leaf.terms)


def _has_parts(leaf: Leaf) -> bool:
    return isinstance(leaf, Word) and bool(leaf.parts)


def _find_tokens(tokens: list[Token], leaf: Leaf) -> Iterator[Token]:
    match leaf:
        case Word():
            yield from (token for token in tokens if token.term == leaf.term)
            if leaf.parts:
                yield from _find_phrase(tokens, leaf.parts)
        case Phrase():
            yield from _find_phrase(tokens, leaf.terms)
        case Prefix():
            yield from (token for token in tokens if token.folded.startswith(leaf.folded))
        case Typo():
            yield from (token for token in tokens if is_near(leaf.folded, token.folded, edits=1))


def _find_phrase(tokens: list[Token], terms: tuple[tuple[str, int], ...]) -> Iterator[Token]:
    """The tokens of each place where the terms stand at their offsets."""
    places = {(token.term, token.position): token for token in tokens}
    first_term = terms[0][0]
    for token in tokens:
        if token.term != first_term:
            continue
        found = [places.get((term, token.position + offset)) for term, offset in terms]
        if all(found):
            yield from (part for part in found if part)
