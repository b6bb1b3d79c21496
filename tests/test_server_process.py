"""A real server process: it starts on a folder that does not exist, answers, and ends when told."""

import signal
import socket
import subprocess
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.api.keys import create_key
from bench.load import ask_steadily
from tests.conftest import SEEDS
from tests.server import COMMAND, START_TIMEOUT_S, ask, environment, run, server


def test_an_empty_archive_is_served(tmp_path: Path) -> None:
    with server(tmp_path / "una carpeta") as (_, address, _):
        assert ask(address, "/healthz") == {"status": "ok"}
        assert ask(address, "/v1/articles")["items"] == []
        assert ask(address, "/v1/search?q=puerto&facets=source,speaker,year")["items"] == []


def test_what_is_ingested_while_it_serves_is_seen(tmp_path: Path) -> None:
    with server(tmp_path, "--workers", "2") as (_, address, _):
        assert ask(address, "/v1/search?q=puerto&count=true")["total"] == 0
        assert run(tmp_path, "ingest", SEEDS).returncode == 0
        for _ in range(6):  # whichever of the workers answers
            assert ask(address, "/v1/search?q=puerto&count=true")["total"] > 0
            assert ask(address, "/v1/quotes?limit=1&count=true")["total"] > 100


def test_answers_stay_whole_while_the_index_is_built_anew(tmp_path: Path) -> None:
    run(tmp_path, "ingest", SEEDS)
    paths = [f"/v1/{kind}?q=puerto&count=true" for kind in ("search", "quotes")]
    with server(tmp_path) as (_, address, _):
        expected = {path: ask(address, path) for path in paths}
        with ask_steadily(address, paths, rate=50) as answers:
            for _ in range(2):
                assert run(tmp_path, "reindex").returncode == 0
    assert all(expected[path]["total"] for path in paths)
    assert answers
    assert all(answer.body == expected[answer.path] for answer in answers)


def test_it_ends_quietly_when_interrupted(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address, log):
        ask(address, "/healthz")
    assert process.returncode in {0, 130, -signal.SIGINT}
    assert "Traceback" not in "".join(log)


def test_on_loopback_only_the_names_of_this_machine_are_answered(tmp_path: Path) -> None:
    with server(tmp_path, "--workers", "2") as (_, address, _):
        port = address.rpartition(":")[2]
        assert ask(f"http://localhost:{port}", "/healthz") == {"status": "ok"}
        misled = Request(f"{address}/healthz", headers={"Host": "trampa.test"})  # noqa: S310  our own server
        with pytest.raises(HTTPError, match="421"):
            urlopen(misled, timeout=START_TIMEOUT_S)  # noqa: S310  likewise


def test_a_head_without_end_is_cut_off(tmp_path: Path) -> None:
    with server(tmp_path) as (_, address, _):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=START_TIMEOUT_S) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Largo: ")
            with suppress(ConnectionError):
                for _ in range(100):
                    line.sendall(b"a" * 65_536)
            assert line.recv(1_000).startswith(b"HTTP/1.1 431 ")
        assert ask(address, "/healthz") == {"status": "ok"}


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104  nothing is served
def test_an_address_that_others_reach_is_refused_without_keys(tmp_path: Path, host: str) -> None:
    ended = run(tmp_path, "serve", "--host", host, "--port", "0")
    assert ended.returncode == 2
    assert "--open" in ended.stderr
    assert "HEMEROTECA_API_KEYS_FILE" in ended.stderr
    assert not any(tmp_path.iterdir())


def test_whoever_says_so_serves_to_all(tmp_path: Path) -> None:
    with server(tmp_path, "--host", "0.0.0.0", "--open") as (_, address, _):  # noqa: S104  the test's subject
        port = address.rpartition(":")[2]
        assert ask(f"http://127.0.0.1:{port}", "/v1/articles")["items"] == []


def test_with_keys_it_serves_to_those_who_have_one(tmp_path: Path) -> None:
    file = tmp_path / "claves.jsonl"
    key = create_key(file, "lector", date(2026, 11, 22))
    arguments = ("--host", "0.0.0.0", "--workers", "2")  # noqa: S104  the test's subject
    with server(tmp_path, *arguments, HEMEROTECA_API_KEYS_FILE=str(file)) as (_, address, _):
        url = f"http://127.0.0.1:{address.rpartition(':')[2]}/v1/articles"
        with pytest.raises(HTTPError, match="401"):
            urlopen(url, timeout=START_TIMEOUT_S)
        shown = Request(url, headers={"Authorization": f"Bearer {key}"})
        with urlopen(shown, timeout=START_TIMEOUT_S) as answer:  # noqa: S310  likewise
            assert answer.status == 200
