"""What marks somebody's speech in a frame: reporting verbs, *según* and its like; a colon is none of them."""

from collections.abc import Sequence

from app.quotes.connectives import find_connective
from app.quotes.reporting import FoundCue, find_unlisted, find_verb
from app.quotes.tokens import QUOTE, Token

__all__ = ["FoundCue", "find_cues"]


def find_cues(tokens: Sequence[Token]) -> tuple[FoundCue, ...]:
    """The cues of a frame, left to right."""
    marked = [i for i, token in enumerate(tokens) if token.marks_cue]
    found = [_cue_at(tokens, i) for i in marked]
    return tuple([cue for cue in found if cue is not None])


def _cue_at(tokens: Sequence[Token], i: int) -> FoundCue | None:
    if tokens[i].kind == QUOTE:
        return find_unlisted(tokens, i)
    cue = None if tokens[i].verb is None else find_verb(tokens, i)
    return cue or find_connective(tokens, i)
