"""How fast one, two and four processes write one PostgreSQL, and how long each article holds the lock.

python -m bench.writers [ARTICLES]
"""

import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.queues import SimpleQueue
from time import perf_counter, process_time
from typing import NamedTuple

from sqlmodel import Session

from app.documents.document import RawDocument
from app.ingest import Beforehand, ingest
from app.search.sync import choose_foresight
from app.store.session import read_transaction, write_transaction
from app.workers import count_cores
from bench.articles import write_articles
from bench.newsstand import Newsstand
from bench.report import say, time_additions
from tests.conftest import NOW
from tests.newsroom import make_raw
from tests.postgres import Cluster, find_programs, run_cluster
from tests.writers import PROCESSES, open_archive

_SEED = 20251121
_ARTICLES, _WORDS = 2_048, 400


class Spent(NamedTuple):
    """Seconds of a process: waiting for the lock, holding it, and those of its processor while holding it."""

    waiting: float
    holding: float
    working: float


def main() -> None:
    """Print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES
    programs = find_programs()
    if programs is None:
        say("This machine has no PostgreSQL.")
        return
    say(
        f"Python {platform.python_version()}, {count_cores()} cores, {size} articles, {_WORDS} words"
    )
    say(f"one core, for comparison: ten million additions in {time_additions():.2f} s\n")
    texts = write_articles(size, _WORDS, _SEED, Newsstand(_SEED).words)
    raws = [make_raw(text, f"/notas/{number}.txt") for number, text in enumerate(texts)]
    say(
        f"  {'':<28}{'articles/s':>11}{'lock, ms an article':>21}{'of it Python':>14}{'waiting':>9}"
    )
    with run_cluster(programs) as cluster:
        for count in (1, 2, 4):
            shares = [raws[number::count] for number in range(count)]
            _measure(cluster, f"processes: {count}", size, shares)
        _measure(cluster, "4, each with all articles", size, [raws] * 4)


def _measure(
    cluster: Cluster, name: str, size: int, shares: Sequence[Sequence[RawDocument]]
) -> None:
    url = cluster.make_url(cluster.create_database())
    open_archive(url).dispose()
    told: SimpleQueue[Spent] = PROCESSES.SimpleQueue()
    started = perf_counter()
    processes = [PROCESSES.Process(target=_write, args=(url, share, told)) for share in shares]
    for process in processes:
        process.start()
    spent = [told.get() for _ in processes]
    for process in processes:
        process.join()
    seconds = perf_counter() - started
    waiting, holding, working = map(sum, zip(*spent, strict=True))
    waited = waiting / (seconds * len(shares))
    say(
        f"  {name:<28}{size / seconds:>11.0f}{holding / size * 1000:>21.2f}"
        f"{working / size * 1000:>14.2f}{waited:>9.0%}"
    )


def _write(url: str, raws: Sequence[RawDocument], told: "SimpleQueue[Spent]") -> None:
    engine = open_archive(url)
    spent: list[Spent] = []

    @contextmanager
    def transaction() -> Iterator[Session]:
        asked = perf_counter()
        with write_transaction(engine) as session:
            session.connection()  # the lock comes with it
            got, worked = perf_counter(), process_time()
            yield session
        spent.append(Spent(got - asked, perf_counter() - got, process_time() - worked))

    before = Beforehand(partial(read_transaction, engine), choose_foresight(engine))
    for _ in ingest(raws, transaction, now=NOW, before=before):
        pass
    told.put(Spent(*map(sum, zip(*spent, strict=True))))


if __name__ == "__main__":
    main()
