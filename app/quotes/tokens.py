"""The reporter's own words: tokens outside quotation marks, cut into frames.

A frame is a sentence in which each quotation stands as one token, however many sentences it holds.

Words come again and again, and their tokens with them: what stands between two blanks is taken apart once,
and every place where a word is printed shares one token. So a token has no place of its own; the frame keeps
the offsets beside the tokens.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.marks import QuotedSpan
from app.quotes.words import CAPITAL, NUMBER, POINT, QUOTE, WORD, KeptForms, Token, make_token

__all__ = ["CAPITAL", "NUMBER", "POINT", "QUOTE", "WORD", "Frame", "Token", "cut_frames"]

_TOKEN = re.compile(
    r"""
    \*\w{1,20}\*                                   # what stands for a figure left out
  | (?:[^\W\d_]\.){2,6} | [A-Z]{2}\.[A-Z]{2}\.? | [A-ZÁÉÍÓÚÑ]\.(?=\s+[A-ZÁÉÍÓÚÑ])   # U.N., EE.UU., J. Vega
  | (?:Sr|Sra|Srta|Dr|Dra|Lic|Ing|Gral|Mons|Prof|St|Mr|Mrs|Ms)\.
  | \w+(?:[-’'&+]\w+ | \.(?:\d|[a-z])\w*)*\+?
  | \.\.\. | -- | [^\w\s]
    """,
    re.VERBOSE,
)
_INITIAL = re.compile(r"[A-ZÁÉÍÓÚÑ]\.")
_LONGEST_FRAME = (
    300  # tokens; what is longer is no sentence, and every later stage may look at pairs
)
_QUOTED_STOPS = ".!?…"
_OPENING = "¿¡([—–-"


class Frame(NamedTuple):
    """A sentence; `starts` are the offsets of its tokens in the text, whose lines `line` counts from 0.

    `quotes` are the positions of the quotations among its tokens.
    """

    tokens: tuple[Token, ...]
    starts: tuple[int, ...]
    quotes: tuple[int, ...]
    line: int

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets in the text of the tokens at half-open positions."""
        return self.starts[start], self.starts[end - 1] + self.tokens[end - 1].size


class _Line(NamedTuple):
    tokens: list[Token]
    starts: list[int]


class _Cluster(NamedTuple):
    """What stands between two blanks when it is no bare word: its tokens, each with its offset.

    `initial`: it ends like *J.*, which is one token before a name, *J. de la Vega*, and two elsewhere.
    """

    parts: tuple[tuple[int, Token], ...]
    initial: bool


def cut_frames(text: str, spans: Sequence[QuotedSpan]) -> tuple[Frame, ...]:
    """The frames of a text in order; each span is a token of exactly one of them."""
    frames: list[Frame] = []
    for number, line in enumerate(_cut_lines(text, spans)):
        for start, end in _cut_sentences(line):
            tokens = tuple(line.tokens[start:end])
            quotes = tuple([i for i, token in enumerate(tokens) if token.kind == QUOTE])
            frames.append(Frame(tokens, tuple(line.starts[start:end]), quotes, number))
    return tuple(frames)


def _cut_lines(text: str, spans: Sequence[QuotedSpan]) -> Iterator[_Line]:
    """Tokens line by line; a span that runs over lines belongs to the line in which it opens."""
    line = _Line([], [])
    position = 0
    for index, span in enumerate(spans):
        *lines, line = _continue_line(line, text, position, span.outer_start)
        yield from lines
        position = span.outer_end
        line.tokens.append(_quotation(text, index, span))
        line.starts.append(span.outer_start)
    yield from _continue_line(line, text, position, len(text))


def _quotation(text: str, index: int, span: QuotedSpan) -> Token:
    size, quoted = span.outer_end - span.outer_start, text[span.start : span.end]
    return Token(
        kind=QUOTE,
        text="",
        low="",
        size=size,
        may_end=True,
        quote=index,
        quoted=quoted,
        marks_cue=True,
    )


def _continue_line(line: _Line, text: str, start: int, end: int) -> list[_Line]:
    """The line with the tokens between two offsets, and the lines that follow it there."""
    lines: list[_Line] = []
    for printed in text[start:end].split("\n"):
        _add_tokens(line, printed, start, text, end)
        lines.append(line)
        start += len(printed) + 1
        line = _Line([], [])
    return lines


def _add_tokens(line: _Line, printed: str, start: int, text: str, end: int) -> None:
    """Add what is `printed` at `start`; `end` is where the reporter's own words break off."""
    (tokens, starts), clusters = line, _clusters
    for cluster in printed.split(" "):
        found = clusters[cluster]
        if isinstance(found, Token):
            tokens.append(found)
            starts.append(start)
        else:
            parts, initial = found
            if initial and _name_ahead().match(text, start + len(cluster), end):
                parts = _join_initial(parts)
            for offset, token in parts:
                tokens.append(token)
                starts.append(start + offset)
        start += len(cluster) + 1


@cache
def _name_ahead() -> re.Pattern[str]:
    """What follows an initial: a capital, or particles and a capital."""
    particles = "|".join(sorted(word_set("surname_particles")))
    return re.compile(rf"\s+(?:(?:{particles})\s+){{0,3}}[A-ZÁÉÍÓÚÑ]")


def _cut_cluster(printed: str) -> Token | _Cluster:
    parts = tuple((found.start(), _tokens[found[0]]) for found in _TOKEN.finditer(printed))
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    ending = [token.text for _, token in parts[-2:]]
    initial = _INITIAL.fullmatch(printed[-2:]) is not None and ending == [*printed[-2:]]
    return _Cluster(parts, initial)


def _join_initial(parts: tuple[tuple[int, Token], ...]) -> tuple[tuple[int, Token], ...]:
    (offset, letter), _ = parts[-2:]
    return (*parts[:-2], (offset, _tokens[letter.text + "."]))


_tokens = KeptForms(make_token)
_clusters = KeptForms(_cut_cluster)


def _cut_sentences(line: _Line) -> Iterator[tuple[int, int]]:
    """Half-open positions of the sentences of a line; only stops and quotations are looked at."""
    tokens = line.tokens
    stops = [i for i, token in enumerate(tokens[:-1]) if token.may_end]
    ends = [i + 1 for i in stops if _ends_sentence(line, i)]
    for start, end in pairwise((0, *ends, len(tokens))):
        for first in range(start, end, _LONGEST_FRAME):
            yield first, min(end, first + _LONGEST_FRAME)


def _ends_sentence(line: _Line, i: int) -> bool:
    tokens, starts = line
    token, following = tokens[i], tokens[i + 1]
    touches = starts[i + 1] == starts[i] + token.size
    if token.kind == QUOTE:
        return not touches and _quotation_ends_sentence(token, following)
    if touches:
        return following.kind == CAPITAL and i > 0 and tokens[i - 1].kind == WORD
    if token.text == "." and i and tokens[i - 1].low in word_set("abbreviations"):
        return False
    return following.kind in (CAPITAL, QUOTE, NUMBER) or following.text in _OPENING


def _quotation_ends_sentence(token: Token, following: Token) -> bool:
    if not token.quoted or token.quoted[-1] not in _QUOTED_STOPS:
        return False
    return following.kind in (CAPITAL, QUOTE)
