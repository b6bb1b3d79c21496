"""Several processes that write one archive in PostgreSQL, killed or not: the rows that one process makes."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.documents.document import RawDocument
from app.ingest import ingest
from app.search.sync import follow_in_transactions
from app.store.articles import Outcome
from app.store.engines import Limits, describe_fault
from app.store.origins import find_seen
from app.store.outbox import get_generation
from app.store.session import migrate, open_engine, read_transaction, write_transaction
from app.store.tables import Unsettled
from tests.conftest import NOW
from tests.databases import begin_writing
from tests.newsroom import make_extraction, read_content, save, write_body
from tests.postgres import Cluster
from tests.store.revisions import write_address
from tests.writers import (
    INPUTS,
    PATIENCE_S,
    PROCESSES,
    WRITERS,
    crash,
    draw_orders,
    expect_all_done,
    open_archive,
    read_sound,
    run_fragile_cluster,
    start,
    wait_until_it_answers,
    write,
)

pytestmark = pytest.mark.postgres

KILLED_RUNS = 3
LOST = 3  # the exit status of a process that lost the database


@pytest.fixture(scope="module")
def compiled(cluster: Cluster) -> Iterator[Engine]:
    """An engine that has done all of it once, for a database that one process filled."""
    name = cluster.create_database()
    engine = open_archive(cluster.make_url(name))
    write(engine, INPUTS)
    yield engine
    engine.dispose()
    cluster.drop_database(name)


@pytest.fixture(scope="module")
def expected(compiled: Engine) -> dict[str, Any]:
    """The rows that one process makes of all inputs."""
    return read_sound(compiled)


@pytest.fixture
def engine(compiled: Engine, expected: dict[str, Any]) -> Engine:
    """The engine for the same database, without any tables; not connected."""
    assert expected
    with begin_writing(compiled) as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    compiled.dispose()
    return compiled


@pytest.fixture
def ready(engine: Engine) -> Engine:
    """The same with its tables."""
    migrate(write_address(engine))
    return engine


def test_over_the_same_inputs_they_make_the_rows_of_one(
    engine: Engine, expected: dict[str, Any]
) -> None:
    expect_all_done(start(engine, *draw_orders(1)))
    assert read_sound(engine) == expected


def test_over_inputs_that_overlap_they_make_the_rows_of_one(
    engine: Engine, expected: dict[str, Any]
) -> None:
    (order, *_) = draw_orders(2)
    shares = [
        [one for at, one in enumerate(order) if at % WRITERS != number] for number in range(WRITERS)
    ]
    expect_all_done(start(engine, *shares))
    assert read_sound(engine) == expected


@pytest.mark.parametrize("seed", range(KILLED_RUNS))
def test_after_kills_at_random_the_others_go_on_and_a_new_run_ends_with_the_same(
    seed: int, engine: Engine, expected: dict[str, Any]
) -> None:
    processes = start(engine, *draw_orders(seed))
    chance = random.Random(seed)  # noqa: S311  no secret
    for one in processes[1:]:
        time.sleep(chance.uniform(0, 0.5))
        one.kill()
        one.join()
    assert -signal.SIGKILL in {one.exitcode for one in processes}, "all were done before"
    expect_all_done(processes[:1])
    expect_all_done(start(engine, *draw_orders(seed + KILLED_RUNS)[:2]))
    assert read_sound(engine) == expected


def hold(url: str, limits: Limits, held: Any) -> None:
    """Write something, and stop in the middle of the transaction; end with LOST if that was lost."""
    try:
        with write_transaction(open_engine(url, limits=limits)) as session:
            session.add(Unsettled(wording_id="a medias"))
            session.flush()
            held.set()
            os.kill(os.getpid(), signal.SIGSTOP)
    except DBAPIError as error:
        os._exit(LOST if "run the command again" in describe_fault(error) else 1)


@contextmanager
def hold_aside(engine: Engine, limits: Limits) -> Iterator[BaseProcess]:
    """A process that stands still in the middle of a transaction."""
    held = PROCESSES.Event()
    process = PROCESSES.Process(target=hold, args=(write_address(engine), limits, held))
    process.start()
    try:
        assert held.wait(PATIENCE_S)
        yield process
    finally:
        process.kill()
        process.join()


def test_who_is_killed_while_it_writes_keeps_nobody_waiting(ready: Engine) -> None:
    with hold_aside(ready, Limits()) as process:
        process.kill()
        assert set(save(ready, make_extraction(write_body(1))).values()) == {Outcome.NEW}
    assert read_content(ready)["unsettled"] == []


def test_who_is_stopped_while_it_writes_loses_its_turn(ready: Engine) -> None:
    with hold_aside(ready, Limits(writer_silence_ms=200)) as process:
        assert set(save(ready, make_extraction(write_body(1))).values()) == {Outcome.NEW}
        assert process.pid
        os.kill(process.pid, signal.SIGCONT)
        process.join(PATIENCE_S)
        assert process.exitcode == LOST
    assert read_content(ready)["unsettled"] == []


def test_what_another_saved_meanwhile_is_seen_before_and_changes_nothing(ready: Engine) -> None:
    transaction = partial(write_transaction, ready)

    def mapper(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            result = function(item)
            write(ready, INPUTS)
            yield result

    (report,) = ingest(INPUTS, transaction, now=NOW, mapper=mapper)
    assert report.counts["seen before"] == len(INPUTS)
    with read_transaction(ready) as session:
        before = get_generation(session)
    write(ready, INPUTS)
    with read_transaction(ready) as session:
        assert get_generation(session) == before


def test_who_only_looks_waits_for_nobody(ready: Engine) -> None:
    with write_transaction(ready), read_transaction(ready) as session:
        assert find_seen(session, [INPUTS[0].identity]) == set()


def test_nobody_writes_without_the_lock(ready: Engine) -> None:
    with read_transaction(ready) as session:
        session.add(Unsettled(wording_id="sin permiso"))
        with pytest.raises(DBAPIError, match="read-only"):
            session.flush()


# The database itself


def write_until_it_is_lost(url: str, raws: Sequence[RawDocument], number: int) -> None:
    """Ingest as a process that ends with LOST where the database is lost."""
    try:
        write(follow_in_transactions(open_engine(url)), raws, number)
    except DBAPIError:
        os._exit(LOST)


def test_after_crashes_of_the_database_a_new_run_ends_with_the_same(
    expected: dict[str, Any],
) -> None:
    with run_fragile_cluster() as fragile:
        url = fragile.make_url(fragile.create_database())
        open_archive(url).dispose()
        ends = set[int | None]()
        for delay in (0.4, 0.8):
            started = [
                PROCESSES.Process(target=write_until_it_is_lost, args=(url, order, number))
                for number, order in enumerate(draw_orders(5))
            ]
            for one in started:
                one.start()
            time.sleep(delay)
            crash(fragile)
            for one in started:
                one.join(PATIENCE_S)
            ends |= {one.exitcode for one in started}
            wait_until_it_answers(fragile)
        assert ends in ({LOST}, {0, LOST}), "none was at work, or one failed otherwise"
        engine = open_archive(url)
        write(engine, INPUTS)
        assert read_sound(engine) == expected
        engine.dispose()
