"""`copy`: an archive moves from one database to another."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.cli.archive import hold_writer_lock
from app.cli.console import follow, is_watched, say, write_line
from app.errors import SetupError
from app.search.sync import rebuild
from app.settings import Settings, read_settings
from app.store.copying import (
    CopySource,
    Step,
    begin_copy,
    complete_copy,
    copy_rows,
    describe_source,
    finish_copy,
    hold_target,
    require_equal,
    sum_rows,
)
from app.store.engines import SQLITE, describe_address, describe_fault, read_address
from app.store.portable import TableSum, count_all_rows, sum_up
from app.store.session import find_file, find_revision, migrate, open_engine
from app.workers import count_cores, open_workers

_PLAIN_STEP = 500_000  # rows between two lines where there is no terminal


@dataclass(frozen=True, slots=True)
class _Side:
    """A database that is copied from or to; `owns_folder` says whether the data folder is its own."""

    settings: Settings
    owns_folder: bool

    @property
    def url(self) -> str:
        """The address of the database, with its password."""
        return self.settings.resolved_database_url

    @property
    def is_file(self) -> bool:
        """Whether the database is one of SQLite."""
        return find_file(self.url) is not None


def copy_command(
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="Database, or data folder, to copy.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="URL", help="Empty database, or data folder, to fill.")
    ],
    anew: Annotated[
        bool, typer.Option("--anew", help="Drop what a copy that was stopped left, and begin anew.")
    ] = False,
) -> None:
    """Copy the archive to another database, SQLite or PostgreSQL; stopped, it goes on when run again."""
    started = time.monotonic()
    here, there = _read_side(source, "--from"), _read_side(target, "--to")
    _require_archive(here)
    try:
        with _hold_locks(here, there), _open_both(here, there) as (connection, engine):
            sums = _copy(connection, engine, describe_source(connection, here.url), anew=anew)
            _build_text_indexes(engine, there)
            finish_copy(engine)
    except KeyboardInterrupt:
        say("Interrupted: run the same command again to go on.")
        raise
    rows, seconds = sum(one.rows for one in sums), time.monotonic() - started
    say(f"{rows} rows are copied to {describe_address(there.url)}, in {seconds:.0f} seconds.")
    tables = {one.table: {"rows": one.rows, "sha256": one.digest} for one in sums}
    write_line({"rows": rows, "sha256": sum_up(sums), "tables": tables})


def _copy(
    source: Connection, target: Engine, described: CopySource, *, anew: bool
) -> list[TableSum]:
    """Copy all tables and return their sums, which are then the same on both sides."""
    if begin_copy(target, described, anew=anew):
        say("A copy of this archive was stopped: going on.")
    total = count_all_rows(source) if is_watched() else None
    sums = _follow(copy_rows(source, target), "rows copied", total)
    say("Making the indexes of the database.")
    complete_copy(target)
    with target.connect() as copied:
        require_equal(sums, _follow(sum_rows(copied), "rows compared", total))
    return sums


def _follow(steps: Iterator[Step], what: str, total: int | None) -> list[TableSum]:
    """Show how many rows are done; the sums of the tables, in their order."""
    return [one for one in follow(steps, what, total, plain_step=_PLAIN_STEP) if one]


def _build_text_indexes(engine: Engine, side: _Side) -> None:
    """Build what is derived from the rows, or say how it comes to be."""
    if side.is_file and not side.owns_folder:
        say(
            f"The text indexes are not built: with {describe_address(side.url)} as HEMEROTECA_DATABASE_URL "
            "and a data folder of its own, `hemeroteca reindex` does that."
        )
        return
    say("Building the text indexes.")
    with open_workers(count_cores()) as mapper:
        rebuild(engine, side.settings.index_dir, mapper)


def _read_side(value: str, option: str) -> _Side:
    """The database of an address or a data folder; raise SetupError for what names none."""
    own = read_settings()
    if "://" not in value:
        return _Side(own.model_copy(update={"data_dir": Path(value), "database_url": None}), True)
    address = read_address(value, option)
    if address == read_address(own.resolved_database_url):
        return _Side(own, owns_folder=True)
    file = find_file(value)
    if file is None and address.get_backend_name() == SQLITE:
        raise SetupError(f"{option} names no file: a database in memory ends with the command.")
    if file is None:
        return _Side(own.model_copy(update={"database_url": value}), owns_folder=False)
    folder = own.model_copy(update={"data_dir": file.parent, "database_url": None})
    owns_folder = find_file(folder.resolved_database_url) == file.resolve()
    return _Side(folder.model_copy(update={"database_url": value}), owns_folder)


def _require_archive(side: _Side) -> None:
    """Raise SetupError if there is none: copying must not make one."""
    file = find_file(side.url)
    if (file and not file.is_file()) or find_revision(side.url) is None:
        raise SetupError(f"There is no archive in {describe_address(side.url)}.")


@contextmanager
def _hold_locks(*sides: _Side) -> Iterator[None]:
    """Be the only writer of those that are in files, which may be in one folder."""
    folders = {one.settings.data_dir.resolve(): one.settings for one in sides if one.is_file}
    with ExitStack() as stack:
        for settings in folders.values():
            stack.enter_context(hold_writer_lock(settings))
        yield


@contextmanager
def _open_both(here: _Side, there: _Side) -> Iterator[tuple[Connection, Engine]]:
    """The source, as it is at one moment, and the target."""
    migrate(here.url)
    source, target = open_engine(here.url, read_only=True), open_engine(there.url)
    try:
        with hold_target(target), source.connect() as connection:
            yield connection, target
    except DBAPIError as error:
        raise SetupError(f"The database refused: {describe_fault(error)}") from error
    finally:
        source.dispose()
        target.dispose()
