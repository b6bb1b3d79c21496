"""API keys: a file of names and hashes, and who holds the key that a request shows.

A key is 256 random bits, which nobody guesses: a plain SHA-256 of it keeps it secret, no slow hash is needed.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from pathlib import Path

import msgspec
from filelock import FileLock

from app.errors import SetupError, UnavailableError

_PREFIX = "hemeroteca_"  # by which scanners find keys that were committed somewhere
_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_BEARER = re.compile(r"(?i:bearer) +([\x21-\x7e]{1,200})", re.ASCII)
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Key:
    """One key: whose it is, the SHA-256 of it in hexadecimal, and when it was made."""

    name: str
    sha256: str
    created: date


class KeyRing:
    """The keys of a file, read anew whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _look_at(path)
        self._keys = read_keys(path)

    def find_holder(self, authorization: str) -> str | None:
        """The name that the key of an `Authorization` header belongs to, or None.

        Raise UnavailableError when the file cannot be read: nobody is let in then.
        """
        self._refresh()
        given = _BEARER.fullmatch(authorization.strip())
        if given is None:
            return None
        digest = _hash(given[1])
        holders = [key.name for key in self._keys if compare_digest(key.sha256, digest)]
        return holders[0] if holders else None

    def _refresh(self) -> None:
        try:
            present = _look_at(self._path)
            if present != self._seen:
                self._keys, self._seen = read_keys(self._path), present
        except SetupError as error:
            raise UnavailableError(error.detail) from error


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file, oldest first; raise SetupError for one that is not there or cannot be read."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    try:
        return tuple(msgspec.json.decode(line, type=Key) for line in lines if line)
    except msgspec.MsgspecError as error:
        raise _unreadable(path, error) from error


def create_key(path: Path, name: str, today: date) -> str:
    """Add a key to the file, which need not be there, and return it; only its hash is kept."""
    if not _NAME.fullmatch(name):
        raise SetupError(
            f"{name!r} is no name for a key: use up to 64 letters, digits, dots, dashes and underscores."
        )
    with _hold(path):
        keys = read_keys(path) if path.exists() else ()
        if any(key.name == name for key in keys):
            raise SetupError(f"There is a key {name} already. Revoke it first, or choose a name.")
        made = _PREFIX + secrets.token_urlsafe(_BYTES)
        _write_keys(path, (*keys, Key(name, _hash(made), today)))
    return made


def revoke_key(path: Path, name: str) -> None:
    """Take a key out of the file; raise SetupError if there is none of this name."""
    with _hold(path):
        keys = read_keys(path)
        kept = [key for key in keys if key.name != name]
        if len(kept) == len(keys):
            raise SetupError(f"There is no key {name}. `hemeroteca keys list` shows all.")
        _write_keys(path, kept)


def _hold(path: Path) -> FileLock:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(path.with_name(path.name + ".lock"))
    except OSError as error:
        raise SetupError(f"The keys in {path} cannot be written: {error.strerror}.") from error


def _write_keys(path: Path, keys: Iterable[Key]) -> None:
    """Put the new file in the place of the old one, whole, for nobody else to read."""
    unfinished = path.with_name(path.name + ".new")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(_OWNER_ONLY, exist_ok=False)
        with unfinished.open("wb") as file:
            file.writelines(msgspec.json.encode(key) + b"\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise SetupError(f"The keys in {path} cannot be written: {error.strerror}.") from error


def _look_at(path: Path) -> tuple[int, int, int]:
    """What is different when the file is: which it is, when it was written, and how long it is."""
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    return found.st_ino, found.st_mtime_ns, found.st_size


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _unreadable(path: Path, cause: object) -> SetupError:
    return SetupError(
        f"The keys in {path}, which HEMEROTECA_API_KEYS_FILE names, cannot be read: {cause}. "
        "`hemeroteca keys create NAME` makes the file."
    )
