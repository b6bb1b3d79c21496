"""What marks somebody's speech in a frame: reporting verbs, *según* and its like; a colon is none of them."""

from collections.abc import Sequence

from app.quotes.connectives import connective_words, find_connective
from app.quotes.reporting import FoundCue, find_unlisted, find_verb
from app.quotes.tokens import QUOTE, Token
from app.quotes.verbs import verb_forms

__all__ = ["FoundCue", "find_cues"]


def find_cues(tokens: Sequence[Token]) -> tuple[FoundCue, ...]:
    """The cues of a frame, left to right."""
    cues: list[FoundCue] = []
    forms, openers = verb_forms(), connective_words()
    for i, token in enumerate(tokens):
        found = None
        if token.low in forms:
            found = find_verb(tokens, i)
        if found is None and token.low in openers:
            found = find_connective(tokens, i)
        if token.kind == QUOTE:
            found = find_unlisted(tokens, i)
        if found is not None:
            cues.append(found)
    return tuple(cues)
