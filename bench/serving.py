"""How many requests a second of its processor time one server process answers, and how soon (Linux).

python -m bench.serving [DATA_DIR] [--rounds N] [--encoding CODING] [--seconds N] [--datasette COMMAND]

Without a folder, of an archive of generated articles. Varied: no request comes twice, so that no answer
can be a kept one. Repeated: the same address again and again. Beside them Datasette on the same database, if
it is installed.
"""

import argparse
import platform
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

from app.settings import Settings
from bench.arrivals import ask_at_rate
from bench.datasette import (
    find_datasette,
    has_all,
    list_forms,
    serve_datasette,
    write_sql_path,
    write_table_path,
)
from bench.newsstand import Newsstand
from bench.reindexing import SEED, fill_archive
from bench.report import (
    read_processor_seconds,
    read_waiting_seconds,
    say,
    time_additions,
)
from bench.stock import Stock, gather_stock, write_search
from bench.wire import Connection, Request, connect
from tests.server import Server, server

_ARTICLES = 2_000
_CONNECTIONS = 8
_LEAST_SECONDS = 1.0  # of processor time a round
_WARMING = 2  # requests on each connection before the clock starts
_ROUNDS = 3  # the quickest counts: other programs run here too
_LATENCY_SECONDS = 30.0
_SPARE = 1.3  # times what will be asked is gathered,
_FIRST_SECONDS = 2.0  # and more for what a process does but once, and for the warming
_QUOTATIONS = "20 quotations by speaker"


class Supply:
    """Requests of one kind in turn, from the first again when all were asked; `asked` counts them."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self._contents = [one.write() for one in requests]
        self.asked = 0

    def draw(self) -> bytes:
        """The next request, as it goes over the wire."""
        content = self._contents[self.asked % len(self._contents)]
        self.asked += 1
        return content

    def describe(self) -> str:
        """Whether one came twice."""
        if self.asked <= len(self._contents):
            return f"{self.asked:,} requests, no two alike"
        return f"{self.asked:,} requests, of {len(self._contents):,} addresses"


class Target(NamedTuple):
    """The process that answers, and where."""

    process: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a kind of request, the status of its answers, the rates of all rounds."""

    name: str
    target: Target
    varied: Supply
    repeated: Supply | None = None
    status: int = 200
    rates: list[float] = field(default_factory=list)
    repeated_rates: list[float] = field(default_factory=list)


def main() -> None:
    """Print a line for each kind of request, then how soon pages come at half the rate."""
    options = _read_options()
    say(f"Python {platform.python_version()}, {platform.machine()}, one server process")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data_dir = options.data_dir or _make_archive(scratch)
        stock = _gather(data_dir, options)
        served = stack.enter_context(server(data_dir))
        lines = list(_list_lines(served, stock, options.encoding))
        _warm_up(served, stock)
        database = Settings(data_dir=data_dir).data_dir / "hemeroteca.sqlite3"
        lines += _open_datasette(stack, options.datasette, database, scratch)
        for _ in range(options.rounds):
            for line in lines:
                _measure_round(line)
        _print_rates(lines)
        if options.seconds:
            _print_latency(lines[0], options.seconds)
    say(f"ten million additions, again: {time_additions():.2f} s")


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--encoding", default="identity", help="what is accepted: gzip, br")
    parser.add_argument(
        "--seconds", type=float, default=_LATENCY_SECONDS, help="how long to take latencies; 0: not"
    )
    parser.add_argument(
        "--datasette", type=Path, help="its command; default: the one of this environment"
    )
    return parser.parse_args()


def _make_archive(scratch: Path) -> Path:
    settings = Settings(data_dir=scratch / "data")
    fill_archive(settings, scratch / "articles.jsonl", _ARTICLES, Newsstand(SEED).words)
    return settings.data_dir


def _gather(data_dir: Path, options: argparse.Namespace) -> Stock:
    """What will be asked, from a server of its own: the one that is measured has seen none of it."""
    rounds = options.rounds * _LEAST_SECONDS
    with server(data_dir) as served:
        return gather_stock(
            served,
            options.encoding,
            page_seconds=_SPARE * (rounds + options.seconds / 2) + _FIRST_SECONDS,
            search_seconds=_SPARE * 2 * rounds + _FIRST_SECONDS,
        )


def _list_lines(served: Server, stock: Stock, coding: str) -> Iterator[Line]:
    target = Target(served.process.pid, served.address)
    accepted = (("Accept-Encoding", coding),)

    def line(name: str, paths: Sequence[str]) -> Line:
        requests = [Request(path, accepted) for path in paths]
        return Line(name, target, Supply(requests[1:] or requests), Supply(requests[:1]))

    yield line(_QUOTATIONS, [path for path, _ in stock.pages])
    yield line("an article", stock.articles)
    if stock.searches:
        half = len(stock.searches) // 2
        yield line("a warm search, 20 hits", stock.searches[half:])
        yield line(
            "a warm search, 5 of them", [f"{path}&limit=5" for path in stock.searches[: half or 1]]
        )
    else:
        say("no two of the commonest words have 20 articles, so searches are left out")
    known = [
        Request(path, (*accepted, ("If-None-Match", etag))) for path, etag in reversed(stock.pages)
    ]
    yield Line("the quotations, unchanged", target, Supply(known), Supply(known[:1]), status=304)
    yield line("alive?", ["/healthz"])


