"""The folder of the index: which build is live, who may write, how a new build takes over.

    CURRENT          the name of the live build, replaced by rename
    LOCK             held by whoever writes or builds
    build-000007/    the files of Whoosh

A build that was never named in CURRENT is the remains of a crash; the next one clears it away.
"""

import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from whoosh.index import IndexError as WhooshIndexError

from app.errors import UnavailableError

DAMAGE = (EOFError, OSError, WhooshIndexError, pickle.UnpicklingError, struct.error, zlib.error)
_POINTER = "CURRENT"
_LOCK = "LOCK"
_BUILDS = "build-*"
_COMMITS = "*.toc"  # the tables of contents that Whoosh writes, one a commit

_Read = TypeVar("_Read")


class IndexUnusableError(UnavailableError):
    """There is no index that can be read: it has to be built anew from the database."""

    title = "The text index needs to be rebuilt"

    def __init__(self, place: Path | str, cause: object) -> None:
        super().__init__(
            f"The text index in {place} cannot be used ({cause}). Run `hemeroteca reindex`."
        )


class IndexBusyError(UnavailableError):
    """Another process writes or rebuilds the index."""

    title = "The text index is being written"


@contextmanager
def report_damage(folder: Path) -> Iterator[None]:
    """Turn whatever Whoosh stumbles over into IndexUnusableError."""
    try:
        yield
    except IndexUnusableError:
        raise
    except Exception as error:
        raise IndexUnusableError(folder, repr(error)) from error


@contextmanager
def hold_write_lock(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Be the only writer of the index; raise IndexBusyError if another one stays longer than the wait."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusyError(
            f"Another process has been writing the text index in {folder} for {wait_seconds:g} seconds."
            " Wait until it is done."
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_being_written(folder: Path) -> bool:
    """Whether somebody holds the lock of writers; False where it cannot be tried, in a read-only folder."""
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def get_live_build(folder: Path) -> Path:
    """The folder of the live build; raise IndexUnusableError if there is none."""
    name = _read_pointer(folder)
    if not Path(name).match(_BUILDS):
        raise IndexUnusableError(folder, f"{_POINTER} names {name!r}, which is no build")
    if not (folder / name).is_dir():
        if _read_pointer(folder) != name:  # a rebuild took over between the two looks
            return get_live_build(folder)
        raise IndexUnusableError(folder, f"{_POINTER} names {name!r}, which is not there")
    return folder / name


def read_live(folder: Path, read: Callable[[Path], _Read]) -> _Read:
    """What `read` makes of the live build, read anew whenever a commit or a rebuild removed files under it.

    Raises IndexUnusableError where it fails although nobody wrote, whatever Whoosh stumbled over.
    """
    while True:
        build = get_live_build(folder)
        commits = _list_commits(build)
        try:
            return read(build)
        except IndexUnusableError:
            raise
        except Exception as error:
            if get_live_build(folder) == build and _list_commits(build) == commits:
                raise IndexUnusableError(folder, repr(error)) from error


def create_build(folder: Path) -> Path:
    """Make an empty folder for a new build, after the builds that are there in number."""
    numbers = [int(path.name.rpartition("-")[2]) for path in folder.glob(_BUILDS)]
    build = folder / f"build-{max(numbers, default=0) + 1:06}"
    build.mkdir()
    return build


def publish_build(build: Path) -> None:
    """Make a finished build the live one, durably, then remove all others.

    Readers that have an old build open keep its files until they let go of them.
    """
    for path in build.iterdir():
        _sync(path)
    _sync(build)
    folder = build.parent
    pointer = folder / f"{_POINTER}.new"
    pointer.write_text(build.name + "\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(folder / _POINTER)
    _sync(folder)
    for other in folder.glob(_BUILDS):
        if other != build:
            shutil.rmtree(other)


def remove_build(build: Path) -> None:
    """Remove a build that came to nothing."""
    shutil.rmtree(build)


def _read_pointer(folder: Path) -> str:
    try:
        return (folder / _POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusableError(folder, error) from error


def _list_commits(build: Path) -> list[str]:
    return sorted(path.name for path in build.glob(_COMMITS))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
