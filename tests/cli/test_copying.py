"""`copy` as a person runs it: there and back, killed and run again, and what it refuses."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.cli import copying as command
from app.cli import run
from app.cli.archive import hold_writer_lock
from app.settings import Settings
from app.store import copying, portable
from app.store.session import open_engine
from tests.cli.conftest import Hemeroteca
from tests.newsroom import read_rows
from tests.postgres import Cluster

PATIENCE = 60  # seconds until a copy must have come as far as it is to be killed
SHARES = (0.0, 0.6)  # of the rows, after which it is killed
LAST_STEPS = ("sum_rows", "finish_copy")  # before which it is killed then
PATHS = (
    *("/v1/articles?changed_since=0", "/v1/quotes?speaker=valenko", "/v1/statements"),
    *("/v1/speakers", "/v1/search?q=gas&sort=newest"),
)
_COUNTED = "SELECT (SELECT count(*) FROM band) + (SELECT count(*) FROM quote)"


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """The address of an empty database."""
    name = cluster.create_database()
    yield cluster.make_url(name)
    cluster.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'copia' / 'hemeroteca.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.mark.postgres
def test_there_and_back_it_is_the_same_archive(
    hemeroteca: Hemeroteca,
    seeded: Settings,
    data_dir: Path,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    client_of: Callable[[Settings], TestClient],
) -> None:
    there = hemeroteca("copy", "--from", seeded.data_dir, "--to", postgres_url)
    back = hemeroteca("copy", "--from", postgres_url, "--to", data_dir)
    assert (there.status, back.status) == (0, 0)
    assert back.rows == there.rows
    assert back.rows[0]["tables"]["article"]["rows"] == 36
    password = postgres_url.split(":")[2].split("@", maxsplit=1)[0]
    assert password not in there.err + back.err
    assert f"{there.rows[0]['rows']} rows are copied to postgresql+psycopg://" in there.err
    answers = read_answers(client_of(seeded))
    for url in (None, postgres_url):
        assert read_answers(client_of(Settings(data_dir=data_dir, database_url=url))) == answers
    assert hemeroteca("verify").status == 0
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", postgres_url)
    assert hemeroteca("verify").status == 0


def read_answers(client: TestClient) -> list[Any]:
    """What an archive answers, but for the scores of searches, which are those of the database."""
    answers = [client.get(path).json()["items"] for path in PATHS]
    assert all(answers)
    return [{**item, "score": None} for items in answers for item in items]


def test_killed_at_any_moment_it_goes_on_when_run_again(
    hemeroteca: Hemeroteca, seeded: Settings, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "_WITHOUT", 50)  # as many transactions as a long copy has
    monkeypatch.setattr(portable, "_WITH_TEXTS", 2)
    monkeypatch.setattr(copying, "_BATCH_BYTES", 1)
    arguments = ("copy", "--from", str(seeded.data_dir), "--to", target_url)
    monkeypatch.setattr("sys.argv", ["hemeroteca", *arguments])
    source, target = open_engine(seeded.resolved_database_url), open_engine(target_url)
    total = count_some(source)
    for share in SHARES:
        assert kill_at(target, share * total) == -signal.SIGKILL
    for step in LAST_STEPS:
        with monkeypatch.context() as patched:
            patched.setattr(command, step, kill_oneself)
            assert kill_at(target, total + 1) == -signal.SIGKILL
    outcome = hemeroteca(*arguments)
    assert outcome.status == 0
    assert "A copy of this archive was stopped: going on." in outcome.err
    assert read_rows(target) == read_rows(source)
    source.dispose()
    target.dispose()


def kill_at(target: Engine, rows: float) -> int | None:
    """Copy in a process of its own and kill it as soon as so many rows are there; how it ended."""
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    deadline = time.monotonic() + PATIENCE
    while process.is_alive() and count_some(target) < rows and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.join()
    return process.exitcode


def kill_oneself(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def count_some(engine: Engine) -> int:
    """The rows of two tables, one of the first to be copied and one of the last; -1 while there are none."""
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(_COUNTED)).scalar_one())
    except DBAPIError:
        return -1
    finally:
        engine.dispose()  # the next process is not to have its connections


def test_nothing_uses_half_a_copy(
    hemeroteca: Hemeroteca,
    article: Path,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hemeroteca("ingest", article)
    half = tmp_path / "mitad"
    with monkeypatch.context() as patched:
        patched.setattr(command, "finish_copy", interrupt)
        stopped = hemeroteca("copy", "--from", data_dir, "--to", half)
    assert stopped.status == 130
    assert "run the same command again" in stopped.err
    monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(half))
    for arguments in (["ingest", article], ["serve", "--port", "0"], ["verify"], ["status"]):
        refused = hemeroteca(*arguments)
        assert refused.status == 1
        assert "holds half an archive" in refused.err
    assert "half an archive" in hemeroteca("copy", "--from", half, "--to", tmp_path / "otra").err
    assert hemeroteca("copy", "--from", data_dir, "--to", half).status == 0
    assert hemeroteca("verify").status == 0


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_it_refuses(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    to = ("--to", tmp_path / "copia")
    assert "There is no archive in sqlite:///" in hemeroteca("copy", "--from", data_dir, *to).err
    assert not data_dir.exists()
    hemeroteca("ingest", article)
    assert "is not empty" in hemeroteca("copy", "--from", data_dir, "--to", data_dir).err
    assert "--from names mysql" in hemeroteca("copy", "--from", "mysql://a/b", *to).err
    assert "--to names no file" in hemeroteca("copy", "--from", data_dir, "--to", "sqlite://").err
    with hold_writer_lock(Settings(data_dir=data_dir)):
        busy = hemeroteca("copy", "--from", data_dir, *to)
    assert busy.status == 1
    assert "Another process is writing" in busy.err
    assert not (tmp_path / "copia").exists()
    assert hemeroteca("copy", "--from", data_dir).status == 2


def test_a_file_beside_an_archive_leaves_its_text_indexes_alone(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    beside = f"sqlite:///{data_dir / 'copia.sqlite3'}"
    before = sorted(data_dir.rglob("index/*/*"))
    copied = hemeroteca("copy", "--from", data_dir, "--to", beside)
    assert copied.status == 0
    assert "text indexes are not built" in copied.err
    assert sorted(data_dir.rglob("index/*/*")) == before


def test_the_environment_names_the_folder_of_its_database(
    hemeroteca: Hemeroteca,
    article: Path,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hemeroteca("ingest", article)
    elsewhere = f"sqlite:///{tmp_path / 'copia.sqlite3'}"
    source = f"sqlite:///{data_dir / 'hemeroteca.sqlite3'}"
    data_dir.rename(data_dir.with_name("antes"))
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", elsewhere)
    source = source.replace(str(data_dir), str(data_dir.with_name("antes")))
    assert hemeroteca("copy", "--from", source, "--to", elsewhere).status == 0
    assert (data_dir / "index").is_dir()
    assert hemeroteca("verify").status == 0
