"""A sentence with what was found in it: the input of attribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.quotes.capitals import Capitals
from app.quotes.cues import FoundCue, find_cues
from app.quotes.marks import SINGLE, QuotedSpan
from app.quotes.mentions import Cast
from app.quotes.nominals import Phrase
from app.quotes.tokens import Frame, Token
from app.quotes.topics import initial_subject


class Scene(NamedTuple):
    """One sentence of the reporter; `subject` is the phrase that it seems to be about."""

    frame: Frame
    phrases: tuple[Phrase, ...]
    cues: tuple[FoundCue, ...]
    subject: Phrase | None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the sentence, each quotation one of them."""
        return self.frame.tokens

    @property
    def line(self) -> int:
        """The line of the text, counted from 0."""
        return self.frame.line

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets in the text of the tokens at half-open positions."""
        return self.frame.bounds(start, end)


def make_scene(frame: Frame, phrases: tuple[Phrase, ...]) -> Scene:
    """The sentence with its cues and its subject."""
    subject = initial_subject(frame.tokens, phrases)
    return Scene(frame, phrases, find_cues(frame.tokens), subject)


@dataclass(frozen=True)
class Article:
    """A text taken apart: its quoted spans, its sentences in order, the people in it."""

    text: str
    spans: Sequence[QuotedSpan]
    scenes: Sequence[Scene]
    cast: Cast
    capitals: Capitals

    @cached_property
    def lesser_marks(self) -> frozenset[int]:
        """Spans by index in single marks, where the article quotes in double ones: terms, when short."""
        single = [i for i, span in enumerate(self.spans) if self.text[span.outer_start] in SINGLE]
        return frozenset(single if len(single) < len(self.spans) else ())
