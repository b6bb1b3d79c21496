"""The files of a build with their hashes, so that a byte that flipped on the disk is seen.

Files of a segment never change, so each is hashed once, at the commit that wrote it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from app.search.folder import get_live_build, is_being_written

MANIFEST = "MANIFEST"
_UNFINISHED = "MANIFEST.new"
_LOCK = "WRITELOCK"  # at the end of the name of Whoosh's lock, which is no content
_ATTEMPTS = 5  # commits in a row that may each replace the files while they are hashed


def record_files(build: Path) -> None:
    """Write the manifest of a build as it is now; files that it names already are not read again."""
    known = _read(build) or {}
    hashes = {name: known.get(name) or _hash(build / name) for name in _list_files(build)}
    unfinished = build / _UNFINISHED
    with unfinished.open("w", encoding="ascii") as file:
        json.dump(hashes, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(build / MANIFEST)


def find_damage(folder: Path) -> list[str]:
    """What differs between the live build in a folder and its manifest; raises IndexUnusableError.

    Files that the manifest does not name yet are no fault while a commit is under way.
    """
    for _ in range(_ATTEMPTS):
        build = get_live_build(folder)
        known = _read(build)
        new = set() if is_being_written(folder) else _list_files(build) - (known or {}).keys()
        faults = list(_compare(build, known, new))
        if not faults or (get_live_build(folder) == build and _read(build) == known):
            break
    return faults


def _compare(build: Path, known: dict[str, str] | None, new: set[str]) -> Iterator[str]:
    if known is None:
        yield f"{build / MANIFEST} cannot be read"
        return
    present = _list_files(build)
    for name in sorted({*known, *new}):
        if name in new:
            yield f"{build / name} is not in the manifest"
        elif name not in present:
            yield f"{build / name} is missing"
        elif _hash(build / name) != known[name]:
            yield f"{build / name} is damaged: its content changed on the disk"


def _read(build: Path) -> dict[str, str] | None:
    """The hash of each file by its name; None if there is no manifest that can be read."""
    try:
        content = json.loads((build / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _list_files(build: Path) -> set[str]:
    names = {path.name for path in build.iterdir()}
    return {name for name in names - {MANIFEST, _UNFINISHED} if not name.endswith(_LOCK)}


def _hash(path: Path) -> str:
    """The SHA-256 of a file; the empty word for one that went meanwhile."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
