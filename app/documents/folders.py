"""A path -> the article files that it names; a folder name by name, folder by folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from app.documents.document import Rejection, Skipped
from app.documents.places import place_of
from app.documents.streams import describe_fault

ARTICLE_SUFFIXES = (".txt", ".html", ".htm", ".jsonl", ".ndjson", ".xml", ".rss", ".atom")
_LISTED = ".txt, .html, .htm, .jsonl, .ndjson, .xml, .rss, .atom, each also .gz"


def find_suffix(path: Path) -> str | None:
    """The suffix that names the format, without `.gz`, or None for a type that is not read."""
    name = path.name.lower().removesuffix(".gz")
    return next((suffix for suffix in ARTICLE_SUFFIXES if name.endswith(suffix)), None)


def find_files(path: Path) -> Iterator[Path | Rejection | Skipped]:
    """The article files that a path names, itself or all below it, and what was passed over."""
    location = place_of(path).location
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        dangling = isinstance(error, FileNotFoundError) and path.is_symlink()
        yield Rejection(location, "the link leads nowhere" if dangling else describe_fault(error))
        return
    if is_folder:
        yield from walk_folder(path)
    elif find_suffix(path):
        yield path
    else:
        yield Rejection(location, f"files of the type “{path.suffix}” are not read")


def walk_folder(root: Path) -> Iterator[Path | Rejection | Skipped]:
    """The article files below a folder, in the order of their names, and what was passed over.

    Only the names of the folders on the way to the present file are in memory. What starts with a
    dot is skipped. Links are not followed: one to a place in the folder is skipped, for that is
    read itself; one that leads out of it or to nothing is rejected.
    """
    home = root.resolve()
    found = False
    pending = [_scan(root)]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
        elif isinstance(entry, Rejection):
            found = True
            yield entry
        elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            pending.append(_scan(Path(entry.path)))
        else:
            judged = _judge(entry, home)
            found = found or not isinstance(judged, Skipped)
            yield judged
    if not found:
        yield Rejection(place_of(root).location, f"the folder holds no article files ({_LISTED})")


def _scan(folder: Path) -> Iterator[os.DirEntry[str] | Rejection]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Rejection(place_of(folder).location, describe_fault(error))
        return
    yield from names


def _judge(entry: os.DirEntry[str], home: Path) -> Path | Rejection | Skipped:
    path = Path(entry.path)
    if entry.name.startswith("."):
        return Skipped(place_of(path).location)
    if entry.is_symlink():
        return _judge_link(path, home)
    return path if find_suffix(path) else Skipped(place_of(path).location)


def _judge_link(path: Path, home: Path) -> Rejection | Skipped:
    location = place_of(path).location
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
        return Rejection(location, "the link leads nowhere")
    if target.is_relative_to(home) or not (target.is_dir() or find_suffix(path)):
        return Skipped(location)
    return Rejection(
        location, f"the link leads out of the folder: name {place_of(target).location} to read it"
    )
