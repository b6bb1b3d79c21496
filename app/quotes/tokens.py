"""The reporter's own words: tokens outside quotation marks, cut into frames.

A frame is a sentence in which each quotation stands as one token, however many sentences it holds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.marks import QuotedSpan

WORD, CAPITAL, NUMBER, POINT, QUOTE = "word", "capital", "number", "point", "quote"

_TOKEN = re.compile(
    r"""
    [^\W\d_]+(?=[\s,;:)])                          # most words
  | \n
  | \*\w{1,20}\*                                   # what stands for a figure left out
  | (?:[^\W\d_]\.){2,6} | [A-Z]{2}\.[A-Z]{2}\.? | [A-ZÁÉÍÓÚÑ]\.(?=\s+[A-ZÁÉÍÓÚÑ])   # U.N., EE.UU., J. Vega
  | (?:Sr|Sra|Srta|Dr|Dra|Lic|Ing|Gral|Mons|Prof|St|Mr|Mrs|Ms)\.
  | \w+(?:[-’'&+]\w+ | \.(?:\d|[a-z])\w*)*\+?
  | \.\.\. | -- | [^\w\s]
    """,
    re.VERBOSE,
)
_ENDING_KINDS = (POINT, QUOTE)
_STOPS = (".", "!", "?", "…", "...")
_LONGEST_FRAME = (
    300  # tokens; what is longer is no sentence, and every later stage may look at pairs
)
_QUOTED_STOPS = ".!?…"
_OPENING = "¿¡([—–-"


class Token(NamedTuple):
    """A word, number, point or quotation at half-open offsets; `low` is its lower case, accents kept.

    A quotation has empty `text` and `low`; `quote` is the index of its span and `quoted` its content.
    """

    kind: str
    start: int
    end: int
    text: str
    low: str
    quote: int = -1
    quoted: str = ""


class Frame(NamedTuple):
    """A sentence; `line` counts the lines of the text from 0."""

    tokens: tuple[Token, ...]
    line: int


def cut_frames(text: str, spans: Sequence[QuotedSpan]) -> tuple[Frame, ...]:
    """The frames of a text in order; each span is a token of exactly one of them."""
    frames: list[Frame] = []
    for number, tokens in enumerate(_lines_of_tokens(text, spans)):
        start, last = 0, len(tokens) - 1
        for i, token in enumerate(tokens):
            ends = i == last or i + 1 - start == _LONGEST_FRAME
            if ends or (token.kind in _ENDING_KINDS and _ends_sentence(tokens, i)):
                frames.append(Frame(tuple(tokens[start : i + 1]), number))
                start = i + 1
    return tuple(frames)


def _lines_of_tokens(text: str, spans: Sequence[QuotedSpan]) -> Iterator[list[Token]]:
    """Tokens line by line; a span that runs over lines belongs to the line in which it opens."""
    line: list[Token] = []
    position = 0
    for index, span in enumerate(spans):
        *lines, line = _add_tokens(line, text, position, span.outer_start)
        yield from lines
        quoted = text[span.start : span.end]
        line.append(Token(QUOTE, span.outer_start, span.outer_end, "", "", index, quoted))
        position = span.outer_end
        if not span.closed:
            yield line
            line = []
    yield from _add_tokens(line, text, position, len(text))


def _add_tokens(line: list[Token], text: str, start: int, end: int) -> list[list[Token]]:
    """The line with the tokens between two offsets, and the lines that follow it there."""
    lines = [line]
    for found in _TOKEN.finditer(text, start, end):
        printed = found[0]
        if printed == "\n":
            line = []
            lines.append(line)
            continue
        kind, low = _shape(printed)
        first, last = found.span()
        # Half the time of Token(...), which counts: tokens are a third of the whole extraction.
        line.append(tuple.__new__(Token, (kind, first, last, printed, low, -1, "")))
    return lines


@lru_cache(maxsize=1 << 16)
def _shape(printed: str) -> tuple[str, str]:
    """Kind and lower case of a token."""
    first = printed[0]
    if first.isupper():
        return CAPITAL, printed.lower()
    if first.isalpha() or first == "_":
        return WORD, printed.lower()
    number = first.isalnum() or (first == "*" and len(printed) > 1)
    return NUMBER if number else POINT, printed.lower()


def _ends_sentence(tokens: list[Token], i: int) -> bool:
    token, following = tokens[i], tokens[i + 1]
    if token.kind == QUOTE:
        return _quotation_ends_sentence(token, following)
    if token.text not in _STOPS:
        return False
    if following.start == token.end:
        return following.kind == CAPITAL and i > 0 and tokens[i - 1].kind == WORD
    if token.text == "." and i and tokens[i - 1].low in word_set("abbreviations"):
        return False
    return following.kind in (CAPITAL, QUOTE, NUMBER) or following.text in _OPENING


def _quotation_ends_sentence(token: Token, following: Token) -> bool:
    if not token.quoted or token.quoted[-1] not in _QUOTED_STOPS:
        return False
    return following.kind in (CAPITAL, QUOTE) and following.start > token.end
