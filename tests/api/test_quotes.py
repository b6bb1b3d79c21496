from typing import Any
from urllib.parse import quote as percent_encode

import pytest
from starlette.testclient import TestClient

from tests.api.press import BOYA, FARO, IDS


def list_texts(client: TestClient, query: str) -> list[str]:
    items: list[dict[str, Any]] = client.get(f"/v1/quotes?limit=100&{query}").json()["items"]
    return [item["text"] for item in items]


def test_every_offset_slices_the_body_of_its_article(client: TestClient) -> None:
    for article in client.get("/v1/articles?limit=100&copies=all").json()["items"]:
        body = client.get(f"/v1/articles/{article['id']}").json()["body"]
        quotes = client.get(f"/v1/articles/{article['id']}/quotes?limit=100").json()["items"]
        for quote in quotes:
            start, end = quote["start"], quote["end"]
            assert body[start:end] == quote["text"]
            before = start - len(quote["before"])
            context = quote["before"] + quote["text"] + quote["after"]
            assert body[before : before + len(context)] == context
            for named in filter(None, (quote["mention"], quote["cue"])):
                assert body[named["start"] : named["end"]] == named["text"]
            assert quote["id"] == f"{article['id']}-{start}-{end}"


def test_a_quotation_carries_its_article_in_short(press: TestClient) -> None:
    (quote,) = press.get("/v1/quotes?q=marzo").json()["items"]
    assert quote["article"] == {
        "id": IDS[0],
        "title": "Nota 1 del puerto",
        "published": "2025-01-15",
        "source": BOYA,
        "url": None,
    }
    assert quote["speaker"] == {"id": "elena-prado", "name": "Elena Prado", "kind": "person"}
    assert (quote["kind"], quote["rule"], quote["confidence"]) == ("direct", "name-after", 0.9)


def test_one_quotation_is_found_by_its_id(press: TestClient) -> None:
    (listed,) = press.get("/v1/quotes?q=marzo").json()["items"]
    alone = press.get(f"/v1/quotes/{listed['id']}").json()
    assert alone.pop("rejected") == []
    assert alone == listed


@pytest.mark.parametrize(
    "name",
    ["irene-salcedo", "Irene Salcedo", "irene salcedo", "IRENE SALCEDO", "Salcedo", "sálcedo"],
)
def test_a_speaker_is_understood_in_any_spelling(press: TestClient, name: str) -> None:
    page = press.get("/v1/quotes", params={"speaker": name}).json()
    assert page["speaker"] == {"id": "irene-salcedo", "name": "Irene Salcedo", "kind": "person"}
    assert {quote["speaker"]["id"] for quote in page["items"]} == {"irene-salcedo"}
    assert len(page["items"]) == 4


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/quotes?speaker=Prado", "/v1/articles?speaker=prado", "/v1/timeline?speaker=PRADO"),
        *("/v1/search?q=nota&speaker=Prado", "/v1/quotes?speaker=Irene Salcedo&speaker=Prado"),
        f"/v1/articles/{IDS[1]}/quotes?speaker=Prado",
    ],
)
def test_an_ambiguous_speaker_is_refused_with_the_candidates(press: TestClient, path: str) -> None:
    response = press.get(path)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["name"] == "speaker"
    for candidate in ("elena-prado", "Elena Prado", "hugo-prado", "Hugo Prado"):
        assert candidate in error["reason"]


@pytest.mark.parametrize("name", ["Nadie Conocido", "none", "%", "' OR 1=1 --", "\x00", "📰"])
def test_a_speaker_whom_nobody_knows_has_said_nothing(press: TestClient, name: str) -> None:
    page = press.get(
        "/v1/quotes", params={"speaker": name, "count": "true", "kind": "direct"}
    ).json()
    assert (page["items"], page["total"], page["speaker"]) == ([], 0, None)


def test_an_empty_name_is_a_mistake_and_not_nobody(press: TestClient) -> None:
    answer = press.get("/v1/quotes?speaker=")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"].startswith("speaker")


def test_several_speakers_are_not_one(press: TestClient) -> None:
    page = press.get("/v1/quotes?speaker=Elena Prado&speaker=Hugo Prado").json()
    assert page["speaker"] is None
    assert {quote["speaker"]["name"] for quote in page["items"]} == {"Elena Prado", "Hugo Prado"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("speaker=none", ["una vergüenza"]),
        (
            "speaker=none&speaker=Hugo Prado&to=2025-01-31&from=2025-01-01",
            ["El año del faro", "Queda la boya del canal", "una vergüenza"],
        ),
        ("kind=fragment", ["una vergüenza"]),
        ("kind=fragment&kind=partial", ["más pequeño que antes", "una vergüenza"]),
        ("kind=indirect", []),
        (f"article={IDS[0]}", ["El faro se apaga en marzo"]),
        (
            f"article={IDS[0]}&article={IDS[6]}",
            ["más pequeño que antes", "El faro se apaga en marzo"],
        ),
        ("article=0", []),
        (f"source={BOYA}&undated=only", ["Nadie apuntó la fecha"]),
        (
            f"source={BOYA}&source={FARO}&undated=only",
            ["Nadie apuntó la fecha", "El puerto no tiene calendario"],
        ),
        (
            "min_confidence=0.9&speaker=irene-salcedo&from=2025-02-28&to=2025-02-28",
            ["El puerto se queda pequeño"],
        ),
        (
            "min_confidence=0.6&from=2025-02-28&to=2025-02-28&speaker=irene-salcedo&q=museo",
            ["Un puerto no es un museo"],
        ),
        (
            "from=2025-02-10&to=2025-02-10",
            ["Febrero fue el peor mes del puerto", "El año del faro"],
        ),
        ("from=2025-12-31&undated=exclude", ["El año del faro"]),
        ("from=2026-01-01", []),
    ],
)
def test_quotations_are_narrowed_by_every_filter(
    press: TestClient, query: str, expected: list[str]
) -> None:
    assert sorted(list_texts(press, query)) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("calendario", ["El puerto no tiene calendario"]),
        ("pequeno", []),  # ñ always counts
        ("pequeño", ["más pequeño que antes", "El puerto se queda pequeño"]),
        ("faros", ["El faro se apaga en marzo", "No habrá otro faro", "El año del faro"]),
        ("puerto museo", ["Un puerto no es un museo"]),
        ('"peor mes"', ["Febrero fue el peor mes del puerto"]),
        ("puerto -museo -pequeño -mes -abril", ["El puerto no tiene calendario"]),
        ("dique", []),  # stands in the articles, but nobody said it
        ('speaker:"Hugo Prado" faro', ["El año del faro"]),
    ],
)
def test_words_are_looked_for_inside_quotations(
    press: TestClient, words: str, expected: list[str]
) -> None:
    found = list_texts(press, "q=" + percent_encode(words))
    assert sorted(found) == sorted(expected)


def test_words_and_filters_are_joined(press: TestClient) -> None:
    assert list_texts(press, "q=faro&speaker=Hugo Prado") == ["El año del faro"]
    page = press.get("/v1/quotes?q=puerto&speaker=salcedo&count=true&limit=1").json()
    assert page["total"] == 4


def test_rejected_speakers_are_told_only_when_asked_for(client: TestClient) -> None:
    plain = client.get("/v1/quotes?speaker=igor-valenko&limit=100").json()["items"]
    explained = client.get("/v1/quotes?speaker=igor-valenko&limit=100&explain=true").json()["items"]
    assert all("rejected" not in quote for quote in plain)
    assert all("rejected" in quote for quote in explained)
    assert any(quote["rejected"] for quote in explained)
