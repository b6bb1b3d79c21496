"""How many requests a second of its processor time one server process answers (Linux: it reads /proc).

python -m bench.serving [DATA_DIR] [--rounds N] [--encoding CODING]

Without a folder, of an archive of generated articles.
"""

import argparse
import os
import platform
import re
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from app.settings import Settings
from bench.newsstand import Newsstand
from bench.reindexing import SEED, fill_archive
from bench.report import say, time_additions
from tests.server import Server, ask, server

_ARTICLES = 2_000
_CONNECTIONS = 8
_BATCHES = 5  # requests on each connection between two looks at the clock
_LEAST_SECONDS = 1.0  # of processor time a round: the system counts it in hundredths
_ROUNDS = 3  # the quickest counts: other programs run here too
_TICKS = os.sysconf("SC_CLK_TCK")
_LENGTH = re.compile(rb"content-length: (\d+)\r\n")


class Request(NamedTuple):
    """What is asked over and over: its name in the table, its path, and headers beside the host's."""

    name: str
    path: str
    headers: dict[str, str]


def main() -> None:
    """Print a line for each kind of request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--encoding", default="identity", help="what is accepted: gzip, br")
    options = parser.parse_args()
    say(f"Python {platform.python_version()}, {platform.machine()}, one server process")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = stack.enter_context(server(options.data_dir or _make_archive(scratch)))
        requests = list(_choose_requests(served.address, options.encoding))
        rates: dict[str, list[float]] = {one.name: [] for one in requests}
        for _ in range(options.rounds):
            for one in requests:
                rates[one.name].append(_measure(served, one))
    for name, found in rates.items():
        say(f"  {name:<28}{max(found):>7,.0f} requests/s   (median {median(found):,.0f})")


def _make_archive(scratch: Path) -> Path:
    settings = Settings(data_dir=scratch / "data")
    fill_archive(settings, scratch / "articles.jsonl", _ARTICLES, Newsstand(SEED).words)
    return settings.data_dir


def _choose_requests(address: str, coding: str) -> Iterator[Request]:
    accepted = {"Accept-Encoding": coding}
    speaker = _find_speaker(address)
    page = f"/v1/quotes?speaker={quote(speaker)}&limit=20"
    found = ask(address, page)["items"]
    article = f"/v1/articles/{found[0]['article']['id']}"
    word = quote(max(re.findall(r"\w+", found[0]["text"]), key=len))
    yield Request(f"{len(found)} quotations by speaker", page, accepted)
    yield Request("an article", article, accepted)
    yield Request("a warm search, 20 at most", f"/v1/search?q={word}", accepted)
    yield Request("a warm search for one", f"/v1/search?q={word}&limit=1", accepted)
    etag = _find_etag(address, page, accepted)
    yield Request("the quotations, unchanged", page, {**accepted, "If-None-Match": etag})
    yield Request("alive?", "/healthz", accepted)


def _find_speaker(address: str) -> str:
    """Somebody who is quoted twenty times, or else as often as anybody."""
    most, path = "", "/v1/speakers?limit=100"
    count = 0
    for _ in range(20):
        answer = ask(address, path)
        for one in answer["items"]:
            if one["quote_count"] > count:
                most, count = one["id"], one["quote_count"]
        if count >= 20 or answer["next"] is None:
            break
        path = answer["next"].removeprefix(address)
    return most


def _find_etag(address: str, path: str, headers: dict[str, str]) -> str:
    with _connect(address) as connection:
        head, _ = _exchange(connection, _write(address, path, headers))
    (etag,) = re.findall(r"(?i)\r\netag: ([^\r]+)", head.decode("latin-1"))
    return str(etag)


def _measure(served: Server, request: Request) -> float:
    """Requests a second of the server's processor time."""
    content = _write(served.address, request.path, request.headers)
    connections = [_open(served.address) for _ in range(_CONNECTIONS)]
    for _ in range(5):
        _ask_all(connections, content)
    started = _processor_seconds(served.process.pid)
    asked, seconds = 0, 0.0
    while seconds < _LEAST_SECONDS:
        for _ in range(_BATCHES):
            _ask_all(connections, content)
        asked += _BATCHES * _CONNECTIONS
        seconds = _processor_seconds(served.process.pid) - started
    for connection in connections:
        connection.close()
    return asked / seconds


def _ask_all(connections: Sequence[socket.socket], content: bytes) -> None:
    for connection in connections:
        connection.sendall(content)
    for connection in connections:
        _receive(connection)


def _write(address: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _open(address: str) -> socket.socket:
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname, parts.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


@contextmanager
def _connect(address: str) -> Iterator[socket.socket]:
    connection = _open(address)
    try:
        yield connection
    finally:
        connection.close()


def _exchange(connection: socket.socket, content: bytes) -> tuple[bytes, bytes]:
    connection.sendall(content)
    return _receive(connection)


def _receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one answer; raise ConnectionError when it is an error or cut off."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _read(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    if head[9:10] not in b"23":
        raise ConnectionError(head.decode("latin-1"))
    length = _LENGTH.search(head.lower() + b"\r\n")
    expected = int(length[1]) if length and head[9:12] != b"304" else 0
    while len(body) < expected:
        body += _read(connection)
    return head, body


def _read(connection: socket.socket) -> bytes:
    received = connection.recv(2**18)
    if not received:
        raise ConnectionError("The server hung up.")
    return received


def _processor_seconds(process: int) -> float:
    """Processor time of a process so far, its system calls included."""
    fields: list[Any] = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main()
