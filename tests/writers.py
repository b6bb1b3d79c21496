"""Processes that write one archive in PostgreSQL at once, what they ingest, and the end of its server."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import Engine, select

from app.documents import read_documents
from app.documents.document import RawDocument
from app.ingest import Beforehand, ingest
from app.search.sync import choose_foresight, follow_in_transactions, prepare_archive_index
from app.store.session import migrate, open_engine, read_transaction, write_transaction
from app.store.text_tables import TEXT_METADATA
from app.verify import verify
from tests.conftest import NOW, SEEDS
from tests.newsroom import make_raw, read_content
from tests.postgres import Cluster, find_programs, run_cluster
from tests.store.revisions import write_address
from tests.test_ingest import FILES

WRITERS = 4
PATIENCE_S = 60
# By fork, so that they start at the same moment, with all SQL compiled.
PROCESSES = multiprocessing.get_context("fork")
_SHORTEST = 3  # of the seeds
_NOWHERE = Path("/")  # the folder of the text indexes that PostgreSQL does not need


def _list_inputs() -> list[RawDocument]:
    """What order could upset, the shortest seeds, and one of them at an address that two outlets name."""
    seeds = sorted(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)[:_SHORTEST]
    raws = [one for one in read_documents(seeds) if isinstance(one, RawDocument)]
    address = "https://el-faro.test/nota"
    elsewhere = [make_raw(raws[0].text, address, outlet) for outlet in ("El Faro", "La Voz")]
    return [*FILES, *raws, *elsewhere]


INPUTS = _list_inputs()


def draw_orders(seed: int) -> list[list[RawDocument]]:
    """All inputs in an order for each process."""
    chance = random.Random(seed)  # noqa: S311  no secret
    return [chance.sample(INPUTS, len(INPUTS)) for _ in range(WRITERS)]


def open_archive(url: str) -> Engine:
    """An engine as commands have it, for a database that is made if need be."""
    migrate(url)
    engine = follow_in_transactions(open_engine(url))
    prepare_archive_index(engine, _NOWHERE)
    return engine


def write(engine: Engine, raws: Sequence[RawDocument], number: int = 0) -> None:
    """Ingest as the process of this number, whose clock and whose batches are its own."""
    transaction = partial(write_transaction, engine)
    before = Beforehand(partial(read_transaction, engine), choose_foresight(engine))
    now, size = NOW + timedelta(hours=number), 1 + number
    for _ in ingest(raws, transaction, now=now, before=before, batch_size=size):
        pass


def start(engine: Engine, *shares: Sequence[RawDocument]) -> list[BaseProcess]:
    """Start a process for each share of the inputs; each makes the archive if it is the first."""
    started: list[BaseProcess] = []
    for number, share in enumerate(shares):
        started.append(PROCESSES.Process(target=_begin, args=(engine, share, number)))
        started[-1].start()
    return started


def _begin(engine: Engine, raws: Sequence[RawDocument], number: int) -> None:
    open_archive(write_address(engine)).dispose()
    write(engine, raws, number)


def expect_all_done(processes: Sequence[BaseProcess]) -> None:
    """Wait until all have ended, each by itself and well."""
    for one in processes:
        one.join(PATIENCE_S)
    assert [one.exitcode for one in processes] == [0] * len(processes)


def read_sound(engine: Engine) -> dict[str, Any]:
    """All rows that the inputs decide, those that are searched among them, of an archive without a fault."""
    assert verify(engine, _NOWHERE) == []
    rows: dict[str, Any] = read_content(engine)
    with engine.connect() as connection:
        for table in TEXT_METADATA.sorted_tables:
            if "generation" not in table.c:
                rows[table.name] = sorted(map(tuple, connection.execute(select(table))), key=repr)
    return rows


@contextmanager
def run_fragile_cluster() -> Iterator[Cluster]:
    """A cluster to be killed, on a machine that has PostgreSQL."""
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


def wait_until_it_answers(cluster: Cluster) -> None:
    """Wait for a server that begins again."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            cluster.connect().close()
        except OperationalError:
            time.sleep(0.05)
        else:
            return
