"""Workers: a `map` over processes that keeps the order, runs a few items ahead, and ends when it should."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.workers import Mapper, WorkerLostError, _hold_interrupts, count_cores, open_workers
from tests.conftest import ROOT
from tests.tasks import die_at_three, double, fail_at_three, nap, tell_process, tell_process_of

PATIENCE = 20  # seconds until a process must have ended


@pytest.fixture(scope="module")
def mapper() -> Iterator[Mapper]:
    """Two workers, started once."""
    with open_workers(2) as opened:
        yield opened


def test_results_come_in_the_order_of_the_items(mapper: Mapper) -> None:
    naps = [0, 0.2, 0, 0.1, 0, 0.05, 0]
    assert list(mapper(nap, naps)) == naps


def test_the_first_item_needs_no_worker_and_the_others_have_two(mapper: Mapper) -> None:
    first, *others = mapper(tell_process, range(40))
    assert first == os.getpid()
    assert os.getpid() not in others
    assert 1 <= len(set(others)) <= 2


def test_items_are_taken_no_more_than_a_few_ahead(mapper: Mapper) -> None:
    taken: list[int] = []

    def count() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = mapper(double, count())
    for done, result in enumerate(results, start=1):
        assert result == 2 * (done - 1)
        assert len(taken) <= done + 6
    assert len(taken) == 100


@pytest.mark.parametrize("items", [[], [4]])
def test_few_items_are_mapped_too(mapper: Mapper, items: list[int]) -> None:
    assert list(mapper(double, items)) == [2 * item for item in items]


def test_empty_batches_need_no_worker_and_keep_their_place(mapper: Mapper) -> None:
    first, empty, full, last = mapper(tell_process_of, [[], [], [1], []])
    assert {first, empty, last} == {os.getpid()}
    assert full != os.getpid()


def test_an_error_in_a_worker_is_raised_here_in_its_turn(mapper: Mapper) -> None:
    results = mapper(fail_at_three, range(6))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="el tres no"):
        next(results)


def test_a_lost_worker_is_told_with_what_to_do() -> None:
    with open_workers(2) as mapper, pytest.raises(WorkerLostError, match="fewer --workers"):
        list(mapper(die_at_three, range(6)))


def test_one_worker_is_this_process() -> None:
    with open_workers(1) as mapper:
        assert set(mapper(tell_process, range(3))) == {os.getpid()}


def test_there_is_a_core_to_work_on() -> None:
    assert count_cores() >= 1


def test_workers_end_with_a_parent_that_is_killed() -> None:
    program = (
        "from app.workers import open_workers\n"
        "from tests.tasks import nap, tell_process\n"
        "with open_workers(2) as mapper:\n"
        "    print(*set(mapper(tell_process, range(9))), flush=True)\n"
        "    list(mapper(nap, [0, 60, 60]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        workers = {int(one) for one in parent.stdout.readline().split()} - {parent.pid}
        assert workers
        parent.kill()
    deadline = time.monotonic() + PATIENCE
    while any(is_running(one) for one in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [one for one in workers if is_running(one)]


def test_an_interrupt_that_another_thread_takes_waits_too() -> None:
    """Where it is raised amid the start of a process, that process is waited for, for ever."""
    # Ctrl-C is heard also where the tests run in the background of a shell, which has SIGINT ignored.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    at_the_end = threading.Event()
    idle = threading.Thread(target=at_the_end.wait)
    idle.start()
    done: list[str] = []

    def press_amid_work() -> None:
        with _hold_interrupts():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            done.append("work")

    try:
        with pytest.raises(KeyboardInterrupt):
            press_amid_work()
    finally:
        at_the_end.set()
        idle.join()
        signal.signal(signal.SIGINT, former)
    assert done == ["work"]


def is_running(process_id: int) -> bool:
    """A process that ended and that nobody has asked about yet is not running."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except FileNotFoundError:
        return False
    return state.split()[0] != "Z"
