"""Connections: engines for readers and writers, transactions, the present version of the tables."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlmodel import Session

from app.errors import SetupError
from app.store.migration import create_tables, is_empty, upgrade
from app.store.renewal import renew_copies, renew_joint_speakers, renew_speakers
from app.store.tables import SCHEMA_REVISION

Transaction = Callable[[], AbstractContextManager[Session]]

BUSY_TIMEOUT_MS = 15_000
# A batch of 256 articles touches a page for each band of each, at 100,000 articles most of 100 MB.
_WRITER_CACHE_KIB = 131_072
# Twenty quotations are spread over some hundred pages, which the system gives anew with a call each.
_READER_CACHE_KIB = 16_384
_WRITES = "hemeroteca_writes"


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `url`; a read-only one refuses every write. Raise SetupError when it cannot connect."""
    address = _read_address(url)
    try:
        if address.get_backend_name() != "sqlite":
            raise SetupError(
                f"HEMEROTECA_DATABASE_URL names {address.get_backend_name()}; this version works with SQLite"
            )
        options: dict[str, Any] = {}
        if read_only and address.database:
            address = _read_only_address(address)
            # The connection that was used last is taken first, since its cache is warm.
            options["pool_use_lifo"] = True
        # Parameters may be what somebody searched for: no log shows them.
        engine = create_engine(address, hide_parameters=True, **options)
    except (ArgumentError, NoSuchModuleError) as error:
        raise SetupError(f"HEMEROTECA_DATABASE_URL is not an address: {error}") from error
    _prepare_sqlite(engine, read_only=read_only)
    return engine


@contextmanager
def reopen_engine(url: URL) -> Iterator[Engine]:
    """An engine for reading what another process has an engine for, which itself cannot be sent."""
    engine = open_engine(url.render_as_string(hide_password=False), read_only=True)
    try:
        yield engine
    finally:
        engine.dispose()


def _read_address(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise SetupError(f"HEMEROTECA_DATABASE_URL is not an address: {error}") from error


def _read_only_address(address: URL) -> URL:
    """The same file, which is not created when it is not there."""
    if address.query.get("mode") == "ro":
        return address
    path = quote(str(Path(address.database or "").resolve()))
    return address.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says so
        pragmas = ["foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL"]
        if read_only:
            pragmas += ["query_only=ON", f"cache_size=-{_READER_CACHE_KIB}"]
        else:
            pragmas += ["synchronous=FULL", f"cache_size=-{_WRITER_CACHE_KIB}"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails with SQLITE_BUSY_SNAPSHOT at once,
        # whatever the busy timeout: a writer takes its lock at the start.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Session]:
    """One writing transaction: committed at the end, rolled back by any exception."""
    with (
        Session(engine.execution_options(**{_WRITES: True}), expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def rehearse(engine: Engine) -> Iterator[Transaction]:
    """Transactions that see each other's changes, all of which are taken back at the end."""
    with Session(engine.execution_options(**{_WRITES: True}), expire_on_commit=False) as session:

        @contextmanager
        def transaction() -> Iterator[Session]:
            with session.begin_nested():
                yield session

        try:
            yield transaction
        finally:
            session.rollback()


def migrate(url: str) -> None:
    """Bring the database at `url` to the present version, creating it if need be.

    Raise SetupError when it cannot be opened or was made by a newer version.
    """
    engine = open_engine(url)
    try:
        _create_folder(url)
        with engine.connect() as connection:
            if read_revision(connection) == SCHEMA_REVISION:
                return
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            if is_empty(connection):
                create_tables(connection)
            else:
                _upgrade(connection)
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise SetupError(f"The database {engine.url} cannot be opened: {reason}.") from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    upgrade(connection)
    with Session(connection) as session:
        renew_speakers(session)
        renew_joint_speakers(session)
        renew_copies(session)
        session.flush()


def read_revision(connection: Connection) -> str | None:
    """The revision of the database's tables, None for one without any."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def find_file(url: str) -> Path | None:
    """The file of the database at `url`, whether it is there or not; None if it is in no file."""
    name = _read_address(url).database
    return Path(name) if name and name != ":memory:" else None


def _create_folder(url: str) -> None:
    if path := find_file(url):
        path.parent.mkdir(parents=True, exist_ok=True)
