"""Speech between rayas: *—El plan sale adelante —explicó Ruiz—. No habrá retrasos.*

A line that begins with a raya is a list as often as a turn. It is speech where a reporting verb follows
a second raya; a turn without one is left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from app.quotes.marks import QuotedSpan
from app.quotes.verbs import is_saying

_TURN = re.compile(r"^[ \t]*([—–])[ \t]?(?=[¿¡A-ZÁÉÍÓÚÑ])(.*)$", re.MULTILINE)
_CUE = re.compile(r"[ \t][—–](?:[lms]es? )?([a-záéíóúñ]+)\b[^—–\n]*")
_CLOSING = re.compile(r"[—–][.,;:]?[ \t]*")


def find_turns(text: str, spans: Sequence[QuotedSpan]) -> tuple[QuotedSpan, ...]:
    """The spans, and the speech of lines of dialogue that touch none of them, in order."""
    ends = [span.outer_end for span in spans]
    turns: list[QuotedSpan] = []
    for line in _TURN.finditer(text):
        following = bisect_right(ends, line.start(1))
        if following == len(spans) or spans[following].outer_start >= line.end():
            turns += _split_turn(text, line)
    return tuple(sorted((*spans, *turns), key=lambda span: span.start)) if turns else tuple(spans)


def _split_turn(text: str, line: re.Match[str]) -> Iterator[QuotedSpan]:
    """What is said before and after the cue; nothing without a cue."""
    cue = next((found for found in _CUE.finditer(text, *line.span(2)) if is_saying(found[1])), None)
    if cue is None:
        return
    yield QuotedSpan(line.start(2), cue.start(), line.start(1), cue.start())
    closing = _CLOSING.match(text, cue.end(), line.end(2))
    if closing is not None and closing.end() < line.end(2):
        end = line.start(2) + len(line[2].rstrip())
        yield QuotedSpan(closing.end(), end, closing.end(), end)
