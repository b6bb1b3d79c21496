"""The printed words of the index, folded: which begin so, which are near, how common they are."""

import heapq
from collections.abc import Iterator
from typing import Any

MAX_EXPANSIONS = 200  # words that one prefix may stand for; the commonest are kept
_ALPHABET = "abcdefghijklmnñopqrstuvwxyz0123456789"

IndexReader = Any  # whoosh.reading.IndexReader; Whoosh ships no types


def count_articles(reader: IndexReader, field: str, term: str) -> int:
    """In how many articles of the index a term occurs, deleted ones that are not merged away included."""
    return int(reader.doc_frequency(field, term))


def expand_prefix(reader: IndexReader, prefix: str) -> tuple[list[str], int]:
    """The commonest words that begin with a prefix, at most MAX_EXPANSIONS, and how many there are."""
    found = [word.decode() for word in reader.expand_prefix("words", prefix)]
    if len(found) <= MAX_EXPANSIONS:
        return found, len(found)
    by_count = ((-count_articles(reader, "words", word), word) for word in found)
    commonest = heapq.nsmallest(MAX_EXPANSIONS, by_count)
    return sorted(word for _, word in commonest), len(found)


def expand_typo(reader: IndexReader, word: str) -> list[str]:
    """The words of the index that are the given one or one edit away from it, sorted."""
    return sorted(form for form in {word, *edit_once(word)} if ("words", form) in reader)


def expand_near(reader: IndexReader, word: str) -> list[str]:
    """The words of the index with the same first letter at most two edits away, sorted.

    Two edits make too many forms to look up, so this walks the words of that letter.
    """
    letters = set(word)
    found = (other.decode() for other in reader.expand_prefix("words", word[:1]))
    # an edit changes at most two members of the set of letters: this spares most comparisons
    likely = (other for other in found if len(letters ^ set(other)) <= 4)
    return sorted(other for other in likely if is_near(word, other, edits=2))


def edit_once(word: str) -> Iterator[str]:
    """Every form with one letter missing, too many, wrong, or in its neighbour's place; may repeat.

    Looking these up (some 38 a letter twice over) costs the same whatever the size of the vocabulary.
    """
    for index in range(len(word) + 1):
        head, tail = word[:index], word[index:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _ALPHABET:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def is_near(word: str, other: str, edits: int) -> bool:
    """Whether at most so many edits, of the kinds of `edit_once`, make one word the other."""
    same = _shared_start(word, other)
    word, other = word[same:], other[same:]
    if not word or not other or not edits:
        return len(word) + len(other) <= edits
    if abs(len(word) - len(other)) > edits:
        return False
    return (
        is_near(word[1:], other[1:], edits - 1)
        or is_near(word[1:], other, edits - 1)
        or is_near(word, other[1:], edits - 1)
        or (word[:2] == other[1::-1] and is_near(word[2:], other[2:], edits - 1))
    )


def _shared_start(word: str, other: str) -> int:
    for index, (one, two) in enumerate(zip(word, other, strict=False)):
        if one != two:
            return index
    return min(len(word), len(other))
