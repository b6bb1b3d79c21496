"""An archive in a PostgreSQL of its own on this machine: searches, the server's pages, an ingest (Linux).

python -m bench.postgres [DATA_DIR] [--texts N] [--articles N] [--rounds N]

DATA_DIR is an archive in SQLite that is copied; without it one of generated articles is. What PostgreSQL
works counts in the times of searches, and not in the rates of the server.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import Engine

from app.search.postgres.tables import ARTICLE_TEXTS
from app.search.postgres.texts import DatabaseTexts
from app.search.postgres.writing import write_state, write_texts
from app.settings import Settings
from app.store.chunks import chunked
from app.store.session import migrate, open_engine
from bench.newsstand import Newsstand
from bench.questions import Question, draw_questions, make_request
from bench.reindexing import SEED, fill_archive, write_lines
from bench.report import say, time_additions
from tests.postgres import Cluster, find_programs, initialise, make_home, serve
from tests.server import COMMAND

_TEXTS = 5_000
_ARTICLES = 1_000
_ROUNDS = 3  # the quickest counts: other programs run here too
# As a server would be set up; what is written has to survive the machine.
_CHOSEN = {"shared_buffers": "1GB", "fsync": "on", "full_page_writes": "on", "max_wal_size": "4GB"}


def main() -> None:
    """Print what was measured, a part after the other."""
    options = _read_options()
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    with _run_cluster() as cluster, tempfile.TemporaryDirectory() as scratch:
        _measure_search(cluster, options.texts)
        _measure_ingest(cluster, Path(scratch), options.articles)
        _measure_serving(cluster, Path(scratch), options.data_dir, options.rounds)
    say(f"ten million additions, again: {time_additions():.2f} s")


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, nargs="?")
    parser.add_argument("--texts", type=int, default=_TEXTS, help="how many are searched")
    parser.add_argument("--articles", type=int, default=_ARTICLES, help="how many are ingested")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    return parser.parse_args()


@contextmanager
def _run_cluster() -> Iterator[Cluster]:
    programs = find_programs()
    if programs is None:
        raise SystemExit("This machine has no PostgreSQL (Debian: apt install postgresql).")
    with make_home(programs) as home:
        password = initialise(home, "data")
        with serve(home, "data", password, settings=_CHOSEN) as cluster:
            yield cluster


def _measure_search(cluster: Cluster, size: int) -> None:
    url = cluster.make_url(cluster.create_database())
    migrate(url)
    stand = Newsstand(SEED)
    engine = open_engine(url)
    started = time.perf_counter()
    _fill(engine, stand, size)
    seconds = time.perf_counter() - started
    _vacuum(cluster, url)
    engine.dispose()
    say(f"\n{size:,} texts written in {seconds:.0f} s: {size / seconds:.0f} a second")
    texts = DatabaseTexts(open_engine(url, read_only=True), ARTICLE_TEXTS)
    say("milliseconds of a search, with what PostgreSQL works: median, 95th in a hundred")
    for name, asked in draw_questions(stand, size, SEED).items():
        taken = [min(_time(texts, question) for _ in range(_ROUNDS)) for question in asked]
        say(f"  {name:<24}{median(taken):>8.1f}{quantiles(taken, n=20)[-1]:>8.1f}")


def _fill(engine: Engine, stand: Newsstand, size: int) -> None:
    for numbers in chunked(f"{number:09}" for number in range(size)):
        articles = [stand.write_article(int(number)) for number in numbers]
        with engine.begin() as connection:
            write_texts(connection, ARTICLE_TEXTS, articles, ())
            write_state(connection, ARTICLE_TEXTS, 1)


def _time(texts: DatabaseTexts, question: Question) -> float:
    started = time.perf_counter()
    texts.search(make_request(question))
    return 1000 * (time.perf_counter() - started)


def _measure_ingest(cluster: Cluster, scratch: Path, size: int) -> None:
    file = scratch / "articles.jsonl"
    write_lines(file, size, SEED, Newsstand(SEED).words)
    url = cluster.make_url(cluster.create_database())
    started = time.perf_counter()
    _run_here([COMMAND, "ingest", file], url)
    seconds = time.perf_counter() - started
    say(f"\n{size:,} articles ingested in {seconds:.1f} s: {size / seconds:.0f} a second")


def _measure_serving(cluster: Cluster, scratch: Path, data_dir: Path | None, rounds: int) -> None:
    if data_dir is None:
        data_dir = scratch / "data"
        settings = Settings(data_dir=data_dir)
        fill_archive(settings, scratch / "served.jsonl", _ARTICLES, Newsstand(SEED).words)
    url = cluster.make_url(cluster.create_database())
    started = time.perf_counter()
    _run_here([COMMAND, "copy", "--from", data_dir, "--to", url], url)
    say(
        f"\nthe archive copied in {time.perf_counter() - started:.0f} s, with what is searched in it"
    )
    _vacuum(cluster, url)
    say(f"  {_measure_size(cluster, url):,} bytes of database")
    asked = [sys.executable, "-m", "bench.serving", str(scratch / "none"), "--seconds", "0"]
    _run_here([*asked, "--rounds", str(rounds)], url)


def _vacuum(cluster: Cluster, url: str) -> None:
    with closing(cluster.connect(url.rpartition("/")[2])) as connection:
        connection.execute("VACUUM ANALYZE")


def _measure_size(cluster: Cluster, url: str) -> int:
    with closing(cluster.connect(url.rpartition("/")[2])) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())")
        return int(found.fetchall()[0][0])


def _run_here(command: Sequence[str | Path], url: str) -> None:
    """Run a command of this project on an archive in PostgreSQL, to its end."""
    environment = {**os.environ, "HEMEROTECA_DATABASE_URL": url}
    subprocess.run(command, env=environment, check=True)  # noqa: S603  our own commands


if __name__ == "__main__":
    main()
