"""A sentence with what was found in it: the input of attribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.quotes.cues import FoundCue
from app.quotes.marks import QuotedSpan
from app.quotes.mentions import Cast
from app.quotes.nominals import Phrase
from app.quotes.tokens import Token


class Scene(NamedTuple):
    """One sentence of the reporter; `line` counts the lines of the text from 0."""

    tokens: tuple[Token, ...]
    phrases: tuple[Phrase, ...]
    cues: tuple[FoundCue, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """A text taken apart: its quoted spans, its sentences in order, the people in it."""

    text: str
    spans: Sequence[QuotedSpan]
    scenes: Sequence[Scene]
    cast: Cast
