"""Four `hemeroteca ingest` at once on one database: killed, or their database, and simply run again."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.cli import run
from app.documents import read_documents
from app.ingest import ingest
from app.store.session import write_transaction
from bench.kills import write_editions
from tests.conftest import NOW
from tests.databases import Copies
from tests.newsroom import read_content
from tests.postgres import Cluster
from tests.writers import (
    PATIENCE_S,
    PROCESSES,
    WRITERS,
    crash,
    open_archive,
    read_sound,
    run_fragile_cluster,
    wait_until_it_answers,
)

pytestmark = pytest.mark.postgres

_WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


class Command(NamedTuple):
    """A command that runs, and the file of what it says."""

    process: BaseProcess
    said: Path

    def end(self) -> tuple[int | None, str]:
        """Wait for its end; its exit status, and what it said."""
        self.process.join(PATIENCE_S)
        return self.process.exitcode, self.said.read_text()


@pytest.fixture
def fragile(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster of its own, skipped where there is none."""
    assert cluster
    with run_fragile_cluster() as running:
        yield running


@pytest.fixture
def shares(tmp_path: Path) -> list[list[Path]]:
    """The files of each command: every one is among those of three."""
    files = sorted(write_editions(tmp_path / "ediciones", 4).iterdir())
    return [
        [one for at, one in enumerate(files) if at % WRITERS != number] for number in range(WRITERS)
    ]


@pytest.fixture
def expected(shares: list[list[Path]], copies: Copies) -> dict[str, Any]:
    """The rows that one ingest makes of all files, in SQLite."""
    files = sorted({str(one) for share in shares for one in share})
    with copies.open() as engine:
        list(ingest(read_documents(files), partial(write_transaction, engine), now=NOW))
        return read_content(engine)


def ingest_by_command(url: str, files: list[Path], said: Path) -> None:
    """What the process of a command does."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
    os.environ |= {"HEMEROTECA_DATABASE_URL": url, "HEMEROTECA_DATA_DIR": str(said.parent)}
    sys.argv = ["hemeroteca", "ingest", "--workers", "1", *map(str, files)]
    run()


def start_all(url: str, shares: list[list[Path]], folder: Path) -> list[Command]:
    """Start a command for each share."""
    commands = []
    for number, files in enumerate(shares):
        said = folder / f"{number}.txt"
        process = PROCESSES.Process(target=ingest_by_command, args=(url, files, said))
        process.start()
        commands.append(Command(process, said))
    return commands


def wait_until_one_waits(cluster: Cluster) -> None:
    """Wait until one of several is writing, and another waits for its turn."""
    deadline = time.monotonic() + PATIENCE_S
    with cluster.connect() as connection:
        while not connection.execute(_WAITING).fetchall():
            assert time.monotonic() < deadline
            time.sleep(0.005)


def test_after_a_crash_of_the_database_and_a_kill_they_are_run_again(
    fragile: Cluster, shares: list[list[Path]], expected: dict[str, Any], tmp_path: Path
) -> None:
    url = fragile.make_url(fragile.create_database())
    commands = start_all(url, shares, tmp_path)
    wait_until_one_waits(fragile)
    crash(fragile)
    ends = [one.end() for one in commands]
    assert sum(status == 1 for status, _ in ends) >= 2, ends  # who writes, and who waits
    for status, said in ends:
        assert status in {0, 1}, said  # one that connected afterwards does its work
        assert "Traceback" not in said
        assert not status or "run the command again" in said or "cannot be opened" in said
    wait_until_it_answers(fragile)
    killed, *others = start_all(url, shares, tmp_path)
    wait_until_one_waits(fragile)
    killed.process.kill()
    assert [one.end()[0] for one in (killed, *others)] == [-signal.SIGKILL, 0, 0, 0]
    (again,) = start_all(url, shares[:1], tmp_path)
    assert again.end()[0] == 0
    engine = open_archive(url)
    rows = read_sound(engine)
    assert {name: rows[name] for name in expected} == expected
    engine.dispose()
