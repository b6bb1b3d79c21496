"""Counts by time and outlet: nothing twice, nothing in a bucket it does not belong to, nothing left out."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from app.errors import BadRequestError
from app.store.article_lists import count_articles
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.quote_lists import count_quotes
from app.store.statistics import Counted, Interval, count_rows, count_timeline, list_sources
from tests.newsroom import make_extraction, save, write_body

ALL = QuoteFilter()


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
@pytest.mark.parametrize("of", ["articles", "quotes"])
def test_buckets_the_undated_and_the_imprecise_add_up_to_all(
    sample: Connection, of: Counted, interval: Interval
) -> None:
    timeline = count_timeline(sample, of, ALL, interval)
    total = sum(bucket.count for bucket in timeline.buckets)
    expected = (
        count_articles(sample, ALL.articles) if of == "articles" else count_quotes(sample, ALL)
    )
    assert total + timeline.undated + timeline.imprecise == expected


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
def test_buckets_follow_each_other_without_gap(sample: Connection, interval: Interval) -> None:
    timeline = count_timeline(sample, "articles", ALL, interval)
    for one, following in pairwise(timeline.buckets):
        assert following.start - one.end == timedelta(days=1)


def test_a_month_counts_what_is_dated_to_it_and_a_day_does_not(sample: Connection) -> None:
    by_month = count_timeline(sample, "articles", ALL, "month")
    assert {(one.start, one.end): one.count for one in by_month.buckets} == {
        (date(2025, 1, 1), date(2025, 1, 31)): 3,
        (date(2025, 2, 1), date(2025, 2, 28)): 0,
        (date(2025, 3, 1), date(2025, 3, 31)): 1,
    }
    assert (by_month.undated, by_month.imprecise) == (1, 1)
    by_day = count_timeline(sample, "articles", ALL, "day")
    assert by_day.buckets[0].start == date(2025, 1, 10)
    assert by_day.imprecise == 2


def test_a_year_counts_every_dated_article(sample: Connection) -> None:
    timeline = count_timeline(sample, "articles", ALL, "year")
    assert [(one.start.year, one.count) for one in timeline.buckets] == [(2024, 1), (2025, 4)]
    assert timeline.imprecise == 0


def test_a_week_begins_on_monday_also_at_the_turn_of_the_year(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1), day="2025-01-01"))  # a Wednesday
    with engine.connect() as connection:
        (week,) = count_timeline(connection, "articles", ALL, "week").buckets
    assert (week.start, week.end) == (date(2024, 12, 30), date(2025, 1, 5))


def test_quotations_are_counted_under_their_own_filters(sample: Connection) -> None:
    chosen = QuoteFilter(speaker_ids=("elena-quiroga",))
    timeline = count_timeline(sample, "quotes", chosen, "month")
    assert [bucket.count for bucket in timeline.buckets] == [4]
    assert timeline.undated == 1


def test_the_buckets_of_a_range_fill_it(sample: Connection) -> None:
    january = ArticleFilter(date(2025, 1, 9), date(2025, 1, 14), undated="exclude")
    timeline = count_timeline(sample, "articles", QuoteFilter(january), "day")
    assert [bucket.count for bucket in timeline.buckets] == [0, 1, 1, 0, 0, 0]
    assert timeline.imprecise == 1  # dated to January, which overlaps


def test_a_range_without_articles_is_a_row_of_zeros(sample: Connection) -> None:
    quiet = ArticleFilter(date(2023, 5, 1), date(2023, 7, 31), undated="exclude")
    timeline = count_timeline(sample, "articles", QuoteFilter(quiet), "month")
    assert [bucket.count for bucket in timeline.buckets] == [0, 0, 0]


def test_an_archive_without_dates_has_no_buckets(sample: Connection) -> None:
    undated = QuoteFilter(ArticleFilter(undated="only"))
    timeline = count_timeline(sample, "articles", undated, "day")
    assert (timeline.buckets, timeline.undated) == ((), 1)


def test_too_many_buckets_are_refused_with_what_to_do(sample: Connection) -> None:
    ages = ArticleFilter(date(1900, 1, 1), date(2025, 12, 31))
    with pytest.raises(BadRequestError, match="ask for a longer interval or a shorter range"):
        count_timeline(sample, "articles", QuoteFilter(ages), "day")
    assert len(count_timeline(sample, "articles", QuoteFilter(ages), "month").buckets) == 126 * 12


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
def test_the_last_days_of_the_calendar_have_a_bucket(
    sample: Connection, interval: Interval
) -> None:
    end = ArticleFilter(date(9999, 12, 1), date(9999, 12, 31), undated="exclude")
    timeline = count_timeline(sample, "articles", QuoteFilter(end), interval)
    assert timeline.buckets[-1].end >= date(9999, 12, 26)


def test_outlets_are_listed_by_name_with_their_counts_and_days(sample: Connection) -> None:
    rows = [tuple(row.values()) for row in list_sources(sample)]
    expected: list[tuple[Any, ...]] = [
        ("El Faro", 2, 4, date(2025, 1, 1), date(2025, 1, 31)),
        ("La Voz", 3, 5, date(2024, 1, 1), date(2025, 3, 5)),
        (None, 1, 1, None, None),
    ]
    assert rows == expected


def test_rows_are_counted(sample: Connection) -> None:
    assert count_rows(sample) == {"articles": 6, "origins": 6, "quotes": 10, "speakers": 3}
