"""Where quotation marks open and close: nested, mismatched, left open, reopened at a paragraph."""

import re
from dataclasses import dataclass

_MARK = re.compile(r"[«»“”„‟\"″‘’'‹›]")
_OPENERS = "«“„‟‘‹"
_CLOSERS = "»”’›"
SINGLE = "‘’'‹›"
_BEFORE_OPENING = " \t\u00a0\u202f\n\r([{¿¡—–-:;,./…*"
_AFTER_CLOSING = " \t\u00a0\u202f\n\r)]}.,;:!?…—–-/*"
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


def find_spans(text: str) -> tuple[QuotedSpan, ...]:
    """Outermost quoted spans in order, none empty or overlapping; one inside another is part of its text."""
    spans: list[QuotedSpan] = []
    pending: tuple[int, int] | None = (
        None  # an opening that its line leaves open, and that line's end
    )
    pending_lines = 0
    for start, end in _lines(text):
        pairs, left_open, stray_close = _pair_line(text, start, end)
        if pending is not None:
            if stray_close is not None and pending_lines < _LONGEST_OVER_LINES:
                spans.append(_span(text, pending[0], stray_close))
                pending, stray_close = None, None
            elif pairs or left_open is not None or pending_lines >= _LONGEST_OVER_LINES:
                spans.append(_left_open(text, *pending))
                pending = None
        if stray_close is not None:
            spans.append(_never_opened(text, start, stray_close))
        spans.extend(_span(text, *pair) for pair in pairs)
        if left_open is not None:
            pending, pending_lines = (left_open, end), 0
        pending_lines += text[start:end].strip() != ""
    if pending is not None:
        spans.append(_left_open(text, *pending))
    return tuple(sorted((s for s in spans if s.start < s.end), key=lambda s: s.start))


def _lines(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for line in text.splitlines(keepends=True):
        bounds.append((start, start + len(line)))
        start += len(line)
    return bounds


def _pair_line(
    text: str, start: int, end: int
) -> tuple[list[tuple[int, int]], int | None, int | None]:
    """Outermost pairs of mark positions of a line, an opening left over after them, a closing before them."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    stray: int | None = None
    for found in _MARK.finditer(text, start, end):
        position = found.start()
        role = _role(text, position, stack)
        if role == "open":
            stack.append(position)
        elif role == "close" and stack:
            _close(text, position, stack, pairs)
        elif role == "close" and not pairs and stray is None and text[position] not in SINGLE:
            stray = position
    return pairs, _settle(text, stack, pairs), stray


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
    if first == "«" or last == "»":
        return first + last in ("«»", "««")
    return True


def _settle(text: str, stack: list[int], pairs: list[tuple[int, int]]) -> int | None:
    """Keep outermost pairs only; of the marks left open, the last double one that no pair follows."""
    pairs.sort()
    kept: list[tuple[int, int]] = []
    for pair in pairs:
        if not kept or pair[0] > kept[-1][1]:
            kept.append(pair)
    pairs[:] = kept
    last = kept[-1][1] if kept else -1
    left = [p for p in stack if p > last and text[p] not in SINGLE]
    return left[0] if left else None


def _role(text: str, position: int, stack: list[int]) -> str:
    """`open`, `close` or `apostrophe`, by the mark's own shape, its neighbours, and what is open already."""
    mark = text[position]
    before = text[position - 1] if position else "\n"
    after = text[position + 1] if position + 1 < len(text) else "\n"
    may_open = _opens_after(before) and not after.isspace()
    may_close = not before.isspace() and _closes_before(after)
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
        return "close"
    inside = any(text[p] == "«" for p in stack[-2:])
    return "close" if inside and may_close and not may_open else "open"


def _opens_after(before: str) -> bool:
    return before in _BEFORE_OPENING or before in _OPENERS or before == '"' or before.isspace()


def _closes_before(after: str) -> bool:
    return after in _AFTER_CLOSING or after in _CLOSERS or after in '"“' or after.isspace()


def _span(text: str, opening: int, closing: int) -> QuotedSpan:
    start, end = _trim(text, opening + 1, closing)
    return QuotedSpan(start, end, opening, closing + 1)


def _left_open(text: str, opening: int, line_end: int) -> QuotedSpan:
    """Without a closing mark the quotation ends with its line, before the full stop."""
    start, end = _trim(text, opening + 1, line_end)
    if end > start and text[end - 1] == "." and text[end - 2 : end] != "..":
        start, end = _trim(text, start, end - 1)
    return QuotedSpan(start, end, opening, line_end, closed=False)


def _never_opened(text: str, line_start: int, closing: int) -> QuotedSpan:
    start, end = _trim(text, line_start, closing)
    return QuotedSpan(start, end, start, closing + 1, opened=False)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
