"""Where quotation marks open and close: nested, mismatched, left open, reopened at a paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from app.quotes.unpaired import (
    closes_speech,
    find_beginning,
    find_end,
    find_end_at_mark,
    find_sentence_end,
    is_all_speech,
)

_MARK = re.compile(r"[«»“”„‟\"″‘’'‹›]")
_OPENERS = "«“„‟‘‹"
_CLOSERS = "»”’›"
SINGLE = "‘’'‹›"
_BEFORE_OPENING = " \t\u00a0\u202f\n\r([{¿¡—–-:;,./…*"
_AFTER_CLOSING = " \t\u00a0\u202f\n\r)]}.,;:!?…—–-/*"
_REOPENED = re.compile(
    r"\s*»(?=[\w¿¡(])"
)  # a paragraph that goes on with the quotation of the one before
_ONLY_AFTER_CLOSING = ",.;:)!?"
_LONGEST_OVER_LINES = 6


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """What stands between two marks, without blanks at its ends; `outer` offsets take in the marks.

    `opened` and `closed` say whether the mark is printed on that side.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    opened: bool = True
    closed: bool = True


class _Marks(NamedTuple):
    """The marks of a line: outermost pairs, openings that nothing closes, closings that nothing opens.

    Each of the last stands after the position from which on the words may belong to it.
    """

    start: int
    end: int
    pairs: list[tuple[int, int]]
    left_open: list[int]
    strays: list[tuple[int, int]]

    @property
    def goes_on(self) -> bool:
        """Whether the first mark of the line closes what an earlier one opened."""
        return bool(self.strays) and self.strays[0][0] == self.start


class _Pending(NamedTuple):
    """An opening that its line leaves open, that line's end, and the lines with words since."""

    opening: int
    line_end: int
    lines: int


def find_spans(text: str) -> tuple[QuotedSpan, ...]:
    """Outermost quoted spans in order, none empty or overlapping; one inside another is part of its text."""
    spans: list[QuotedSpan] = []
    pending: _Pending | None = None
    for start, end in _lines(text):
        line = _pair_line(text, start, end)
        strays = line.strays
        if pending is not None:
            if line.goes_on and pending.lines < _LONGEST_OVER_LINES:
                spans.append(_span(text, pending.opening, strays[0][1]))
                pending, strays = None, strays[1:]
            elif any(line[2:]) or pending.lines >= _LONGEST_OVER_LINES:
                spans.append(_never_closed(text, pending.opening, pending.line_end))
                pending = None
        spans.extend(_open_by_sense(text, line, strays))
        spans.extend(_span(text, *pair) for pair in line.pairs)
        closed, opening = _close_by_sense(text, line)
        spans.extend(closed)
        if opening is not None:
            pending = _Pending(opening, end, 0)
        if pending is not None and text[start:end].strip():
            pending = pending._replace(lines=pending.lines + 1)
    if pending is not None:
        spans.append(_never_closed(text, pending.opening, pending.line_end))
    return tuple(sorted((s for s in spans if s.start < s.end), key=lambda s: s.start))


