"""Connections: engines for readers and writers, transactions, the present version of the tables."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.errors import SetupError
from app.store.collation import order_by_bytes
from app.store.engines import (
    SETTING,
    SQLITE,
    WRITES,
    Limits,
    describe_address,
    describe_fault,
    is_refusal,
    make_engine,
    read_address,
)
from app.store.migration import create_tables, is_empty, require_finished, require_known, upgrade
from app.store.renewal import renew_copies, renew_joint_speakers, renew_speakers
from app.store.tables import SCHEMA_REVISION

Transaction = Callable[[], AbstractContextManager[Session]]
_NO_LIMITS = Limits()
_AT_END = "hemeroteca_at_end"  # the execution option that names it


def open_engine(url: str, *, read_only: bool = False, limits: Limits = _NO_LIMITS) -> Engine:
    """An engine for `url`; a read-only one refuses every write. Raise SetupError for no such address."""
    return make_engine(read_address(url), read_only=read_only, limits=limits)


@contextmanager
def reopen_engine(url: URL) -> Iterator[Engine]:
    """An engine for reading what another process has an engine for, which itself cannot be sent."""
    engine = open_engine(url.render_as_string(hide_password=False), read_only=True)
    try:
        yield engine
    finally:
        engine.dispose()


def at_end(engine: Engine, task: Callable[[Session], None]) -> Engine:
    """The engine, whose writing transactions end with a task, as part of them."""
    return engine.execution_options(**{_AT_END: task})


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Session]:
    """One writing transaction: committed at the end, rolled back by any exception."""
    task = engine.get_execution_options().get(_AT_END)
    with (
        Session(engine.execution_options(**{WRITES: True}), expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
        if task:
            task(session)


@contextmanager
def rehearse(engine: Engine) -> Iterator[Transaction]:
    """Transactions that see each other's changes, all of which are taken back at the end."""
    with Session(engine.execution_options(**{WRITES: True}), expire_on_commit=False) as session:

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

    Raise SetupError when it cannot be opened or changed, was made by a newer version or is half a copy.
    """
    with _open_once(url) as engine:
        _create_folder(url)
        with engine.connect() as connection:
            revision = read_revision(connection)
        if revision != SCHEMA_REVISION:
            require_finished(revision)
            try:
                _bring_up_to_date(engine)
            except DBAPIError as error:
                if not is_refusal(error):
                    raise
                raise _explain_revision(url, revision) from error


def require_present(url: str) -> None:
    """Raise SetupError unless the database at `url`, which is only read, is of the present version."""
    revision = find_revision(url)
    if revision != SCHEMA_REVISION:
        require_known(revision)
        raise _explain_revision(url, revision)


def _bring_up_to_date(engine: Engine) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        was_empty = is_empty(connection)
        if was_empty:
            create_tables(connection)
        else:
            upgrade(connection)
        order_by_bytes(connection)
        if not was_empty:
            _renew(connection)


def _explain_revision(url: str, revision: str | None) -> SetupError:
    """What is wrong with a database that is not of the present version, and is not to be changed here."""
    found = f"is of an older version (revision {revision})" if revision else "has no archive yet"
    return SetupError(
        f"The database {describe_address(url)} {found}, and is only read from here. Run `hemeroteca migrate` "
        f"with the primary database in {SETTING} and a user who may change its tables."
    )


def find_revision(url: str) -> str | None:
    """The revision of the tables of the database at `url`, which is there; None for one without any.

    Raise SetupError when it cannot be opened.
    """
    with _open_once(url) as engine, engine.connect() as connection:
        return read_revision(connection)


@contextmanager
def _open_once(url: str) -> Iterator[Engine]:
    """An engine for a moment; what the database says against it is raised as SetupError."""
    engine = open_engine(url)
    try:
        yield engine
    except (DBAPIError, OSError) as error:
        fault = f"The database {describe_address(url)} cannot be opened: {describe_fault(error)}"
        raise SetupError(fault) from error
    finally:
        engine.dispose()


def _renew(connection: Connection) -> None:
    """Work out anew what an older version of the rules may have left."""
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
    address = read_address(url)
    name = address.database
    is_file = address.get_backend_name() == SQLITE and name and name != ":memory:"
    return Path(name) if name and is_file else None


def _create_folder(url: str) -> None:
    if path := find_file(url):
        path.parent.mkdir(parents=True, exist_ok=True)
