"""Ranges of days and cursors, whatever they are: lists hold what dates say, pages what the stream says."""

import json
from datetime import date, timedelta
from typing import Any

from httpx2 import URL
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.press import ARTICLES, BOYA, DAYS, ELENA, FARO, IRENE

FIRST, LAST = date(2023, 12, 30), date(2026, 1, 2)
EDGES = [
    date(2025, 1, 1),
    date(2025, 1, 31),
    date(2025, 2, 1),
    date(2025, 2, 28),
    date(2025, 12, 31),
]
ALL_DAYS = st.dates(FIRST, LAST) | st.sampled_from(EDGES)
RANGES = st.tuples(st.none() | ALL_DAYS, st.none() | ALL_DAYS).filter(
    lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1]
)
UNDATED = st.sampled_from([None, "include", "exclude", "only"])
QUOTED = {one.document.id for one in ARTICLES if one.quotations}


def last_day(first: date, precision: str) -> date:
    """The last day of a day, month or year that begins on this one."""
    if precision == "day":
        return first
    later = first + timedelta(days=31 if precision == "month" else 366)
    return (later.replace(day=1) if precision == "month" else date(later.year, 1, 1)) - timedelta(1)


def is_meant(day: Any, chosen: tuple[date | None, date | None], undated: str | None) -> bool:
    """Whether an article of this date is in the range, read off the promises."""
    start, end = chosen
    if day is None or undated == "only":
        default = "exclude" if start or end else "include"
        return day is None and (undated or default) != "exclude"
    first = date.fromisoformat(f"{day.text}-01-01"[:10])
    return (start is None or last_day(first, day.precision) >= start) and (
        end is None or first <= end
    )


@settings(max_examples=80, deadline=None)
@given(chosen=RANGES, undated=UNDATED, sort=st.sampled_from(["newest", "oldest"]))
def test_a_range_holds_what_its_days_overlap(
    press: TestClient, chosen: tuple[date | None, date | None], undated: str | None, sort: str
) -> None:
    wanted = {"from": chosen[0], "to": chosen[1], "undated": undated, "sort": sort}
    parameters = {name: str(value) for name, value in wanted.items() if value is not None}
    expected = {one for one, day in DAYS.items() if is_meant(day, chosen, undated)}
    listed = press.get("/v1/articles", params={**parameters, "copies": "all", "limit": "100"})
    assert {item["id"] for item in listed.json()["items"]} == expected
    for more in ({}, {"min_confidence": "0.1"}):
        quotes = press.get("/v1/quotes", params={**parameters, **more, "limit": "100"})
        found = {item["article"]["id"] for item in quotes.json()["items"]}
        assert found == expected & QUOTED
        counted = press.get("/v1/quotes", params={**parameters, **more, "count": "true"}).json()
        assert counted["total"] == len(quotes.json()["items"])


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "source": st.lists(st.sampled_from([FARO, BOYA]), max_size=2),
        "speaker": st.lists(st.sampled_from([ELENA, IRENE, "hugo-prado", "none"]), max_size=2),
        "kind": st.lists(st.sampled_from(["direct", "partial", "fragment"]), max_size=2),
        "min_confidence": st.sampled_from(["0.2", "0.5", "0.95"]),
        "undated": UNDATED.filter(bool),
        "from": st.dates(date(2025, 1, 1), date(2025, 3, 31)).map(str),
        "q": st.sampled_from(["puerto", "faro OR puerto"]),
        "sort": st.sampled_from(["newest", "oldest"]),
    },
)


@settings(max_examples=50, deadline=None)
@given(filters=FILTERS, limits=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_pages_of_any_filters_are_the_stream_of_the_same(
    press: TestClient, filters: dict[str, Any], limits: list[int]
) -> None:
    stream = press.get("/v1/quotes", params={**filters, "format": "ndjson"})
    lines = [json.loads(line) for line in stream.content.splitlines()]
    address = URL("/v1/quotes", params=filters)
    found: list[dict[str, Any]] = []
    for turn in range(len(lines) + 1):
        page = press.get(address.copy_set_param("limit", limits[turn % len(limits)])).json()
        found += page["items"]
        if page["next"] is None:
            break
        address = URL(page["next"])
    assert found == lines
    assert len({line["id"] for line in lines}) == len(lines)
