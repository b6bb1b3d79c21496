"""The command as a process of its own, and the signs on disk of how far it has come."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT
from tests.server import environment

# Ctrl-C is heard also where the tests run in the background of a shell, which has SIGINT ignored.
_HEAR = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-c", f"{_HEAR}; from app.cli import run; run()"]
PATIENCE = 60  # seconds until a sign on disk must have come

Sign = Callable[[Path], bool]


def start_command(
    data_dir: Path,
    *arguments: Path | str,
    stdin: int = subprocess.DEVNULL,
    traced: bool = True,
) -> subprocess.Popen[str]:
    """Start `hemeroteca` with these arguments in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=environment(data_dir, traced=traced),
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def feed(process: subprocess.Popen[str], text: str) -> None:
    """Write to the standard input of a command that was started with a pipe, and leave it open."""
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.flush()


def interrupt(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C, as a terminal does, and return what the command says; it must end."""
    assert process.stderr is not None
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=PATIENCE)
    finally:
        process.kill()
    return process.stderr.read()


def wait_for(sign: Sign, data_dir: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the sign shows, or the process has ended."""
    deadline = time.monotonic() + PATIENCE
    while not sign(data_dir) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)


def has_locked(data_dir: Path) -> bool:
    """Whether a writer has begun."""
    return (data_dir / "writer.lock").exists()


def has_committed(data_dir: Path) -> bool:
    """Whether an article is stored."""
    path = data_dir / "hemeroteca.sqlite3"
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT 1 FROM article").fetchone())
        except sqlite3.OperationalError:  # the tables are not there yet
            return False


def has_begun_to_index(data_dir: Path) -> bool:
    """Whether a commit to the text index has begun: it comes last, and makes segments."""
    return any(data_dir.glob("index/articles/build-*/*.col"))
