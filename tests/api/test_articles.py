from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from app.store.session import write_transaction
from app.store.tables import Deletion
from tests.api.conftest import open_shared, publish
from tests.api.press import ARTICLES, BOYA, FARO, IDS
from tests.newsroom import SEEN_AT, Said, make_extraction, write_body

Ask = Callable[[str], list[int]]


@pytest.fixture(scope="session")
def ask(press: TestClient) -> Ask:
    """The numbers, in `press.py`, of the articles that a query of `/v1/articles` lists, ascending."""

    def numbers(query: str) -> list[int]:
        items = press.get(f"/v1/articles?limit=100&{query}").json()["items"]
        return sorted(IDS.index(item["id"]) + 1 for item in items)

    return numbers


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2025-02-28&to=2025-02-28", [4, 5, 6, 8, 9]),  # both days inclusive
        ("from=2025-01-15&to=2025-01-31", [1, 2, 9]),
        ("from=2025-01-16&to=2025-01-30", [9]),
        ("from=2025-02-10&to=2025-02-11", [8, 9]),  # the month and the year overlap
        ("from=2025-03-01&to=2025-03-31", [7, 9]),
        ("from=2025-03-10", [7, 9]),
        ("from=2025-12-31", [9]),
        ("from=2026-01-01", []),
        ("to=2025-01-01", [9]),
        ("to=2024-12-31", []),
        ("to=2025-01-15", [1, 9]),
        ("from=2025-02-01&to=2025-02-01", [3, 8, 9]),
    ],
)
def test_a_range_of_days_is_inclusive_and_meets_coarser_dates(
    ask: Ask, query: str, expected: list[int]
) -> None:
    assert ask(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", list(range(1, 13))),
        ("undated=include", list(range(1, 13))),
        ("undated=exclude", list(range(1, 10))),
        ("undated=only", [10, 11, 12]),
        ("from=2025-03-01", [7, 9]),
        ("to=2025-01-15", [1, 9]),
        ("from=2025-03-01&undated=include", [7, 9, 10, 11, 12]),
        ("from=2025-03-01&undated=exclude", [7, 9]),
        ("from=2025-03-01&undated=only", [10, 11, 12]),
    ],
)
def test_undated_articles_are_left_out_as_soon_as_a_day_is_given(
    ask: Ask, query: str, expected: list[int]
) -> None:
    assert ask(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"source={BOYA}", [1, 7, 10]),
        (f"source={BOYA}&source={FARO}&from=2025-01-01&to=2025-01-31", [1, 2]),
        ("source=Nadie", []),
        ("language=ca", [6]),
        ("language=ca&language=es&undated=only", [10, 11, 12]),
        ("speaker=irene-salcedo", [3, 4, 5, 11]),
        ("speaker=Irene Salcedo&speaker=hugo prado", [2, 3, 4, 5, 8, 9, 11]),
        ("speaker=Irene Salcedo&source=Nadie", []),
        ("speaker=SALCEDO&undated=only", [11]),
        ("speaker=Nadie Conocido", []),
        ("speaker=Nadie Conocido&speaker=Elena Prado", [1, 2, 7, 10]),
    ],
)
def test_filters_may_be_repeated_and_joined(ask: Ask, query: str, expected: list[int]) -> None:
    assert ask(query) == expected


def test_an_article_in_a_list_has_all_but_its_texts(press: TestClient) -> None:
    item = press.get("/v1/articles?from=2025-01-15&to=2025-01-15&undated=exclude").json()["items"]
    assert item[0] == {
        "id": IDS[0],
        "title": "Nota 1 del puerto",
        "published": "2025-01-15",
        "published_precision": "day",
        "published_source": "header",
        "language": "es",
        "source": BOYA,
        "url": None,
        "author": None,
        "copy_of": None,
        "copy_likeness": None,
    }


@pytest.mark.parametrize(
    ("number", "published", "precision"),
    [(1, "2025-01-15", "day"), (8, "2025-02", "month"), (9, "2025", "year"), (10, None, None)],
)
def test_a_date_is_as_precise_as_it_is_known(
    press: TestClient, number: int, published: str | None, precision: str | None
) -> None:
    article = press.get(f"/v1/articles/{IDS[number - 1]}").json()
    assert (article["published"], article["published_precision"]) == (published, precision)


def test_one_article_is_given_whole(press: TestClient) -> None:
    article = press.get(f"/v1/articles/{IDS[1]}").json()
    assert article["body"] == ARTICLES[1].document.body
    assert [origin["path"] for origin in article["origins"]] == ["/notas/02.txt"]
    assert article["origins"][0]["replaced_at"] is None
    assert article["removed"] == []


def test_what_cleaning_took_out_is_listed(client: TestClient) -> None:
    articles = client.get("/v1/articles?limit=100&copies=all").json()["items"]
    wholes = [client.get(f"/v1/articles/{one['id']}").json() for one in articles]
    removed = [piece for whole in wholes for piece in whole["removed"]]
    assert removed
    assert all(piece["text"] and piece["why"] for piece in removed)


