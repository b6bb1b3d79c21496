from starlette.testclient import TestClient

from tests.api.press import BOYA, FARO


def test_outlets_are_listed_by_name_with_counts_and_dates(press: TestClient) -> None:
    page = press.get("/v1/sources").json()
    assert (page["next"], page["total"]) == (None, 3)
    assert page["items"] == [
        {
            "source": FARO,
            "article_count": 7,
            "quote_count": 7,
            "first_date": "2025-01-31",
            "last_date": "2025-02-28",
        },
        {
            "source": BOYA,
            "article_count": 3,
            "quote_count": 3,
            "first_date": "2025-01-15",
            "last_date": "2025-03-10",
        },
        {
            "source": None,
            "article_count": 2,
            "quote_count": 2,
            "first_date": "2025-01-01",
            "last_date": "2025-12-31",
        },
    ]


def test_the_counts_are_those_of_the_lists(client: TestClient) -> None:
    for outlet in client.get("/v1/sources").json()["items"]:
        if outlet["source"] is None:
            continue
        query = {"source": outlet["source"], "count": "true", "limit": "1"}
        articles = client.get("/v1/articles", params={**query, "copies": "all"}).json()["total"]
        quotes = client.get("/v1/quotes", params=query).json()["total"]
        assert (outlet["article_count"], outlet["quote_count"]) == (articles, quotes)
