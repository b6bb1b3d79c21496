"""Five real articles go in and come out right; skipped where they are not at hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cli.archive import open_for_writing
from app.settings import Settings
from app.verify import verify
from tests.conftest import ingest_paths, make_client


@pytest.fixture(scope="module")
def real(
    real_articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, TestClient]]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("real"))
    with open_for_writing(settings) as archive:
        ingest_paths(archive, real_articles / "seeds")
    with make_client(settings) as client:
        yield settings, client


@pytest.fixture(scope="module")
def gold(real_articles: Path) -> dict[str, dict[str, Any]]:
    """What is known of each article, by the number that its file begins with."""
    lines = (real_articles / "gold" / "seeds.jsonl").read_text("utf-8").splitlines()
    return {row["file"][:3]: row for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def articles(real: tuple[Settings, TestClient]) -> dict[str, dict[str, Any]]:
    """Each article whole, by the number that its file begins with."""
    _, client = real
    found = {}
    for item in client.get("/v1/articles").json()["items"]:
        whole = client.get(f"/v1/articles/{item['id']}").json()
        found[Path(whole["origins"][0]["path"]).name[:3]] = whole
    return found


def test_every_file_is_one_article(articles: dict[str, Any]) -> None:
    assert sorted(articles) == ["000", "001", "002", "003", "004"]


def test_a_body_that_was_pasted_twice_is_there_once(articles: dict[str, Any]) -> None:
    body = articles["000"]["body"]
    assert body.count(body[:60]) == 1
    assert articles["000"]["removed"]


def test_chrome_is_gone_and_listed(articles: dict[str, Any]) -> None:
    for number, chrome in (
        ("001", ["Escuche esta historia", "--:--", "2:09"]),
        ("002", ["Seguir en"]),
    ):
        article = articles[number]
        listed = "\n".join(removed["text"] for removed in article["removed"])
        for piece in chrome:
            assert piece not in article["body"]
            assert piece not in (article["title"] or "")
            assert piece in listed


def test_dates_and_titles_are_those_that_are_stated(
    articles: dict[str, Any], gold: dict[str, Any]
) -> None:
    for number, article in articles.items():
        assert article["published"] == gold[number]["date"]
        assert article["title"] == gold[number]["title"]


def test_a_first_paragraph_is_no_title(articles: dict[str, Any], real_articles: Path) -> None:
    (path,) = (real_articles / "seeds").glob("003*")
    header = path.read_text("utf-8").split("\n", 1)[0]
    assert articles["003"]["body"].startswith(header.removeprefix(" date 2025-11-04 "))


def test_search_needs_no_accents(
    real: tuple[Settings, TestClient], articles: dict[str, Any]
) -> None:
    items = real[1].get("/v1/search", params={"q": "cooperacion militar"}).json()["items"]
    assert articles["003"]["id"] in [item["article"]["id"] for item in items]


def test_a_range_of_dates_gives_the_article_of_that_month(
    real: tuple[Settings, TestClient], articles: dict[str, Any]
) -> None:
    params = {"from": "2025-11-01", "to": "2025-11-30"}
    items = real[1].get("/v1/articles", params=params).json()["items"]
    assert [item["id"] for item in items] == [articles["003"]["id"]]


def test_a_name_means_the_same_in_every_form(
    real: tuple[Settings, TestClient], gold: dict[str, Any]
) -> None:
    (said,) = [
        quote["text"]
        for quote in gold["003"]["quotes"]
        if quote["kind"] == "direct" and "Maduro" in quote["speakers"]
    ]
    answers = [
        real[1].get("/v1/quotes", params={"speaker": name, "limit": 100}).json()["items"]
        for name in ("Maduro", "Nicolás Maduro", "maduro")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert said in [item["text"] for item in answers[0]]


def test_offsets_slice_to_the_quotation(
    real: tuple[Settings, TestClient], articles: dict[str, Any]
) -> None:
    for article in articles.values():
        for quote in real[1].get(f"/v1/articles/{article['id']}/quotes?limit=100").json()["items"]:
            assert article["body"][quote["start"] : quote["end"]] == quote["text"]


def test_a_second_ingest_changes_nothing_and_all_is_sound(
    real: tuple[Settings, TestClient], real_articles: Path
) -> None:
    settings, client = real
    paths = ("/v1/articles", "/v1/quotes", "/v1/speakers")
    before = (
        [client.get(path).content for path in paths],
        client.get("/readyz").json()["generation"],
    )
    with open_for_writing(settings) as archive:
        (report,) = ingest_paths(archive, real_articles / "seeds")
        assert verify(archive.engine, settings.index_dir) == []
    assert report.counts["seen before"] == 5
    after = [client.get(path).content for path in paths], client.get("/readyz").json()["generation"]
    assert after == before


def test_what_two_outlets_cut_differently_is_one_statement(
    real: tuple[Settings, TestClient], articles: dict[str, dict[str, Any]]
) -> None:
    """Three sentences stand in two articles, one of them in the same words; nothing else is shared."""
    _, client = real
    statements = client.get("/v1/statements").json()["items"]
    assert [one["quote_count"] for one in statements] == [2, 2, 2]
    assert sorted(len(one["variants"]) for one in statements) == [1, 2, 2]
    for statement in statements:
        whole = client.get(f"/v1/statements/{statement['id']}").json()
        quoting = {q["article"]["id"] for variant in whole["variants"] for q in variant["quotes"]}
        assert quoting == {articles["002"]["id"], articles["004"]["id"]}
