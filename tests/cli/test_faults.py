"""What goes wrong around the archive: a full disk, damage, another writer. One clear line, nothing half."""

import fcntl
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca
from tests.newsroom import write_body


@contextmanager
def limit_files(size: int) -> Iterator[None]:
    """As on a full disk, no file grows beyond that many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of some hundred articles, 300 KB of rows."""
    folder = tmp_path / "carpeta"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(write_body(number, 30), encoding="utf-8")
    return folder


def count_articles(hemeroteca: Hemeroteca) -> int:
    return int(hemeroteca("status").rows[0]["articles"])


@pytest.mark.parametrize("size", [20_000, 300_000, 450_000])
def test_a_full_disk_is_one_clear_line_and_a_new_ingest_goes_on(
    hemeroteca: Hemeroteca, article: Path, folder: Path, size: int
) -> None:
    if size > 20_000:  # else the disk is full before there are tables
        hemeroteca("ingest", article)
    with limit_files(size):
        outcome = hemeroteca("ingest", folder)
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    assert outcome.err.splitlines()[-1].startswith("hemeroteca: ")
    assert hemeroteca("ingest", article, folder).status == 0
    assert count_articles(hemeroteca) == 61
    assert hemeroteca("verify").status == 0


def test_a_damaged_index_is_built_anew_by_the_next_ingest(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    for path in data_dir.glob("index/articles/build-*/*"):
        path.write_bytes(b"\x00\xff" * (path.stat().st_size // 2))
    assert hemeroteca("ingest", article).status == 0
    assert hemeroteca("verify").status == 0


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_truncated_database_is_told_and_not_taken_for_an_archive(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path, share: float
) -> None:
    hemeroteca("ingest", article)
    path = data_dir / "hemeroteca.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    for arguments in (["verify"], ["verify", "--repair"]):
        outcome = hemeroteca(*arguments)
        assert outcome.status == 1
        assert "Traceback" not in outcome.err
        assert "database" in outcome.err


def test_a_second_ingest_waits_for_the_first_if_told_to(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    with (data_dir / "writer.lock").open("w") as lock:  # as another process holds it
        fcntl.flock(lock, fcntl.LOCK_EX)
        release = threading.Timer(0.5, fcntl.flock, (lock, fcntl.LOCK_UN))
        release.start()
        outcome = hemeroteca("ingest", "--wait", article)
        release.join()
    assert outcome.status == 0
    assert "seen before 1" in outcome.err
