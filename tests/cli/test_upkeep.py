"""`migrate`, `reindex`, `verify`, `delete`, `status`, `backup` as a person runs them."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.conftest import Hemeroteca


@pytest.mark.parametrize(
    "arguments",
    [
        *(["status"], ["verify"], ["verify", "--repair"], ["reindex"], ["export", "articles"]),
        *(["delete", "0" * 16], ["backup", "copia.sqlite3"], ["ingest", "--refresh"]),
        *(["speakers", "list"], ["speakers", "merge", "Quiroga", "Cabrisas"]),
        *(["speakers", "undo", "1"], ["speakers", "export"]),
    ],
    ids=" ".join,
)
def test_without_an_archive_nothing_is_made_and_one_line_says_so(
    hemeroteca: Hemeroteca, data_dir: Path, arguments: list[str]
) -> None:
    outcome = hemeroteca(*arguments)
    assert outcome.status == 1
    (line,) = outcome.err.splitlines()
    assert "There is no archive in" in line
    assert "hemeroteca ingest" in line
    assert not data_dir.exists()
    assert outcome.out == ""


def test_an_archive_can_be_made_before_anything_is_ingested(hemeroteca: Hemeroteca) -> None:
    assert hemeroteca("migrate").status == 0
    (status,) = hemeroteca("status").rows
    assert status["articles"] == 0
    assert hemeroteca("migrate").status == 0


def test_an_ingested_archive_is_sound(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    outcome = hemeroteca("verify")
    assert outcome.status == 0
    assert "sound" in outcome.err


def test_a_lost_index_is_found_and_mended(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    shutil.rmtree(data_dir / "index")
    found = hemeroteca("verify")
    assert found.status == 1
    assert "text index" in found.err
    assert hemeroteca("verify", "--repair").status == 0
    assert hemeroteca("verify").status == 0


def test_reindex_builds_the_index_anew(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    shutil.rmtree(data_dir / "index")
    assert hemeroteca("reindex").status == 0
    assert hemeroteca("verify").status == 0


def test_a_deleted_article_stays_out_until_it_is_forgotten(
    hemeroteca: Hemeroteca, article: Path
) -> None:
    hemeroteca("ingest", article)
    (written,) = hemeroteca("export", "articles").rows
    assert hemeroteca("delete", written["id"]).status == 0
    assert hemeroteca("verify").status == 0
    assert "deleted before 1" in hemeroteca("ingest", article).err
    assert hemeroteca("status").rows[0]["articles"] == 0
    assert hemeroteca("delete", "--forget", written["id"]).status == 0
    assert "new 1" in hemeroteca("ingest", article).err


def test_deleting_what_is_not_there_is_one_clear_line(
    hemeroteca: Hemeroteca, article: Path
) -> None:
    hemeroteca("ingest", article)
    outcome = hemeroteca("delete", "0000000000000000")
    assert outcome.status == 1
    assert outcome.err == "hemeroteca: There is no article 0000000000000000.\n"


def test_a_backup_is_a_whole_archive(hemeroteca: Hemeroteca, article: Path, tmp_path: Path) -> None:
    hemeroteca("ingest", article)
    copy = tmp_path / "copia.sqlite3"
    assert hemeroteca("backup", copy).status == 0
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    connection.close()
    again = hemeroteca("backup", copy)
    assert again.status == 1
    assert "exists already" in again.err


def test_a_second_writer_is_told_so_in_one_line(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    with FileLock(data_dir / "writer.lock"):
        outcome = hemeroteca("ingest", article)
    assert outcome.status == 1
    assert len(outcome.err.splitlines()) == 1
    assert "Another process" in outcome.err


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    data_dir.write_text("a file where the folder should be")
    for arguments in (("ingest", article), ("serve", "--port", "0")):
        outcome = hemeroteca(*arguments)
        assert outcome.status == 1
        assert len(outcome.err.splitlines()) == 1
        assert "HEMEROTECA_DATA_DIR" in outcome.err


def test_a_database_from_a_newer_version_is_one_clear_line(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    connection = sqlite3.connect(data_dir / "hemeroteca.sqlite3")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    outcome = hemeroteca("ingest", article)
    assert outcome.status == 1
    assert len(outcome.err.splitlines()) == 1
    assert "newer version" in outcome.err
