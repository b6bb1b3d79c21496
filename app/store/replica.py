"""A replica of a PostgreSQL database, from which a server answers, and how far it is behind the primary."""

import logging
import time
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.errors import SetupError
from app.store.engines import POSTGRES, SETTING, Limits, describe_fault, read_address
from app.store.session import open_engine, require_present

log = logging.getLogger("hemeroteca.replica")

READ_SETTING = "HEMEROTECA_READ_DATABASE_URL"
# Seconds in which the primary answers or counts as down: less than a probe of /readyz waits.
_PROBE = Limits(pool_size=1, statement_timeout_ms=2_000, patience_s=2)
_ASKED_EVERY_S = 1.0  # whoever asks for /readyz shows no key, and must not keep the primary busy
_QUESTION = text(
    "SELECT (SELECT value FROM archive_state WHERE name = 'generation') AS generation, "
    "system_identifier, current_database() AS name FROM pg_control_system()"
)


class _Answer(NamedTuple):
    """How far a database has come, and which one it is: a streaming replica is the same as its primary."""

    generation: int
    identity: tuple[int, str]


class Primary:
    """The database that is written, asked now and then how far it has come while a replica is read.

    Each time over a new connection: one that is kept hangs when the machine at its end is gone. Several
    threads may ask.
    """

    def __init__(self, url: str, replica: Engine) -> None:
        self._engine = open_engine(url, read_only=True, limits=_PROBE)
        self._replica = replica
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._generation: int | None = None

    def find_generation(self) -> int | None:
        """The generation of the primary, at most a second old; None when it does not answer in time.

        Raise SetupError when what is read is not a replica of it, DBAPIError when that does not answer.
        """
        with self._lock:
            if time.monotonic() - self._asked_at >= _ASKED_EVERY_S:
                self._generation = self._ask_anew()
                self._asked_at = time.monotonic()
            return self._generation

    def _ask_anew(self) -> int | None:
        read = _ask(self._replica)
        try:
            written = _ask(self._engine)
        except DBAPIError as error:
            log.warning("The primary database does not answer: %s", describe_fault(error))
            return None
        finally:
            self._engine.dispose()
        if read.identity != written.identity:
            raise SetupError(
                f"{READ_SETTING} names no streaming replica of the database that {SETTING} names: what is "
                "written to the one would never be seen in the other."
            )
        return written.generation


def open_replica(url: str, primary_url: str, limits: Limits) -> tuple[Engine, Primary]:
    """An engine that reads the replica at `url`, and the primary behind it, which need not answer now.

    Raise SetupError when they do not go together, or the replica is not of the present version.
    """
    _check_addresses(url, primary_url)
    require_present(url)
    engine = open_engine(url, read_only=True, limits=limits)
    try:
        primary = Primary(primary_url, engine)
        primary.find_generation()
    except DBAPIError as error:
        engine.dispose()
        raise SetupError(f"The replica cannot be read: {describe_fault(error)}") from error
    except SetupError:
        engine.dispose()
        raise
    return engine, primary


def is_replica(connection: Connection) -> bool:
    """Whether this database follows another, and may be behind it."""
    if connection.dialect.name != POSTGRES:
        return False
    return bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar())


def _check_addresses(url: str, primary_url: str) -> None:
    """Raise SetupError unless both are of PostgreSQL, and the first is that of one server.

    Connections to several replicas, each behind by something else, would give an answer the ETag of another.
    """
    address = read_address(url, READ_SETTING)
    if {one.get_backend_name() for one in (address, read_address(primary_url))} != {POSTGRES}:
        raise SetupError(
            f"{READ_SETTING} names a streaming replica of the PostgreSQL that {SETTING} names: set both, "
            "or neither."
        )
    hosts = (address.host or "", *address.normalized_query.get("host", ()))
    if len([one for one in hosts if one]) > 1 or any("," in one for one in hosts):
        raise SetupError(
            f"{READ_SETTING} names several hosts, and a server reads one replica: start another server for "
            "each of the others."
        )


def _ask(engine: Engine) -> _Answer:
    with engine.connect() as connection:
        row = connection.execute(_QUESTION).one()
    return _Answer(int(row.generation or 0), (row.system_identifier, row.name))
