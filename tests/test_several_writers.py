"""Several processes that write one archive in PostgreSQL, killed or not: the rows that one process makes."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.documents import read_documents
from app.documents.document import RawDocument
from app.ingest import ingest
from app.store.articles import Outcome
from app.store.engines import WRITES, Limits, describe_fault
from app.store.origins import find_seen
from app.store.outbox import get_generation
from app.store.session import migrate, open_engine, read_transaction, write_transaction
from app.store.tables import Unsettled
from tests.conftest import NOW, SEEDS
from tests.databases import Copies
from tests.newsroom import make_extraction, make_raw, read_content, save, write_body
from tests.postgres import Cluster, find_programs, run_cluster
from tests.store.revisions import write_address
from tests.test_ingest import FILES

pytestmark = pytest.mark.postgres

WRITERS = 4
KILLED_RUNS = 3
PATIENCE_S = 60
LOST = 3  # the exit status of a process that lost the database
# By fork, so that they start at the same moment, with all SQL compiled.
_PROCESSES = multiprocessing.get_context("fork")
_SHORTEST = 3  # of the seeds


def list_inputs() -> list[RawDocument]:
    """What order could upset, the shortest seeds, and one of them at an address that several name."""
    seeds = sorted(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)[:_SHORTEST]
    raws = [one for one in read_documents(seeds) if isinstance(one, RawDocument)]
    address = "https://el-faro.test/nota"
    elsewhere = [make_raw(raws[0].text, address, outlet) for outlet in ("El Faro", "La Voz")]
    return [*FILES, *raws, *elsewhere]


INPUTS = list_inputs()


@pytest.fixture(scope="module")
def expected(copies: Copies) -> dict[str, Any]:
    """The rows that one process makes of all inputs, in SQLite."""
    with copies.open() as engine:
        write(engine, INPUTS)
        return read_content(engine)


@pytest.fixture(scope="module")
def compiled(cluster: Cluster) -> Iterator[Engine]:
    """An engine that has done all of it once, for a database."""
    name = cluster.create_database()
    migrate(cluster.make_url(name))
    engine = open_engine(cluster.make_url(name))
    write(engine, INPUTS)
    yield engine
    engine.dispose()
    cluster.drop_database(name)


@pytest.fixture
def engine(compiled: Engine) -> Engine:
    """The same for that database without any tables; not connected."""
    with compiled.execution_options(**{WRITES: True}).begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    compiled.dispose()
    return compiled


def write(engine: Engine, raws: Sequence[RawDocument], number: int = 0) -> None:
    """Ingest as a process of this number, whose clock and whose batches are its own."""
    look, transaction = partial(read_transaction, engine), partial(write_transaction, engine)
    now, size = NOW + timedelta(hours=number), 1 + number
    for _ in ingest(raws, transaction, now=now, look=look, batch_size=size):
        pass


def migrate_and_write(engine: Engine, raws: Sequence[RawDocument], number: int) -> None:
    """What a process does, from nothing on."""
    migrate(write_address(engine))
    write(engine, raws, number)


def start(engine: Engine, *shares: Sequence[RawDocument]) -> list[BaseProcess]:
    """Start a process for each share of the inputs."""
    started: list[BaseProcess] = []
    for number, share in enumerate(shares):
        started.append(_PROCESSES.Process(target=migrate_and_write, args=(engine, share, number)))
        started[-1].start()
    return started


def expect_all_done(processes: Sequence[BaseProcess]) -> None:
    for one in processes:
        one.join(PATIENCE_S)
    assert [one.exitcode for one in processes] == [0] * len(processes)


def draw_orders(seed: int) -> list[list[RawDocument]]:
    """All inputs in an order for each process."""
    chance = random.Random(seed)  # noqa: S311  no secret
    return [chance.sample(INPUTS, len(INPUTS)) for _ in range(WRITERS)]


def test_over_the_same_inputs_they_make_the_rows_of_one(
    engine: Engine, expected: dict[str, Any]
) -> None:
    expect_all_done(start(engine, *draw_orders(1)))
    assert read_content(engine) == expected


def test_over_inputs_that_overlap_they_make_the_rows_of_one(
    engine: Engine, expected: dict[str, Any]
) -> None:
    (order, *_) = draw_orders(2)
    shares = [
        [one for at, one in enumerate(order) if at % WRITERS != number] for number in range(WRITERS)
    ]
    expect_all_done(start(engine, *shares))
    assert read_content(engine) == expected


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
    assert read_content(engine) == expected


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
    held = _PROCESSES.Event()
    process = _PROCESSES.Process(target=hold, args=(write_address(engine), limits, held))
    process.start()
    try:
        assert held.wait(PATIENCE_S)
        yield process
    finally:
        process.kill()
        process.join()


def test_who_is_killed_while_it_writes_keeps_nobody_waiting(engine: Engine) -> None:
    migrate(write_address(engine))
    with hold_aside(engine, Limits()) as process:
        process.kill()
        assert set(save(engine, make_extraction(write_body(1))).values()) == {Outcome.NEW}
    assert read_content(engine)["unsettled"] == []


def test_who_is_stopped_while_it_writes_loses_its_turn(engine: Engine) -> None:
    migrate(write_address(engine))
    with hold_aside(engine, Limits(writer_silence_ms=200)) as process:
        assert set(save(engine, make_extraction(write_body(1))).values()) == {Outcome.NEW}
        assert process.pid
        os.kill(process.pid, signal.SIGCONT)
        process.join(PATIENCE_S)
        assert process.exitcode == LOST
    assert read_content(engine)["unsettled"] == []


def test_what_another_saved_meanwhile_is_seen_before_and_changes_nothing(engine: Engine) -> None:
    migrate(write_address(engine))
    transaction = partial(write_transaction, engine)

    def mapper(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            made = function(item)
            write(engine, INPUTS)
            yield made

    (report,) = ingest(INPUTS, transaction, now=NOW, mapper=mapper)
    assert report.counts["seen before"] == len(INPUTS)
    with read_transaction(engine) as session:
        before = get_generation(session)
    write(engine, INPUTS)
    with read_transaction(engine) as session:
        assert get_generation(session) == before


def test_who_only_looks_waits_for_nobody(engine: Engine) -> None:
    migrate(write_address(engine))
    with write_transaction(engine), read_transaction(engine) as session:
        assert find_seen(session, [INPUTS[0].identity]) == set()


def test_nobody_writes_without_the_lock(engine: Engine) -> None:
    migrate(write_address(engine))
    with read_transaction(engine) as session:
        session.add(Unsettled(wording_id="sin permiso"))
        with pytest.raises(DBAPIError, match="read-only"):
            session.flush()


# The database itself


@pytest.fixture
def fragile(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster of its own, to be killed; skipped where there is none."""
    del cluster
    programs = find_programs()
    assert programs
    with run_cluster(programs) as running:
        yield running


