"""A real server process: it starts on a folder that does not exist, answers, and ends when told."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import SEEDS

COMMAND = Path(sys.executable).parent / "hemeroteca"
START_TIMEOUT_S = 60


def run(data_dir: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        env=environment(data_dir),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(data_dir: Path) -> dict[str, str]:
    return {**os.environ, "HEMEROTECA_DATA_DIR": str(data_dir)}


@contextmanager
def server(data_dir: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port, and its address as it says it itself."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", *arguments],
        env=environment(data_dir),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith("Serving on http://"), line
        yield process, line.split()[2]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=START_TIMEOUT_S)


def ask(address: str, path: str) -> Any:
    with urllib.request.urlopen(address + path, timeout=START_TIMEOUT_S) as answer:  # noqa: S310  our own server
        return json.load(answer)


def test_an_empty_archive_is_served(tmp_path: Path) -> None:
    with server(tmp_path / "una carpeta") as (_, address):
        assert ask(address, "/healthz") == {"status": "ok"}
        assert ask(address, "/v1/articles")["items"] == []
        assert ask(address, "/v1/search?q=puerto&facets=source,speaker,year")["items"] == []


def test_what_is_ingested_while_it_serves_is_seen(tmp_path: Path) -> None:
    with server(tmp_path, "--workers", "2") as (_, address):
        assert ask(address, "/v1/search?q=puerto&count=true")["total"] == 0
        assert run(tmp_path, "ingest", SEEDS).returncode == 0
        for _ in range(6):  # whichever of the workers answers
            assert ask(address, "/v1/search?q=puerto&count=true")["total"] > 0
            assert ask(address, "/v1/quotes?limit=1&count=true")["total"] > 100


def test_it_ends_quietly_when_interrupted(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address):
        ask(address, "/healthz")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=START_TIMEOUT_S)
    assert process.returncode in {0, 130, -signal.SIGINT}
    assert "Traceback" not in err


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        ended = run(tmp_path, "serve", "--port", port)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert port in ended.stderr
    assert "--port" in ended.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [COMMAND, "extract", SEEDS],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, err = process.communicate(timeout=START_TIMEOUT_S)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_data_goes_to_standard_output_and_words_to_standard_error(tmp_path: Path) -> None:
    ended = run(tmp_path, "ingest", SEEDS)
    assert ended.stdout == ""
    assert "read 36, new 36" in ended.stderr
    exported = run(tmp_path, "export", "articles")
    assert len(exported.stdout.splitlines()) == 36
    assert exported.stderr == ""
