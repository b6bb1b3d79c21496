"""The directory of speakers: whom a name can mean, and what is told of them."""

from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from app.errors import BadRequestError
from app.store.directory import (
    count_speakers,
    find_former_speaker,
    find_speaker,
    list_speakers,
    map_forms_to_speakers,
    name_speakers,
)
from app.store.forms import form_id
from app.store.profiles import describe_speakers, list_quoted_with
from app.store.readings import find_form_ids, find_speakers, understand_speakers
from tests.newsroom import Said, make_extraction, save, write_body


def find_ids(connection: Connection, text: str) -> list[str]:
    return [row["id"] for row in find_speakers(connection, text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("elena-quiroga", "elena-quiroga"),
        ("Elena Quiroga", "elena-quiroga"),
        ("ELENA QUIROGA", "elena-quiroga"),
        ("doña Elena Quiroga", "elena-quiroga"),
        ("Quiroga", "elena-quiroga"),
        ("quiroga", "elena-quiroga"),
        ("marcial ansurez", "marcial-ansurez"),
        ("Ansúrez", "marcial-ansurez"),
        ("cofradia de peñalba", "cofradia-de-penalba"),
    ],
)
def test_a_speaker_is_found_by_id_name_and_alias(
    sample: Connection, text: str, speaker: str
) -> None:
    assert find_ids(sample, text) == [speaker]


@pytest.mark.parametrize("text", ["Elena", "Rosaura Bermejo", "cofradia de penalba", "", "%", "_"])
def test_a_name_that_nobody_bears_finds_nobody(sample: Connection, text: str) -> None:
    assert find_ids(sample, text) == []


def test_a_former_id_means_the_speaker_that_its_form_belongs_to_now(sample: Connection) -> None:
    assert find_speaker(sample, "quiroga") is None
    former = find_former_speaker(sample, "quiroga")
    assert former is not None
    assert former["id"] == "elena-quiroga"
    assert find_former_speaker(sample, "nadie") is None


def test_a_surname_of_two_is_refused_with_both(engine: Engine) -> None:
    said = [Said("Hay que ir", "Elena Quiroga"), Said("No hay que ir", "Marcial Quiroga")]
    save(engine, make_extraction(write_body(30), *said))
    with engine.connect() as connection:
        assert find_ids(connection, "Quiroga") == ["elena-quiroga", "marcial-quiroga"]
        with pytest.raises(BadRequestError) as caught:
            understand_speakers(connection, ["Quiroga"])
        assert find_former_speaker(connection, "quiroga") is None
    (problem,) = caught.value.problems
    assert problem.name == "speaker"
    for candidate in ("elena-quiroga (Elena Quiroga)", "marcial-quiroga (Marcial Quiroga)"):
        assert candidate in problem.reason


def test_a_long_list_of_candidates_is_cut(engine: Engine) -> None:
    given = ("Ana", "Berta", "Clara", "Dora", "Elsa", "Flora", "Gema", "Hilda", "Inés", "Julia")
    said = [Said(f"Palabras de {name}", f"{name} Quiroga") for name in (*given, "Karla", "Luisa")]
    save(engine, make_extraction(write_body(30), *said))
    with (
        engine.connect() as connection,
        pytest.raises(BadRequestError, match=r"12 speakers.* and 2 more"),
    ):
        understand_speakers(connection, ["Quiroga"])


def test_names_are_understood_and_nobody_is_passed_over(sample: Connection) -> None:
    understood = understand_speakers(sample, ["Quiroga", "none", "Rosaura Bermejo", "Ansúrez"])
    assert [speaker["id"] for speaker in understood] == ["elena-quiroga", "marcial-ansurez"]


