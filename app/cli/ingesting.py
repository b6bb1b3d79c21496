"""`ingest`: from files to the archive."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.archive import WritableArchive, open_for_writing, require_archive
from app.cli.console import follow, is_watched, say
from app.cli.inputs import ATTENTION, Source, read_inputs
from app.cli.reporting import ReportFile, list_counts, open_report
from app.cli.spreading import check_address, open_dask
from app.documents import count_articles
from app.ingest import Report, ingest
from app.refresh import refresh
from app.search.following import Follower
from app.search.sync import is_searched_itself
from app.settings import read_settings
from app.store.rereading import count_outdated
from app.store.session import Transaction, rehearse, write_transaction
from app.store.statistics import count_rows
from app.workers import count_cores, open_aside, open_workers

INDEX_STEP = 2_048  # articles between two updates of the text index while an ingest goes on


def ingest_command(  # noqa: PLR0913, PLR0917  each option is an argument
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input."),
    ] = None,
    source: Source = None,
    report: Annotated[
        Path | None, typer.Option(help="Write what became of the inputs to this file, as JSON.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that extract; default: one a processor core."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            callback=check_address,
            help="Read and extract on the Dask cluster whose scheduler is there, as in tcp://host:8786.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all of it, say what would change, change nothing.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for another process that writes the archive.")
    ] = False,
    refreshing: Annotated[
        bool,
        typer.Option(
            "--refresh", help="Without PATH: extract again what an older version extracted."
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="With --refresh: extract everything again.")
    ] = False,
) -> None:
    """Bring articles into the archive: clean, date and deduplicate them, find who said what."""
    _check_usage(paths, refreshing=refreshing, everything=everything)
    if dask and workers:
        raise typer.BadParameter("goes without --workers", param_hint="--dask")
    settings = read_settings()
    if refreshing:
        require_archive(settings)
    started = datetime.now(UTC)
    processes = workers or count_cores()
    with (
        open_report(report, started) as report_file,
        open_for_writing(settings, wait=wait) as archive,
        open_workers(processes) if dask is None else open_dask(dask) as mapper,
        _choose_transaction(archive, dry_run=dry_run) as transaction,
        open_aside() as aside,
    ):
        job = _Job(report_file)
        total: int | None
        batches: Iterator[Report]
        if refreshing:
            total = count_outdated(archive.engine, everything=everything)
            refreshed = refresh(transaction, now=started, everything=everything, mapper=mapper)
            batches = map(Report, refreshed)
        else:
            total = count_articles(paths or []) if is_watched() else None
            reader = mapper if dask else None
            inputs = read_inputs(paths or [], source, reader)
            batches = ingest(inputs, transaction, now=started, mapper=mapper)
        if not dry_run:
            beside = None if processes < 2 or is_searched_itself(archive.engine) else aside
            follower = Follower(archive.engine, archive.index, settings.index_dir, beside)
            batches = _followed(batches, follower)
        job.run(batches, total)
        with archive.engine.connect() as connection:
            rows = count_rows(connection)
    say("archive: " + ", ".join(f"{name} {count}" for name, count in rows.items()))
    if job.counts["rejected"]:
        raise typer.Exit(ATTENTION)


def _check_usage(paths: list[str] | None, *, refreshing: bool, everything: bool) -> None:
    if refreshing and paths:
        raise typer.BadParameter("goes without PATH", param_hint="--refresh")
    if everything and not refreshing:
        raise typer.BadParameter("goes with --refresh", param_hint="--all")
    if not refreshing and not paths:
        raise typer.BadParameter(
            "name a file or a folder, or - for standard input", param_hint="PATH"
        )


@contextmanager
def _choose_transaction(archive: WritableArchive, *, dry_run: bool) -> Iterator[Transaction]:
    if dry_run:
        with rehearse(archive.engine) as transaction:
            yield transaction
    else:
        yield partial(write_transaction, archive.engine)


@dataclass(frozen=True, slots=True)
class _Job:
    """What was done, and where it is reported."""

    report: ReportFile | None
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, batches: Iterator[Report], total: int | None) -> None:
        """Run the batches, saying what each rejected or found odd; sum up, whatever ended them."""
        try:
            for batch in follow(map(_measure, batches), "articles", total):
                self.counts.update(batch.counts)
                if self.report:
                    self.report.add(batch)
                for rejection in batch.rejections:
                    say(f"rejected {rejection.location}: {rejection.reason}")
                for location, note in batch.notes:
                    say(f"note {location}: {note}")
        except KeyboardInterrupt:
            say("Interrupted: whole articles are in, half ones are not. Run it again to go on.")
            raise
        finally:  # what was done before a failure is in the archive, and is told
            counts = list_counts(self.counts)
            say(", ".join(f"{name} {count}" for name, count in counts.items()))
            if self.report:
                self.report.write(self.counts, datetime.now(UTC))


def _measure(batch: Report) -> tuple[int, Report]:
    return batch.counts["read"] + batch.counts["extracted again"], batch


def _followed(batches: Iterator[Report], follower: Follower) -> Iterator[Report]:
    """Let the text indexes follow every few batches, and at the end."""
    waiting = 0
    for batch in batches:
        waiting += _measure(batch)[0]
        if waiting >= INDEX_STEP and follower.follow():
            waiting = 0
        yield batch
    follower.arrive()
