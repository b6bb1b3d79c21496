"""The reporter's own words: tokens outside quotation marks, cut into frames.

A frame is a sentence in which each quotation stands as one token, however many sentences it holds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.quotes.marks import QuotedSpan

WORD, CAPITAL, NUMBER, POINT, QUOTE = "word", "capital", "number", "point", "quote"

_TOKEN = re.compile(
    r"""
    (?P<plain>[^\W\d_]+)(?=[\s,;:)])
  | (?P<placeholder>\*\w{1,20}\*)
  | (?P<abbreviation>(?:[^\W\d_]\.){2,6} | [A-Z]{2}\.[A-Z]{2}\.? | [A-ZÁÉÍÓÚÑ]\.(?=\s+[A-ZÁÉÍÓÚÑ])
      | (?:Sr|Sra|Srta|Dr|Dra|Lic|Ing|Gral|Mons|Prof|St|Mr|Mrs|Ms)\.)
  | (?P<word>\w+(?:[-’'&+]\w+ | \.(?:\d|[a-z])\w*)*\+?)
  | (?P<point>\.\.\.|--|[^\w\s])
    """,
    re.VERBOSE,
)
_STOPS = (".", "!", "?", "…", "...")
_ABBREVIATED = frozenset(
    [
        "sr",
        "sra",
        "srta",
        "dr",
        "dra",
        "d",
        "dña",
        "dª",
        "lic",
        "ing",
        "prof",
        "gral",
        "núm",
        "art",
        "etc",
        "no",
        "vs",
        "mr",
        "mrs",
        "ms",
        "st",
    ]
)
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
    """A sentence; `line` counts the lines of the text from 0, `first` says that it begins one."""

    tokens: tuple[Token, ...]
    line: int
    first: bool

    @property
    def quotes(self) -> list[int]:
        """Positions of its quotation tokens."""
        return [i for i, token in enumerate(self.tokens) if token.kind == QUOTE]


def cut_frames(text: str, spans: Sequence[QuotedSpan]) -> tuple[Frame, ...]:
    """The frames of a text in order; each span is a token of exactly one of them."""
    frames: list[Frame] = []
    for number, tokens in enumerate(_lines_of_tokens(text, spans)):
        start = 0
        for i in range(len(tokens)):
            full = i + 1 - start == _LONGEST_FRAME or i + 1 == len(tokens)
            if full or _ends_sentence(tokens, i):
                frames.append(Frame(tuple(tokens[start : i + 1]), number, start == 0))
                start = i + 1
    return tuple(frames)


def _lines_of_tokens(text: str, spans: Sequence[QuotedSpan]) -> Iterator[list[Token]]:
    """Tokens line by line; a span that runs over lines belongs to the line in which it opens."""
    line: list[Token] = []
    position = 0
    for index, span in enumerate(spans):
        for part in _pieces(text, position, span.outer_start):
            if part is None:
                yield line
                line = []
            else:
                line.extend(part)
        quoted = text[span.start : span.end]
        line.append(Token(QUOTE, span.outer_start, span.outer_end, "", "", index, quoted))
        position = span.outer_end
        if not span.closed:
            yield line
            line = []
    for part in _pieces(text, position, len(text)):
        if part is None:
            yield line
            line = []
        else:
            line.extend(part)
    yield line


def _pieces(text: str, start: int, end: int) -> Iterator[list[Token] | None]:
    """Tokens between two offsets, with None for each end of a line."""
    while start < end:
        stop = text.find("\n", start, end)
        if stop < 0:
            yield _tokenise(text, start, end)
            return
        yield _tokenise(text, start, stop)
        yield None
        start = stop + 1


def _tokenise(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for found in _TOKEN.finditer(text, start, end):
        printed = found.group()
        first, last = found.span()
        tokens.append(
            Token(_kind(found.lastgroup, printed[0]), first, last, printed, _lower(printed))
        )
    return tokens


@lru_cache(maxsize=1 << 16)
def _lower(word: str) -> str:
    return word.lower()


def _kind(group: str | None, first: str) -> str:
    if group == "point":
        return POINT
    if first.isupper():
        return CAPITAL
    return NUMBER if group == "placeholder" or first.isdigit() else WORD


def _ends_sentence(tokens: list[Token], i: int) -> bool:
    token, following = tokens[i], tokens[i + 1]
    if token.kind == QUOTE:
        return _quotation_ends_sentence(token, following)
    if token.text not in _STOPS:
        return False
    if following.start == token.end:
        return following.kind == CAPITAL and i > 0 and tokens[i - 1].kind == WORD
    if token.text == "." and i and tokens[i - 1].low in _ABBREVIATED:
        return False
    return following.kind in (CAPITAL, QUOTE, NUMBER) or following.text in _OPENING


def _quotation_ends_sentence(token: Token, following: Token) -> bool:
    if not token.quoted or token.quoted[-1] not in _QUOTED_STOPS:
        return False
    return following.kind in (CAPITAL, QUOTE) and following.start > token.end
