"""An ingest that is killed at any moment is simply run again: nothing lost, nothing half, nothing twice."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from bench.kills import draw_delays, ingest_again, ingest_undisturbed, kill_after, write_editions
from tests.conftest import ROOT
from tests.processes import (
    Sign,
    has_begun_to_index,
    has_committed,
    has_locked,
    start_command,
    wait_for,
)
from tests.server import environment

KILLS = 20  # `python -m bench.kills` does 200
SHORTEST = 4  # of the seeds, each in three editions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen articles."""
    return write_editions(tmp_path_factory.mktemp("seeds") / "ediciones", SHORTEST)


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, float]:
    """The rows and index digests of an ingest that nobody killed, and its seconds."""
    return ingest_undisturbed(folder, tmp_path_factory.mktemp("tranquila"))


@pytest.mark.parametrize("kill", range(KILLS))
def test_after_a_kill_at_random_a_new_ingest_ends_as_an_undisturbed_one(
    kill: int, folder: Path, settings: Settings, undisturbed: tuple[Any, float]
) -> None:
    expected, seconds = undisturbed
    kill_after(list(draw_delays(KILLS, seconds))[kill], folder, settings)
    assert ingest_again(folder, settings) == expected


# The indexes in a process of their own, which must not outlive the one that is killed

_BESIDE = (
    "import sys; from pathlib import Path; from app.settings import Settings; "
    "from bench.kills import ingest_beside; "
    "ingest_beside(Path(sys.argv[1]), Settings(data_dir=Path(sys.argv[2])))"
)


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2])
def test_after_a_kill_while_the_indexes_follow_a_new_ingest_ends_as_an_undisturbed_one(
    delay: float, folder: Path, settings: Settings, undisturbed: tuple[Any, float]
) -> None:
    command = [sys.executable, "-c", _BESIDE, str(folder), str(settings.data_dir)]
    untraced = environment(settings.data_dir, traced=False)
    with subprocess.Popen(command, cwd=ROOT, env=untraced, text=True) as process:
        wait_for(has_begun_to_index, settings.data_dir, process)
        time.sleep(delay)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "it was done before it could be killed"
    assert ingest_again(folder, settings) == undisturbed[0]


# The command, with its workers


def kill_command_after(sign: Sign, delay: float, folder: Path, settings: Settings) -> None:
    """Start an ingest and kill it that many seconds after the sign shows on disk."""
    command = ("ingest", "--workers", "2", folder)
    with start_command(settings.data_dir, *command, traced=False) as process:
        wait_for(sign, settings.data_dir, process)
        time.sleep(delay)
        process.kill()
    assert process.returncode == -signal.SIGKILL, (
        "it was done, or had failed, before it could be killed"
    )


_DRAW = random.Random(20261121)  # noqa: S311  where to kill is no secret
MOMENTS = [
    pytest.param(has_locked, _DRAW.uniform(0, 0.8), id="before anything is stored"),
    pytest.param(has_committed, _DRAW.uniform(0, 0.02), id="after a commit"),
    pytest.param(has_begun_to_index, _DRAW.uniform(0, 0.03), id="while the index is written"),
]


@pytest.mark.parametrize(("sign", "delay"), MOMENTS)
def test_after_a_kill_of_the_command_a_new_ingest_ends_as_an_undisturbed_one(
    sign: Sign, delay: float, folder: Path, settings: Settings, undisturbed: tuple[Any, float]
) -> None:
    kill_command_after(sign, delay, folder, settings)
    assert ingest_again(folder, settings) == undisturbed[0]
