"""What stands before the first words of a text: date header, dateline, by-line, title, buttons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.chrome import find_lone_chrome, find_paragraph_start
from app.documents.dates import StatedDate
from app.documents.document import Removed
from app.text import words

REPEATS_TITLE = "repeats the title"
_HEADER = re.compile(r"date[ :]+(\d{4}(?:-\d{1,2}){0,2})(?![\d-]) ?")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Opening:
    """The lines from the first words on, the dates before them, and all that was taken off.

    `under_header` tells whether the first words stand in one line with a ` date 2025-12-11 ` header.
    """

    lines: list[str]
    dates: list[StatedDate]
    removed: list[Removed]
    under_header: bool


def list_known(title: str | None, author: str | None) -> Mapping[str, str]:
    """What the first lines may say again, as folded words, and why each is taken off."""
    said = {REPEATS_TITLE: (title, None), "by-line": (author, f"Por {author}")}
    return {
        " ".join(words(line)): why
        for why, lines in said.items()
        for line in lines
        if line and lines[0]
    }


def read_opening(lines: list[str], known: Mapping[str, str]) -> Opening:
    """Take off the first lines, as long as there is any, what is no text of the article."""
    dates: list[StatedDate] = []
    removed: list[Removed] = []
    for index, line in enumerate(lines):
        rest, stated, off = _read_start(line)
        dates += stated
        removed += off
        why = _find_known(rest, known) or find_lone_chrome(rest)
        if why:
            removed.append(Removed(rest, why))
        elif rest:
            under_header = any(statement.source == "header" for statement in stated)
            return Opening([rest, *lines[index + 1 :]], dates, removed, under_header)
    return Opening([], dates, removed, under_header=False)


def _read_start(line: str) -> tuple[str, list[StatedDate], list[Removed]]:
    dates: list[StatedDate] = []
    removed: list[Removed] = []
    position = 0
    while found := _find_start(line, position):
        match, why, statement = found
        removed.append(Removed(match[0].strip(), why))
        dates += [statement] if statement else []
        position += len(match[0])
    return line[position:], dates, removed


def _find_start(line: str, position: int) -> tuple[re.Match[str], str, StatedDate | None] | None:
    if header := _HEADER.match(line, position):
        return header, "date header", StatedDate(header[1], "header")
    if start := find_paragraph_start(line, position):
        match, why = start
        when = match.groupdict().get("when")
        # Without a year it states no date: which year it was would be a guess.
        return match, why, StatedDate(when, "dateline") if when and _YEAR.search(when) else None
    return None


def _find_known(line: str, known: Mapping[str, str]) -> str | None:
    if not known or len(line) > 2 * max(map(len, known)):
        return None
    return known.get(" ".join(words(line)))
