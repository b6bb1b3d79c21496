"""How fast articles go in, stage by stage, and how fast what is known is passed over.

python -m bench.ingest [ARTICLES]
"""

import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from app.cli.archive import WritableArchive, open_for_writing
from app.documents import read_documents
from app.documents.document import RawDocument
from app.extraction import Extraction, extract
from app.ingest import BATCH_SIZE, ingest
from app.search.sync import catch_up, rebuild
from app.settings import Settings
from app.store.articles import save_extractions
from app.store.copies import link_copies
from app.store.outbox import get_generation
from app.store.session import write_transaction
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements
from app.workers import open_workers
from bench.articles import write_articles
from bench.newsstand import Newsstand
from bench.report import say, time_additions

_SEED = 20251121
_ARTICLES, _WORDS = 2_048, 400
_NOW = datetime(2025, 11, 21, tzinfo=UTC)


class Stopwatch:
    """Seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Count what is done meanwhile to this stage."""
        started = process_time()
        yield
        self.seconds[stage] += process_time() - started


def main() -> None:
    """Print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES
    say(f"Python {platform.python_version()}, {platform.machine()}, one core, {_WORDS} words each")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s\n")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        articles = write_articles(size, _WORDS, _SEED, Newsstand(_SEED).words)
        for number, text in enumerate(articles):
            (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
        with open_for_writing(Settings(data_dir=Path(scratch) / "data")) as archive:
            _print_stages(_time_stages(archive, folder), size)
            _print_known(archive, folder, size)
            _print_rebuilds(archive, Path(scratch), size)


def _time_stages(archive: WritableArchive, folder: Path) -> Stopwatch:
    """Bring the articles in as `ingest` does, with one process and one update of the index at the end."""
    watch = Stopwatch()
    inputs = read_documents([folder])
    while True:
        with watch.time("read"):
            raws = [item for item in islice(inputs, BATCH_SIZE) if isinstance(item, RawDocument)]
        if not raws:
            break
        with watch.time("clean, find quotations, sign"):
            extracted = [extract(raw, _NOW.date()) for raw in raws]
        _time_transaction(archive, [one for one in extracted if isinstance(one, Extraction)], watch)
    with watch.time("index"):
        catch_up(archive.engine, archive.index)
    return watch


def _time_transaction(
    archive: WritableArchive, extractions: list[Extraction], watch: Stopwatch
) -> None:
    with watch.time("commit"), write_transaction(archive.engine) as session:
        started = watch.total
        generation = get_generation(session) + 1
        with watch.time("save"):
            saved = save_extractions(session, extractions, seen_at=_NOW, generation=generation)
        with watch.time("near-copies"):
            bands_of = {one.document.id: one.document.bands for one in extractions}
            mark_wordings(session, link_copies(session, bands_of).relinked)
        with watch.time("speakers"):
            settle_speakers(session, saved.forms)
        with watch.time("statements"):
            settle_statements(session)
        inside = watch.total - started
    watch.seconds["commit"] -= inside  # of the whole transaction only what is not named above


def _print_stages(watch: Stopwatch, size: int) -> None:
    say(f"  {'':<30}{'ms an article':>15}{'articles/s':>12}")
    for stage, seconds in [
        *watch.seconds.items(),
        ("all, one after the other", watch.total),
    ]:
        say(f"  {stage:<30}{seconds / size * 1000:>15.2f}{size / seconds:>12.0f}")


def _print_known(archive: WritableArchive, folder: Path, size: int) -> None:
    started = process_time()
    reports = ingest(read_documents([folder]), lambda: write_transaction(archive.engine), now=_NOW)
    known = sum(report.counts["seen before"] for report in reports)
    seconds = process_time() - started
    say(f"\n  {known} unchanged files seen again: {size / seconds:.0f} a second")


def _print_rebuilds(archive: WritableArchive, scratch: Path, size: int) -> None:
    """How fast `reindex` is, by the clock: the work of several processes is no sum of their seconds."""
    for workers in (1, 2):
        with open_workers(workers) as mapper:
            started = perf_counter()
            rebuild(archive.engine, scratch / f"{workers}", mapper, batch_size=BATCH_SIZE)
            seconds = perf_counter() - started
        say(f"  both indexes built anew with {workers} at work: {size / seconds:.0f} a second")


if __name__ == "__main__":
    main()
