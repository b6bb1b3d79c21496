"""An ingest killed 200 times at random: after each, a new one ends as an undisturbed one.

python -m bench.kills [KILLS]
"""

import multiprocessing
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.cli.archive import open_for_writing
from app.documents import read_documents
from app.ingest import ingest
from app.search.following import Follower
from app.search.sync import catch_up
from app.settings import Settings
from app.store.outbox import count_outbox
from app.store.session import write_transaction
from app.verify import verify
from app.workers import open_aside
from bench.articles import SEEDS
from tests.conftest import NOW
from tests.newsroom import read_content, read_digests

_KILLS = 200
_SEED = 20261121
_SHORTEST = 4  # of the seeds
_EDITIONS = ("", "mente", "ísimo")
_BATCH_SIZE = 2  # so that an ingest of a dozen articles has as many commits as a long one
_LONG_WORD = re.compile(r"\b[a-záéíóúñ]{7,}\b")


def main() -> None:
    """Kill as often as was asked, and tell what became of it."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else _KILLS
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_editions(Path(scratch) / "ediciones", _SHORTEST)
        expected, seconds = ingest_undisturbed(folder, Path(scratch))
        same = 0
        for delay in draw_delays(kills, seconds):
            settings = Settings(data_dir=Path(scratch) / f"{delay}")
            kill_after(delay, folder, settings)
            same += ingest_again(folder, settings) == expected
    print(f"{kills} kills, {same} times the rows and the index of an undisturbed ingest")  # noqa: T201
    sys.exit(same < kills)


def write_editions(folder: Path, shortest: int) -> Path:
    """The shortest seeds three times over: names and marks stay, the long words grow an ending."""
    folder.mkdir()
    seeds = sorted(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)
    for path in seeds[:shortest]:
        text = path.read_text(encoding="utf-8")
        for ending in _EDITIONS:
            varied = _LONG_WORD.sub(rf"\g<0>{ending}", text)
            (folder / f"{path.stem}{ending}.txt").write_text(varied, encoding="utf-8")
    return folder


def ingest_undisturbed(folder: Path, scratch: Path) -> tuple[Any, float]:
    """What an archive holds after an ingest that nobody killed, and the seconds that it took."""
    ingest_again(folder, Settings(data_dir=scratch / "primero"))  # whatever is read at first use
    started = time.perf_counter()
    expected = ingest_again(folder, Settings(data_dir=scratch / "tranquilo"))
    return expected, time.perf_counter() - started


def draw_delays(kills: int, seconds: float) -> Iterator[float]:
    """When to kill, in seconds from the start of the process: seeded, over the whole of an ingest."""
    chance = random.Random(_SEED)  # noqa: S311  where to kill is no secret
    return (chance.uniform(0, seconds) for _ in range(kills))


def kill_after(delay: float, folder: Path, settings: Settings) -> None:
    """Ingest in a process of its own and kill it, with what it had not yet written, after that delay."""
    # By fork, for a process that starts in no time: twenty kills are to fit into every run of the tests.
    process = multiprocessing.get_context("fork").Process(
        target=_ingest_and_wait, args=(folder, settings)
    )
    process.start()
    time.sleep(delay)
    process.kill()
    process.join()
    if process.exitcode != -signal.SIGKILL:
        raise RuntimeError(f"the ingest ended by itself, with {process.exitcode}")


def ingest_again(folder: Path, settings: Settings) -> Any:
    """Ingest as after a kill: the rows and digests that there are in the end, of a sound archive."""
    _ingest(folder, settings)
    with open_for_writing(settings) as archive:
        faults = verify(archive.engine, settings.index_dir)
        with Session(archive.engine) as session:
            waiting = count_outbox(session)
        if faults or waiting:
            raise RuntimeError(f"{waiting} articles wait for the index; {faults}")
        return read_content(archive.engine), read_digests(archive.index)


def _ingest(folder: Path, settings: Settings) -> None:
    with open_for_writing(settings) as archive:
        transaction = partial(write_transaction, archive.engine)
        for number, _ in enumerate(
            ingest(read_documents([folder]), transaction, now=NOW, batch_size=_BATCH_SIZE)
        ):
            if number % 2:
                catch_up(archive.engine, archive.index)
        catch_up(archive.engine, archive.index)


def ingest_beside(folder: Path, settings: Settings) -> None:
    """Ingest as the command does with workers, the indexes following in a process of their own, often."""
    with open_for_writing(settings) as archive, open_aside() as aside:
        follower = Follower(archive.engine, archive.index, settings.index_dir, aside)
        transaction = partial(write_transaction, archive.engine)
        for _ in ingest(read_documents([folder]), transaction, now=NOW, batch_size=_BATCH_SIZE):
            while not follower.follow():
                time.sleep(0.002)
        follower.arrive()


def _ingest_and_wait(folder: Path, settings: Settings) -> None:
    _ingest(folder, settings)
    time.sleep(600)  # for the kill


if __name__ == "__main__":
    main()
