from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from tests.api.conftest import publish
from tests.api.press import BOYA, FARO, IDS
from tests.newsroom import Said, make_extraction, write_body


def search(client: TestClient, words: str, rest: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/search?q={quote(words)}&limit=100{rest}").json()
    return found


def list_numbers(found: dict[str, Any]) -> list[int]:
    """The numbers, in `press.py`, of the articles found, ascending."""
    return sorted(IDS.index(item["article"]["id"]) + 1 for item in found["items"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", list(range(1, 13))),
        ("&from=2025-02-28&to=2025-02-28", [4, 5, 6, 8, 9]),
        ("&from=2025-02-10&to=2025-02-11", [8, 9]),
        ("&from=2025-03-01&undated=include", [7, 9, 10, 11, 12]),
        ("&from=2025-03-01", [7, 9]),
        ("&undated=only", [10, 11, 12]),
        ("&undated=exclude", list(range(1, 10))),
        (f"&source={BOYA}", [1, 7, 10]),
        (f"&source={BOYA}&source={FARO}&to=2025-01-31", [1, 2]),
        ("&speaker=irene-salcedo", [3, 4, 5, 11]),
        ("&speaker=SALCEDO&speaker=Hugo Prado", [2, 3, 4, 5, 8, 9, 11]),
        ("&speaker=Nadie Conocido", []),
        ("&language=ca", [6]),
    ],
)
def test_filters_narrow_a_search_as_they_narrow_the_list(
    press: TestClient, query: str, expected: list[int]
) -> None:
    assert list_numbers(search(press, "title:nota", query)) == expected
    listed = press.get(f"/v1/articles?limit=100{query}").json()["items"]
    assert sorted(IDS.index(item["id"]) + 1 for item in listed) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("museo", [5]),
        ("MUSEOS", [5]),
        ("barca* volveran", [3]),
        ("calendarioo~", [11]),
        ('"febrero fue el peor"', [8]),
        ("museo OR calendario", [5, 11]),
        ("museo calendario", []),
        ('speaker:"hugo prado"', [2, 8, 9]),
        (f'source:"{BOYA}" title:nota', [1, 7, 10]),
    ],
)
def test_a_query_finds_articles(press: TestClient, words: str, expected: list[int]) -> None:
    assert list_numbers(search(press, words)) == expected


def test_accents_do_not_count_but_the_enye_does(client: TestClient) -> None:
    with_accent, without = (search(client, words)["items"] for words in ("décimo", "decimo"))
    assert with_accent
    assert [hit["article"] for hit in with_accent] == [hit["article"] for hit in without]
    assert search(client, "anos")["items"] == []
    assert search(client, "años")["items"]


def test_the_best_comes_first(client: TestClient) -> None:
    scores = [hit["score"] for hit in search(client, "puerto OR gas")["items"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1] > 0


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_the_undated_come_last(press: TestClient, sort: str) -> None:
    hits = search(press, "title:nota", f"&sort={sort}")["items"]
    listed = press.get(f"/v1/articles?limit=100&sort={sort}").json()["items"]
    assert [hit["article"] for hit in hits] == listed


@pytest.fixture
def hostile(archive: WritableArchive, own_client: TestClient) -> TestClient:
    """A client of an article that is full of markup."""
    body = write_body(1) + "\nEl faro <script>alert('faro')</script> & <mark>otro</mark> faro > 3."
    publish(archive, make_extraction(body, title="Un faro <b>negrita</b> & compañía"))
    return own_client


def test_highlights_are_escaped_but_for_their_marks(hostile: TestClient) -> None:
    (hit,) = search(hostile, "faro script")["items"]
    text = "".join(hit["highlights"])
    assert "<mark>faro</mark>" in text
    assert "&lt;<mark>script</mark>&gt;" in text
    assert "&lt;mark&gt;otro&lt;/mark&gt;" in text
    rest = text.replace("<mark>", "").replace("</mark>", "")
    assert not set("<>") & set(rest)


def test_a_title_that_alone_matches_is_the_highlight(hostile: TestClient) -> None:
    (hit,) = search(hostile, "title:negrita")["items"]
    assert hit["highlights"] == ["Un faro &lt;b&gt;<mark>negrita</mark>&lt;/b&gt; &amp; compañía"]


def test_facets_count_the_whole_result_whatever_the_page(press: TestClient) -> None:
    path = "/v1/search?q=title:nota&facets=source,speaker,year&count=true&limit=1"
    first = press.get(path).json()
    assert first["total"] == 12
    assert first["facets"] == {
        "source": [
            {"value": FARO, "count": 7},
            {"value": BOYA, "count": 3},
            {"value": None, "count": 2},
        ],
        "speaker": [
            {"value": "elena-prado", "name": "Elena Prado", "count": 4},
            {"value": "irene-salcedo", "name": "Irene Salcedo", "count": 4},
            {"value": "hugo-prado", "name": "Hugo Prado", "count": 3},
        ],
        "year": [{"value": "2025", "count": 9}, {"value": None, "count": 3}],
    }
    assert press.get(first["next"]).json()["facets"] == first["facets"]


def test_only_the_facets_asked_for_are_counted(press: TestClient) -> None:
    assert search(press, "museo")["facets"] == {}
    assert list(search(press, "museo", "&facets=year")["facets"]) == ["year"]
    assert search(press, "nadanada", "&facets=year,source")["facets"] == {"source": [], "year": []}


def test_a_misspelt_word_is_answered_with_a_suggestion(press: TestClient) -> None:
    found = search(press, "calemdario")
    assert found["items"] == []
    assert found["suggestion"] == "calendario"
    assert search(press, "calendario")["suggestion"] is None


@pytest.mark.parametrize(
    ("words", "query", "ignored"),
    [
        ("museo", "museo", []),
        ("el museo de la ciudad", "museo AND ciudad", ["el", "de", "la"]),
        ("faro OR boya museo", "faro OR (boya AND museo)", []),
        ("faro -boya", "faro NOT boya", []),
    ],
)
def test_it_says_how_the_query_was_read(
    press: TestClient, words: str, query: str, ignored: list[str]
) -> None:
    assert search(press, words)["interpreted"] == {"query": query, "ignored": ignored, "notes": []}


def test_copies_are_collapsed_unless_all_are_asked_for(client: TestClient) -> None:
    words = "asamblea reunida antigua lonja"
    assert len(search(client, words)["items"]) == 1
    assert len(search(client, words, "&copies=all")["items"]) == 3


def test_what_is_published_is_found_at_once(
    archive: WritableArchive, own_client: TestClient
) -> None:
    assert search(own_client, "marisma")["items"] == []
    publish(archive, make_extraction(write_body(1), Said("La marisma vuelve", "Elena Prado")))
    assert len(search(own_client, "marisma")["items"]) == 1
    assert len(own_client.get("/v1/quotes?q=marisma").json()["items"]) == 1
