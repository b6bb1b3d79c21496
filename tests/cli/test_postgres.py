"""The commands on an archive whose rows are in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def database_url(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database, which the environment names."""
    name = cluster.create_database()
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", cluster.make_url(name))
    yield cluster.make_url(name)
    cluster.drop_database(name)


def test_from_nothing_to_a_sound_archive(hemeroteca: Hemeroteca, article: Path) -> None:
    assert hemeroteca("ingest", article).status == 0
    (status,) = hemeroteca("status").rows
    assert (status["articles"], status["quotes"], status["waiting_for_index"]) == (1, 1, 0)
    assert hemeroteca("reindex").status == 0
    assert hemeroteca("verify").status == 0
    (exported,) = hemeroteca("export", "articles").rows
    (quote,) = hemeroteca("export", "quotes").rows
    assert quote["article"]["id"] == exported["id"]
    assert hemeroteca("delete", exported["id"]).status == 0
    assert "deleted before 1" in hemeroteca("ingest", article).err


def test_every_data_folder_is_as_good(
    hemeroteca: Hemeroteca, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hemeroteca("ingest", article).status == 0
    for name in ("otra carpeta", "y otra"):
        monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(tmp_path / name))
        assert hemeroteca("verify").status == 0
        assert len(hemeroteca("export", "quotes", "--words", "parque OR alameda").rows) == 1
        assert "seen before 1" in hemeroteca("ingest", article).err
        assert not (tmp_path / name).exists()


def test_a_folder_goes_on_holding_the_indexes_of_its_own_archive(
    hemeroteca: Hemeroteca, article: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEMEROTECA_DATABASE_URL")
    hemeroteca("ingest", article)
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", database_url)
    article.write_text(article.read_text("utf-8").replace("parque", "puente"), encoding="utf-8")
    for command in (("ingest", article), ("verify",)):
        assert hemeroteca(*command).status == 0
    monkeypatch.delenv("HEMEROTECA_DATABASE_URL")
    assert hemeroteca("verify").status == 0


@pytest.mark.parametrize("command", ["status", "verify", "reindex"])
def test_reading_makes_no_archive(hemeroteca: Hemeroteca, command: str) -> None:
    outcome = hemeroteca(command)
    assert outcome.status != 0
    assert "no archive in the database that HEMEROTECA_DATABASE_URL names" in outcome.err


def test_a_copy_to_a_file_is_refused(hemeroteca: Hemeroteca, article: Path, tmp_path: Path) -> None:
    hemeroteca("ingest", article)
    outcome = hemeroteca("backup", tmp_path / "copia.sqlite3")
    assert outcome.status != 0
    assert "pg_dump" in outcome.err
    assert not list(tmp_path.glob("copia*"))


def test_a_wrong_address_ends_in_one_line(
    hemeroteca: Hemeroteca, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", f"{database_url}_que_nadie_hizo")
    outcome = hemeroteca("status")
    assert outcome.status != 0
    assert "does not exist" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert database_url.split(":")[2].split("@", maxsplit=1)[0] not in outcome.err