def test_the_quotations_of_an_article_come_in_reading_order(press: TestClient) -> None:
    quotes = press.get(f"/v1/articles/{IDS[1]}/quotes").json()
    texts = ["No habrá otro faro", "Queda la boya del canal", "una vergüenza"]
    assert [quote["text"] for quote in quotes["items"]] == texts
    assert quotes["speaker"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("speaker=Elena Prado", ["No habrá otro faro"]),
        ("speaker=none", ["una vergüenza"]),
        ("kind=fragment", ["una vergüenza"]),
        ("q=boya", ["Queda la boya del canal"]),
        ("min_confidence=0.5&count=true", ["No habrá otro faro", "Queda la boya del canal"]),
        ("from=2025-02-01", []),
    ],
)
def test_the_quotations_of_an_article_can_be_narrowed(
    press: TestClient, query: str, expected: list[str]
) -> None:
    page = press.get(f"/v1/articles/{IDS[1]}/quotes?{query}").json()
    assert [quote["text"] for quote in page["items"]] == expected


BODY = write_body(40, sentences=12)
CUT = "\n".join(BODY.split("\n")[:8])
OTHER = "Nadie recordaba ya quién plantó los tilos de la plaza, ni por qué en dos filas desiguales."


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a wire report, its shorter copy by another outlet, and something else."""
    with open_shared(tmp_path_factory.mktemp("copias")) as (archive, client):
        publish(
            archive,
            make_extraction(BODY, path="/1.txt", day="2025-04-01", title="Larga", source=FARO),
            make_extraction(CUT, path="/2.txt", day="2025-04-02", title="Corta", source=BOYA),
            make_extraction(OTHER, path="/3.txt", day="2025-04-03", title="Otra"),
        )
        yield client


def list_titles(client: TestClient, path: str) -> list[str]:
    items: list[dict[str, Any]] = client.get(path).json()["items"]
    return [(item.get("article") or item)["title"] for item in items]


def test_near_copies_are_shown_once_unless_all_are_asked_for(copied: TestClient) -> None:
    assert list_titles(copied, "/v1/articles") == ["Otra", "Larga"]
    assert list_titles(copied, "/v1/articles?copies=all") == ["Otra", "Corta", "Larga"]
    assert copied.get("/v1/articles?count=true&limit=1").json()["total"] == 2
    assert copied.get("/v1/articles?copies=all&count=true&limit=1").json()["total"] == 3


def test_a_copy_stands_for_itself_where_its_leader_is_not_in_the_result(copied: TestClient) -> None:
    assert list_titles(copied, f"/v1/articles?source={BOYA}") == ["Corta"]
    assert list_titles(copied, "/v1/articles?from=2025-04-02") == ["Otra", "Corta"]


def test_copies_know_each_other_with_measures(copied: TestClient) -> None:
    leader, copy = (
        copied.get(f"/v1/articles?copies=all&source={source}").json()["items"][0]
        for source in (FARO, BOYA)
    )
    assert (leader["copy_of"], copy["copy_of"]) == (None, leader["id"])
    for asked, other in ((leader, copy), (copy, leader)):
        answer = copied.get(f"/v1/articles/{asked['id']}/copies?count=true").json()
        (found,) = answer["items"]
        assert found["id"] == other["id"]
        assert 0.3 < found["jaccard"] < 1
        assert 0.9 < found["containment"] <= 1
        assert (answer["next"], answer["total"]) == (None, 1)


def test_an_article_without_copies_has_an_empty_list_of_them(press: TestClient) -> None:
    answer = press.get(f"/v1/articles/{IDS[0]}/copies?count=true").json()
    assert answer == {"items": [], "next": None, "total": 0}


def test_an_article_without_speech_quotes_nobody(press: TestClient) -> None:
    assert press.get(f"/v1/articles/{IDS[11]}/quotes").json()["items"] == []


def test_an_unattributed_speech_is_somebody_unnamed(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(50), Said("Aquí no manda nadie", None)))
    (quote,) = own_client.get("/v1/quotes").json()["items"]
    assert quote["speaker"] is None


def test_an_article_that_is_read_as_another_now_leads_there(
    archive: WritableArchive, own_client: TestClient
) -> None:
    present = make_extraction(write_body(1), path="/faro/uno.txt")
    publish(archive, present)
    with write_transaction(archive.engine) as session:
        session.add(
            Deletion(
                article_id="0123456789abcdef",
                deleted_at=SEEN_AT,
                successor=present.document.id,
            )
        )
    moved = own_client.get("/v1/articles/0123456789abcdef", follow_redirects=False)
    assert moved.status_code == 308
    assert moved.headers["location"].endswith(f"/v1/articles/{present.document.id}")
    for part in ("quotes", "copies"):
        missing = own_client.get(f"/v1/articles/0123456789abcdef/{part}")
        assert missing.status_code == 404
        assert present.document.id in missing.json()["detail"]
