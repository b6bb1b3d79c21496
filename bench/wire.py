"""HTTP/1.1 over bare sockets: what a load generator needs of it, for little of the processor."""

import re
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli

# Without a port, so that addresses in answers and their ETags are the same from one server to the next.
_HOST = "127.0.0.1"
_LAST_CHUNK = b"0\r\n\r\n"
_LENGTH = re.compile(rb"content-length: (\d+)\r\n")
_CHUNKED = b"\r\ntransfer-encoding: chunked\r\n"


class Request(NamedTuple):
    """What is asked with GET: its path, and headers beside the host's."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()

    def write(self) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {_HOST}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Reply(NamedTuple):
    """What came back; the body as it came, in its coding or in chunks."""

    status: int
    head: bytes
    body: bytes

    def find_header(self, name: str) -> str | None:
        """The value of a header; None where there is none."""
        found = re.search(rf"(?i)\r\n{name}: ([^\r]*)", self.head.decode("latin-1"))
        return found[1] if found else None

    def read_body(self) -> bytes:
        """The body of an answer of known length, out of its coding."""
        match self.find_header("content-encoding"):
            case "br":
                return bytes(brotli.decompress(self.body))
            case "gzip":
                return zlib.decompress(self.body, wbits=31)
            case _:
                return self.body


class Connection:
    """A connection that is kept alive, with one request on its way at a time."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname, parts.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int:
        """By this `select` knows it."""
        return self._socket.fileno()

    def ask(self, request: Request) -> Reply:
        """Send and wait for the answer."""
        self.send(request.write())
        return self.receive()

    def send(self, content: bytes) -> None:
        """Send a request as it was written."""
        self._socket.sendall(content)

    def receive(self) -> Reply:
        """Wait for a whole answer; raise ConnectionError for one that is cut off."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._read()
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.lower() + b"\r\n"
        status = int(head[9:12])
        if _CHUNKED in lines:
            while not body.endswith(_LAST_CHUNK):
                body += self._read()
        elif (length := _LENGTH.search(lines)) and status != 304:
            while len(body) < int(length[1]):
                body += self._read()
        return Reply(status, head, body)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _read(self) -> bytes:
        received = self._socket.recv(2**18)
        if not received:
            raise ConnectionError("The server hung up.")
        return received


@contextmanager
def connect(address: str, count: int) -> Iterator[list[Connection]]:
    """That many connections to a server."""
    connections = [Connection(address) for _ in range(count)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()
