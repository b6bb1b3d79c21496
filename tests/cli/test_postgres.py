"""The commands on an archive whose rows are in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import SetupError
from app.main import create_app
from app.store.feeding import hold_feeder_lock
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


def test_a_second_data_folder_is_refused_until_it_is_built_from_the_database(
    hemeroteca: Hemeroteca,
    article: Path,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = tmp_path / "otra carpeta"
    assert hemeroteca("ingest", article).status == 0
    monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(other))
    refused = hemeroteca("ingest", article)
    assert refused.status != 0
    assert f"another data folder than {other}" in refused.err
    assert "another data folder" in hemeroteca("serve", "--port", "0").err
    assert hemeroteca("reindex").status == 0
    assert hemeroteca("verify").status == 0
    assert hemeroteca("ingest", article).status == 0
    monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(data_dir))
    with pytest.raises(SetupError, match="another data folder"):
        create_app()
    assert "another data folder" in hemeroteca("ingest", article).err


def test_a_folder_whose_indexes_are_of_another_database_gets_its_own(
    hemeroteca: Hemeroteca, article: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEMEROTECA_DATABASE_URL")
    hemeroteca("ingest", article)
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", database_url)
    article.write_text(article.read_text("utf-8").replace("parque", "puente"), encoding="utf-8")
    for command in (("ingest", article), ("verify",)):
        assert hemeroteca(*command).status == 0
    monkeypatch.delenv("HEMEROTECA_DATABASE_URL")
    assert hemeroteca("ingest", article).status == 0
    assert hemeroteca("verify").status == 0


def test_one_process_writes_from_whatever_folder(
    hemeroteca: Hemeroteca, article: Path, database_url: str
) -> None:
    with hold_feeder_lock(database_url, wait=False) as held:
        assert held
        assert "Another process is writing" in hemeroteca("ingest", article).err
    assert hemeroteca("ingest", "--wait", article).status == 0


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
