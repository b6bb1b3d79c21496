"""Whether a client has the present answer already: an ETag that is known before the answer is made."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.types import Scope

import app
from app.api.answer_cache import AnswerCache
from app.search.state import read_commits
from app.store.state import StateReader

_FIXED = "fixed"  # the state of what no transaction changes
_TEXT_QUERY = b"q="  # whoever searches is answered from the text indexes too


@dataclass(frozen=True, slots=True)
class Validator:
    """What an answer is known by: the state of what it is about, and all of it in a word."""

    state: str
    tag: str


class Freshness:
    """Makes the validators of one application, and keeps the answers that are known by them."""

    def __init__(self, engine: Engine, index_folders: list[Path], cache: AnswerCache) -> None:
        self.cache = cache
        self._state = StateReader(engine)
        self._last_state: str | None = None
        self._index_folders = index_folders
        self._code = _fingerprint_code()

    def find_validator(self, scope: Scope, headers: Headers, *, is_fixed: bool) -> Validator | None:
        """The validator of a request, `is_fixed` if it is always answered alike; None without an archive."""
        state = _FIXED if is_fixed else self._read_state(scope["query_string"])
        if state is None:
            return None
        identity = (
            *(self._code, state, scope["scheme"], headers.get("host", "")),
            *(scope.get("root_path", ""), scope["path"], scope["query_string"].decode("latin-1")),
        )
        digest = hashlib.blake2b("\0".join(identity).encode("utf-8", "replace"), digest_size=12)
        return Validator(state, digest.hexdigest())

    def is_still(self, validator: Validator, scope: Scope) -> bool:
        """Whether the archive has not changed since the validator was made."""
        return (
            validator.state == _FIXED or self._read_state(scope["query_string"]) == validator.state
        )

    def close(self) -> None:
        """Let go of the database."""
        self._state.close()

    def _read_state(self, query: bytes) -> str | None:
        state = self._state.read()
        if state is not None and state != self._last_state:
            self._last_state = state
            self.cache.clear()  # no ETag that is asked for from now on is among theirs
        if state is None or _TEXT_QUERY not in query:
            return state
        commits = read_commits(self._index_folders)
        return None if commits is None else f"{state} {commits}"


def fingerprint_body(body: bytes) -> str:
    """The tag of an answer by what is in it."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def write_etag(tag: str, coding: str | None) -> str:
    """The strong ETag of an answer in a coding; None is the answer as it is."""
    return f'"{tag}-{coding}"' if coding else f'"{tag}"'


def find_known(headers: Headers, etags: Iterable[str]) -> str | None:
    """The first of these ETags that `If-None-Match` names, compared weakly (RFC 9110, 13.1.2)."""
    given = headers.get("if-none-match")
    if given is None:
        return None
    known = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return next((etag for etag in etags if etag in known), None)


def accepts_any(headers: Headers) -> bool:
    """Whether the client has some answer already and wants no other: `If-None-Match: *`."""
    return headers.get("if-none-match", "").strip() == "*"


def _fingerprint_code() -> str:
    """Changes with this program and with the package that the pages come from."""
    digest = hashlib.blake2b(version("fastapi-standalone-docs").encode(), digest_size=12)
    folder = Path(app.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
