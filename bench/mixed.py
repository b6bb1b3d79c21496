"""A server under a mixture of all that it answers, while ingest after ingest adds to its archive (Linux).

python -m bench.mixed [DATA_DIR] [--seconds N] [--rate N] [--every N] [--articles N] [--growth MB]

Works on a copy; without a folder, on an archive of generated articles. Ends with 1 if an answer was not what
it had to be, if an ingest failed, or if the server's memory grew by more than it may.
"""

import argparse
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from statistics import median
from threading import Event, Thread

from app.settings import Settings
from bench.errands import choose_subjects, draw_errands, list_kinds
from bench.load import work_steadily
from bench.memory import Sample, Watch, find_growth
from bench.newsstand import Newsstand
from bench.reindexing import SEED, fill_archive, write_lines
from bench.report import (
    read_processor_seconds,
    read_waiting_seconds,
    say,
    time_additions,
)
from bench.runs import Outcome, Runner
from tests.server import run, server

_ARTICLES = 1_000
_WARMING = 0.3  # of the time: memory is judged after it
_SAMPLES = 300  # of memory
_TOLD = 20  # failures that are told one by one


@dataclass(slots=True)
class Ingests:
    """One `hemeroteca ingest` after the other, each of its own articles, until `ended`; how each ended."""

    data_dir: Path
    articles: int
    every: float
    words: list[str]
    ended: Event = field(default_factory=Event)
    first_done: Event = field(default_factory=Event)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def go_on(self, folder: Path) -> None:
        """Ingest until told to end; the files are written to this folder."""
        try:
            for number in count(1):
                begun = time.perf_counter()
                self._ingest(folder / f"nuevos-{number}.jsonl", SEED + number)
                self.first_done.set()
                if self.ended.wait(max(0.0, begun + self.every - time.perf_counter())):
                    return
        finally:
            self.first_done.set()

    def _ingest(self, file: Path, seed: int) -> None:
        write_lines(file, self.articles, seed, self.words)
        begun = time.perf_counter()
        process = run(self.data_dir, "ingest", file)
        self.seconds.append(time.perf_counter() - begun)
        if process.returncode != 0:
            self.failures.append(f"ingest ended with {process.returncode}: {process.stderr[-500:]}")
        file.unlink()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each kind of request, then the memory; end with 1 for what should not be."""
    options = _read_options(arguments)
    say(f"Python {platform.python_version()}, {platform.machine()}, one server process")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data_dir = scratch / "data"
        words = Newsstand(SEED).words
        if options.data_dir:
            _copy_archive(options.data_dir, data_dir)
        else:
            settings = Settings(data_dir=data_dir)
            fill_archive(settings, scratch / "articles.jsonl", _ARTICLES, words)
        ingests = Ingests(data_dir, options.articles, options.every, words)
        faults = _load(ingests, scratch, options)
    for fault in faults[:_TOLD]:
        say(fault)
    sys.exit(bool(faults))


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=60, help="at least so long")
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    parser.add_argument(
        "--every", type=float, default=10, help="seconds from one ingest to the next, at least"
    )
    parser.add_argument("--articles", type=int, default=100, help="new ones in each ingest")
    parser.add_argument(
        "--growth", type=float, default=32, help="megabytes that the memory may grow"
    )
    return parser.parse_args(arguments)


def _copy_archive(data_dir: Path, target: Path) -> None:
    """Copy the database as of one moment, and the text index beside it."""
    target.mkdir()
    name = "hemeroteca.sqlite3"
    uri = f"{(data_dir / name).resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(uri, uri=True)) as origin,
        closing(sqlite3.connect(target / name)) as copy,
    ):
        origin.backup(copy)
    shutil.copytree(data_dir / "index", target / "index")


def _load(ingests: Ingests, scratch: Path, options: argparse.Namespace) -> list[str]:
    """Print what became of it all; what should not be."""
    with server(ingests.data_dir) as served:
        subjects = choose_subjects(served.address)
        work = Runner(served.address).run
        kinds = list_kinds(subjects)
        for errand in islice(draw_errands(subjects), len(kinds)):  # what is made at first use
            work(errand, time.perf_counter())
        process = served.process.pid
        worked, waited = read_processor_seconds(process), read_waiting_seconds(process)
        watch = Watch(process, max(0.1, options.seconds / _SAMPLES))
        ingesting = Thread(target=ingests.go_on, args=(scratch,))
        with work_steadily(work, draw_errands(subjects), options.rate) as outcomes:
            watch.start()
            ingesting.start()
            time.sleep(options.seconds)
            ingests.first_done.wait()
            samples = watch.stop()
            clock = read_processor_seconds(process) - worked, read_waiting_seconds(process) - waited
        ingests.ended.set()
        ingesting.join()
    _print_outcomes(outcomes)
    wrong = [f"{one.name}: {one.fault}" for one in outcomes if one.fault]
    say(
        f"the server worked {clock[0]:.1f} s and waited {clock[1]:.1f} s for a core that others used"
    )
    say(
        f"{len(outcomes):,} requests in {samples[-1].second:.0f} s, {len(wrong)} failed;"
        f" {len(ingests.seconds)} ingests of {options.articles} articles meanwhile, each"
        f" {median(ingests.seconds):.1f} s in the median, {len(ingests.failures)} failed"
    )
    return [*wrong, *ingests.failures, *judge_memory(samples, options.growth)]


def _print_outcomes(outcomes: Sequence[Outcome]) -> None:
    by_name: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_name[one.name].append(one)
    say(f"  {'':<42}{'requests':>9}{'failed':>8}{'median':>14}{'99th':>14}")
    for name, found in sorted(by_name.items()):
        taken = sorted(one.seconds for one in found)
        last = taken[min(int(0.99 * len(taken)), len(taken) - 1)]
        failed = sum(one.fault is not None for one in found)
        cells = "".join(f"{1000 * one:>11,.1f} ms" for one in (median(taken), last))
        say(f"  {name:<42}{len(found):>9,}{failed:>8,}{cells}")


def judge_memory(samples: Sequence[Sample], most: float) -> list[str]:
    """Print what the server took, and say so if that grew by more megabytes than it may."""
    places = [round(share * (len(samples) - 1) / 4) for share in range(5)]
    told = ", ".join(f"{samples[one].resident:.0f} ({samples[one].second:.0f} s)" for one in places)
    warm = [one for one in samples if one.second >= _WARMING * samples[-1].second]
    growth = find_growth(warm)
    say(f"MB resident: {told}")
    say(
        f"MB resident that stand in no file: {warm[0].anonymous:.0f} after {warm[0].second:.0f} s,"
        f" {warm[-1].anonymous:.0f} at the end; by the median slope {growth:+.1f}, and {most:.0f} may be"
    )
    return [f"memory grew by {growth:.1f} MB; {most:.0f} may be"] if growth > most else []


if __name__ == "__main__":
    main()
