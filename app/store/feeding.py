"""Which data folder a database feeds: its outbox empties into the text indexes of one folder only.

A database of PostgreSQL and its folder have the same random word. One of SQLite has none, and neither has its
folder, unless that was the folder of another database before.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlmodel import Session

from app.errors import SetupError
from app.store.engines import POSTGRES
from app.store.session import open_engine, write_transaction
from app.store.tables import ArchiveState, archive_state_table

_FED = "fed_folder"
_FILE = "database.id"
# Held by the one process that writes a database of PostgreSQL, from whatever folder: the number is arbitrary.
_FEEDER_LOCK = {"number": 0x48656D65726F + 1}
_STATE = archive_state_table.c


def feeds(engine: Engine, data_dir: Path) -> bool:
    """Whether the database feeds the text indexes of this folder."""
    fed, own = _find_fed(engine), _read_word(data_dir)
    return fed == own and (fed is not None or engine.dialect.name != POSTGRES)


def require_fed(engine: Engine, data_dir: Path) -> None:
    """Raise SetupError if the database feeds another folder: the indexes of this one miss articles."""
    if _find_fed(engine) is not None and not feeds(engine, data_dir):
        raise SetupError(
            f"The database feeds the text indexes of another data folder than {data_dir}, which miss "
            "what was ingested since. Set HEMEROTECA_DATA_DIR to that folder, or run `hemeroteca reindex` "
            "to let it feed this one instead."
        )


def feed(engine: Engine, data_dir: Path) -> None:
    """Let the database feed this folder from now on; its text indexes were built from it just now."""
    word = secrets.token_hex(8)
    # The folder first: while the database names none, who is stopped here begins again.
    (data_dir / _FILE).write_text(word)
    with write_transaction(engine) as session:
        session.merge(ArchiveState(name=_FED, value=word))


@contextmanager
def hold_feeder_lock(url: str, *, wait: bool) -> Iterator[bool]:
    """Be the only process that writes a database of PostgreSQL, on whatever machine; False if another is.

    A database in a file has the lock of its folder.
    """
    engine = open_engine(url)
    if engine.dialect.name != POSTGRES:
        yield True
        return
    lock = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Let go when the connection is closed; waiting for it has no result.
            held = connection.execute(text(f"SELECT {lock}(:number)"), _FEEDER_LOCK).scalar()
            yield held is not False
    finally:
        engine.dispose()


def _find_fed(engine: Engine) -> str | None:
    with Session(engine) as session:
        return session.execute(select(_STATE.value).where(_STATE.name == _FED)).scalar()


def _read_word(data_dir: Path) -> str | None:
    try:
        return (data_dir / _FILE).read_text()
    except FileNotFoundError:
        return None
