"""`ingest`: from files to the archive."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlmodel import Session

from app.cli.archive import WritableArchive, open_for_writing
from app.cli.console import follow, say
from app.cli.inputs import ATTENTION, Paths, Source, read_inputs
from app.errors import SetupError
from app.ingest import Report, ingest
from app.search.sync import catch_up
from app.settings import read_settings
from app.store.session import rehearse, write_transaction
from app.store.statistics import count_rows
from app.workers import count_cores, open_workers

INDEX_STEP = 2_048  # articles between two updates of the text index while an ingest goes on
_SUMMARY = (
    *("read", "new", "seen before", "seen elsewhere", "near-copies", "deleted before"),
    *("skipped", "rejected", "quotations"),
)


def ingest_command(
    paths: Paths,
    source: Source = None,
    report: Annotated[
        Path | None, typer.Option(help="Write what became of the inputs to this file, as JSON.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that extract; default: one a processor core."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all of it, say what would change, change nothing.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for another process that writes the archive.")
    ] = False,
) -> None:
    """Bring articles into the archive: clean, date and deduplicate them, find who said what."""
    now = datetime.now(UTC)
    inputs = read_inputs(paths, source)
    if report:
        _write_report(report, [])  # whether it can be written is known before the work, not after
    with (
        open_for_writing(read_settings(), wait=wait) as archive,
        open_workers(workers or count_cores()) as mapper,
    ):
        batches: list[Report] = []
        try:
            if dry_run:
                with rehearse(archive.engine) as transaction:
                    _follow(ingest(inputs, transaction, now=now, mapper=mapper), batches)
            else:

                def transaction() -> AbstractContextManager[Session]:
                    return write_transaction(archive.engine)

                done = ingest(inputs, transaction, now=now, mapper=mapper)
                _follow(_catching_up(archive, done), batches)
        except KeyboardInterrupt:
            say("Interrupted: whole articles are in, half ones are not. Run it again to go on.")
            raise
        finally:  # what was done before a failure is in the archive, and is told
            counts = _add_up(batches)
            say(", ".join(f"{name} {count}" for name, count in counts.items()))
            if report:
                _write_report(report, batches)
        with archive.engine.connect() as connection:
            rows = count_rows(connection)
    say("archive: " + ", ".join(f"{name} {count}" for name, count in rows.items()))
    if counts["rejected"]:
        raise typer.Exit(ATTENTION)


def _catching_up(archive: WritableArchive, batches: Iterator[Report]) -> Iterator[Report]:
    """Let the text index follow every few batches, and at the end."""
    waiting = 0
    for batch in batches:
        waiting += batch.counts["read"]
        if waiting >= INDEX_STEP:
            catch_up(archive.engine, archive.index)
            waiting = 0
        yield batch
    catch_up(archive.engine, archive.index)


def _follow(batches: Iterator[Report], done: list[Report]) -> None:
    """Run the batches, saying what each rejected or found odd, and note each as done."""
    steps = ((batch.counts["read"], batch) for batch in batches)
    for batch in follow(steps, "articles"):
        done.append(batch)
        for rejection in batch.rejections:
            say(f"rejected {rejection.location}: {rejection.reason}")
        for location, note in batch.notes:
            say(f"note {location}: {note}")


def _add_up(batches: list[Report]) -> dict[str, int]:
    return {name: sum(batch.counts[name] for batch in batches) for name in _SUMMARY}


def _write_report(path: Path, batches: list[Report]) -> None:
    content = {
        "counts": _add_up(batches),
        "rejected": [asdict(rejection) for batch in batches for rejection in batch.rejections],
        "notes": [
            {"location": location, "note": note}
            for batch in batches
            for location, note in batch.notes
        ],
    }
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(content)) + b"\n")
    except OSError as error:
        raise SetupError(f"The report {path} cannot be written: {error.strerror}.") from error