def test_the_directory_is_listed_by_id_in_pages(sample: Connection) -> None:
    first = list_speakers(sample, prefix="", after=None, limit=2)
    rest = list_speakers(sample, prefix="", after=first[-1]["id"], limit=2)
    listed = [row["id"] for row in (*first, *rest)]
    assert listed == ["cofradia-de-penalba", "elena-quiroga", "marcial-ansurez"]
    assert count_speakers(sample, prefix="") == 3


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("ele", ["elena-quiroga"]),
        ("Quir", ["elena-quiroga"]),
        ("ANSÚ", ["marcial-ansurez"]),
        ("elena q", ["elena-quiroga"]),
        ("cofradía de p", ["cofradia-de-penalba"]),
        ("peñalba", []),
        ("cofradia de pen", []),
        ("z", []),
    ],
)
def test_a_prefix_is_that_of_a_name_or_a_surname(
    sample: Connection, prefix: str, found: list[str]
) -> None:
    listed = list_speakers(sample, prefix=prefix, after=None, limit=10)
    assert [row["id"] for row in listed] == found
    assert count_speakers(sample, prefix=prefix) == len(found)


def test_a_prefix_in_another_script_finds_its_name_alone(engine: Engine) -> None:
    said = [Said("Hay que ir", "Ольга Белова"), Said("No hay que ir", "Elena Quiroga")]
    save(engine, make_extraction(write_body(30), *said))
    with engine.connect() as connection:
        (found,) = list_speakers(connection, prefix="Ольг", after=None, limit=10)
    assert found["name"] == "Ольга Белова"


@pytest.mark.parametrize("prefix", ["%", "_", "?", "—", " "])
def test_a_prefix_without_a_letter_finds_nobody(sample: Connection, prefix: str) -> None:
    assert list_speakers(sample, prefix=prefix, after=None, limit=10) == []
    assert count_speakers(sample, prefix=prefix) == 0


def test_a_speaker_is_described_with_aliases_counts_and_days(sample: Connection) -> None:
    (quiroga,) = describe_speakers(sample, find_speakers(sample, "Elena Quiroga"))
    assert quiroga == {
        "id": "elena-quiroga",
        "name": "Elena Quiroga",
        "kind": "person",
        "office": None,
        "aliases": [
            {
                "name": "Elena Quiroga",
                "quote_count": 3,
                "joined_by": "same spelling",
                "sources": ["El Faro", "La Voz"],
            },
            {
                "name": "Quiroga",
                "quote_count": 2,
                "joined_by": "short form",
                "sources": ["El Faro", "La Voz"],
            },
        ],
        "quote_count": 5,
        "first_date": date(2025, 1, 10),
        "last_date": date(2025, 1, 11),
    }


def test_days_span_whole_months_where_no_day_is_known(sample: Connection) -> None:
    (cofradia,) = describe_speakers(sample, find_speakers(sample, "Cofradía de Peñalba"))
    assert (cofradia["first_date"], cofradia["last_date"]) == (date(2025, 1, 1), date(2025, 1, 31))


def test_speakers_are_described_in_the_order_in_which_they_are_given(sample: Connection) -> None:
    speakers = list_speakers(sample, prefix="", after=None, limit=10)[::-1]
    described = describe_speakers(sample, speakers)
    assert [one["id"] for one in described] == [one["id"] for one in speakers]


def test_whom_a_speaker_is_quoted_with_is_counted_by_articles(sample: Connection) -> None:
    quoted_with = list_quoted_with(sample, "elena-quiroga")
    assert [(row["id"], row["article_count"]) for row in quoted_with] == [
        ("cofradia-de-penalba", 2)
    ]
    assert list_quoted_with(sample, "marcial-ansurez") == []


def test_forms_lead_to_speakers_and_back(sample: Connection) -> None:
    forms = {form_id(name, "person", None) for name in ("Elena Quiroga", "Quiroga")}
    assert find_form_ids(sample, "Quiroga") == forms
    links = map_forms_to_speakers(sample)
    assert {links[form] for form in forms} == {"elena-quiroga"}
    assert len(links) == 4
    assert name_speakers(sample, ["elena-quiroga", "nadie"]) == {"elena-quiroga": "Elena Quiroga"}
