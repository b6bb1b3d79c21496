"""A Dask cluster, real and on this machine: two workers in processes of their own, which are also killed.

`cluster` has the two workers, `mapper` maps over them; `empty` is a cluster without any.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer
from types import ModuleType
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster

import app.cluster
from app.cli.archive import open_for_writing
from app.cluster import ClusterError, OtherReleaseError, open_cluster
from app.documents import read_documents
from app.errors import SetupError
from app.ingest import BATCH_SIZE, Report, ingest
from app.reading import read_apart
from app.search.sync import catch_up
from app.settings import Settings
from app.store.session import write_transaction
from app.workers import Mapper
from bench.kills import write_editions
from tests.conftest import NOW
from tests.newsroom import read_content, read_digests, write_body
from tests.processes import interrupt, start_command
from tests.tasks import die_at_three, double, fail_at_three, nap, tell_process, tell_process_of

PATIENCE = 30  # seconds until a worker must be there again, or tasks must have come or gone


def start_cluster(workers: int) -> Any:
    """A scheduler here with so many workers, each a process that is started again when it is lost."""
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with closing(start_cluster(2)) as started:
        yield started


@pytest.fixture
def mapper(cluster: Any) -> Iterator[Mapper]:
    with open_cluster(cluster.scheduler_address, pytest.fail) as opened:
        yield opened


def list_processes(cluster: Any) -> list[int]:
    """The processes of the workers, once both are there; one that is just being lost answers an error."""
    with closing(Client(cluster, set_as_default=False)) as client:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            client.wait_for_workers(2, timeout=PATIENCE)
            answers = list(client.run(os.getpid, on_error="return").values())
            processes = [one for one in answers if isinstance(one, int)]
            if len(processes) == len(answers) == 2:
                return processes
            time.sleep(0.1)
    raise AssertionError(f"not both workers are there: {answers}")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# The map


def test_results_come_in_order_from_both_workers(cluster: Any, mapper: Mapper) -> None:
    naps = [0.1, 0, 0.05, 0, 0.1, 0, 0.05, 0]
    assert list(mapper(nap, naps)) == naps
    assert set(mapper(tell_process, range(1, 40))) == set(list_processes(cluster))


def test_items_are_taken_no_more_than_a_few_ahead(mapper: Mapper) -> None:
    taken: list[int] = []

    def count() -> Iterator[int]:
        for number in range(30):
            taken.append(number)
            yield number

    for done, result in enumerate(mapper(double, count()), start=1):
        assert result == 2 * (done - 1)
        assert len(taken) <= done + 6
    assert len(taken) == 30


def test_empty_batches_do_not_travel(mapper: Mapper) -> None:
    empty, full = mapper(tell_process_of, [[], [1]])
    assert empty == os.getpid() != full


def test_nothing_stays_at_the_scheduler(cluster: Any, mapper: Mapper) -> None:
    assert sum(mapper(double, range(20))) == 380
    wait_until(lambda: not cluster.scheduler.tasks)


# The ingest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles as texts and as lines, one near-copy, something odd, something that cannot be read."""
    folder = write_editions(tmp_path_factory.mktemp("noticias") / "ediciones", 3)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    records = [{"text": f"{text}\nAñadido de la tarde."} for text in texts]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (folder / "lote.jsonl").write_text("\n".join(["", *lines, "{roto"]), encoding="utf-8")
    (folder / "viejo.txt").write_bytes(f"{write_body(7)}\nLa cigüeña volvió.".encode("cp1252"))
    (folder / "vacio.txt").write_bytes(b"")
    (folder / "foto.jpg").write_bytes(b"\xff\xd8")
    return folder


def ingest_over(mapper: Mapper, folder: Path, settings: Settings) -> Iterator[Report]:
    """Ingest in partitions of a few articles and batches of three."""
    inputs = read_apart([folder], mapper, size=10_000, tell=pytest.fail)
    with open_for_writing(settings) as archive:
        yield from ingest(
            inputs,
            lambda: write_transaction(archive.engine),
            now=NOW,
            mapper=mapper,
            batch_size=3,
        )


def read_archive(settings: Settings) -> tuple[Any, Any]:
    with open_for_writing(settings) as archive:
        catch_up(archive.engine, archive.index)
        return read_content(archive.engine), read_digests(archive.index)


