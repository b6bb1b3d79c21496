from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.quotes.offices import find_offices
from tests.api.conftest import open_shared, publish
from tests.newsroom import Said, make_extraction, write_body


def test_the_directory_is_listed_by_id(press: TestClient) -> None:
    page = press.get("/v1/speakers?count=true").json()
    assert [one["id"] for one in page["items"]] == ["elena-prado", "hugo-prado", "irene-salcedo"]
    assert page["total"] == 3


def test_a_speaker_has_names_counts_and_dates(press: TestClient) -> None:
    assert press.get("/v1/speakers/elena-prado").json() == {
        "id": "elena-prado",
        "name": "Elena Prado",
        "kind": "person",
        "office": None,
        "aliases": [
            {
                "name": "Elena Prado",
                "quote_count": 4,
                "joined_by": "same spelling",
                "sources": ["El Faro de Almenara", "La Boya"],
            }
        ],
        "quote_count": 4,
        "first_date": "2025-01-15",
        "last_date": "2025-03-10",
        "quoted_with": [
            {"id": "hugo-prado", "name": "Hugo Prado", "kind": "person", "article_count": 1}
        ],
        "decided_by_editor": [],
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prado", ["elena-prado", "hugo-prado"]),
        ("PRA", ["elena-prado", "hugo-prado"]),
        ("Elena", ["elena-prado"]),
        ("elena prado", ["elena-prado"]),
        ("élena", ["elena-prado"]),
        ("rado", []),
        ("%", []),
        ("_", []),
    ],
)
def test_a_name_is_found_by_its_beginning(
    press: TestClient, name: str, expected: list[str]
) -> None:
    page = press.get("/v1/speakers", params={"name": name, "count": "true"}).json()
    assert [one["id"] for one in page["items"]] == expected
    assert page["total"] == len(expected)


def test_the_quotations_of_a_speaker_say_whose_they_are(press: TestClient) -> None:
    page = press.get("/v1/speakers/irene-salcedo/quotes?count=true").json()
    assert page["speaker"] == {"id": "irene-salcedo", "name": "Irene Salcedo", "kind": "person"}
    assert page["total"] == len(page["items"]) == 4
    assert page["items"] == press.get("/v1/quotes?speaker=irene-salcedo").json()["items"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=museo", ["Un puerto no es un museo"]),
        ("undated=only", ["El puerto no tiene calendario"]),
        ("min_confidence=0.5&to=2025-02-01", ["Las barcas volverán al puerto en abril"]),
        ("kind=partial", []),
    ],
)
def test_the_quotations_of_a_speaker_can_be_narrowed(
    press: TestClient, query: str, expected: list[str]
) -> None:
    page = press.get(f"/v1/speakers/irene-salcedo/quotes?{query}").json()
    assert [quote["text"] for quote in page["items"]] == expected


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an archive in which somebody known by surname got a fuller name later."""
    with open_shared(tmp_path_factory.mktemp("renombrada")) as (archive, client):
        publish(
            archive,
            make_extraction(
                write_body(1), Said("Mañana habrá marea alta", "Quintela"), path="/1.txt"
            ),
        )
        assert client.get("/v1/speakers/quintela").status_code == 200
        publish(
            archive,
            make_extraction(
                write_body(2), Said("El dique aguantó", "Aldara Quintela"), path="/2.txt"
            ),
        )
        yield client


def test_a_former_id_leads_to_the_present_one(renamed: TestClient) -> None:
    response = renamed.get("/v1/speakers/quintela", follow_redirects=False)
    assert response.status_code == 308
    assert response.headers["location"] == "http://archive.test/v1/speakers/aldara-quintela"
    assert renamed.get("/v1/speakers/quintela").json()["name"] == "Aldara Quintela"


def test_a_former_id_keeps_the_query_on_the_way(renamed: TestClient) -> None:
    path = "/v1/speakers/quintela/quotes?q=mañana&limit=1&count=true"
    response = renamed.get(path, follow_redirects=False)
    assert response.status_code == 308
    location = response.headers["location"]
    assert location.startswith("http://archive.test/v1/speakers/aldara-quintela/quotes?")
    page = renamed.get(path).json()
    assert [quote["text"] for quote in page["items"]] == ["Mañana habrá marea alta"]
    assert page["total"] == 1


def test_a_former_id_is_understood_as_a_filter(renamed: TestClient) -> None:
    page = renamed.get("/v1/quotes?speaker=quintela").json()
    assert page["speaker"]["id"] == "aldara-quintela"
    assert len(page["items"]) == 2


def test_both_names_as_printed_are_aliases(renamed: TestClient) -> None:
    speaker = renamed.get("/v1/speakers/aldara-quintela").json()
    assert {alias["name"] for alias in speaker["aliases"]} == {"Quintela", "Aldara Quintela"}
    assert (speaker["first_date"], speaker["last_date"]) == (None, None)


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an archive with two mayors of one name, one of whom had it to himself before."""
    with open_shared(tmp_path_factory.mktemp("tocayos")) as (archive, client):
        for number, place in enumerate(("Torrealta", "Almenara")):
            sentence = f"José García, alcalde de {place}, inauguró la feria."
            body = f"{write_body(number)}\n{sentence}"
            said = Said(f"La feria de {place} irá bien", "José García")
            article = make_extraction(body, said, path=f"/{number}.txt", day="2025-03-05")
            publish(archive, replace(article, offices=find_offices(sentence)))
            if number == 0:
                assert client.get("/v1/speakers/jose-garcia").json()["office"] is None
        yield client


def test_two_of_one_name_with_different_offices_are_listed_apart(namesakes: TestClient) -> None:
    items = namesakes.get("/v1/speakers?name=García").json()["items"]
    assert {one["office"] for one in items} == {"mayor:torrealta", "mayor:almenara"}
    assert {alias["joined_by"] for one in items for alias in one["aliases"]} == {"another office"}
    for one in items:
        (quote,) = namesakes.get(f"/v1/quotes?speaker={one['id']}").json()["items"]
        assert quote["speaker"] == {"id": one["id"], "name": "José García", "kind": "person"}


@pytest.mark.parametrize("name", ["jose-garcia", "José García", "García"])
def test_what_several_can_be_called_is_refused_with_their_offices(
    namesakes: TestClient, name: str
) -> None:
    problem = namesakes.get("/v1/quotes", params={"speaker": name})
    assert problem.status_code == 400
    detail = problem.json()["detail"]
    assert "(José García, mayor:torrealta)" in detail
    assert "(José García, mayor:almenara)" in detail
    assert namesakes.get("/v1/speakers/jose-garcia").status_code == 404
