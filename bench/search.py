"""How fast searches are answered, beside SQLite FTS5 and tantivy over the same terms.

python -m bench.search [ARTICLES...] [--keep FOLDER] [--picture FILE]
"""

import argparse
import platform
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time

from app.search import IndexedArticle, IndexOptions, TextIndex, build_index, highlight
from bench.newsstand import Newsstand
from bench.peers import Fts5, Tantivy, has_tantivy
from bench.picture import Table, draw_latencies
from bench.questions import QUERIES_A_CLASS, Question, draw_questions, make_request
from bench.report import say, time_additions, time_work
from bench.worst import print_worst

_SEED = 20251122
_SIZES = (10_000, 100_000)
_WHOOSH_LIMIT = 10_000  # articles: beyond that its own scorer takes minutes for a class
_WHOOSH_QUERIES = 5
_BY_CHANCE = 10_000
_ROUNDS = 3  # each query is asked so often, the quickest counts: other programs run here too


@dataclass(frozen=True, slots=True)
class Engine:
    """One column of the table; `ask` returns how many match and the seconds of processor time it took."""

    name: str
    ask: Callable[[Question], tuple[int, float]]
    can_answer: Callable[[Question], bool] = lambda _: True
    queries: int | None = None


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=_SIZES)
    parser.add_argument(
        "--keep", type=Path, help="folder in which indexes are kept and found again"
    )
    parser.add_argument("--picture", type=Path, help="file to draw the last table in, as SVG")
    options = parser.parse_args()
    say(f"Python {platform.python_version()}, {platform.machine()}, one core")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    if not has_tantivy():
        say("tantivy is not installed, so its column is left out (pip install --group bench)")
    for size in options.sizes:
        with ExitStack() as stack:
            folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            table = _measure(folder / str(size), size)
    if options.picture:
        title = f"A search in {options.sizes[-1]:,} articles, median of {QUERIES_A_CLASS} queries a class"
        options.picture.write_text(draw_latencies(title, table), encoding="utf-8")


def _measure(folder: Path, size: int) -> Table:
    """Print all that is measured; the table of medians in milliseconds."""
    stand = Newsstand(_SEED)
    folder.mkdir(parents=True, exist_ok=True)
    engines = [*_open_ours(folder, stand, size), *_open_peers(folder, stand, size)]
    questions = draw_questions(stand, size, _SEED)
    say(f"\n{size:,} articles, median milliseconds of processor time:")
    say("  " + " " * 24 + "".join(f"{engine.name:>10}" for engine in engines))
    table: dict[str, dict[str, float]] = {}
    for name, asked in questions.items():
        medians = {engine.name: _ask_all(engine, asked) for engine in engines}
        cells = ("-" if one is None else f"{one:.2f}" for one in medians.values())
        say(f"  {name:<24}" + "".join(f"{cell:>10}" for cell in cells))
        table[name] = {engine: one for engine, one in medians.items() if one is not None}
    with get_context("spawn").Pool(1) as pool:
        opened, asked_all = pool.apply(_measure_memory, (folder, size))
    say(f"  resident once open: {opened:.0f} MB; when all these were asked: {asked_all:.0f} MB")
    say("\nThe most that one query can cost, in milliseconds, with all facets:")
    print_worst(TextIndex.open(folder / "hemeroteca"), stand, _BY_CHANCE, _SEED)
    _measure_commit(folder, stand, size)
    return table


def _open_ours(folder: Path, stand: Newsstand, size: int) -> list[Engine]:
    path = folder / "hemeroteca"
    if not path.is_dir():
        _build("ours", stand, size, lambda articles: build_index(path, articles, 1))
    cold = TextIndex.open(path, IndexOptions(cache_bytes=0))
    warm = TextIndex.open(path)
    engines = [Engine("cold", _asking(cold, stand)), Engine("warm", _asking(warm, stand))]
    if size <= _WHOOSH_LIMIT:
        whoosh = TextIndex.open(path, IndexOptions("whoosh"))
        engines.append(Engine("Whoosh", _asking(whoosh, stand), queries=_WHOOSH_QUERIES))
    return engines


def _open_peers(folder: Path, stand: Newsstand, size: int) -> list[Engine]:
    engines = []
    for peer in (Fts5, Tantivy) if has_tantivy() else (Fts5,):
        is_new = not (folder / peer.file).exists()
        engine = peer(folder)
        if is_new:
            _build(peer.name, stand, size, engine.fill)
        engine.open()
        engines.append(Engine(peer.name, _timing(engine.answer), engine.can_answer))
    return engines


def _asking(index: TextIndex, stand: Newsstand) -> Callable[[Question], tuple[int, float]]:
    """Search; for highlights also mark the texts of the hits, which the database would give."""

    def ask(question: Question) -> tuple[int, float]:
        started = process_time()
        request = make_request(question)
        result = index.search(request)
        seconds = process_time() - started
        if question.highlights and request.query:
            bodies = [_find_body(stand, hit.id) for hit in result.hits]
            started = process_time()
            for body in bodies:
                highlight(body, request.query)
            seconds += process_time() - started
        return result.total, seconds

    return ask


def _find_body(stand: Newsstand, article_id: str) -> str:
    return stand.write_article(int(article_id[8:], 16)).body


def _timing(answer: Callable[[Question], int]) -> Callable[[Question], tuple[int, float]]:
    def ask(question: Question) -> tuple[int, float]:
        started = process_time()
        return answer(question), process_time() - started

    return ask


def _ask_all(engine: Engine, questions: list[Question]) -> float | None:
    """The median over the questions, in milliseconds; None if it has nothing like that."""
    asked = questions[: engine.queries]
    if not all(engine.can_answer(question) for question in asked):
        return None
    times = [min(engine.ask(question)[1] for _ in range(_ROUNDS)) for question in asked]
    return 1000 * median(times)


def _measure_memory(folder: Path, size: int) -> tuple[float, float]:
    """Megabytes that a process of its own holds, with the index open and after all questions."""
    stand = Newsstand(_SEED)
    index = TextIndex.open(folder / "hemeroteca")
    opened = _resident_mb()
    for asked in draw_questions(stand, size, _SEED).values():
        for question in asked:
            index.search(make_request(question))
    return opened, _resident_mb()


def _measure_commit(folder: Path, stand: Newsstand, size: int) -> None:
    """Add articles one by one to a copy, and open each commit."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        copy = Path(scratch, "index")
        shutil.copytree(folder / "hemeroteca", copy)
        index = TextIndex.open(copy)
        written, opened = [], []
        for number in range(20):
            article = stand.write_article(size + number)
            written.append(time_work(partial(index.write, [article], [], 2)))
            opened.append(time_work(lambda: index.generation))
        index.close()
    say(f"  one article written in {1000 * median(written):.0f} ms,")
    say(f"  its commit opened in {1000 * median(opened):.1f} ms, at most {1000 * max(opened):.1f}")


def _build(
    name: str, stand: Newsstand, size: int, work: Callable[[Iterator[IndexedArticle]], None]
) -> None:
    """Index the articles; writing them is not counted."""
    writing = 0.0

    def write() -> Iterator[IndexedArticle]:
        nonlocal writing
        for number in range(size):
            started = process_time()
            article = stand.write_article(number)
            writing += process_time() - started
            yield article

    seconds = time_work(lambda: work(write())) - writing
    say(f"  {name} indexed {size:,} articles in {seconds:.0f} s: {size / seconds:.0f} a second")


def _resident_mb() -> float:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