@pytest.fixture(scope="module")
def plain(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Report], Any]:
    """The reports and the archive of an ingest in this process."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sencilla"))
    with open_for_writing(settings) as archive:
        inputs = read_documents([folder])
        reports = list(
            ingest(inputs, lambda: write_transaction(archive.engine), now=NOW, batch_size=3)
        )
    return reports, read_archive(settings)


def test_a_cluster_makes_the_same_rows_index_and_report_and_a_rerun_changes_nothing(
    mapper: Mapper, folder: Path, settings: Settings, plain: tuple[list[Report], Any]
) -> None:
    assert list(ingest_over(mapper, folder, settings)) == plain[0]
    assert read_archive(settings) == plain[1]
    again = list(ingest_over(mapper, folder, settings))
    assert sum(report.counts["seen before"] for report in again) > 15
    assert not sum(report.counts["new"] for report in again)
    assert read_archive(settings) == plain[1]


def test_a_worker_that_is_killed_loses_nothing(
    cluster: Any,
    mapper: Mapper,
    folder: Path,
    settings: Settings,
    plain: tuple[list[Report], Any],
) -> None:
    processes = list_processes(cluster)
    reports: list[Report] = []
    for report in ingest_over(mapper, folder, settings):
        reports.append(report)
        if len(reports) == 1:
            os.kill(processes[0], signal.SIGKILL)
    assert reports == plain[0]
    assert read_archive(settings) == plain[1]
    assert processes[0] not in list_processes(cluster)  # there are two again


def test_ctrl_c_ends_the_command_and_its_tasks(
    cluster: Any, tmp_path: Path, settings: Settings
) -> None:
    lot = tmp_path / "lote.jsonl"
    records = [{"text": write_body(number, 4)} for number in range(2 * BATCH_SIZE)]
    lot.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    arguments = ("ingest", "--dask", cluster.scheduler_address, lot)
    with start_command(settings.data_dir, *arguments) as process:
        wait_until(lambda: len(cluster.scheduler.tasks) == 2)  # its batches, and it waits
        said = interrupt(process)
    assert process.returncode == 130
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert "distributed" not in said
    with open_for_writing(settings) as archive:
        assert len(read_content(archive.engine)["article"]) in {0, BATCH_SIZE}
    wait_until(lambda: not cluster.scheduler.tasks)


# What goes wrong


def test_an_error_in_a_task_is_raised_here_in_its_turn(mapper: Mapper) -> None:
    results = mapper(fail_at_three, range(6))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="el tres no"):
        next(results)


def test_what_ends_one_worker_after_the_other_is_given_up(
    cluster: Any, mapper: Mapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    with pytest.raises(ClusterError, match=r"^1 workers .* want of memory.*go on"):
        list(mapper(die_at_three, [1, 3]))
    list_processes(cluster)


def test_workers_of_another_release_are_refused_before_anything_is_done(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.cluster, "RELEASE", "hemeroteca 99 (1/1)")
    refused = pytest.raises(OtherReleaseError, match="the command hemeroteca 99")
    with refused as raised, open_cluster(cluster.scheduler_address, pytest.fail):
        pytest.fail("it was opened")
    assert any(address in str(raised.value) for address in cluster.scheduler.workers)


def test_a_worker_of_another_release_that_comes_later_refuses_its_task(
    cluster: Any, mapper: Mapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.cluster, "RELEASE", "hemeroteca 99 (1/1)")
    with pytest.raises(OtherReleaseError, match="the command hemeroteca 99") as raised:
        list(mapper(double, [1]))
    assert any(address in str(raised.value) for address in cluster.scheduler.workers)


def test_a_worker_that_lacks_something_fails_its_task_and_lives(
    cluster: Any, mapper: Mapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("sin_instalar")
    exec("def half(number): return number / 2", module.__dict__)  # noqa: S102  a module that is here alone
    monkeypatch.setitem(sys.modules, "sin_instalar", module)
    before = list_processes(cluster)
    with pytest.raises(ClusterError, match="No module named 'sin_instalar'"):
        list(mapper(module.half, [1]))
    assert list_processes(cluster) == before


@pytest.fixture
def empty() -> Iterator[Any]:
    with closing(start_cluster(0)) as started:
        yield started


def test_a_cluster_without_workers_is_waited_for_and_given_up_in_the_end(
    empty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.cluster, "_PATIENCE", 0.2)
    told: list[str] = []
    with (
        open_cluster(empty.scheduler_address, told.append) as mapper,
        pytest.raises(ClusterError, match="has had no worker"),
    ):
        list(mapper(double, [1]))
    (line,) = told
    assert "has no worker yet" in line


def test_a_scheduler_that_is_lost_is_told(empty: Any) -> None:
    told: list[str] = []
    with open_cluster(empty.scheduler_address, told.append) as mapper:
        Timer(0.3, empty.close).start()
        with pytest.raises(ClusterError, match=r"scheduler was lost.*go on"):
            list(mapper(double, [1]))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://127.0.0.1:1", "No Dask scheduler .* at tcp://127.0.0.1:1"),
        ("tls://127.0.0.1:1", "needs certificates"),
    ],
)
def test_an_address_where_no_scheduler_answers_is_named(address: str, reason: str) -> None:
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "300ms"}),
        pytest.raises(SetupError, match=reason),
        open_cluster(address, pytest.fail),
    ):
        pytest.fail("it was opened")
