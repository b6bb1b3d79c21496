"""The commands where the database may only be read: on a replica, and by a user who may write nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg import sql

from app.cli.archive import open_for_writing
from app.errors import SetupError
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import publish
from tests.api.press import ARTICLES
from tests.cli.conftest import Hemeroteca
from tests.postgres import Cluster
from tests.replication import Pair

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
        assert (
            "needs the primary database in HEMEROTECA_DATABASE_URL" in refused.err.splitlines()[-1]
        )


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
def reader(cluster: Cluster) -> Iterator[str]:
    """A user who may read what there will be; as docs/operations.md makes one."""
    with closing(cluster.connect()) as connection:
        connection.execute("CREATE ROLE lector LOGIN PASSWORD 'solo leer'")
        yield "lector"
        connection.execute("DROP ROLE lector")


def test_with_a_user_who_only_reads_a_server_and_what_reads_work(
    cluster: Cluster,
    reader: str,
    data_dir: Path,
    hemeroteca: Hemeroteca,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = cluster.create_database()
    grant = sql.SQL("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {}")
    with closing(cluster.connect(name)) as connection:
        connection.execute(grant.format(sql.Identifier(reader)))
        url = f"postgresql+psycopg://{reader}:solo%20leer@127.0.0.1:{cluster.port}/{name}"
        monkeypatch.setenv("HEMEROTECA_DATABASE_URL", url)
        with pytest.raises(SetupError, match=r"has no archive yet.* Run `hemeroteca migrate`"):
            create_app()
        fill(cluster.make_url(name), data_dir)
        check_reading(hemeroteca)
        check_refusals(hemeroteca, article)
        create_app().state.archive.engine.dispose()
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        with pytest.raises(SetupError, match=r"older version.* Run `hemeroteca migrate`"):
            create_app()
    cluster.drop_database(name)
