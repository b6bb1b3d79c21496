"""A text pasted several times over -> where its first copy ends."""

_SHORTEST_COPY = 40  # characters; a shorter refrain may be meant
_MOST_TRIES = 8  # each costs as much as the text is long
_WHOLE_ENOUGH = 0.8  # of a last copy that is cut off


def find_repetition(paragraphs: list[str]) -> tuple[int, int] | None:
    """Paragraph and offset in it where the second copy begins, if all is copies of one, or None.

    Copies may meet inside a paragraph. The last one may be cut off.
    """
    text = " ".join(paragraphs)
    head = text[:_SHORTEST_COPY]
    start = 0
    for _ in range(_MOST_TRIES):
        start = text.find(head, start + _SHORTEST_COPY)
        if start < 0 or not text:
            return None
        if _is_repeated(text, start):
            return _locate(paragraphs, start)
    return None


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
