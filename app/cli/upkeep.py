"""`migrate`, `reindex`, `verify`, `delete`, `status`, `backup`: looking after the archive."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.archive import (
    hold_writer_lock,
    open_for_reading,
    open_for_writing,
    require_archive,
)
from app.cli.console import say, write_line
from app.errors import SetupError
from app.search.folder import IndexUnusableError
from app.search.sync import catch_up, open_archive_index, rebuild
from app.settings import read_settings
from app.store.articles import delete_article, forget_deletion
from app.store.outbox import count_outbox, get_generation, next_generation
from app.store.session import write_transaction
from app.store.standing import count_decisions
from app.store.statistics import count_rows
from app.verify import repair, verify
from app.workers import count_cores, open_workers

ATTENTION = 1


def migrate_command() -> None:
    """Make the database, or bring it to the present version, as every command does that may write."""
    with open_for_writing(read_settings()):
        pass
    say("The database is of the present version.")


def reindex_command(
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that read; default: one a processor core."),
    ] = None,
) -> None:
    """Build the text indexes anew beside the old ones and swap them in; readers notice nothing."""
    settings = read_settings()
    require_archive(settings)
    with (
        hold_writer_lock(settings),
        open_for_reading(settings) as engine,
        open_workers(workers or count_cores()) as mapper,
    ):
        rebuild(engine, settings.index_dir, mapper)
    say("The text indexes are built anew.")


def verify_command(
    mend: Annotated[
        bool, typer.Option("--repair", help="Mend what is wrong from the database.")
    ] = False,
) -> None:
    """Compare the database with itself and the text indexes with the database."""
    settings = read_settings()
    with open_for_reading(settings) as engine:
        faults = verify(engine, settings.index_dir)
    if faults and mend:
        for fault in faults:
            say(f"repairing: {fault}")
        with open_for_writing(settings) as archive:
            repair(archive.engine, settings.index_dir)
            faults = verify(archive.engine, settings.index_dir)
    for fault in faults:
        say(fault)
    say("The archive is not sound: see above." if faults else "The archive is sound.")
    if faults:
        raise typer.Exit(ATTENTION)


def delete_command(
    article_id: Annotated[str, typer.Argument(help="Id of the article.")],
    forget: Annotated[
        bool, typer.Option("--forget", help="Let a deleted article in again at the next ingest.")
    ] = False,
) -> None:
    """Delete an article with all that was derived from it; it stays out when its file comes again."""
    settings = read_settings()
    require_archive(settings)
    with open_for_writing(settings) as archive:
        with write_transaction(archive.engine) as session:
            if forget:
                forget_deletion(session, article_id)
            else:
                generation = next_generation(session)
                now = datetime.now(UTC)
                delete_article(session, article_id, now=now, generation=generation)
        catch_up(archive.engine, archive.index)
    say(f"{article_id} may come in again." if forget else f"{article_id} is deleted.")


def status_command() -> None:
    """Print counts, generation and index lag as JSON."""
    settings = read_settings()
    with open_for_reading(settings) as engine, Session(engine) as session:
        status: dict[str, object] = {
            **count_rows(session.connection()),
            **count_decisions(session),
            "generation": get_generation(session),
            "waiting_for_index": count_outbox(session),
        }
        try:
            with closing(open_archive_index(engine, settings.index_dir)) as index:
                status["index_generation"] = index.articles.generation
        except IndexUnusableError as error:
            status["index_generation"] = None
            say(error.detail)
    write_line(status)


def backup_command(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Copy the database to a file, consistently, while it is in use; the index can be rebuilt from it."""
    if file.exists():
        raise SetupError(f"{file} exists already: name a new file.")
    unfinished = file.with_name(file.name + ".part")
    with open_for_reading(read_settings()) as engine, engine.connect() as connection:
        source = connection.connection.dbapi_connection
        if not isinstance(source, sqlite3.Connection):
            raise SetupError(
                "Only a SQLite database can be copied this way: PostgreSQL has `pg_dump`."
            )
        try:
            with closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
            unfinished.rename(file)
        except (OSError, sqlite3.Error) as error:
            unfinished.unlink(missing_ok=True)
            raise SetupError(f"The copy {file} cannot be written: {error}.") from error
    say(f"The database is copied to {file}.")
