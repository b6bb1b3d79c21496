"""One errand to a server, and whether its answer is what it has to be, whole and of the right type."""

import csv
import io
import json
import time
from contextlib import nullcontext
from http.client import HTTPConnection, HTTPException
from threading import Semaphore
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.errands import Errand

_TIMEOUT_S = 60
_UNCHANGED = 304
_STREAMED = ("application/x-ndjson", "text/csv")
_STREAMS = (
    3  # at once: the server refuses a fifth, and frees a place a moment after the end of a stream
)


class Outcome(NamedTuple):
    """The errand's name, seconds from when it was due to its answer, and what was wrong, if anything."""

    name: str
    seconds: float
    fault: str | None


class Answer(NamedTuple):
    """Status, type of content without parameters, ETag (empty if there is none), and the body."""

    status: int
    content_type: str
    etag: str
    body: bytes


class Runner:
    """Runs errands to one server, from any number of threads."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._streams = Semaphore(_STREAMS)

    def run(self, errand: Errand, due: float) -> Outcome:
        """Ask, and ask again if need be; `due` is a time of `time.perf_counter`."""
        name, fault = errand.name, None
        try:
            with self._streams if errand.content_type in _STREAMED else nullcontext():
                answer = _ask(self._address, errand)
            fault = find_fault(errand, answer)
            if errand.again and fault is None:
                known = answer.etag
                answer = _ask(self._address, errand, {"If-None-Match": known})
                fault = find_fault_again(errand, answer, known)
                name += "" if answer.status == _UNCHANGED else ": changed meanwhile"
        except (OSError, HTTPException) as error:  # refused, cut off or too late
            fault = repr(error)
        return Outcome(name, time.perf_counter() - due, fault and f"{errand.path}: {fault}")


def find_fault(errand: Errand, answer: Answer) -> str | None:
    """What is wrong with an answer; None if nothing is."""
    if answer.status not in errand.statuses:
        return f"status {answer.status}: {answer.body[:300]!r}"
    if answer.status == 308:  # its body is of no interest
        return None
    if answer.content_type != errand.content_type:
        return f"type {answer.content_type!r}"
    if errand.method == "HEAD":
        return "a body" if answer.body else None
    try:
        whole = _is_whole(answer)
    except ValueError as error:
        return f"cannot be read: {error}"
    return None if whole else f"not whole: it ends with {answer.body[-100:]!r}"


def find_fault_again(errand: Errand, answer: Answer, known: str) -> str | None:
    """What is wrong with an answer to a client that has the one with this ETag."""
    if answer.status == _UNCHANGED:
        return "a body beside 304" if answer.body else None
    return find_fault(errand, answer) or ("sent again unchanged" if answer.etag == known else None)


def _is_whole(answer: Answer) -> bool:
    """Whether a body is complete by the rules of its type; raise ValueError where it cannot be read."""
    match answer.content_type:
        case "application/x-ndjson":
            lines = answer.body.splitlines(keepends=True)
            return all(json.loads(line) and line.endswith(b"\n") for line in lines)
        case "text/csv":
            rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
            return bool(rows) and len({len(row) for row in rows}) == 1
        case "application/atom+xml":
            return answer.body.rstrip().endswith(b"</feed>")
        case "text/html":
            return answer.body.rstrip().endswith(b"</html>")
        case "text/plain":
            return answer.body.endswith(b"\n")
        case _:
            return isinstance(json.loads(answer.body), dict)


def _ask(address: str, errand: Errand, headers: dict[str, str] | None = None) -> Answer:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_TIMEOUT_S)
    try:
        connection.request(errand.method, errand.path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        stated = answer.headers.get_content_type() if "content-type" in answer.headers else ""
        return Answer(answer.status, stated, answer.headers.get("etag", ""), body)
    finally:
        connection.close()
