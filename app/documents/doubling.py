"""A text pasted several times over -> where its copies meet, also if they differ a little or one is cut."""

from collections.abc import Callable, Iterator

from app.documents.fingerprints import count_shared, list_sequences

_SHORTEST_COPY = 40  # characters; a shorter refrain may be meant
_MOST_TRIES = 8  # each costs as much as the text is long
_WHOLE_ENOUGH = 0.8  # of a last copy that is cut off
_ANCHORS = (
    0,
    90,
    180,
)  # characters from the start: where the first words differ, later ones are found again
# Of the sequences of three words; with one word in twenty exchanged, 0.86 of them are left.
_ALIKE = 0.8
_LONGER = (
    1.1  # times as long is more than a few words, so that the shorter copy is one that was cut
)
_CUT = 0.6  # of the words of one copy, at least, are in the other that was cut
_SHORTEST_CUT = 200  # characters; a summary may say the first paragraph before it


def find_repetition(paragraphs: list[str]) -> tuple[int, int] | None:
    """Paragraph and offset in it where the second copy begins, if all is copies of one, or None.

    Copies may meet inside a paragraph. The last one may be cut off, and the second may differ from the
    first in a few words.
    """
    return _find(paragraphs, lambda text, at: _is_repeated(text, at) or _is_alike(text, at))


def find_restart(paragraphs: list[str]) -> tuple[int, int] | None:
    """Where the text begins again, whole, after a first copy that was cut off, or None."""
    return _find(paragraphs, _is_whole_again)


def _find(paragraphs: list[str], is_second: Callable[[str, int], bool]) -> tuple[int, int] | None:
    text = " ".join(paragraphs)
    for start in _list_starts(text, paragraphs):
        if is_second(text, start):
            return _locate(paragraphs, start)
    return None


def _list_starts(text: str, paragraphs: list[str]) -> Iterator[int]:
    """Where a second copy may begin: its first words come again there, or later ones a little later."""
    for anchor in _ANCHORS:
        words = text[anchor : anchor + _SHORTEST_COPY]
        start = anchor
        for _ in range(_MOST_TRIES if len(words) == _SHORTEST_COPY else 0):
            start = text.find(words, start + _SHORTEST_COPY)
            if start < 0:
                break
            if not anchor:
                yield start
            elif (begun := _find_beginning(paragraphs, start - anchor)) is not None:
                yield begun


def _find_beginning(paragraphs: list[str], position: int) -> int | None:
    """Where the paragraph begins that begins near a position; None for the first and if none does."""
    start = 0
    for paragraph in paragraphs:
        if start and abs(position - start) <= _SHORTEST_COPY:
            return start
        start += len(paragraph) + 1
    return None


def _is_alike(text: str, start: int) -> bool:
    """Whether what follows is what stands before with a few words changed, or with its end cut off."""
    first, second = list_sequences(text[:start]), list_sequences(text[start:])
    shared = count_shared(first, second)
    if len(second) > _LONGER * len(first):
        return False
    return shared >= _ALIKE * len(second) and shared >= _ALIKE * _CUT * len(first)


def _is_whole_again(text: str, start: int) -> bool:
    first, second = list_sequences(text[:start]), list_sequences(text[start:])
    if start < _SHORTEST_CUT or len(second) <= _LONGER * len(first):
        return False
    return count_shared(first, second) >= _ALIKE * max(len(first), _CUT * len(second))


def _is_repeated(text: str, start: int) -> bool:
    copy = text[:start].rstrip()
    position = start
    while text.startswith(copy, position):
        position += len(copy)
        position += text.startswith(" ", position)
    rest = len(text) - position
    if rest and rest < _WHOLE_ENOUGH * len(copy):
        return False
    return copy.startswith(text[position:])


def _locate(paragraphs: list[str], position: int) -> tuple[int, int]:
    for index, paragraph in enumerate(paragraphs):
        if position < len(paragraph):
            return index, position
        position -= len(paragraph) + 1
    raise ValueError("the position lies behind the text")
