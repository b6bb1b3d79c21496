"""`ingest`: from files to the archive."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from sqlmodel import Session

from app.cli.archive import WritableArchive, open_for_writing
from app.cli.console import follow, say
from app.cli.inputs import ATTENTION, Paths, Source, read_inputs
from app.ingest import Report, ingest
from app.search.sync import catch_up
from app.settings import read_settings
from app.store.session import rehearse, write_transaction
from app.store.statistics import count_rows

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
    with open_for_writing(read_settings(), wait=wait) as archive:
        if dry_run:
            with rehearse(archive.engine) as transaction:
                total = _total(follow(_count(ingest(inputs, transaction, now=now)), "articles"))
        else:

            def transaction() -> AbstractContextManager[Session]:
                return write_transaction(archive.engine)

            batches = _catching_up(archive, ingest(inputs, transaction, now=now))
            total = _total(follow(_count(batches), "articles"))
        with archive.engine.connect() as connection:
            rows = count_rows(connection)
    _say_report(total, rows)
    if report:
        report.write_bytes(msgspec.json.format(msgspec.json.encode(_describe(total))) + b"\n")
    if total.rejections:
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


def _count(batches: Iterator[Report]) -> Iterator[tuple[int, Report]]:
    return ((batch.counts["read"], batch) for batch in batches)


def _total(batches: Iterator[Report]) -> Report:
    total = Report(Counter())
    for batch in batches:
        for rejection in batch.rejections:
            say(f"rejected {rejection.location}: {rejection.reason}")
        total += batch
    return total


def _say_report(total: Report, rows: dict[str, int]) -> None:
    for location, note in total.notes:
        say(f"note {location}: {note}")
    say(", ".join(f"{name} {total.counts[name]}" for name in _SUMMARY))
    say("archive: " + ", ".join(f"{name} {count}" for name, count in rows.items()))


def _describe(total: Report) -> dict[str, Any]:
    return {
        "counts": {name: total.counts[name] for name in _SUMMARY},
        "rejected": [asdict(rejection) for rejection in total.rejections],
        "notes": [{"location": location, "note": note} for location, note in total.notes],
    }