def crash(cluster: Cluster) -> None:
    """Kill a process of the server: it ends all connections, and begins again from its log."""
    with closing(cluster.connect()) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with pytest.raises(OperationalError):
            connection.execute("SELECT pg_sleep(60)")


def write_until_it_is_lost(url: str, raws: Sequence[RawDocument], number: int) -> None:
    """Ingest as a process that ends with LOST where the database is lost."""
    try:
        write(open_engine(url), raws, number)
    except DBAPIError:
        os._exit(LOST)


def test_after_crashes_of_the_database_a_new_run_ends_with_the_same(
    fragile: Cluster, expected: dict[str, Any]
) -> None:
    url = fragile.make_url(fragile.create_database())
    migrate(url)
    for delay in (0.4, 0.8):
        started = [
            _PROCESSES.Process(target=write_until_it_is_lost, args=(url, order, number))
            for number, order in enumerate(draw_orders(5))
        ]
        for one in started:
            one.start()
        time.sleep(delay)
        crash(fragile)
        for one in started:
            one.join(PATIENCE_S)
        assert LOST in {one.exitcode for one in started} <= {0, LOST}
        wait_until_it_answers(fragile)
    engine = open_engine(url)
    write(engine, INPUTS)
    assert read_content(engine) == expected
    engine.dispose()


def wait_until_it_answers(cluster: Cluster) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            cluster.connect().close()
        except OperationalError:
            time.sleep(0.05)
        else:
            return
