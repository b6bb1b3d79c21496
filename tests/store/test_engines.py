"""PostgreSQL: what its transactions see, who waits for whom, in what order text stands, clear refusals."""

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select

from app.errors import SetupError
from app.store.engines import Limits
from app.store.integrity import list_database_faults
from app.store.session import find_revision, migrate, open_engine, write_transaction
from app.store.state import StateReader
from app.store.tables import SCHEMA_REVISION, ArchiveState, Unsettled
from tests.databases import begin_writing
from tests.newsroom import make_extraction, save, write_body
from tests.postgres import Cluster
from tests.store.revisions import write_address

SOON_S = 0.2


def put(engine: Engine, name: str) -> None:
    with write_transaction(engine) as session:
        session.add(ArchiveState(name=name, value=""))


def list_names(session: Session) -> list[str]:
    return list(session.exec(select(ArchiveState.name).order_by(ArchiveState.name)))


@pytest.fixture
def empty_url(cluster: Cluster) -> Iterator[str]:
    """The address of a database without any tables."""
    name = cluster.create_database()
    yield cluster.make_url(name)
    cluster.drop_database(name)


@pytest.mark.postgres
def test_a_reader_sees_one_state_for_as_long_as_it_reads(postgres_engine: Engine) -> None:
    with Session(postgres_engine) as session:
        assert list_names(session) == []
        put(postgres_engine, "uno")
        assert list_names(session) == []
    with Session(postgres_engine) as session:
        assert list_names(session) == ["uno"]


@pytest.mark.postgres
def test_a_second_writer_waits_and_sees_what_the_first_wrote(postgres_engine: Engine) -> None:
    def write() -> list[str]:
        with write_transaction(postgres_engine) as session:
            return list_names(session)

    with ThreadPoolExecutor() as pool:
        with write_transaction(postgres_engine) as session:
            session.add(ArchiveState(name="uno", value=""))
            session.flush()
            second = pool.submit(write)
            with pytest.raises(NotYetError):
                second.result(timeout=SOON_S)
        assert second.result() == ["uno"]


@pytest.mark.postgres
def test_text_stands_in_the_order_of_its_bytes(postgres_engine: Engine) -> None:
    words = ["zeta", "ábaco", "Ñandú", "nube", "ñoño", "Zeta", "ave", "10", "9", "a b", "ab"]
    with write_transaction(postgres_engine) as session:
        session.add_all(Unsettled(wording_id=word) for word in words)
    with Session(postgres_engine) as session:
        found = session.exec(select(Unsettled.wording_id).order_by(Unsettled.wording_id)).all()
    assert found == sorted(words)


@pytest.mark.postgres
def test_every_text_of_every_table_has_that_order(alterable_engine: Engine) -> None:
    inspector = inspect(alterable_engine)
    collations = {
        (table, column["name"]): getattr(column["type"], "collation", None)
        for table in SQLModel.metadata.tables
        for column in inspector.get_columns(table)
        if column["type"].python_type is str
    }
    expected = "C" if alterable_engine.dialect.name == "postgresql" else None
    assert collations
    assert set(collations.values()) == {expected}


@pytest.mark.postgres
def test_an_address_may_be_longer_than_a_page_of_an_index(postgres_engine: Engine) -> None:
    long = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(6_000))
    extraction = make_extraction(write_body(1), path=f"https://el-faro.test/{long}")
    assert save(postgres_engine, extraction)
    assert set(save(postgres_engine, extraction).values()) == {"seen before"}


@pytest.mark.postgres
def test_what_takes_too_long_is_given_up(postgres_engine: Engine) -> None:
    limits = Limits(statement_timeout_ms=50)
    engine = open_engine(write_address(postgres_engine), read_only=True, limits=limits)
    with pytest.raises(DBAPIError, match="statement timeout"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(10)"))
    engine.dispose()


@pytest.mark.postgres
def test_the_state_is_another_after_each_change(postgres_engine: Engine) -> None:
    reader = StateReader(postgres_engine)
    states = [reader.read()]
    for number in (1, 2):
        save(postgres_engine, make_extraction(write_body(number), path=f"/{number}.txt"))
        states.append(reader.read())
    assert len(set(states)) == len(states)
    assert reader.read() == states[-1]
    reader.close()


@pytest.mark.postgres
def test_a_state_that_cannot_be_read_is_none(cluster: Cluster) -> None:
    engine = open_engine(cluster.make_url("nadie_la_ha_hecho"), read_only=True)
    assert StateReader(engine).read() is None


@pytest.mark.postgres
def test_a_constraint_that_rows_were_not_held_to_is_a_fault(fresh_postgres_engine: Engine) -> None:
    with Session(fresh_postgres_engine) as session:
        assert list(list_database_faults(session)) == []
    with begin_writing(fresh_postgres_engine) as connection:
        connection.execute(
            text('ALTER TABLE quote ADD CONSTRAINT "hacia delante" CHECK ("end" > start) NOT VALID')
        )
    with Session(fresh_postgres_engine) as session:
        (fault,) = list_database_faults(session)
    assert "hacia delante" in fault


@pytest.mark.postgres
def test_two_that_come_first_make_one_archive(empty_url: str) -> None:
    assert find_revision(empty_url) is None
    with ThreadPoolExecutor() as pool:
        list(pool.map(migrate, [empty_url] * 2))
    assert find_revision(empty_url) == SCHEMA_REVISION


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (
            lambda url: url.set(password="otra clave"),  # noqa: S106  nobody's
            "password authentication failed",
        ),
        (
            lambda url: url.set(password=None, query={"password": "otra clave"}),
            "password authentication failed",
        ),
        (lambda url: url.set(port=1), "[Cc]onnection refused"),
        (lambda url: url.set(database="nadie_la_ha_hecho"), "does not exist"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line_without_the_password(
    cluster: Cluster, spoil: Callable[[URL], URL], reason: str
) -> None:
    spoilt = spoil(make_url(cluster.make_url("postgres")))
    with pytest.raises(SetupError, match=reason) as caught:
        migrate(spoilt.render_as_string(hide_password=False))
    assert "\n" not in caught.value.detail
    assert not {cluster.password, "otra", "clave"}.intersection(
        re.split(r"\W", caught.value.detail)
    )


def test_without_the_driver_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SetupError, match=r"pip install 'hemeroteca\[postgres\]'"):
        open_engine("postgresql://localhost/archivo")
