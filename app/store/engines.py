"""Engines: how each database is opened, what a transaction sees in it, and who may write when."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from app.errors import SetupError

WRITES = "hemeroteca_writes"  # the execution option of an engine whose transactions write
SQLITE, POSTGRES = "sqlite", "postgresql"
BUSY_TIMEOUT_MS = 15_000
# A batch of 256 articles touches a page for each band of each, at 100,000 articles most of 100 MB.
_WRITER_CACHE_KIB = 131_072
# Of each connection of a server, of which there are up to ten. Twenty quotations of any speaker among 100,000
# articles took 0.44 to 0.62 ms of processor time in three interleaved runs, with 4 MB as with 16.
_READER_CACHE_KIB = 4_096
SETTING = "HEMEROTECA_DATABASE_URL"
_DRIVER = "postgresql+psycopg"
_LOST = "What was committed before stays: run the command again to go on."
_REFUSALS = frozenset({"25006", "42501"})  # read_only_sql_transaction, insufficient_privilege
_REFUSED = f"{SETTING} has to name the primary database, and a user who may do that."
# Held by whoever writes a database of PostgreSQL, to the end of the transaction: the number is arbitrary.
_WRITER_LOCK = 0x48656D65726F


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine may take of PostgreSQL: connections kept (ten more for a moment), time a statement.

    `writer_silence_ms` is how long a process that writes may leave the database waiting for its next
    statement before it loses its transaction, and with it the lock. 0 milliseconds are no limit.
    `patience_s` is after how many seconds a machine that is silent counts as gone, 0: when the system says
    so, after minutes. SQLite knows none of them.
    """

    pool_size: int = 5
    statement_timeout_ms: int = 0
    # A frame that hundreds of articles share takes a batch some 20 s of comparing between two statements.
    writer_silence_ms: int = 300_000
    patience_s: int = 0


def read_address(url: str, setting: str = SETTING) -> URL:
    """The address of a database of a kind that can be opened; raise SetupError for any other.

    No message repeats what may be part of a password; each names the setting that the address is from.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise SetupError(f"{setting} is not an address: {error}") from error
    except ValueError as error:
        raise SetupError(f"{setting} is not an address: its port is no number.") from error
    if address.drivername in {POSTGRES, "postgres"}:
        address = address.set(drivername=_DRIVER)
    backend = address.get_backend_name()
    if backend not in {SQLITE, POSTGRES}:
        raise SetupError(f"{setting} names {backend}; this works with SQLite and PostgreSQL.")
    if backend == POSTGRES:
        _check_postgres(address, setting)
    return address


def is_postgres(url: str) -> bool:
    """Whether an address is one of PostgreSQL; raise SetupError for none that can be opened."""
    return read_address(url).get_backend_name() == POSTGRES


def _check_postgres(address: URL, setting: str) -> None:
    if address.drivername != _DRIVER:
        raise SetupError(f"{setting} names {address.drivername}: write {_DRIVER}://…")
    if "@" in (address.host or ""):
        raise SetupError(f"{setting} has several @: in a user name or a password write %40 for it.")


def describe_address(url: str) -> str:
    """The address as messages show it: without a password, wherever it stands."""
    address = read_address(url)
    if address.get_backend_name() == POSTGRES:
        address = address.set(query={})
    return str(address)


def describe_fault(error: DBAPIError | OSError) -> str:
    """What a database or the disk says, in one line, with what to do where it refuses or is lost."""
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    said = said if said.endswith((".", "?")) else f"{said}."
    if not isinstance(error, DBAPIError):
        return said
    advice = _REFUSED if is_refusal(error) else _LOST if error.connection_invalidated else ""
    return f"{said} {advice}".rstrip()


def is_refusal(error: DBAPIError) -> bool:
    """Whether PostgreSQL does not let the user do this, or nobody, because it is a replica."""
    return getattr(error.orig, "sqlstate", None) in _REFUSALS


def make_engine(address: URL, *, read_only: bool, limits: Limits) -> Engine:
    """An engine for an address; a read-only one refuses every write. Nothing connects yet."""
    try:
        if address.get_backend_name() == POSTGRES:
            return _make_postgres_engine(address, read_only=read_only, limits=limits)
        return _make_sqlite_engine(address, read_only=read_only)
    except (ArgumentError, NoSuchModuleError) as error:
        raise SetupError(f"{SETTING} is not an address: {error}") from error


def _make_sqlite_engine(address: URL, *, read_only: bool) -> Engine:
    options: dict[str, Any] = {}
    if read_only and address.database:
        address = _read_only_address(address)
        # The connection that was used last is taken first, since its cache is warm.
        options["pool_use_lifo"] = True
    # Parameters may be what somebody searched for: no log shows them.
    engine = create_engine(address, hide_parameters=True, **options)

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
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


def _read_only_address(address: URL) -> URL:
    """The same file, which is not created when it is not there."""
    if address.query.get("mode") == "ro":
        return address
    path = quote(str(Path(address.database or "").resolve()))
    return address.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def _make_postgres_engine(address: URL, *, read_only: bool, limits: Limits) -> Engine:
    options: dict[str, Any] = {"pool_size": limits.pool_size}
    if read_only:
        # A server outlives restarts of the database: a connection that was lost is made anew.
        options["pool_pre_ping"] = True
    try:
        engine = create_engine(_be_patient(address, limits), hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise SetupError(
            f"{SETTING} names PostgreSQL, whose driver is not installed: "
            "pip install 'hemeroteca[postgres]'."
        ) from error

    silence = str(0 if read_only else limits.writer_silence_ms)
    settings = {
        "timezone": "UTC",
        # A process that was stopped, or whose machine is gone, is not to keep the others waiting for ever:
        # the first counts while the database waits for a statement, the second while it sends an answer.
        "idle_in_transaction_session_timeout": silence,
        "tcp_user_timeout": silence,
        "statement_timeout": str(limits.statement_timeout_ms),
        # It would compile for a second what runs for a millisecond: of lists it expects a hundred values.
        "jit": "off",
    }

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        connection.commit()
        if read_only:
            connection.adapters.register_dumper(str, _make_dumper(engine))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Each statement of a writer sees what was committed before it: a snapshot of the whole transaction
        # would be taken while it waits for the lock, and miss what the one before it wrote.
        writes, driven = _writes(connection), cast("Any", connection.connection.dbapi_connection)
        engine.dialect.set_isolation_level(
            driven, "READ COMMITTED" if writes else "REPEATABLE READ"
        )
        # So nobody writes without the lock. None leaves it to the database: a replica only reads.
        driven.read_only = None if writes and not read_only else True
        if writes:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine


def _be_patient(address: URL, limits: Limits) -> URL:
    """The address with how long to wait for a machine that is silent, as far as it does not say so itself."""
    seconds = limits.patience_s
    if not seconds:
        return address
    chosen = {
        "connect_timeout": seconds,
        "keepalives_idle": seconds,
        "keepalives_interval": 1,
        "tcp_user_timeout": seconds * 1_000,
    }
    missing = {name: str(value) for name, value in chosen.items() if name not in address.query}
    return address.update_query_dict(missing)


def _make_dumper(engine: Engine) -> type[Any]:
    """What hands text to PostgreSQL, which refuses NUL: what is asked for with one is nowhere."""
    driver: Any = engine.dialect.loaded_dbapi

    class Dumper(driver.types.string.StrDumper):  # type: ignore[misc]  # the driver is an extra
        def dump(self, text: str) -> Any:
            return super().dump(text.replace("\0", "\ufffd"))

    return Dumper


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITES, False))
