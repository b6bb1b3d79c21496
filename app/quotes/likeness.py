"""Are two quotations the same words? How much they share, in which order, and what differs.

A cut takes words away at the edges or a passage out of the middle; a retelling exchanges words of grammar and
forms of one word (*creo*, *cree*). What has another content word, number or negation says another thing,
however much is the same: it is told as changed, and never grouped.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from app.quotes.alignment import Gap, align, list_gaps
from app.quotes.lexicon import folded_words
from app.quotes.weights import (
    Grade,
    grade_wording,
    is_light,
    light_verbs,
    neutral_words,
    number_words,
    turning_words,
)

LEAST_CONTAINMENT = 0.6  # of the shorter wording in the longer
_RUN = 3  # words in a row that are the same on purpose
_PASSAGE = 4  # words that two texts share between passages that only one has
_RETOLD = 3  # words in a row that a retelling exchanges, at most
_STEM = 4  # letters that forms of one word share, at least
_OVERLAP_WORDS = 8  # that two cuts share, neither of which holds the other


class Kind(StrEnum):
    """What the first of two wordings is to the second."""

    EXACT = "exact"
    RETOLD = "retold"
    SHORTENED = "shortened"
    EXTENDED = "extended"
    OVERLAPPING = "overlapping"
    CHANGED = "changed"
    DIFFERENT = "different"


class Likeness(NamedTuple):
    """How alike two wordings are: 0 to 1 by words of the shorter, and by words of both; and what differs."""

    kind: Kind
    containment: float
    similarity: float
    gaps: tuple[Gap, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the two say the same words, as far as both go."""
        return self.kind not in {Kind.CHANGED, Kind.DIFFERENT}


def compare(first: Sequence[str], second: Sequence[str]) -> Likeness:
    """How alike two wordings are, each as `wording` gives it; the order of the two mirrors the answer."""
    if tuple(first) == tuple(second):
        return Likeness(Kind.EXACT, 1.0, 1.0)
    if (len(first), tuple(first)) > (len(second), tuple(second)):  # so that both orders align alike
        return _mirror(compare(second, first))
    if not first or not _may_be_alike(first, second):
        return Likeness(Kind.DIFFERENT, 0.0, 0.0)
    matches = _drop_strays(align(first, second))
    shared = sum(length for length in _run_lengths(matches) if length >= min(_RUN, len(first)))
    containment = round(shared / len(first), 3)
    similarity = round(2 * shared / (len(first) + len(second)), 3)
    gaps = tuple(list_gaps(matches, len(first), len(second)))
    kind = _judge(first, second, gaps, shared)
    return Likeness(kind, containment, similarity, gaps)


