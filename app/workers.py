"""Worker processes for the pure stages: results in the order of the inputs, a bounded number under way."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing.connection import wait
from typing import ParamSpec, Protocol, TypeVar

from app.errors import HemerotecaError

Given = TypeVar("Given")
Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)
Kept = TypeVar("Kept")
Arguments = ParamSpec("Arguments")
UNDER_WAY = 3  # tasks a worker: one at work, one ready, one whose result waits for its turn


class WorkerLostError(HemerotecaError):
    """A worker process came to a sudden end."""

    title = "A worker process was lost"

    def __init__(self) -> None:
        super().__init__(
            "A worker process came to a sudden end: it was killed, perhaps for want of memory. "
            "What was done before is in the archive. Run the command again, with fewer --workers."
        )


class Mapper(Protocol):
    """What `map` does, for functions that can be sent to another process."""

    def __call__(
        self, function: Callable[[Given], Made], items: Iterable[Given], /
    ) -> Iterator[Made]:
        """The results in the order of the items, which are taken no more than a few ahead."""
        ...


def count_cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def open_workers(count: int) -> Iterator[Mapper]:
    """A `map` over that many processes of their own; with one, it works in this process.

    They start at the second item, for one is done sooner than a process has started, and are given no
    empty ones. They end with this process, however it ends. A lost worker is raised as WorkerLostError.
    """
    if count < 2:
        yield map
        return
    with _open_executor(count) as executor:

        def map_in_order(
            function: Callable[[Given], Made], items: Iterable[Given], /
        ) -> Iterator[Made]:
            remaining = iter(items)
            yield from map(function, islice(remaining, 1))
            try:
                send = partial(_send, executor, function)
                yield from map_ahead(send, remaining, lambda: count * UNDER_WAY)
            except BrokenProcessPool as error:
                raise WorkerLostError from error

        yield map_in_order


class Sent(Protocol[Made_co]):
    """Something that is done elsewhere."""

    def result(self) -> Made_co:
        """What came of it, waited for."""
        ...


def map_ahead(
    send: Callable[[Given], Sent[Made]], items: Iterable[Given], limit: Callable[[], int]
) -> Iterator[Made]:
    """What comes of sending each item, in order; at most so many as the limit at the time are under way."""
    under_way: deque[Sent[Made]] = deque()
    for item in items:
        with _hold_interrupts():
            under_way.append(send(item))
        while len(under_way) >= limit():
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


class Aside(Protocol):
    """Has another process do something, and goes on."""

    def __call__(
        self,
        function: Callable[Arguments, Made],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Made]:
        """What the function, which can be sent to another process, will have made."""
        ...


@contextmanager
def open_aside() -> Iterator[Aside]:
    """A process of its own, which does what it is given in order, and starts with that.

    At the end what it is at is waited for. It ends with this process, however it ends. If it is lost, what
    it was given raises BrokenProcessPool.
    """
    with _open_executor(1) as executor:

        def do_aside(
            function: Callable[Arguments, Made],
            /,
            *args: Arguments.args,
            **kwargs: Arguments.kwargs,
        ) -> Future[Made]:
            try:
                with _hold_interrupts():
                    return executor.submit(function, *args, **kwargs)
            except BrokenProcessPool as error:
                lost: Future[Made] = Future()
                lost.set_exception(error)
                return lost

        yield do_aside


def pair_up(
    mapper: Mapper,
    function: Callable[[Given], Made],
    items: Iterable[Kept],
    give: Callable[[Kept], Given],
) -> Iterator[tuple[Kept, Made]]:
    """Each item, in order, with what a mapper's function makes of that part of it which it is given."""
    under_way: deque[Kept] = deque()

    def list_given() -> Iterator[Given]:
        for item in items:
            under_way.append(item)
            yield give(item)

    for made in mapper(function, list_given()):
        yield under_way.popleft(), made


@contextmanager
def _open_executor(count: int) -> Iterator[ProcessPoolExecutor]:
    # Not by fork: a forked process would hold on to the locks and connections of this one.
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_prepare_worker)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _send(
    executor: ProcessPoolExecutor, function: Callable[[Given], Made], item: Given
) -> Future[Made]:
    return executor.submit(function, item) if item else map_here(function, item)


def map_here(function: Callable[[Given], Made], item: Given) -> Future[Made]:
    """The result of an empty batch: no worker is asked for that."""
    done: Future[Made] = Future()
    done.set_result(function(item))
    return done


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait for the end of this; a process that starts meanwhile never hears of it.

    It reaches every process of a terminal, and it is for this one to end its workers. To block the signal is
    not enough: another thread, such as those of numpy, may take it, and it is raised in the main one.
    """
    heard: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()  # where signals are handled
    handler = (
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if is_main else None
    )
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
        if is_main:
            signal.signal(signal.SIGINT, handler)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _prepare_worker() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A parent that was killed leaves its workers waiting for ever for the next task.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
