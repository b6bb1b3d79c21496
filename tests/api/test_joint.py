"""Joint speakers over HTTP: every filter by speaker finds a quotation by any of those who say it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import open_shared, publish
from tests.newsroom import Said, make_extraction, write_body

BOTH = Said("El faro se apaga en marzo", "Elena Prado", joint=("Hugo Ansúrez",))
ALONE = Said("Queda la boya del canal", "Elena Prado")


@pytest.fixture(scope="module")
def duo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an archive in which two people speak together once."""
    with open_shared(tmp_path_factory.mktemp("dúo")) as (archive, client):
        publish(
            archive,
            make_extraction(write_body(1), BOTH, path="/1.txt", day="2025-01-10"),
            make_extraction(write_body(2), ALONE, path="/2.txt", day="2025-01-11"),
        )
        yield client


def test_a_quotation_lists_who_says_it_too(duo: TestClient) -> None:
    alone, both = duo.get("/v1/quotes").json()["items"]
    assert (alone["text"], alone["joint"]) == (ALONE.text, [])
    assert both["speaker"] == {"id": "elena-prado", "name": "Elena Prado", "kind": "person"}
    assert both["joint"] == [{"id": "hugo-ansurez", "name": "Hugo Ansúrez", "kind": "person"}]
    assert duo.get(f"/v1/quotes/{both['id']}").json()["joint"] == both["joint"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/quotes?speaker=Hugo%20Ans%C3%BArez&count=true",
        "/v1/quotes?speaker=hugo-ansurez&q=faro&count=true",
        "/v1/quotes?q=speaker:Ans%C3%BArez&count=true",
        "/v1/quotes?speaker=hugo-ansurez&speaker=elena-prado&q=faro&count=true",
        "/v1/speakers/hugo-ansurez/quotes?count=true",
        "/v1/articles?speaker=hugo-ansurez&count=true",
        "/v1/search?q=speaker:Ans%C3%BArez&count=true",
    ],
)
def test_it_is_found_once_by_the_other_speaker(duo: TestClient, path: str) -> None:
    assert duo.get(path).json()["total"] == 1


def test_it_counts_for_both(duo: TestClient) -> None:
    counts = [
        duo.get(f"/v1/speakers/{one}").json()["quote_count"]
        for one in ("elena-prado", "hugo-ansurez")
    ]
    assert counts == [2, 1]
    facets = duo.get("/v1/search?q=faro%20OR%20boya&facets=speaker").json()["facets"]["speaker"]
    assert {one["value"]: one["count"] for one in facets} == {"elena-prado": 2, "hugo-ansurez": 1}
    timeline = duo.get("/v1/timeline?of=quotes&interval=year&speaker=hugo-ansurez").json()
    assert [one["count"] for one in timeline["buckets"]] == [1]
