"""An import of decisions that is killed at any moment leaves all of them or none."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import Session

from app.cli.archive import open_for_writing
from app.settings import Settings
from app.store.decisions import load_history
from app.verify import verify
from tests.conftest import ROOT, SEEDS, ingest_paths
from tests.newsroom import read_content
from tests.server import environment

DECISIONS = 400
COMMAND = [sys.executable, "-c", "from app.cli import run; run()", "speakers", "import"]


def write_decisions(file: Path) -> None:
    """Renames of one speaker after the other, at times two the same, and merges of pairs."""
    lines = [
        f'{n} 2026-03-02 rename person "Igor Valenko" "Ígor Valenko {n}"'
        if n % 2
        else f'{n} 2026-03-02 merge person "Marta Olivenza" person "Marta Olivenza {n}"'
        for n in range(1, DECISIONS + 1)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_all_decisions_are_there_or_none(settings: Settings, tmp_path: Path, delay: float) -> None:
    file = tmp_path / "decisiones.txt"
    write_decisions(file)
    with open_for_writing(settings) as archive:
        ingest_paths(archive, SEEDS / "002_contrato-gas-torvin.txt")
        before = read_content(archive.engine)
    log = settings.data_dir / "hemeroteca.sqlite3-wal"
    untraced = environment(settings.data_dir, traced=False)
    process = subprocess.Popen(
        [*COMMAND, str(file)],
        cwd=ROOT,
        env=untraced,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not log.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(delay)
    process.kill()
    assert process.wait() in {-signal.SIGKILL, 0}
    with open_for_writing(settings) as archive:
        assert verify(archive.engine, settings.index_dir) == []
        with Session(archive.engine) as session:
            count = len(load_history(session))
        assert count in {0, DECISIONS}
        if not count:
            assert read_content(archive.engine) == before
    again = subprocess.run(
        [*COMMAND, str(file)], cwd=ROOT, env=untraced, capture_output=True, check=True
    )
    assert f"{DECISIONS} decisions read, {DECISIONS - count} of them new" in again.stderr.decode()
