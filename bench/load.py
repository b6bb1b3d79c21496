"""A steady stream of requests to a server, as many a second as asked for, however long each answer takes."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread
from typing import Any, NamedTuple

from tests.server import ask

_AT_ONCE = 16  # requests


class Answer(NamedTuple):
    """What came back for a path: the body as JSON, None for a failure, and after how many seconds."""

    path: str
    body: Any
    seconds: float


@contextmanager
def ask_steadily(address: str, paths: Sequence[str], rate: float) -> Iterator[list[Answer]]:
    """Ask for these paths in turn, `rate` a second; the list is filled when the block has ended."""
    answers: list[Answer] = []
    ended = Event()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        asked: list[Future[Answer]] = []

        def send(path: str) -> None:
            asked.append(pool.submit(_ask_once, address, path))

        sender = Thread(target=_send_on, args=(send, paths, rate, ended))
        sender.start()
        try:
            yield answers
        finally:
            ended.set()
            sender.join()
        answers += [one.result() for one in asked]


def _ask_once(address: str, path: str) -> Answer:
    """Ask and take the time; a refusal or a lost connection is a failure."""
    started = time.perf_counter()
    try:
        body = ask(address, path)
    except OSError:
        body = None
    return Answer(path, body, time.perf_counter() - started)


def _send_on(send: Callable[[str], None], paths: Sequence[str], rate: float, ended: Event) -> None:
    due = time.perf_counter()
    for path in cycle(paths):
        if ended.wait(max(0.0, due - time.perf_counter())):
            return
        send(path)
        due += 1 / rate
