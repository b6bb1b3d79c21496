"""The commands where the database may only be read: on a replica, and by a user who may write nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.cli.archive import open_for_writing
from app.errors import SetupError
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import publish
from tests.api.press import ARTICLES
from tests.cli.conftest import Hemeroteca
from tests.postgres import Cluster
from tests.replication import Pair
from tests.test_compose import COMPOSE

pytestmark = pytest.mark.postgres


def check_reading(hemeroteca: Hemeroteca) -> None:
    """Run what only reads, on an archive of two articles."""
    (status,) = hemeroteca("status").rows
    assert status["articles"] == 2
    assert hemeroteca("verify").status == 0
    assert len(hemeroteca("export", "articles").rows) == 2
    for command in (("export", "quotes"), ("export", "speakers"), ("speakers", "list")):
        assert hemeroteca(*command).out


def check_refusals(hemeroteca: Hemeroteca, article: Path) -> None:
    """Run what writes; it must say in its last line what it needs."""
    for command in (("ingest", article), ("delete", ARTICLES[0].document.id)):
        refused = hemeroteca(*command)
        assert refused.status == 1
        assert "HEMEROTECA_DATABASE_URL has to name the primary" in refused.err.splitlines()[-1]


def fill(url: str, data_dir: Path) -> None:
    with open_for_writing(Settings(data_dir=data_dir, database_url=url)) as archive:
        publish(archive, *ARTICLES[:2])


def test_on_a_replica_what_reads_works_and_what_writes_says_what_it_needs(
    pair: Pair,
    data_dir: Path,
    hemeroteca: Hemeroteca,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = pair.primary.create_database()
    fill(pair.primary.make_url(name), data_dir)
    pair.wait_until_replayed()
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", pair.replica.make_url(name))
    check_reading(hemeroteca)
    check_refusals(hemeroteca, article)


@pytest.fixture
def unwritable(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database in which `lector` only reads, as compose.yaml has it made, before there are tables."""
    name = cluster.create_database()
    script = tmp_path / "reader.sql"
    script.write_text(COMPOSE["configs"]["reader"]["content"])
    monkeypatch.setenv("READER_PASSWORD", "sólo 'leer'")
    cluster.run_script(name, script)
    yield name
    cluster.drop_database(name)
    with closing(cluster.connect()) as connection:
        connection.execute("DROP ROLE lector")


def test_with_a_user_who_only_reads_a_server_and_what_reads_work(
    cluster: Cluster,
    unwritable: str,
    data_dir: Path,
    hemeroteca: Hemeroteca,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owned = cluster.make_url(unwritable)
    url = make_url(owned).set(username="lector", password="sólo 'leer'")  # noqa: S106  of this test
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", url.render_as_string(hide_password=False))
    with pytest.raises(SetupError, match=r"has no archive yet.* Run `hemeroteca migrate`"):
        create_app()
    assert "has no archive yet" in hemeroteca("migrate").err
    fill(owned, data_dir)
    check_reading(hemeroteca)
    check_refusals(hemeroteca, article)
    create_app().state.archive.engine.dispose()
    with closing(cluster.connect(unwritable)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(SetupError, match=r"older version.* Run `hemeroteca migrate`"):
        create_app()
