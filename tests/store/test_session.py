"""Connections: which addresses are taken, who may write, what a transaction keeps, clear refusals."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from app.errors import SetupError
from app.store.session import migrate, open_engine, rehearse, write_transaction
from app.store.tables import ArchiveState, JointSpeaker
from tests.newsroom import make_extraction, read_rows, save, write_body
from tests.store.revisions import write_address


def put(session: Session, name: str) -> None:
    session.add(ArchiveState(name=name, value="1"))
    session.flush()


def list_names(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.exec(select(ArchiveState.name)))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is not an address"),
        ("un archivo", "is not an address"),
        ("mysql://localhost/archivo", "names mysql; this works with SQLite and PostgreSQL"),
        ("postgresql+psycopg2://localhost/archivo", r"write postgresql\+psycopg://"),
        ("postgresql://localhost:clave/archivo", "its port is no number"),
        ("postgresql://ana:c@ve@localhost/archivo", "several @: .* write %40"),
        ("sqlite+nadie:///archivo", "is not an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, reason: str) -> None:
    with pytest.raises(SetupError, match=reason):
        open_engine(url)


def test_opening_an_engine_creates_nothing(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'archivo.sqlite3'}")
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_safe_against_power_loss_and_dangling_rows(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 15_000,
    }


def test_a_row_that_points_at_nothing_is_refused(engine: Engine) -> None:
    with (
        pytest.raises(IntegrityError, match=r"(?i)foreign key"),
        write_transaction(engine) as session,
    ):
        session.add(
            JointSpeaker(
                quote_id="nada",
                position=1,
                form_id="nadie",
                mention=None,
                mention_start=None,
                mention_end=None,
            )
        )


def test_a_read_only_engine_refuses_to_write(engine: Engine) -> None:
    reader = open_engine(write_address(engine), read_only=True)
    assert list_names(reader) == set()
    with pytest.raises(DBAPIError, match=r"read-?only"), write_transaction(reader) as session:
        put(session, "algo")
    reader.dispose()


def test_a_transaction_keeps_all_or_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        put(session, "uno")

    def fail_halfway() -> None:
        with write_transaction(engine) as session:
            put(session, "dos")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert list_names(engine) == {"uno"}


def test_readers_see_the_last_commit_while_a_writer_writes(engine: Engine) -> None:
    with write_transaction(engine) as session:
        put(session, "uno")
        assert list_names(engine) == set()
    assert list_names(engine) == {"uno"}


def test_a_second_writer_waits_from_the_start(sqlite_engine: Engine) -> None:
    """A deferred transaction takes its lock at its first write, too late if another wrote since."""
    with write_transaction(sqlite_engine) as session:
        session.exec(select(ArchiveState)).all()
        other = sqlite3.connect(str(sqlite_engine.url.database), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_rehearsal_sees_its_own_changes_and_leaves_none(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1)))
    before = read_rows(engine)
    with rehearse(engine) as transaction:
        with transaction() as session:
            put(session, "ensayo")
        with transaction() as session:
            assert session.get(ArchiveState, "ensayo") is not None
    assert read_rows(engine) == before


def test_a_rehearsal_that_fails_leaves_nothing_either(engine: Engine) -> None:
    def fail_halfway() -> None:
        with rehearse(engine) as transaction, transaction() as session:
            put(session, "ensayo")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert list_names(engine) == set()


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "una carpeta" / "con eñe y café" / "archivo.sqlite3"
    migrate(f"sqlite:///{path}")
    assert path.is_file()


def put_file_in_the_way(folder: Path) -> Path:
    (folder / "fichero").write_text("no soy una carpeta")
    return folder / "fichero" / "archivo.sqlite3"


def put_folder_in_the_way(folder: Path) -> Path:
    (folder / "archivo.sqlite3").mkdir()
    return folder / "archivo.sqlite3"


def put_text_in_the_way(folder: Path) -> Path:
    (folder / "archivo.sqlite3").write_text("Esto no es una base de datos. " * 100)
    return folder / "archivo.sqlite3"


def cut_database_short(folder: Path) -> Path:
    path = folder / "archivo.sqlite3"
    migrate(f"sqlite:///{path}")
    path.write_bytes(path.read_bytes()[:6_000])
    return path


@pytest.mark.parametrize(
    "spoil",
    [put_file_in_the_way, put_folder_in_the_way, put_text_in_the_way, cut_database_short],
)
def test_what_cannot_be_opened_is_named_in_one_line(
    tmp_path: Path, spoil: Callable[[Path], Path]
) -> None:
    path = spoil(tmp_path)
    with pytest.raises(SetupError) as caught:
        migrate(f"sqlite:///{path}")
    assert str(path) in caught.value.detail
    assert "cannot be opened" in caught.value.detail
    assert "\n" not in caught.value.detail


def test_a_folder_that_may_not_be_written_is_named() -> None:
    """The kernel's own folder: root may write every other."""
    path = Path("/proc/self/archivo.sqlite3")
    if not path.parent.is_dir():
        pytest.skip("this system has no /proc")
    with pytest.raises(SetupError, match=f"{path} cannot be opened"):
        migrate(f"sqlite:///{path}")


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1)))
    before = read_rows(engine)
    migrate(write_address(engine))
    assert read_rows(engine) == before
