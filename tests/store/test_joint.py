"""Joint speakers in the store: a quotation belongs to each of them, and is one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.extraction import Extraction, extract
from app.store.article_lists import list_articles
from app.store.articles import delete_article
from app.store.directory import find_speaker
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.joint import map_joint_forms
from app.store.pages import Page, Sort
from app.store.profiles import describe_speakers, list_quoted_with
from app.store.quote_lists import count_quotes, list_quotes, quote_page_key
from app.store.session import write_transaction
from app.store.statement_pages import StatementFilter, count_statements, list_statement_speakers
from app.store.statistics import count_rows, count_timeline
from tests.newsroom import SEEN_AT, Said, make_extraction, make_raw, read_content, save, write_body
from tests.store.revisions import UNKNOWN, go_down_and_up

ELENA, HUGO, IRENE = "Elena Quiroga", "Hugo Ansúrez", "Irene Salcedo"
FAROLES = "Los faroles del muelle se encenderán el viernes a las nueve en punto"
BOTH = Said(FAROLES, ELENA, joint=(HUGO,))
ALL_THREE = Said("Nadie consultó a la flota de bajura", HUGO, joint=(ELENA, IRENE))
ALONE = Said("El dique no aguantará otro invierno", ELENA)
REPORTED = Said("que el puerto cerrará", HUGO, kind="indirect", joint=(IRENE,))
NOTE = (
    "La coral de Peñalba estrenó anoche un repertorio de habaneras recuperadas del archivo.\n"
    "«Es un tesoro que nadie había apuntado», señalaron la archivera Noemí Cabrisas y el "
    "director, Marcial Quiroga. Quiroga y Cabrisas anunciaron que la coral viajará en mayo.\n"
)


@pytest.fixture(scope="module")
def shared(filled: Callable[..., AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """A connection to an archive in which people speak alone and together."""
    with filled(
        make_extraction(
            write_body(1), BOTH, ALONE, path="/a.txt", day="2025-01-10", source="El Faro"
        ),
        make_extraction(write_body(2), ALL_THREE, path="/b.txt", day="2025-02-11", source="La Voz"),
        make_extraction(write_body(3), Said(FAROLES, IRENE), path="/c.txt"),
        make_extraction(write_body(4), REPORTED, path="/d.txt", day="2025-03-12"),
    ) as connection:
        yield connection


def by(*names: str) -> QuoteFilter:
    return QuoteFilter(
        speaker_ids=tuple(name.lower().replace(" ", "-").replace("ú", "u") for name in names)
    )


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (by(ELENA), [ALL_THREE, BOTH, ALONE]),
        (by(HUGO), [ALL_THREE, BOTH]),
        (by(IRENE), [ALL_THREE, Said(FAROLES, IRENE)]),
        (by(HUGO, ELENA, IRENE), [ALL_THREE, BOTH, ALONE, Said(FAROLES, IRENE)]),
        (by(), []),
    ],
)
def test_a_quotation_is_found_once_by_any_of_its_speakers(
    shared: Connection, chosen: QuoteFilter, said: list[Said]
) -> None:
    assert [row["text"] for row in list_quotes(shared, chosen, Page(9))] == [
        one.text for one in said
    ]
    assert count_quotes(shared, chosen) == len(said)
    timeline = count_timeline(shared, "quotes", chosen, "year")
    assert sum(one.count for one in timeline.buckets) + timeline.undated == len(said)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_of_a_joint_speaker_join_to_the_whole_list(shared: Connection, sort: Sort) -> None:
    chosen = by(HUGO, IRENE)
    whole = [row["id"] for row in list_quotes(shared, chosen, Page(9, sort))]
    joined, after = list[str](), None
    while rows := list_quotes(shared, chosen, Page(1, sort, after)):
        joined += [row["id"] for row in rows]
        after = quote_page_key(rows[-1])
    assert (joined, len(whole)) == (whole, 3)


def test_those_who_speak_together_stand_beside_the_speaker_in_order(shared: Connection) -> None:
    rows = list_quotes(shared, QuoteFilter(), Page(9))
    names = [(row["speaker_name"], [one["name"] for one in row["joint"]]) for row in rows]
    assert names == [(HUGO, [ELENA, IRENE]), (ELENA, [HUGO]), (ELENA, []), (IRENE, [])]
    assert rows[1]["joint"] == [{"id": "hugo-ansurez", "name": HUGO, "kind": "person"}]


def test_an_article_is_found_by_any_of_those_it_quotes(shared: Connection) -> None:
    for name, count in ((ELENA, 2), (HUGO, 2), (IRENE, 2)):
        chosen = ArticleFilter(speaker_ids=by(name).speaker_ids)
        assert len(list_articles(shared, chosen, Page(9))) == count


def test_a_quotation_counts_for_each_of_its_speakers_and_once_in_all(shared: Connection) -> None:
    counts = {}
    for name in (ELENA, HUGO, IRENE):
        (speaker_id,) = by(name).speaker_ids or ()
        row = find_speaker(shared, speaker_id)
        assert row is not None
        (described,) = describe_speakers(shared, [row])
        counts[name] = described["quote_count"]
        assert [(one["name"], one["quote_count"]) for one in described["aliases"]] == [
            (name, described["quote_count"])
        ]
    assert counts == {ELENA: 3, HUGO: 2, IRENE: 2}
    assert count_rows(shared)["quotes"] == 4


def test_dates_and_outlets_of_a_speaker_are_those_of_joint_quotations_too(
    shared: Connection,
) -> None:
    row = find_speaker(shared, "irene-salcedo")
    assert row is not None
    (described,) = describe_speakers(shared, [row])
    assert str(described["first_date"]) == str(described["last_date"]) == "2025-02-11"
    assert described["aliases"][0]["sources"] == ["La Voz"]


def test_those_who_speak_together_are_quoted_with_each_other(shared: Connection) -> None:
    quoted = [(one["id"], one["article_count"]) for one in list_quoted_with(shared, "hugo-ansurez")]
    assert quoted == [("elena-quiroga", 2), ("irene-salcedo", 1)]


def test_a_statement_has_all_its_speakers(shared: Connection) -> None:
    statement_ids = {row["statement_id"] for row in list_quotes(shared, by(HUGO), Page(9))} - {None}
    (speakers,) = list_statement_speakers(shared, statement_ids).values()
    assert [one["id"] for one in speakers] == ["elena-quiroga", "hugo-ansurez", "irene-salcedo"]
    assert count_statements(shared, StatementFilter(speaker_ids=by(HUGO).speaker_ids)) == 1


def extract_note() -> Extraction:
    made = extract(make_raw(NOTE, "/coral.txt"))
    assert isinstance(made, Extraction)
    return made


def test_a_deleted_article_takes_its_joint_speakers_with_it(engine: Engine) -> None:
    extraction = extract_note()
    save(engine, extraction)
    assert len(read_content(engine)["joint_speaker"]) == 2
    with write_transaction(engine) as session:
        delete_article(session, extraction.document.id, now=SEEN_AT, generation=2)
    content = read_content(engine)
    assert [content[name] for name in ("joint_speaker", "name_form", "speaker")] == [[], [], []]


def test_mentions_of_joint_speakers_slice_the_body(engine: Engine) -> None:
    save(engine, extract_note())
    body = extract_note().document.body
    for _, _, _, mention, start, end in read_content(engine)["joint_speaker"]:
        assert body[start:end] == mention


def test_forms_of_joint_speakers_come_by_quotation(engine: Engine) -> None:
    extraction = extract_note()
    save(engine, extraction)
    with Session(engine) as session:
        forms = map_joint_forms(session, [extraction.document.id])
    assert {quote_id.partition("-")[0] for quote_id in forms} == {extraction.document.id}
    assert [len(ids) for ids in forms.values()] == [1, 1]


def test_an_archive_from_before_there_were_joint_speakers_gets_them(
    alterable_engine: Engine,
) -> None:
    """Down to 0003 and up again leaves the same rows, and articles without any as they were."""
    save(alterable_engine, extract_note(), make_extraction(write_body(1), ALONE))
    before = read_content(alterable_engine, leaving_out=UNKNOWN)
    go_down_and_up(alterable_engine, "0003")
    assert read_content(alterable_engine, leaving_out=UNKNOWN) == before
