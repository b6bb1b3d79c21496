"""Where a text matches a query: marked snippets and titles, from the text in the database, as HTML."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import escape

from app.search.marks import Mark, find_marks
from app.search.query import Leaf, Query, Title, find_leaves
from app.text import line_sentences, line_spans

MARK_START = "<mark>"
MARK_END = "</mark>"
_SPACE = re.compile(r"\s")


def highlight(text: str, query: Query, *, snippets: int = 2, width: int = 240) -> list[str]:
    """The best snippets in the order of the text, HTML-escaped, with `<mark>` round what matches.

    Each is a slice of the text of at most `width` characters (before escaping and marks), cut between
    sentences where they fit, else between words. A snippet that answers more of the query is better,
    then one with more marks, then the earlier. Empty if nothing in the text matches.
    """
    marks = find_marks(text, _body_leaves(query))
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
    return _render(title, 0, len(title), find_marks(title, tuple(leaves)))


def _body_leaves(query: Query) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in find_leaves(query.root) if not isinstance(leaf, Title))


def _rank_spans(text: str, marks: list[Mark], width: int) -> list[tuple[int, int]]:
    """Spans that could be snippets, best first: one from each sentence with a mark."""
    ranked = []
    starts = [mark.start for mark in marks]
    sentences = list(_list_sentences(text, starts, width))
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


def _list_sentences(text: str, marked: list[int], width: int) -> Iterator[tuple[int, int]]:
    """The sentences with a mark, of which `marked` are the beginnings, and all that may stand behind one."""
    for start, end in line_spans(text):
        before = bisect_left(marked, end)
        if not before or marked[before - 1] + width <= start:
            continue
        for sentence in line_sentences(text, start, end):
            if sentence[0] > marked[before - 1] + width:
                break
            yield sentence


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
