"""A steady stream of requests to a server, as many a second as asked for, however long each answer takes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread
from typing import Any, NamedTuple, TypeVar

from tests.server import ask

_AT_ONCE = 16  # requests
Asked = TypeVar("Asked")
Done = TypeVar("Done")


class Answer(NamedTuple):
    """What came back for a path: the body as JSON, None for a failure, and after how many seconds."""

    path: str
    body: Any
    seconds: float


@contextmanager
def ask_steadily(address: str, paths: Sequence[str], rate: float) -> Iterator[list[Answer]]:
    """Ask for these paths in turn, `rate` a second; the list is filled when the block has ended."""
    answers: list[Answer] = []
    with work_steadily(lambda path, _: _ask_once(address, path), cycle(paths), rate) as done:
        yield answers
    answers += done


@contextmanager
def work_steadily(
    work: Callable[[Asked, float], Done], asked: Iterable[Asked], rate: float
) -> Iterator[list[Done]]:
    """Work on one after the other in a few threads, `rate` a second, until the block ends.

    `work` is also given the time, by `time.perf_counter`, when each was due. The list is filled in the end.
    """
    done: list[Done] = []
    begun: list[Future[Done]] = []
    ended = Event()
    with ThreadPoolExecutor(_AT_ONCE) as pool:

        def send(one: Asked, due: float) -> None:
            begun.append(pool.submit(work, one, due))

        sender = Thread(target=_send_on, args=(send, asked, rate, ended))
        sender.start()
        try:
            yield done
        finally:
            ended.set()
            sender.join()
    done += [one.result() for one in begun]


def _ask_once(address: str, path: str) -> Answer:
    """Ask and take the time; a refusal or a lost connection is a failure."""
    started = time.perf_counter()
    try:
        body = ask(address, path)
    except OSError:
        body = None
    return Answer(path, body, time.perf_counter() - started)


def _send_on(
    send: Callable[[Asked, float], None], asked: Iterable[Asked], rate: float, ended: Event
) -> None:
    due = time.perf_counter()
    for one in asked:
        if ended.wait(max(0.0, due - time.perf_counter())):
            return
        send(one, due)
        due += 1 / rate
