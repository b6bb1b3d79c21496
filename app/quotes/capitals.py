"""What a capital at the beginning of a sentence tells: a name, or only that a sentence begins."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.runs import name_run_end
from app.quotes.tokens import CAPITAL, WORD, Frame, Token

_KEEPS_SENTENCE = (",", "(")


class Capitals(NamedTuple):
    """Lower-case forms of the words that an article prints with a capital.

    `inside` a sentence, where it tells most; `second` in a sentence, after another capital; `surnames`
    anywhere after a given name.
    """

    inside: frozenset[str]
    second: frozenset[str]
    surnames: frozenset[str] = frozenset()

    def holds(self, low: str) -> bool:
        """Whether a word has a capital anywhere but at the beginning of a sentence."""
        return low in self.inside or low in self.second


def collect_capitals(frames: Iterable[Frame]) -> Capitals:
    """The words with capitals of all sentences of an article and its title."""
    inside: set[str] = set()
    second: set[str] = set()
    surnames: set[str] = set()
    for frame in frames:
        words, named = None, False
        for i, token in enumerate(frame.tokens):
            named = token.kind == CAPITAL and (named or token.given)
            if named and not token.given:
                surnames.add(token.low)
            if token.kind == CAPITAL:
                if words is not None and not token.text.isupper():
                    words.add(token.low)
                words = second if i == 0 else words
            elif token.kind == WORD:
                words = inside
            elif token.text not in _KEEPS_SENTENCE:
                words = None
    return Capitals(frozenset(inside), frozenset(second), frozenset(surnames))


def opens_with_name(tokens: Sequence[Token], capitals: Capitals) -> bool:
    """Whether the capital that opens a sentence belongs to a name or a role rather than to the sentence."""
    low = tokens[0].low
    if _opens_otherwise(tokens, capitals):
        return False
    if capitals.holds(low) or tokens[0].role is not None or tokens[0].noun == "group":
        return True
    if len(tokens) == 1 or tokens[0].acronym:
        return tokens[0].acronym
    following = tokens[1]
    if following.kind == CAPITAL:
        return tokens[0].given or not _is_known_name(tokens, capitals)
    verb = following.verb
    if verb is not None and verb.mood == "finite":
        return True
    return following.low in word_set("haber") or _joins_name(tokens)


def _joins_name(tokens: Sequence[Token]) -> bool:
    """*Ruiz y Gil*, *Ruiz y su hermana*."""
    if len(tokens) < 3 or tokens[1].low not in ("y", "e"):
        return False
    return tokens[2].kind == CAPITAL or tokens[2].low in ("su", "sus")


def _opens_otherwise(tokens: Sequence[Token], capitals: Capitals) -> bool:
    """Whether the first word is one of the grammar, a verb, or the letter of an interview's turn."""
    low = tokens[0].low
    if low in word_set("sentence_openers") or low.endswith("mente"):
        return True
    if tokens[0].verb is not None:
        named = low in capitals.inside and len(tokens) > 1 and tokens[1].kind == CAPITAL
        return not named
    return len(low) == len("P.") and low[-1] == "." and _goes_on(tokens)


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Whether a word of the grammar follows the letter that marks a turn of an interview: *P. El plan…*"""
    return len(tokens) > 1 and tokens[1].low in word_set("sentence_openers")


def _is_known_name(tokens: Sequence[Token], capitals: Capitals) -> bool:
    """*Fallece Ana Ruiz*: after the first word a whole name stands that the article prints elsewhere."""
    end = name_run_end(tokens, 1)
    return end > 2 and all(token.low in capitals.inside for token in tokens[1:end])
