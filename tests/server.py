"""The installed command and its server as processes of their own."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

COMMAND = Path(sys.executable).parent / "hemeroteca"
START_TIMEOUT_S = 60
_TRACES = {
    "COVERAGE_PROCESS_START",
    "COVERAGE_PROCESS_CONFIG",
}  # makes Coverage.py measure a process


def run(data_dir: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run `hemeroteca` with these arguments to its end."""
    return subprocess.run(
        [COMMAND, *arguments],
        env=environment(data_dir),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(data_dir: Path, *, traced: bool = True) -> dict[str, str]:
    """The environment of a command that works on this archive.

    One that is to be killed need not be traced: of what it did, no measure of coverage is written.
    """
    kept = {name: value for name, value in os.environ.items() if traced or name not in _TRACES}
    return {**kept, "HEMEROTECA_DATA_DIR": str(data_dir)}


class Server(NamedTuple):
    """A server that runs: its process, its address, and the lines of its log so far."""

    process: subprocess.Popen[str]
    address: str
    log: list[str]


@contextmanager
def server(data_dir: Path, *arguments: str, **variables: str) -> Iterator[Server]:
    """A server on a free port, at the address that it says itself; when this ends, so has the server.

    `variables` are further ones of its environment.
    """
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", *arguments],
        env={**environment(data_dir), **variables},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    log: list[str] = []
    # Read all along: a server whose log fills the pipe would wait for ever.
    reader = Thread(target=log.extend, args=(process.stderr,))
    reader.start()
    try:
        assert line.startswith("Serving on http://"), line
        yield Server(process, line.split()[2], log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=START_TIMEOUT_S)
        reader.join()
        process.stderr.close()


def ask(address: str, path: str) -> Any:
    """What a server answers, as JSON; raise OSError for a refusal or a lost connection."""
    with urllib.request.urlopen(address + path, timeout=START_TIMEOUT_S) as answer:  # noqa: S310  our own server
        return json.load(answer)