def is_same_statement(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two different wordings say the same words, enough of them to be known by."""
    likeness = compare(first, second)
    if not likeness.same:
        return False
    more = (gap.first for gap in likeness.gaps if not gap.second[0] < gap.second[1])
    shared = _outside(first, more)  # what is retold in other words of grammar is shared
    return grade_wording(shared) is Grade.TELLING


def _judge(
    first: Sequence[str],
    second: Sequence[str],
    gaps: Sequence[Gap],
    shared: int,
) -> Kind:
    if shared < LEAST_CONTAINMENT * len(first):
        return Kind.DIFFERENT
    if any(_turns(first, second, gap) for gap in gaps):
        return Kind.CHANGED
    longer = [gap for gap in gaps if not _is_retold(first, second, gap)]
    more = {
        side
        for gap in longer
        for side, (start, end) in enumerate((gap.first, gap.second))
        if start < end
    }
    if more == {0, 1}:
        return Kind.OVERLAPPING if shared >= _OVERLAP_WORDS else Kind.CHANGED
    if more:
        return Kind.EXTENDED if more == {0} else Kind.SHORTENED
    return Kind.RETOLD


def _turns(first: Sequence[str], second: Sequence[str], gap: Gap) -> bool:
    """Whether another thing is said for what stands in this gap."""
    ours, theirs = first[slice(*gap.first)], second[slice(*gap.second)]
    if gap.inside:
        if ours and theirs:
            return not _is_inflected(ours, theirs)
        return len(ours or theirs) < _PASSAGE and any(map(_is_turning, ours or theirs))
    behind = gap.first[0] == gap.second[0] == 0
    if behind and any(side and side[-1] in turning_words() for side in (ours, theirs)):
        return True  # a cut right behind a negation makes it the opposite: *no* «vamos a firmar»
    if _is_neutral(ours) or _is_neutral(theirs):
        return False
    return not _is_inflected(*_next_to_the_cut(ours, theirs, behind=behind))


def _next_to_the_cut(
    ours: Sequence[str], theirs: Sequence[str], *, behind: bool
) -> tuple[Sequence[str], Sequence[str]]:
    """As many words of both sides as the shorter has, at the end where the common words begin."""
    length = min(len(ours), len(theirs))
    if behind:
        return ours[-length:], theirs[-length:]
    return ours[:length], theirs[:length]


def _is_retold(first: Sequence[str], second: Sequence[str], gap: Gap) -> bool:
    """Whether a gap is an exchange of few words, or words of grammar too few to be a cut."""
    missing = (*first[slice(*gap.first)], *second[slice(*gap.second)])
    both = gap.first[0] < gap.first[1] and gap.second[0] < gap.second[1]
    if both:
        return _size(gap) <= _RETOLD
    return len(missing) <= _RETOLD and all(map(is_light, missing))


def _is_inflected(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the words of two sides are words of grammar and forms of the same content words."""
    if max(len(ours), len(theirs)) > _RETOLD or any(map(_is_turning, (*ours, *theirs))):
        return False
    left = [word for word in ours if word not in neutral_words()]
    right = [word for word in theirs if word not in neutral_words()]
    return len(left) == len(right) and all(map(_is_one_word, left, right))


def _is_one_word(one: str, other: str) -> bool:
    verbs = light_verbs()
    if one in verbs and other in verbs:
        return not verbs[one].isdisjoint(verbs[other])
    stem = 0
    while stem < min(len(one), len(other)) and one[stem] == other[stem]:
        stem += 1
    return any(
        {one[length:], other[length:]} <= endings
        for length in range(_STEM, stem + 1)
        for endings in _endings()
    )


def _is_neutral(side: Sequence[str]) -> bool:
    """Whether one side of a gap has nothing, or a few words that may be missing."""
    return len(side) <= _RETOLD and neutral_words().issuperset(side)


def _is_turning(word: str) -> bool:
    return word in turning_words() or word in number_words() or word[0].isdigit()


@cache
def _endings() -> tuple[frozenset[str], ...]:
    """Folded endings of one word that may stand for each other, by tense."""
    tenses = ("present", "future", "past")
    return tuple(folded_words(f"endings.{tense}", "statements.toml") | {""} for tense in tenses)


def _may_be_alike(first: Sequence[str], second: Sequence[str]) -> bool:
    """What costs next to nothing: without as many words in common in any order there are none in a row."""
    known = set(second)
    return sum(map(known.__contains__, first)) >= LEAST_CONTAINMENT * len(first)


def _drop_strays(matches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out words that stand far from all other common words, and so are common by chance."""
    passages: list[list[tuple[int, int]]] = []
    for i, j in matches:
        near = passages and max(i - passages[-1][-1][0], j - passages[-1][-1][1]) <= _RETOLD + 1
        if not near:
            passages.append([])
        passages[-1].append((i, j))
    kept = [passage for passage in passages if len(passage) >= _PASSAGE]
    return [match for passage in (kept or passages) for match in passage]


def _run_lengths(matches: Sequence[tuple[int, int]]) -> list[int]:
    lengths: list[int] = []
    previous = (-2, -2)
    for i, j in matches:
        if (i, j) == (previous[0] + 1, previous[1] + 1):
            lengths[-1] += 1
        else:
            lengths.append(1)
        previous = (i, j)
    return lengths


def _size(gap: Gap) -> int:
    return max(gap.first[1] - gap.first[0], gap.second[1] - gap.second[0])


def _outside(wording_words: Sequence[str], ranges: Iterable[tuple[int, int]]) -> list[str]:
    """The words that none of these ranges holds."""
    gone = {at for start, end in ranges for at in range(start, end)}
    return [word for at, word in enumerate(wording_words) if at not in gone]


def _mirror(likeness: Likeness) -> Likeness:
    swapped = {Kind.SHORTENED: Kind.EXTENDED, Kind.EXTENDED: Kind.SHORTENED}
    return likeness._replace(
        kind=swapped.get(likeness.kind, likeness.kind),
        gaps=tuple(Gap(gap.second, gap.first, gap.inside) for gap in likeness.gaps),
    )
