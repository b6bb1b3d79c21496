"""What marks somebody's speech in a frame: reporting verbs, *según* and its like; a colon is none of them."""

from collections.abc import Sequence
from functools import cache

from app.quotes.connectives import connective_words, find_connective
from app.quotes.reporting import FoundCue, find_unlisted, find_verb
from app.quotes.tokens import QUOTE, Token
from app.quotes.verbs import verb_forms

__all__ = ["FoundCue", "find_cues"]


def find_cues(tokens: Sequence[Token]) -> tuple[FoundCue, ...]:
    """The cues of a frame, left to right."""
    triggers = _triggers()
    marked = [i for i, token in enumerate(tokens) if token.low in triggers]
    found = (_cue_at(tokens, i) for i in marked)
    return tuple(cue for cue in found if cue is not None)


def _cue_at(tokens: Sequence[Token], i: int) -> FoundCue | None:
    if tokens[i].kind == QUOTE:
        return find_unlisted(tokens, i)
    return find_verb(tokens, i) or find_connective(tokens, i)


@cache
def _triggers() -> frozenset[str]:
    """What a cue can begin or end with, in lower case; a quotation is empty."""
    return connective_words().union(verb_forms(), {""})
