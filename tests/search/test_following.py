"""The indexes follow in a process of their own: nothing is lost, whatever becomes of that process."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from sqlmodel import Session

from app.cli.archive import WritableArchive
from app.search.folder import IndexUnusableError
from app.search.following import Follower
from app.settings import Settings
from app.store.outbox import count_outbox
from app.workers import Aside, open_aside
from tests.newsroom import make_extraction, read_digests, save, write_body

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    """One process, started once."""
    with open_aside() as opened:
        yield opened


def fill(archive: WritableArchive, numbers: range) -> None:
    save(archive.engine, *(make_extraction(write_body(one), path=f"/{one}.txt") for one in numbers))


def count_waiting(archive: WritableArchive) -> int:
    with Session(archive.engine) as session:
        return count_outbox(session)


def wait_for(follower: Follower) -> None:
    deadline = time.monotonic() + PATIENCE
    while not follower.follow():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_another_process_takes_over_while_this_one_writes(
    archive: WritableArchive, settings: Settings, aside: Aside
) -> None:
    follower = Follower(archive.engine, archive.index, settings.index_dir, aside)
    fill(archive, range(3))
    assert follower.follow()
    fill(archive, range(3, 5))
    wait_for(follower)
    assert len(read_digests(archive.index)[0]) >= 3
    assert count_waiting(archive) <= 2  # the first three left the outbox when that was known
    follower.arrive()
    assert len(read_digests(archive.index)[0]) == 5
    assert count_waiting(archive) == 0
    assert archive.index.articles.generation == archive.index.quotes.generation == 2


def test_while_it_is_at_work_it_is_given_no_more(
    archive: WritableArchive, settings: Settings
) -> None:
    asked: list[Future[Any]] = []

    def postpone(_: Callable[..., Any], /, *__: Any, **___: Any) -> Future[Any]:
        asked.append(Future())
        return asked[-1]

    follower = Follower(archive.engine, archive.index, settings.index_dir, postpone)
    assert follower.follow()
    assert not follower.follow()
    asked[0].set_result(None)
    assert follower.follow()
    assert len(asked) == 2


def test_without_another_process_this_one_takes_over_at_once(
    archive: WritableArchive, settings: Settings
) -> None:
    fill(archive, range(2))
    assert Follower(archive.engine, archive.index, settings.index_dir, None).follow()
    assert count_waiting(archive) == 0


def test_an_index_that_cannot_be_written_there_is_told_here(
    archive: WritableArchive, settings: Settings, aside: Aside
) -> None:
    follower = Follower(archive.engine, archive.index, settings.index_dir, aside)
    fill(archive, range(2))
    for path in (settings.index_dir / "quotes").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    follower.follow()
    with pytest.raises(IndexUnusableError, match="reindex"):
        follower.arrive()
    assert count_waiting(archive) == 2


def test_this_process_goes_on_when_the_other_is_lost(
    archive: WritableArchive, settings: Settings
) -> None:
    with open_aside() as aside:
        os.kill(aside(os.getpid).result(), signal.SIGKILL)
        follower = Follower(archive.engine, archive.index, settings.index_dir, aside)
        fill(archive, range(2))
        assert follower.follow()
        wait_for(follower)
    assert count_waiting(archive) == 0
    assert len(read_digests(archive.index)[0]) == 2
