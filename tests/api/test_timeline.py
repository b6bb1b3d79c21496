from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.press import BOYA


def read_counts(client: TestClient, query: str) -> dict[str, int]:
    """The buckets that are not empty, by their first day."""
    buckets = client.get(f"/v1/timeline?{query}").json()["buckets"]
    return {bucket["start"]: bucket["count"] for bucket in buckets if bucket["count"]}


@pytest.mark.parametrize(
    ("interval", "expected", "imprecise"),
    [
        ("year", {"2025-01-01": 9}, 0),
        ("month", {"2025-01-01": 2, "2025-02-01": 5, "2025-03-01": 1}, 1),
        ("week", {"2025-01-13": 1, "2025-01-27": 2, "2025-02-24": 3, "2025-03-10": 1}, 2),
        (
            "day",
            {"2025-01-15": 1, "2025-01-31": 1, "2025-02-01": 1, "2025-02-28": 3, "2025-03-10": 1},
            2,
        ),
    ],
)
def test_articles_are_counted_by_interval(
    press: TestClient, interval: str, expected: dict[str, int], imprecise: int
) -> None:
    assert read_counts(press, f"interval={interval}") == expected
    timeline = press.get(f"/v1/timeline?interval={interval}").json()
    assert (timeline["undated"], timeline["imprecise"]) == (3, imprecise)


def test_quotations_are_counted_with_their_speaker(press: TestClient) -> None:
    query = "of=quotes&speaker=Elena Prado"
    assert read_counts(press, query) == {"2025-01-01": 2, "2025-03-01": 1}
    assert press.get(f"/v1/timeline?{query}").json()["undated"] == 1


def test_articles_that_quote_a_speaker_are_counted(press: TestClient) -> None:
    assert read_counts(press, "speaker=hugo-prado&interval=month") == {
        "2025-01-01": 1,
        "2025-02-01": 1,
    }


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
def test_buckets_follow_each_other_without_a_gap(client: TestClient, interval: str) -> None:
    buckets = client.get(f"/v1/timeline?interval={interval}").json()["buckets"]
    for bucket, following in pairwise(buckets):
        day_after = date.fromisoformat(bucket["end"]) + timedelta(days=1)
        assert day_after.isoformat() == following["start"]


def test_a_range_is_filled_with_zeros_to_both_ends(press: TestClient) -> None:
    timeline = press.get("/v1/timeline?from=2025-06-01&to=2025-08-31&source=" + BOYA).json()
    assert [bucket["start"] for bucket in timeline["buckets"]] == [
        "2025-06-01",
        "2025-07-01",
        "2025-08-01",
    ]
    assert sum(bucket["count"] for bucket in timeline["buckets"]) == 0


def test_every_article_is_counted_somewhere(client: TestClient) -> None:
    timeline = client.get("/v1/timeline?interval=year&copies=all").json()
    counted = sum(bucket["count"] for bucket in timeline["buckets"])
    total = client.get("/v1/articles?copies=all&count=true&limit=1").json()["total"]
    assert counted + timeline["undated"] + timeline["imprecise"] == total


@pytest.mark.parametrize(("undated", "count"), [("include", 3), ("exclude", 0), ("only", 3)])
def test_undated_articles_are_told_apart(press: TestClient, undated: str, count: int) -> None:
    timeline: dict[str, Any] = press.get(f"/v1/timeline?undated={undated}").json()
    assert timeline["undated"] == count


def test_undated_articles_are_told_also_of_a_range(press: TestClient) -> None:
    assert press.get("/v1/timeline?from=2025-01-01").json()["undated"] == 3


def test_a_timeline_of_too_many_buckets_is_refused(press: TestClient) -> None:
    response = press.get("/v1/timeline?from=0001-01-01&to=2025-01-01&interval=day")
    assert response.status_code == 400
    assert "longer interval" in response.json()["detail"]
