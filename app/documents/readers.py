"""Paths -> raw documents; what cannot be read -> its reason, while the rest goes in."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.documents.decoding import decode
from app.documents.document import RawDocument, Rejection, Skipped, UnreadableError
from app.documents.feeds import read_feed
from app.documents.folders import find_files, find_suffix, walk_folder
from app.documents.json_lines import read_json_lines
from app.documents.pages import read_page
from app.documents.places import STDIN, Place, place_of
from app.documents.streams import (
    MAX_ARTICLE_BYTES,
    MAX_FEED_BYTES,
    join_chunks,
    open_chunks,
    read_stream,
)

_ONE_A_FILE = (".txt", ".html", ".htm")
_FEED_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_documents(
    paths: Iterable[Path | str], *, stdin: BinaryIO | None = None
) -> Iterator[RawDocument | Rejection | Skipped]:
    """The articles of files, of all folders below folders, and of `-`, one at a time, in order.

    Standard input is told by its first characters: `{` is JSON lines, `<` a feed or a page, else
    one text. A type that is not read is a Rejection when it is named itself, and Skipped in a
    folder.
    """
    for path in paths:
        if str(path) == "-":
            yield from _read_stdin(stdin)
            continue
        for found in find_files(Path(path)):
            yield from read_file(found) if isinstance(found, Path) else [found]


def count_articles(paths: Iterable[Path | str]) -> int | None:
    """How many articles there are, one a file; None where a file may hold several."""
    total = 0
    for path in map(Path, paths):
        for found in walk_folder(path) if path.is_dir() else [path]:
            if isinstance(found, Path):
                if find_suffix(found) not in _ONE_A_FILE:
                    return None
                total += 1
    return total


def read_file(path: Path) -> Iterator[RawDocument | Rejection]:
    """The articles of a file of a type that is read."""
    yield from _read_format(find_suffix(path), open_chunks(path), place_of(path))


def _read_stdin(stdin: BinaryIO | None) -> Iterator[RawDocument | Rejection]:
    if stdin is None:
        yield Rejection(STDIN.location, "there is no standard input")
        return
    try:
        chunks = read_stream(stdin)
        head = next(chunks, b"")
    except UnreadableError as error:
        yield Rejection(STDIN.location, str(error))
        return
    yield from _read_format(_guess_suffix(head), itertools.chain([head], chunks), STDIN)


def _guess_suffix(head: bytes) -> str:
    start = head.removeprefix(_BYTE_ORDER_MARK).lstrip()
    if start.startswith(b"{"):
        return ".jsonl"
    if not start.startswith(b"<"):
        return ".txt"
    return ".xml" if any(root in start[:1024].lower() for root in _FEED_ROOTS) else ".html"


def _read_format(
    suffix: str | None, chunks: Iterable[bytes], place: Place
) -> Iterator[RawDocument | Rejection]:
    try:
        match suffix:
            case ".jsonl" | ".ndjson":
                yield from read_json_lines(chunks, place)
            case ".xml" | ".rss" | ".atom":
                yield from read_feed(join_chunks(chunks, MAX_FEED_BYTES), place)
            case ".html" | ".htm":
                yield read_page(join_chunks(chunks, MAX_ARTICLE_BYTES), place)
            case _:
                yield _read_text(join_chunks(chunks, MAX_ARTICLE_BYTES), place)
    except UnreadableError as error:
        yield Rejection(place.location, str(error))


def _read_text(data: bytes, place: Place) -> RawDocument:
    text, notes = decode(data)
    return RawDocument(file=place.file, location=place.location, text=text, notes=notes)
