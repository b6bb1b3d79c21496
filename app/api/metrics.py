"""What Prometheus reads: requests as they are counted, and the archive as it is when asked."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.api.dependencies import Archive
from app.errors import SetupError, UnavailableError
from app.store.outbox import count_outbox, get_generation
from app.store.statistics import count_rows

_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetrics:
    """Counts requests of one application, by labels of which a client cannot make new ones."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "hemeroteca_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "hemeroteca_request_seconds",
            "Time from the request to the end of its answer.",
            ["route"],
            registry=self.registry,
            buckets=_BUCKETS_S,
        )

        self._stages = Histogram(
            "hemeroteca_search_stage_seconds",
            "Time of each stage of a search: wait for a slot, read the query, match, load rows, show.",
            ["stage"],
            registry=self.registry,
            buckets=_BUCKETS_S,
        )

        self._kept = Counter(
            "hemeroteca_kept_answers",
            "Requests answered with what was kept of an answer before.",
            registry=self.registry,
        )

    def start_search(self) -> "StageClock":
        """A clock for the stages of a search that begins now."""
        return StageClock(self._stages)

    def count(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """Count one request; a route of None is a path that no route has, a status of None no answer."""
        template = route or "none"
        known = method if method in _METHODS else "other"
        self._requests.labels(known, template, str(status or "none")).inc()
        self._seconds.labels(template).observe(seconds)

    def count_kept(self) -> None:
        """Count an answer that was not made anew."""
        self._kept.inc()


class StageClock:
    """Takes the time of stages that follow each other."""

    def __init__(self, stages: Histogram) -> None:
        self._stages = stages
        self._since = time.perf_counter()

    def end(self, stage: str) -> None:
        """Count what has passed since the stage before as the time of this one."""
        now = time.perf_counter()
        self._stages.labels(stage).observe(now - self._since)
        self._since = now


class ArchiveMetrics(Collector):
    """The state of an archive, read anew at every scrape."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def collect(self) -> Iterator[Metric]:
        """One gauge for each number; of an archive that cannot be read, only that it cannot."""
        try:
            values = _read_archive(self._archive)
        except (SQLAlchemyError, UnavailableError, SetupError, OSError):
            values = {}
        readable = "Whether database and text index can be read: 1 or 0."
        yield GaugeMetricFamily("hemeroteca_archive_readable", readable, float(bool(values)))
        for name, (help_text, value) in values.items():
            yield GaugeMetricFamily(f"hemeroteca_{name}", help_text, value)


def expose_metrics(requests: RequestMetrics, archive: Archive) -> bytes:
    """All metrics in Prometheus' text format; reads the database."""
    return generate_latest(requests.registry) + generate_latest(ArchiveMetrics(archive))


def _read_archive(archive: Archive) -> dict[str, tuple[str, int]]:
    with Session(archive.engine) as session:
        generation, waiting = get_generation(session), count_outbox(session)
        rows = count_rows(session.connection())
    index_generation = archive.index_generation
    free = archive.count_free_bytes()
    metrics = {
        "generation": ("Transactions that changed the archive.", generation),
        "index_generation": (
            "Generation that both text indexes have reached.",
            index_generation,
        ),
        "index_lag": (
            "Transactions that a search does not show yet.",
            max(0, generation - index_generation),
        ),
        "outbox_articles": ("Articles that the text index has still to take over.", waiting),
        "articles": ("Articles in the archive.", rows["articles"]),
        "quotes": ("Quotations in the archive.", rows["quotes"]),
        "speakers": ("Speakers in the archive.", rows["speakers"]),
        **_read_primary(archive, generation),
    }
    if free is not None:
        metrics["disk_free_bytes"] = ("Bytes left on the disk of the archive.", free)
    return metrics


def _read_primary(archive: Archive, generation: int) -> dict[str, tuple[str, int]]:
    """Gauges of the database that is written, where another is read."""
    if archive.primary is None:
        return {}
    reached = archive.primary.find_generation()
    gauges = {
        "primary_up": ("Whether the primary database answers: 1 or 0.", int(reached is not None))
    }
    if reached is not None:
        help_text = "Transactions that the replica has still to take over."
        gauges["replication_lag"] = (help_text, max(0, reached - generation))
    return gauges
