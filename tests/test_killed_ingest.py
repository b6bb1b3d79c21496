"""An ingest that is killed at any moment is simply run again: nothing lost, nothing half, nothing twice."""

import random
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.cli.archive import open_for_writing
from app.settings import Settings
from app.store.outbox import count_outbox
from app.verify import verify
from tests.conftest import SEEDS, ingest_paths
from tests.newsroom import read_content, read_digests
from tests.processes import (
    Sign,
    has_begun_to_index,
    has_committed,
    has_locked,
    start_command,
    wait_for,
)

EDITIONS = ("", "mente", "ísimo")
SHORTEST = 23  # of the seeds; three editions make 69 files, which is more than a batch
_LONG_WORD = re.compile(r"\b[a-záéíóúñ]{7,}\b")


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


def kill_after(sign: Sign, delay: float, folder: Path, settings: Settings) -> None:
    """Start an ingest and kill it that many seconds after the sign shows on disk."""
    with start_command(settings.data_dir, "ingest", "--workers", "2", folder) as process:
        wait_for(sign, settings.data_dir, process)
        time.sleep(delay)
        process.kill()
    assert process.returncode == -signal.SIGKILL, (
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
