"""Clients that search while another process commits: every answer has to be that of a committed state.

python -m bench.commits [COMMITS] [CLIENTS]
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from time import perf_counter

from app.search import IndexedArticle, SearchRequest, TextIndex, build_index, parse_query
from bench.report import say

_COMMITS, _CLIENTS = 50, 8
_A_BATCH = 20  # articles
_KEPT = 4  # batches that are there at a time: each commit also deletes one and writes one anew
_EXTRA = "presa"  # in every second article of a batch, until it is written anew without


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one client saw: how many answers, of how many states, and what was wrong."""

    answers: int
    states: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signals:
    """What the processes tell each other: all are there; the last commit is made."""

    ready: Barrier
    over: Event


def main() -> None:
    """Print what the clients saw; end with 1 if one answer was wrong."""
    commits, clients = (*map(int, sys.argv[1:]), *(_COMMITS, _CLIENTS)[len(sys.argv) - 1 :])[:2]
    started = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = search_during_commits(Path(folder), commits, clients)
    for fault in [fault for outcome in outcomes for fault in outcome.faults][:20]:
        say(fault)
    answers = sum(outcome.answers for outcome in outcomes)
    faults = sum(len(outcome.faults) for outcome in outcomes)
    say(
        f"{commits} commits of {_A_BATCH} new articles in {perf_counter() - started:.0f} s under {clients}"
        f" clients: {answers} answers, {faults} wrong or failed; each client saw"
        f" {min(outcome.states for outcome in outcomes)} states or more"
    )
    sys.exit(faults > 0)


def search_during_commits(folder: Path, commits: int, clients: int) -> list[Outcome]:
    """Let a process of its own make that many commits, each client in another search until the last."""
    build_index(folder, [], generation=0)
    context = get_context("spawn")
    signals = _Signals(context.Barrier(clients + 1), context.Event())
    results: Queue[Outcome] = context.Queue()
    processes = [
        context.Process(target=_search, args=(folder, signals, results)) for _ in range(clients)
    ]
    processes.append(context.Process(target=_write, args=(folder, commits, signals)))
    for process in processes:
        process.start()
    outcomes = [results.get(timeout=600) for _ in range(clients)]
    for process in processes:
        process.join()
    return outcomes


def _write(folder: Path, commits: int, signals: _Signals) -> None:
    index = TextIndex.open(folder)
    signals.ready.wait()
    try:
        for number in range(1, commits + 1):
            added = [*_write_batch(number, _EXTRA), *_write_batch(number - 1, "")]
            gone = [one.id for one in _write_batch(number - _KEPT, "")]
            index.write(added, gone, generation=number)
    finally:
        signals.over.set()
    index.close()


def _write_batch(number: int, extra: str) -> list[IndexedArticle]:
    """The articles of a batch; none of one before the first."""
    return [
        IndexedArticle(
            id=f"{number:04}-{place:04}",
            title=f"Riada número {number}",
            body=f"La riada llegó al puerto. {extra if place % 2 else ''}",
            source=f"Diario {place % 3}",
        )
        for place in range(_A_BATCH if number > 0 else 0)
    ]


def _search(folder: Path, signals: _Signals, results: "Queue[Outcome]") -> None:
    """Ask again and again until the last commit is made, and once more."""
    index = TextIndex.open(folder)
    signals.ready.wait()
    questions = (_count_all, _count_extra)
    answers, faults, states = 0, [], {0}
    is_last = False
    while not is_last:
        is_last = signals.over.is_set()
        for ask in questions:
            answers += 1
            try:
                state = ask(index)
            except Exception as error:  # whatever fails is what is looked for
                faults.append(f"failed: {error!r}")
                continue
            if isinstance(state, str):
                faults.append(state)
            elif state < max(states):
                faults.append(f"back from state {max(states)} to {state}")
            else:
                states.add(state)
    index.close()
    results.put(Outcome(answers, len(states), tuple(faults)))


def _count_all(index: TextIndex) -> int | str:
    """The state that the answer shows, or what is wrong with it."""
    return _find_state(
        index, '"la riada" OR título', lambda state: range(state - _KEPT + 1, state + 1), 1
    )


def _count_extra(index: TextIndex) -> int | str:
    return _find_state(index, f"riada {_EXTRA}", lambda state: range(state, state + 1), 2)


def _find_state(
    index: TextIndex, query: str, batches: Callable[[int], range], share: int
) -> int | str:
    """The state whose batches the answer has, each with one in `share` of its articles, or what is wrong."""
    request = SearchRequest(query=parse_query(query), limit=500, facets=("source",), sort="newest")
    result = index.search(request)
    found = sorted(hit.id for hit in result.hits)
    state = int(found[-1].partition("-")[0]) if found else 0
    expected = [
        article.id
        for number in batches(state)
        for article in _write_batch(number, "")
        if int(article.id[-4:]) % share == share - 1
    ]
    counted = sum(count for _, count in result.facets["source"])
    if found != expected or result.total != len(expected) or counted != len(expected):
        return (
            f"{query}: {result.total} found, {counted} in facets, {len(expected)} at state {state}"
        )
    return state


if __name__ == "__main__":
    main()