def _lines(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for line in text.splitlines(keepends=True):
        bounds.append((start, start + len(line)))
        start += len(line)
    return bounds


def _pair_line(text: str, start: int, end: int) -> _Marks:
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    strays: list[tuple[int, int]] = []
    floor = start
    for found in _MARK.finditer(text, start, end):
        position = found.start()
        role = _role(text, position, stack)
        if role == "open":
            stack.append(position)
        elif role == "close" and stack:
            _close(text, position, stack, pairs)
            floor = position + 1
        elif role == "close" and text[position] not in SINGLE:
            strays.append((floor, position))
            floor = position + 1
    left_open = _settle(text, stack, pairs)
    if left_open and (_REOPENED.match(text, end) or _holds_the_rest(text, left_open, start, end)):
        left_open = left_open[:1]
        pairs = [pair for pair in pairs if pair[1] < left_open[0]]
    return _Marks(start, end, pairs, left_open, strays)


def _holds_the_rest(text: str, left_open: Sequence[int], start: int, end: int) -> bool:
    """Whether the one opening left has the rest of its line, with all the marks in it."""
    opening = left_open[0]
    before = text[start:opening].rstrip()
    opens_clause = not before or before[-1] in ":.!?…”»"
    return len(left_open) == 1 and opens_clause and is_all_speech(text, opening + 1, end)


def _close(text: str, position: int, stack: list[int], pairs: list[tuple[int, int]]) -> None:
    """Close the innermost open mark of the same family, and with it what was opened inside and left."""
    family = text[position] in SINGLE
    depth = len(stack) - 1
    while depth > 0 and depth > len(stack) - 4 and not _matches(text, stack[depth], position):
        depth -= 1
    if (text[stack[depth]] in SINGLE) != family:
        return
    opening = stack[depth]
    del stack[depth:]
    pairs.append((opening, position))


def _matches(text: str, opening: int, closing: int) -> bool:
    first, last = text[opening], text[closing]
    if first in SINGLE or last in SINGLE:
        return first in SINGLE and last in SINGLE
    if first in "«»" or last == "»":
        return first + last in ("«»", "««", "»»", "»«")
    return True


def _settle(text: str, stack: list[int], pairs: list[tuple[int, int]]) -> list[int]:
    """Keep outermost pairs only; of the marks left open, the double ones outside of them."""
    pairs.sort()
    kept: list[tuple[int, int]] = []
    for pair in pairs:
        if not kept or pair[0] > kept[-1][1]:
            kept.append(pair)
    pairs[:] = kept
    return [position for position in stack if text[position] not in SINGLE]


def _close_by_sense(text: str, line: _Marks) -> tuple[list[QuotedSpan], int | None]:
    """The quotations of a line that nothing closes, and the opening that a later line may close."""
    left_open, openings = set(line.left_open), [*line.left_open, *(pair[0] for pair in line.pairs)]
    found: list[QuotedSpan] = []
    opening: int | None = None
    for mark, following in pairwise([*sorted(openings), line.end]):
        if mark not in left_open:
            opening = None
            continue
        opening = mark if opening is None else opening
        if following == line.end:
            if _REOPENED.match(text, line.end):
                return [*found, replace(_never_closed(text, opening, line.end), closed=True)], None
            end = find_end(text, mark + 1, following)
            if end is None:
                return found, opening
        else:
            end = find_end_at_mark(text, mark + 1, following)
        if end is not None:
            found.append(_never_closed(text, opening, end))
            opening = None
    return found, None


def _open_by_sense(
    text: str, line: _Marks, strays: Sequence[tuple[int, int]]
) -> Iterator[QuotedSpan]:
    """The quotations of a line that nothing opens; a mark before one keeps its sentence out."""
    for floor, closing in strays:
        start = floor if floor == line.start else find_sentence_end(text, floor, closing)
        if start is not None and closes_speech(text, closing):
            start, end = _trim(text, find_beginning(text, start, closing), closing)
            yield QuotedSpan(start, end, start, closing + 1, opened=False)


def _role(text: str, position: int, stack: list[int]) -> str:
    """`open`, `close` or `apostrophe`, by the mark's own shape, its neighbours, and what is open already."""
    mark = text[position]
    before = text[position - 1] if position else "\n"
    after = text[position + 1] if position + 1 < len(text) else "\n"
    only_closes = after in _ONLY_AFTER_CLOSING and text[position + 1 : position + 3] != ".."
    may_open = _opens_after(before) and not after.isspace() and not only_closes
    may_close = (only_closes or not before.isspace()) and _closes_before(after)
    if mark in SINGLE:
        return _single_role(text, position, stack, may_open, may_close)
    return _double_role(text, mark, stack, may_open, may_close)


def _double_role(text: str, mark: str, stack: list[int], may_open: bool, may_close: bool) -> str:
    if mark == "″":  # a slip for a closing mark, or seconds and inches
        return "close" if stack and may_close else "apostrophe"
    if mark in "«»":
        return _guillemet_role(mark, stack, text, may_open, may_close)
    if may_open != may_close:
        return "open" if may_open else "close"
    if mark in _OPENERS:
        return "open"
    if mark in _CLOSERS:
        return "close"
    return "close" if any(text[p] not in SINGLE for p in stack[-2:]) else "open"


def _single_role(
    text: str, position: int, stack: list[int], may_open: bool, may_close: bool
) -> str:
    inside = any(text[p] in SINGLE for p in stack[-2:])
    if may_close and inside:
        return "close"
    if may_open and not may_close and not inside and text[position + 1].isalnum():
        return "open"
    if may_open and text[position] in "‘‹":
        return "open"
    return "apostrophe"


def _guillemet_role(mark: str, stack: list[int], text: str, may_open: bool, may_close: bool) -> str:
    if mark == "»":
        return "open" if may_open and not may_close and not stack else "close"
    inside = any(text[p] in "«»" for p in stack[-2:])
    return "close" if inside and may_close and not may_open else "open"


def _opens_after(before: str) -> bool:
    return before in _BEFORE_OPENING or before in _OPENERS or before == '"' or before.isspace()


def _closes_before(after: str) -> bool:
    return after in _AFTER_CLOSING or after in _CLOSERS or after in '"“' or after.isspace()


def _span(text: str, opening: int, closing: int) -> QuotedSpan:
    start, end = _trim(text, opening + 1, closing)
    return QuotedSpan(start, end, opening, closing + 1)


def _never_closed(text: str, opening: int, limit: int) -> QuotedSpan:
    """Without a closing mark the quotation ends at a limit, before the full stop."""
    start, end = _trim(text, opening + 1, limit)
    if end > start and text[end - 1] == "." and text[end - 2 : end] != "..":
        start, end = _trim(text, start, end - 1)
    return QuotedSpan(start, end, opening, max(end, opening + 1), closed=False)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