def _warm_up(served: Server, stock: Stock) -> None:
    """Ask for each word of the searches by itself."""
    with connect(served.address, 1) as (connection,):
        for word in stock.words:
            connection.ask(Request(f"{write_search(word)}&limit=1"))


def _open_datasette(
    stack: ExitStack, named: Path | None, database: Path, scratch: Path
) -> Iterator[Line]:
    """Its lines: with the threads that it has for queries, and without, which is a setting of its own."""
    command = find_datasette(named)
    if command is None:
        say("Datasette is not installed, so its lines are left out (pip install --group bench)")
        return
    if not database.is_file():
        say(f"There is no {database}, so Datasette's lines are left out")
        return
    if not has_all(database):
        say(f"{database} has a log beside it that Datasette would not read: its lines are left out")
        return
    forms = list_forms(database)
    for name, threads in (("Datasette", 3), ("Datasette, no threads", 0)):
        log = scratch / f"datasette-{threads}.log"
        served = serve_datasette(command, database, log, num_sql_threads=str(threads))
        target = Target(*stack.enter_context(served))
        for page, write_path in (("table page", write_table_path), ("SQL page", write_sql_path)):
            asked = [Request(write_path(database, form)) for form in forms]
            if asked:
                yield Line(f"{name}: {page}", target, Supply(asked))


def _measure_round(line: Line) -> None:
    line.rates.append(_measure(line, line.varied))
    if line.repeated:
        line.repeated_rates.append(_measure(line, line.repeated))


def _measure(line: Line, supply: Supply) -> float:
    """Requests a second of the server's processor time."""
    with connect(line.target.address, _CONNECTIONS) as connections:
        for _ in range(_WARMING):
            _ask_all(connections, supply, line.status)
        started = read_processor_seconds(line.target.process)
        asked, seconds = 0, 0.0
        while seconds < _LEAST_SECONDS:
            _ask_all(connections, supply, line.status)
            asked += len(connections)
            seconds = read_processor_seconds(line.target.process) - started
    return asked / seconds


def _ask_all(connections: Sequence[Connection], supply: Supply, status: int) -> None:
    for connection in connections:
        connection.send(supply.draw())
    for connection in connections:
        reply = connection.receive()
        if reply.status != status:
            raise ConnectionError(f"{reply.status} instead of {status}: {reply.body[:300]!r}")


def _print_rates(lines: Sequence[Line]) -> None:
    say(
        f"requests a second of the server's processor time (all its threads, user and system), {_CONNECTIONS}"
        " connections, the best round and (the median):"
    )
    say(f"  {'':<34}{'varied':>16}{'repeated':>17}")
    for line in lines:
        cells = "".join(f"{_show(rates):>17}" for rates in (line.rates, line.repeated_rates))
        say(f"  {line.name:<33}{cells}   {line.varied.describe()}")
    ours = max(lines[0].rates)
    for line in lines:
        if line.target is not lines[0].target:
            say(f"  {_QUOTATIONS}: {ours / max(line.rates):.1f} times {line.name}")


def _show(rates: Sequence[float]) -> str:
    return f"{max(rates):,.0f} ({median(rates):,.0f})" if rates else "-"


def _print_latency(line: Line, seconds: float) -> None:
    rate = max(line.rates) / 2
    already = line.varied.asked
    worked, waited = (
        read_processor_seconds(line.target.process),
        read_waiting_seconds(line.target.process),
    )
    found = ask_at_rate(line.target.address, line.varied.draw, rate, seconds, line.status)
    worked = read_processor_seconds(line.target.process) - worked
    waited = read_waiting_seconds(line.target.process) - waited
    shares = {"median": 0.5, "95th": 0.95, "99th": 0.99, "longest": 1.0}
    told = ", ".join(
        f"{name} {1000 * found.find_percentile(share):.1f} ms" for name, share in shares.items()
    )
    say(f"{line.name} at half the varied rate, {rate:,.0f} a second for {seconds:.0f} s: {told}")
    say(
        f"  from when each was due; the server worked {worked:.1f} s and waited {waited:.1f} s for a core;"
        f" the generator sent {1000 * found.sent_late:.1f} ms late at most;"
        f" {line.varied.asked - already:,} more requests, in all {line.varied.describe()}"
    )


if __name__ == "__main__":
    main()
