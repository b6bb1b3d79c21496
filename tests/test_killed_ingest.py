"""An ingest that is killed at any moment is simply run again: nothing lost, nothing half, nothing twice."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.cli.archive import open_for_writing
from app.settings import Settings
from app.store.outbox import count_outbox
from app.verify import verify
from tests.conftest import ROOT, SEEDS, ingest_paths
from tests.newsroom import read_content, read_digests

COMMAND = [sys.executable, "-c", "from app.cli import run; run()", "ingest"]
EDITIONS = ("", "mente", "ísimo")
SHORTEST = 23  # of the seeds; three editions make 69 files, which is more than a batch
PATIENCE = 60  # seconds until a sign on disk must have come
_LONG_WORD = re.compile(r"\b[a-záéíóúñ]{7,}\b")

Sign = Callable[[Settings], bool]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeds three times over: the names and marks stay, the long words grow an ending."""
    folder = tmp_path_factory.mktemp("ediciones")
    seeds = sorted(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)
    for path in seeds[:SHORTEST]:
        text = path.read_text(encoding="utf-8")
        for ending in EDITIONS:
            varied = _LONG_WORD.sub(rf"\g<0>{ending}", text)
            (folder / f"{path.stem}{ending}.txt").write_text(varied, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The rows and index digests of an ingest that nobody killed."""
    return ingest_all(folder, Settings(data_dir=tmp_path_factory.mktemp("tranquila")))


def ingest_all(folder: Path, settings: Settings) -> Any:
    with open_for_writing(settings) as archive:
        ingest_paths(archive, folder)
        assert verify(archive.engine, settings.index_dir) == []
        with Session(archive.engine) as session:
            assert count_outbox(session) == 0
        return read_content(archive.engine), read_digests(archive.index)


def has_locked(settings: Settings) -> bool:
    return (settings.data_dir / "writer.lock").exists()


def has_committed(settings: Settings) -> bool:
    path = settings.data_dir / "hemeroteca.sqlite3"
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT 1 FROM article").fetchone())
        except sqlite3.OperationalError:  # the tables are not there yet
            return False


def has_begun_to_index(settings: Settings) -> bool:
    """The commit to the text index comes last, and makes segments."""
    return any(settings.index_dir.glob("articles/build-*/*.trm"))


def kill_after(sign: Sign, delay: float, folder: Path, settings: Settings) -> None:
    """Start an ingest and kill it that many seconds after the sign shows on disk."""
    process = subprocess.Popen(
        [*COMMAND, str(folder)],
        cwd=ROOT,
        env=os.environ | {"HEMEROTECA_DATA_DIR": str(settings.data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    while not sign(settings) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(delay)
    process.kill()
    assert process.wait() == -signal.SIGKILL, (
        "it was done, or had failed, before it could be killed"
    )


_DRAW = random.Random(20261121)  # noqa: S311  where to kill is no secret
MOMENTS = [
    pytest.param(has_locked, _DRAW.uniform(0, 0.8), id="before anything is stored"),
    pytest.param(has_committed, _DRAW.uniform(0, 0.15), id="between two batches"),
    pytest.param(has_begun_to_index, _DRAW.uniform(0, 0.03), id="while the index is written"),
]


@pytest.mark.parametrize(("sign", "delay"), MOMENTS)
def test_after_a_kill_a_new_ingest_ends_as_an_undisturbed_one(
    sign: Sign, delay: float, folder: Path, settings: Settings, undisturbed: Any
) -> None:
    kill_after(sign, delay, folder, settings)
    assert ingest_all(folder, settings) == undisturbed
