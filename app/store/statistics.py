"""Counts over the archive: by time, by outlet, in all."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, func, select

from app.errors import BadRequestError
from app.store.filters import QuoteFilter, article_conditions, quote_conditions
from app.store.joint import has_joint
from app.store.name_tables import speaker_table
from app.store.tables import INDIRECT, article_table, origin_table, quote_table

Interval = Literal["day", "week", "month", "year"]
Counted = Literal["articles", "quotes"]
BUCKET_LIMIT = 4_000  # eleven years by day
_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}
_COARSER = {"day": {"month", "year"}, "week": {"month", "year"}, "month": {"year"}, "year": set()}
_COUNTED = {
    "articles": select(func.count()).select_from(article_table),
    "origins": select(func.count()).select_from(origin_table),
    "quotes": select(func.count()).where(quote_table.c.kind != INDIRECT),
    "speakers": select(func.count()).where(speaker_table.c.quoted),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """An interval, both days inclusive, and how many fall into it."""

    start: date
    end: date
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Buckets without gaps, oldest first; beside them what has no place in one.

    `imprecise` counts what is dated, but less precisely than the interval (to the month, say, for days).
    """

    buckets: tuple[Bucket, ...]
    undated: int
    imprecise: int


def count_timeline(
    connection: Connection, of: Counted, chosen: QuoteFilter, interval: Interval
) -> Timeline:
    """Count articles or quotations by interval; weeks begin on Monday."""
    counts: Counter[date] = Counter()
    undated = imprecise = 0
    for day, precision, count in connection.execute(
        _daily_counts(connection, of, chosen), chosen.values
    ):
        if day is None:
            undated += count
        elif precision in _COARSER[interval]:
            imprecise += count
        else:
            counts[_interval_start(day, interval)] += count
    bounds = [*counts, *filter(None, (chosen.articles.first_day, chosen.articles.last_day))]
    if not bounds:
        return Timeline((), undated, imprecise)
    first, last = _interval_start(min(bounds), interval), max(bounds)
    if (last - first).days > _DAYS[interval] * BUCKET_LIMIT:
        raise BadRequestError(
            f"The timeline from {first} to {last} has more than {BUCKET_LIMIT} buckets: "
            "ask for a longer interval or a shorter range."
        )
    return Timeline(tuple(_fill(counts, first, last, interval)), undated, imprecise)


def list_sources(connection: Connection) -> Sequence[RowMapping]:
    """Outlets by name, None last, with their articles, quotations and range of dates."""
    quotes = (
        select(article_table.c.source, func.count().label("quote_count"))
        .join(quote_table, quote_table.c.article_id == article_table.c.id)
        .where(quote_table.c.kind != INDIRECT)
        .group_by(article_table.c.source)
        .subquery()
    )
    statement = (
        select(
            article_table.c.source,
            func.count().label("article_count"),
            func.coalesce(func.max(quotes.c.quote_count), 0).label("quote_count"),
            func.min(article_table.c.first_day).label("first_date"),
            func.max(article_table.c.last_day).label("last_date"),
        )
        .outerjoin(quotes, quotes.c.source.is_not_distinct_from(article_table.c.source))
        .group_by(article_table.c.source)
        .order_by(article_table.c.source.nulls_last())
    )
    return connection.execute(statement).mappings().all()


def count_rows(connection: Connection) -> dict[str, int]:
    """How many articles, origins, quotations and quoted speakers the archive holds."""
    return {
        name: connection.execute(statement).scalar_one() for name, statement in _COUNTED.items()
    }


def _daily_counts(connection: Connection, of: Counted, chosen: QuoteFilter) -> Select[Any]:
    statement = select(article_table.c.first_day, article_table.c.published_precision, func.count())
    if of == "quotes":
        said = quote_conditions(chosen.shape, joint=has_joint(connection, chosen.speaker_ids))
        of_article = quote_table.c.article_id == article_table.c.id
        statement = statement.join(quote_table, of_article).where(*said)
    return statement.where(*article_conditions(chosen.articles.shape)).group_by(
        article_table.c.first_day, article_table.c.published_precision
    )


def _fill(
    counts: Mapping[date, int], first: date, last: date, interval: Interval
) -> Iterator[Bucket]:
    start, end = first, _interval_end(first, interval)
    yield Bucket(start, end, counts.get(start, 0))
    while end < last:
        start = end + timedelta(days=1)
        end = _interval_end(start, interval)
        yield Bucket(start, end, counts.get(start, 0))


def _interval_start(day: date, interval: Interval) -> date:
    if interval == "week":
        return day - timedelta(days=day.weekday())
    if interval == "month":
        return day.replace(day=1)
    if interval == "year":
        return day.replace(month=1, day=1)
    return day


def _interval_end(start: date, interval: Interval) -> date:
    if interval == "week":
        return start + min(timedelta(days=6), date.max - start)
    if interval == "month":
        return start.replace(day=monthrange(start.year, start.month)[1])
    if interval == "year":
        return start.replace(month=12, day=31)
    return start
