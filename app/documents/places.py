"""Where an input stands, in words that can be printed and stored."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """The base name of a file, and its absolute path or the word `stdin`."""

    file: str
    location: str

    def part(self, number: int) -> "Place":
        """The n-th article of a file that holds several, 1-based."""
        return Place(f"{self.file}#{number}", f"{self.location}#{number}")

    def choose_location(self, url: str | None) -> str:
        """The address if it is a whole one, else the path."""
        return url if url and url.startswith(("http://", "https://")) else self.location


STDIN = Place("stdin", "stdin")


def place_of(path: Path) -> Place:
    """The place of a path, absolute, links not followed; bytes that are not UTF-8 as `\\xNN`."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() follows links, absolute() keeps `..`
    return Place(*(_make_printable(name) for name in (path.name, absolute)))


def _make_printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")
