"""Indirect speech over HTTP: with `include=indirect`, and nowhere else."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import open_shared, publish
from tests.newsroom import Said, make_extraction, write_body

FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga")
OBRAS = Said("las obras del muelle acabarán en otoño", "Elena Quiroga", kind="indirect")
LLUVIA = Said("la lluvia no cesará en abril", "Rosaura Bermejo", kind="indirect")
ARTICLE = make_extraction(
    write_body(1), FAROL, OBRAS, LLUVIA, day="2025-03-04", source="El Faro", path="/a.txt"
)
ID = ARTICLE.document.id
LISTS = ("/v1/quotes", f"/v1/articles/{ID}/quotes", "/v1/speakers/elena-quiroga/quotes")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an archive with one article, whose speech is quoted and reported."""
    with open_shared(tmp_path_factory.mktemp("indirecto")) as (archive, client):
        publish(archive, ARTICLE)
        yield client


def list_texts(client: TestClient, path: str) -> list[str]:
    page = client.get(path).json()
    return [item["text"] for item in page["items"]]


@pytest.mark.parametrize("path", LISTS)
def test_lists_of_quotations_add_indirect_speech_on_request(client: TestClient, path: str) -> None:
    assert list_texts(client, path) == [FAROL.text]
    assert list_texts(client, f"{path}?include=indirect")[:2] == [FAROL.text, OBRAS.text]
    assert client.get(f"{path}?count=true").json()["total"] == 1
    assert OBRAS.text in list_texts(client, f"{path}?kind=indirect")
    assert FAROL.text not in list_texts(client, f"{path}?kind=indirect")


def test_words_are_found_in_indirect_speech_on_request(client: TestClient) -> None:
    assert list_texts(client, "/v1/quotes?q=muelle") == [FAROL.text]
    assert list_texts(client, "/v1/quotes?q=lluvia") == []
    assert list_texts(client, "/v1/quotes?q=muelle&include=indirect") == [FAROL.text, OBRAS.text]
    asked = '/v1/quotes?q=speaker:"Rosaura Bermejo" lluvia&include=indirect'
    assert list_texts(client, asked) == [LLUVIA.text]


def test_somebody_only_reported_is_understood_on_request(client: TestClient) -> None:
    plain = client.get("/v1/quotes?speaker=Bermejo").json()
    assert (plain["items"], plain["speaker"]) == ([], None)
    asked = client.get("/v1/quotes?speaker=Bermejo&include=indirect").json()
    assert asked["speaker"]["id"] == "rosaura-bermejo"
    assert [item["text"] for item in asked["items"]] == [LLUVIA.text]


def test_one_clause_is_got_by_its_id(client: TestClient) -> None:
    (quote,) = client.get("/v1/quotes?kind=indirect&speaker=Quiroga").json()["items"]
    assert client.get(f"/v1/quotes/{quote['id']}").json()["kind"] == "indirect"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/speakers?name=bermejo",
        "/v1/articles?speaker=Bermejo",
        "/v1/search?q=speaker:Bermejo",
        "/v1/search?q=muelle&speaker=Bermejo",
    ],
)
def test_nothing_is_listed_for_somebody_only_reported(client: TestClient, path: str) -> None:
    assert client.get(path).json()["items"] == []


def test_somebody_only_reported_has_a_page_without_quotations(client: TestClient) -> None:
    speaker = client.get("/v1/speakers/rosaura-bermejo").json()
    assert (speaker["quote_count"], speaker["aliases"], speaker["quoted_with"]) == (0, [], [])
    quotes = "/v1/speakers/rosaura-bermejo/quotes"
    assert list_texts(client, quotes) == []
    assert list_texts(client, f"{quotes}?include=indirect") == [LLUVIA.text]


def test_counts_are_of_quotations_in_marks(client: TestClient) -> None:
    (speaker,) = client.get("/v1/speakers").json()["items"]
    assert (speaker["id"], speaker["quote_count"]) == ("elena-quiroga", 1)
    (source,) = client.get("/v1/sources").json()["items"]
    assert source["quote_count"] == 1
    (bucket,) = client.get("/v1/timeline?of=quotes&interval=year").json()["buckets"]
    assert bucket["count"] == 1
    facets = client.get("/v1/search?q=muelle&facets=speaker").json()["facets"]
    assert [value["value"] for value in facets["speaker"]] == ["elena-quiroga"]
    assert "hemeroteca_quotes 1.0" in client.get("/metrics").text


@pytest.mark.parametrize("value", ["", "directo", "indirect&include=indirect"])
def test_anything_else_is_refused(client: TestClient, value: str) -> None:
    response = client.get(f"/v1/quotes?include={value}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["name"].startswith("include")
