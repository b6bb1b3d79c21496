"""Where a text matches a query: marked snippets and titles, from the text in the database, as HTML."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import accumulate
from typing import NamedTuple

from app.search.analysis import (
    PlainToken,
    Token,
    read_chunk,
    read_chunks,
    shift_token,
    split_blanks,
)
from app.search.query import Leaf, Phrase, Prefix, Query, Title, Typo, Word, find_leaves
from app.search.vocabulary import is_near
from app.text import sentence_spans

_MOST_DULL = 2**16  # chunks that are remembered of a query: a vocabulary
MARK_START = "<mark>"
MARK_END = "</mark>"
_SPACE = re.compile(r"\s")


class Mark(NamedTuple):
    """A piece of the text to be marked (half-open), and which leaf of the query it answers."""

    start: int
    end: int
    leaf: int


def highlight(text: str, query: Query, *, snippets: int = 2, width: int = 240) -> list[str]:
    """The best snippets in the order of the text, HTML-escaped, with `<mark>` round what matches.

    Each is a slice of the text of at most `width` characters (before escaping and marks), cut between
    sentences where they fit, else between words. A snippet that answers more of the query is better,
    then one with more marks, then the earlier. Empty if nothing in the text matches.
    """
    marks = _find_marks(text, _body_leaves(query))
    chosen: list[tuple[int, int]] = []
    for span in _rank_spans(text, marks, width):
        if len(chosen) == snippets:
            break
        if all(span[1] <= start or end <= span[0] for start, end in chosen):
            chosen.append(span)
    return [_render(text, start, end, marks) for start, end in sorted(chosen)]


def mark_title(title: str, query: Query) -> str:
    """The whole title, HTML-escaped, with `<mark>` round what matches, words asked with `title:` too."""
    leaves = (leaf.content if isinstance(leaf, Title) else leaf for leaf in find_leaves(query.root))
    return _render(title, 0, len(title), _find_marks(title, tuple(leaves)))


def _body_leaves(query: Query) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in find_leaves(query.root) if not isinstance(leaf, Title))


def _find_marks(text: str, leaves: tuple[Leaf, ...]) -> list[Mark]:
    """Marks in the order of the text; they may overlap."""
    tokens = list(_sift_tokens(text, leaves))
    marks = [
        Mark(token.start, token.end, number)
        for number, leaf in enumerate(leaves)
        for token in _find_tokens(tokens, leaf)
    ]
    return sorted(marks)


def _sift_tokens(text: str, leaves: tuple[Leaf, ...]) -> Iterator[Token]:
    """The tokens that one of the leaves may match, in order: a few of each text."""
    sieve = _make_sieve(leaves)
    if sieve.counts_words:
        position = 0
        for begin, (tokens, words, _) in read_chunks(text):
            yield from (shift_token(token, begin, position) for token in sieve.sift(tokens))
            position += words
        return
    pieces = split_blanks(text)
    offsets = list(accumulate(map(len, pieces), initial=0))
    beyond = 0
    dull = sieve.dull
    for row in [row for row, piece in enumerate(pieces[::2]) if piece not in dull]:
        place = 2 * row
        start = offsets[place]
        if start < beyond:  # it was read together with the one before it
            continue
        end = offsets[place + 1]
        (tokens, _, may_go_on), beyond = read_chunk(text, start, end)
        found = sieve.sift(tokens)
        is_alone = beyond == end and not may_go_on  # else it depends on what follows
        if is_alone and not found and len(dull) < _MOST_DULL:
            dull.add(pieces[place])
        yield from (shift_token(token, start, 0) for token in found)


class _Sieve:
    """Which tokens a query may match. `dull` are chunks that hold none: most of a text, known at a glance."""

    def __init__(self, leaves: tuple[Leaf, ...]) -> None:
        self._terms = _list_terms(leaves)
        self._prefixes = tuple(_list_folded(leaves, Prefix))
        self._typos = _list_folded(leaves, Typo)
        self.counts_words = any(isinstance(leaf, Phrase) or _has_parts(leaf) for leaf in leaves)
        self.dull: set[str] = set()

    def sift(self, tokens: tuple[PlainToken, ...]) -> list[PlainToken]:
        return [token for token in tokens if self._may_match(token[0], token[1])]

    def _may_match(self, term: str, folded: str) -> bool:
        if term in self._terms or folded.startswith(self._prefixes):
            return True
        return any(is_near(typo, folded, edits=1) for typo in self._typos)


# One query marks the texts of a page; its dull chunks are those of these texts.
_make_sieve = lru_cache(maxsize=16)(_Sieve)


def _has_parts(leaf: Leaf) -> bool:
    return isinstance(leaf, Word) and bool(leaf.parts)


def _list_terms(leaves: Sequence[Leaf]) -> set[str]:
    """The stems of all words and phrases."""
    found: set[str] = set()
    for leaf in leaves:
        if isinstance(leaf, Word):
            found |= {leaf.term, *(term for term, _ in leaf.parts)}
        elif isinstance(leaf, Phrase):
            found |= {term for term, _ in leaf.terms}
    return found


def _list_folded(leaves: Sequence[Leaf], kind: type[Prefix] | type[Typo]) -> list[str]:
    return [leaf.folded for leaf in leaves if isinstance(leaf, kind)]


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


def _rank_spans(text: str, marks: list[Mark], width: int) -> list[tuple[int, int]]:
    """Spans that could be snippets, best first: one from each sentence with a mark."""
    ranked = []
    sentences = sentence_spans(text)
    starts = [mark.start for mark in marks]
    for number, (start, end) in enumerate(sentences):
        first, beyond = bisect_left(starts, start), bisect_left(starts, end)
        if first == beyond:
            continue
        if end - start > width:
            span = _cut_sentence(text, (start, end), marks[first], width)
        else:
            span = _extend(sentences, number, width)
        inside = [mark for mark in marks[first:] if mark.end <= span[1] and mark.start >= span[0]]
        ranked.append((-len({mark.leaf for mark in inside}), -len(inside), span))
    return [span for *_, span in sorted(ranked)]


def _extend(sentences: list[tuple[int, int]], number: int, width: int) -> tuple[int, int]:
    """A sentence with as many of the following as fit in the width."""
    start, end = sentences[number]
    for _, later_end in sentences[number + 1 :]:
        if later_end - start > width:
            break
        end = later_end
    return start, end


def _cut_sentence(text: str, sentence: tuple[int, int], mark: Mark, width: int) -> tuple[int, int]:
    """A window of a long sentence with its first mark after a quarter of the width, cut between words."""
    start = max(sentence[0], min(mark.start - width // 4, sentence[1] - width))
    if start > sentence[0] and not text[start - 1].isspace():
        gap = _SPACE.search(text, start, mark.start)
        start = gap.end() if gap else mark.start
    end = min(sentence[1], start + width)
    if end < sentence[1] and not text[end].isspace():
        gaps = [gap.start() for gap in _SPACE.finditer(text, min(mark.end, end), end)]
        end = gaps[-1] if gaps else end
    return start, end


def _render(text: str, start: int, end: int, marks: list[Mark]) -> str:
    """A slice escaped piece by piece, so that no marker can be mistaken for text, or text for a marker."""
    pieces = []
    position = start
    for mark_start, mark_end in _merge(marks, start, end):
        pieces.append(escape(text[position:mark_start]))
        pieces.append(MARK_START + escape(text[mark_start:mark_end]) + MARK_END)
        position = mark_end
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def _merge(marks: list[Mark], start: int, end: int) -> list[tuple[int, int]]:
    """The marks inside a slice, clipped to it, overlapping ones made one."""
    merged: list[tuple[int, int]] = []
    for mark in marks:
        first, beyond = max(mark.start, start), min(mark.end, end)
        if first >= beyond:
            continue
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], beyond))
        else:
            merged.append((first, beyond))
    return merged
