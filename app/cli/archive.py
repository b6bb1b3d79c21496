"""Opening the archive for a command: migrated, indexed, and a file with one writer at a time."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.errors import SetupError
from app.search.sync import ArchiveIndex, follow_in_transactions, prepare_archive_index
from app.settings import Settings
from app.store.engines import describe_fault, is_postgres
from app.store.session import find_file, find_revision, migrate, open_engine

_LOCK = "writer.lock"


class WriterBusyError(SetupError):
    """Another process is writing the archive."""


@dataclass(frozen=True, slots=True)
class WritableArchive:
    """An archive that this process writes: alone, or with others where the database is PostgreSQL."""

    engine: Engine
    index: ArchiveIndex


@contextmanager
def open_for_reading(settings: Settings) -> Iterator[Engine]:
    """The database, brought to the present version, read-only; raise SetupError if there is none."""
    require_archive(settings)
    migrate(settings.resolved_database_url)
    engine = open_engine(settings.resolved_database_url, read_only=True)
    try:
        yield engine
    except DBAPIError as error:
        raise SetupError(f"The database refused: {describe_fault(error)}") from error
    finally:
        engine.dispose()


def require_archive(settings: Settings) -> None:
    """Raise SetupError if nothing was ever ingested: reading an archive must not make one."""
    path = find_file(settings.resolved_database_url)
    if path is None and find_revision(settings.resolved_database_url) is None:
        raise SetupError(
            "There is no archive in the database that HEMEROTECA_DATABASE_URL names. Make one with "
            "`hemeroteca ingest PATH...`."
        )
    if path is not None and not path.is_file():
        raise SetupError(
            f"There is no archive in {settings.data_dir} ({path.name} is missing). Make one with "
            "`hemeroteca ingest PATH...`, or set HEMEROTECA_DATA_DIR to the folder that has one."
        )


@contextmanager
def open_for_writing(settings: Settings, *, wait: bool = False) -> Iterator[WritableArchive]:
    """The archive with its indexes up to date; raise WriterBusyError if another
    process writes, unless told to wait."""
    with hold_writer_lock(settings, wait=wait):
        migrate(settings.resolved_database_url)
        engine = follow_in_transactions(open_engine(settings.resolved_database_url))
        try:
            with closing(prepare_archive_index(engine, settings.index_dir)) as index:
                yield WritableArchive(engine, index)
        except DBAPIError as error:
            raise SetupError(f"The database refused: {describe_fault(error)}") from error
        finally:
            engine.dispose()


@contextmanager
def hold_writer_lock(settings: Settings, *, wait: bool = False) -> Iterator[None]:
    """Be the only writer of the archive; raise WriterBusyError if there is another, unless told to wait.

    PostgreSQL needs no lock: any number of processes write, a transaction each in its turn.
    """
    if is_postgres(settings.resolved_database_url):
        yield
        return
    lock = FileLock(settings.data_dir.resolve() / _LOCK, timeout=-1 if wait else 0)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise WriterBusyError(
            f"Another process is writing the archive in {settings.data_dir}. Wait until it is done."
        ) from error
    except OSError as error:
        raise SetupError(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror or error}). "
            "Set HEMEROTECA_DATA_DIR to a folder that can."
        ) from error
    try:
        yield
    finally:
        lock.release()
