"""Copying an archive from one database to another: begun, gone on with, compared, and finished.

The revision of the copy says that it is unfinished until all is there and the same, so that nothing takes it
for an archive. How far it has come its own rows say: tables are copied in the order of their keys.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from app.errors import SetupError
from app.store.collation import order_by_bytes
from app.store.engines import POSTGRES, WRITES, describe_address
from app.store.loading import complete_tables, load_rows, open_loader, strip_tables
from app.store.migration import UNFINISHED, create_tables, drop_tables, is_empty, mark_revision
from app.store.portable import (
    COPY_NOTE,
    Row,
    Summing,
    TableSum,
    find_last_key,
    list_copied_tables,
    read_rows,
    take_key,
)
from app.store.session import read_revision
from app.store.state import read_state
from app.store.tables import SCHEMA_REVISION, archive_state_table

Step = tuple[int, TableSum | None]  # rows that were done, and the sum of a table that is done
_BATCH_BYTES = 2**22  # a transaction, counted as lines of JSON
# Held by the one process that fills a database of PostgreSQL: the number is arbitrary.
_TARGET_LOCK = 0x48656D65726F + 2
_PATIENCE_MS = 5_000  # until PostgreSQL has noticed the death of one that was killed
_STATE = archive_state_table.c


@dataclass(frozen=True, slots=True)
class CopySource:
    """What a copy is of: the address of the source without a password, its state and its revision."""

    address: str
    state: str
    revision: str


def describe_source(source: Connection, url: str) -> CopySource:
    """What a copy of the archive at `url` is of, as this connection sees it from now on."""
    return CopySource(describe_address(url), read_state(source), SCHEMA_REVISION)


@contextmanager
def hold_target(target: Engine) -> Iterator[None]:
    """Be the only process that copies to this database; raise SetupError if another does.

    A file has the lock of its folder.
    """
    if target.dialect.name != POSTGRES:
        yield
        return
    driver: Any = target.dialect.loaded_dbapi
    with closing(target.raw_connection()) as connection:
        connection.detach()  # so that it is closed in the end, and the lock let go of
        driven: Any = connection.dbapi_connection
        target.dialect.set_isolation_level(driven, "AUTOCOMMIT")
        driven.execute(f"SET lock_timeout = {_PATIENCE_MS}")
        try:
            driven.execute(f"SELECT pg_advisory_lock({_TARGET_LOCK})")
        except driver.OperationalError as error:
            raise SetupError(
                f"Another process copies to {_describe(target)}. Wait until it is done."
            ) from error
        yield


def begin_copy(target: Engine, source: CopySource, *, anew: bool) -> bool:
    """Make the tables, or find those of a copy of the same that was stopped; return whether it was.

    Raise SetupError for a target that holds an archive, other tables, or a copy of something else; of the
    last, if it is to begin `anew`, nothing is left.
    """
    with target.execution_options(**{WRITES: True}).begin() as connection:
        if not is_empty(connection):
            _require_unfinished(connection, target)
            if not anew:
                _require_same(connection, source)
                return True
            drop_tables(connection)
        create_tables(connection)
        strip_tables(connection, list_copied_tables())
        order_by_bytes(connection)
        mark_revision(connection, UNFINISHED)
        note = msgspec.json.encode(asdict(source)).decode()
        connection.execute(insert(archive_state_table).values(name=COPY_NOTE, value=note))
    return False


def _require_unfinished(connection: Connection, target: Engine) -> None:
    if read_revision(connection) != UNFINISHED:
        raise SetupError(
            f"The database {_describe(target)} is not empty, and nothing in it is written over. Copy to an "
            "empty one."
        )


def _describe(engine: Engine) -> str:
    return describe_address(engine.url.render_as_string(hide_password=False))


def _require_same(connection: Connection, source: CopySource) -> None:
    noted = select(_STATE.value).where(_STATE.name == COPY_NOTE)
    begun = msgspec.json.decode(connection.execute(noted).scalar_one(), type=CopySource)
    if (begun.state, begun.revision) == (source.state, source.revision):
        return
    if begun.revision != source.revision:
        cause = "That was with another version of Hemeroteca"
    elif begun.address != source.address:
        cause = f"It is not what {source.address} holds"
    else:
        cause = "The source has changed since"
    raise SetupError(
        f"The target holds half a copy of {begun.address}. {cause}. With --anew it is dropped, and the copy "
        "begins anew."
    )


def copy_rows(source: Connection, target: Engine) -> Iterator[Step]:
    """Copy what is not there yet, reading everything in the source once."""
    with open_loader(target) as loader:
        for table in list_copied_tables():
            yield from _copy_table(source, loader, table)


def _copy_table(source: Connection, loader: Connection, table: Table) -> Iterator[Step]:
    with loader.begin():
        last = find_last_key(loader, table)
    summing = Summing(table)
    waiting: list[Row] = []
    size = 0
    for rows in read_rows(source, table):
        size += summing.add(rows)
        waiting += (row for row in rows if last is None or take_key(table, row) > last)
        if size >= _BATCH_BYTES:
            load_rows(loader, table, waiting)
            waiting, size = [], 0
        yield len(rows), None
    load_rows(loader, table, waiting)
    yield 0, summing.finish()


def complete_copy(target: Engine) -> None:
    """Give the tables their indexes and foreign keys, as far as they have them not yet."""
    with open_loader(target) as loader:
        complete_tables(loader, list_copied_tables())


def sum_rows(archive: Connection) -> Iterator[Step]:
    """Sum up all tables."""
    for table in list_copied_tables():
        summing = Summing(table)
        for rows in read_rows(archive, table):
            summing.add(rows)
            yield len(rows), None
        yield 0, summing.finish()


def require_equal(source: Iterable[TableSum], target: Iterable[TableSum]) -> None:
    """Raise SetupError that names the tables in which the copy differs from what it is of."""
    pairs = list(zip(source, target, strict=True))
    unlike = [
        f"{here.table} ({here.rows} rows in the source, {there.rows} in the copy)"
        for here, there in pairs
        if here != there
    ]
    if unlike:
        raise SetupError(
            f"The copy differs from its source in {', '.join(unlike)}. It stays unfinished; with --anew it "
            "is dropped, and the copy begins anew."
        )


def finish_copy(target: Engine) -> None:
    """Let the copy be an archive."""
    with target.execution_options(**{WRITES: True}).begin() as connection:
        connection.execute(delete(archive_state_table).where(_STATE.name == COPY_NOTE))
        mark_revision(connection, SCHEMA_REVISION)
