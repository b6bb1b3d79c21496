"""Speakers: which forms are one person, whatever came first, and which id each of them has."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.extraction import Extraction
from app.quotes.offices import FoundOffice
from app.quotes.ties import FoundTie
from app.store.articles import delete_article, forget_deletion
from app.store.name_tables import NameForm, Speaker
from app.store.session import write_transaction
from tests.databases import open_in_memory
from tests.newsroom import Said, make_extraction, read_content, save, write_body

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def quote(number: int, *names: str, kind: str = "person") -> Extraction:
    """An article in which each of these says something."""
    said = [Said(f"Palabras número {n} de la nota", name, kind) for n, name in enumerate(names)]
    return make_extraction(write_body(number), *said, path=f"/{number}.txt")


def list_speakers(engine: Engine) -> dict[str, tuple[str, set[str]]]:
    """Speaker id -> display name and forms."""
    with Session(engine) as session:
        speakers = {one.id: (one.name, set[str]()) for one in session.exec(select(Speaker))}
        for form in session.exec(select(NameForm)):
            assert form.speaker_id is not None
            speakers[form.speaker_id][1].add(form.text)
    return speakers


def delete(engine: Engine, extraction: Extraction) -> None:
    with write_transaction(engine) as session:
        delete_article(session, extraction.document.id, now=NOW, generation=99)


def test_spellings_of_one_name_are_one_speaker(engine: Engine) -> None:
    save(engine, quote(1, "Noemí Cabrisas", "Noemi Cabrisas", "la ministra Noemí Cabrisas"))
    (speaker,) = list_speakers(engine)
    assert speaker == "noemi-cabrisas"


def test_a_surname_joins_the_one_fuller_name_that_bears_it(engine: Engine) -> None:
    save(engine, quote(1, "Quiroga"))
    assert list_speakers(engine) == {"quiroga": ("Quiroga", {"Quiroga"})}
    save(engine, quote(2, "Elena Quiroga"))
    assert list_speakers(engine) == {
        "elena-quiroga": ("Elena Quiroga", {"Elena Quiroga", "Quiroga"})
    }


def test_a_surname_that_two_bear_stays_apart_and_joins_again_when_one_goes(engine: Engine) -> None:
    save(engine, quote(1, "Quiroga"), quote(2, "Elena Quiroga"))
    second = quote(3, "Marcial Quiroga")
    save(engine, second)
    assert {one: forms for one, (_, forms) in list_speakers(engine).items()} == {
        "elena-quiroga": {"Elena Quiroga"},
        "marcial-quiroga": {"Marcial Quiroga"},
        "quiroga": {"Quiroga"},
    }
    delete(engine, second)
    assert set(list_speakers(engine)) == {"elena-quiroga"}


def test_a_surname_is_not_joined_to_a_given_name(engine: Engine) -> None:
    bare = quote(1, "Marcial")
    save(engine, bare, quote(2, "Marcial Quiroga"))
    alone = f"marcial-{bare.document.id[:8]}"
    assert set(list_speakers(engine)) == {alone, "marcial-quiroga"}


def test_an_organisation_does_not_join_a_person_of_its_name(engine: Engine) -> None:
    save(engine, quote(1, "Elena Quiroga"), quote(2, "Quiroga", kind="organisation"))
    assert set(list_speakers(engine)) == {"elena-quiroga", "quiroga"}


def test_homonyms_share_a_slug_and_the_person_has_it_plain(engine: Engine) -> None:
    save(engine, quote(1, "Solana Prado", kind="organisation"))
    (alone,) = list_speakers(engine)
    assert alone == "solana-prado"
    save(engine, quote(2, "Solana Prado"))
    with Session(engine) as session:
        kinds = {one.id: one.kind for one in session.exec(select(Speaker))}
    assert kinds.pop("solana-prado") == "person"
    ((suffixed, kind),) = kinds.items()
    assert suffixed.startswith("solana-prado-")
    assert kind == "organisation"


def test_names_that_only_an_n_with_tilde_parts_are_two_speakers(engine: Engine) -> None:
    save(engine, quote(1, "Berta Peña", "Berta Pena"))
    names = {name for name, _ in list_speakers(engine).values()}
    assert names == {"Berta Peña", "Berta Pena"}


def test_a_name_without_a_letter_for_an_address_has_an_id_all_the_same(engine: Engine) -> None:
    save(engine, quote(1, "Ольга Белова"))
    (speaker,) = list_speakers(engine)
    assert speaker


@pytest.mark.parametrize(
    ("names", "display"),
    [
        (["Quiroga", "Quiroga", "Elena Quiroga"], "Elena Quiroga"),
        (["Noemí Cabrisas", "Noemi Cabrisas", "Noemi Cabrisas"], "Noemi Cabrisas"),
        (["Noemí Cabrisas", "doña Noemí Cabrisas"], "doña Noemí Cabrisas"),
        (["NOEMÍ CABRISAS", "Noemí Cabrisas"], "NOEMÍ CABRISAS"),
    ],
    ids=["with given name", "the commonest", "the longest", "alphabetical"],
)
def test_the_display_name_is_the_best_form(engine: Engine, names: list[str], display: str) -> None:
    save(engine, quote(1, *names))
    ((shown, _),) = list_speakers(engine).values()
    assert shown == display


def test_the_display_name_follows_the_counts(engine: Engine) -> None:
    save(engine, quote(1, "Noemí Cabrisas", "Noemí Cabrisas"))
    twice = quote(2, "Noemi Cabrisas", "Noemi Cabrisas", "Noemi Cabrisas")
    save(engine, twice)
    assert list_speakers(engine)["noemi-cabrisas"][0] == "Noemi Cabrisas"
    delete(engine, twice)
    assert list_speakers(engine) == {"noemi-cabrisas": ("Noemí Cabrisas", {"Noemí Cabrisas"})}


def test_nobody_is_left_when_the_last_quotation_goes(engine: Engine) -> None:
    only = quote(1, "Elena Quiroga", "Quiroga")
    save(engine, only)
    delete(engine, only)
    assert list_speakers(engine) == {}
    with write_transaction(engine) as session:
        forget_deletion(session, only.document.id)
    save(engine, only)
    assert set(list_speakers(engine)) == {"elena-quiroga"}


def test_any_order_gives_the_same_speakers(engine: Engine) -> None:
    articles = [
        quote(1, "Quiroga", "Noemi Cabrisas"),
        quote(2, "Elena Quiroga", "Quiroga"),
        quote(3, "Marcial Quiroga", "Noemí Cabrisas"),
    ]
    results = []
    for order in permutations(articles):
        for article in order:
            save(engine, article)
        results.append(list_speakers(engine))
        for article in articles:
            delete(engine, article)
            with write_transaction(engine) as session:
                forget_deletion(session, article.document.id)
    assert all(result == results[0] for result in results)
    assert list_speakers(engine) == {}


def tie(number: int, alias: str, name: str, *said: tuple[str, str]) -> Extraction:
    """An article that gives a body two names, and in which these organisations say something."""
    quoting = [Said(f"Palabras número {n}", who, kind) for n, (who, kind) in enumerate(said)]
    extraction = make_extraction(write_body(number), *quoting, path=f"/{number}.txt")
    return replace(extraction, ties=(FoundTie(alias, name, "acronym in brackets"),))


def test_transliterations_of_one_name_are_one_speaker(engine: Engine) -> None:
    save(engine, quote(1, "Dmitri Belanov"), quote(2, "Dimitry Belanoff"), quote(3, "Belanov"))
    assert list_speakers(engine) == {
        "dimitry-belanoff": (
            "Dimitry Belanoff",
            {"Dmitri Belanov", "Dimitry Belanoff", "Belanov"},
        )
    }


def test_a_name_with_second_surname_takes_in_the_one_without(engine: Engine) -> None:
    save(engine, quote(1, "Marta Olivenza", "Olivenza"), quote(2, "Marta Olivenza Rueda"))
    (speaker,) = list_speakers(engine)
    assert speaker == "marta-olivenza-rueda"
    save(engine, quote(3, "Marta Olivenza Sanz"))
    assert {one: len(forms) for one, (_, forms) in list_speakers(engine).items()} == {
        "marta-olivenza": 1,
        "marta-olivenza-rueda": 1,
        "marta-olivenza-sanz": 1,
        "olivenza": 1,
    }


def test_one_who_is_only_reported_does_not_make_a_surname_ambiguous(engine: Engine) -> None:
    reported = Said("las obras acabarán", "Marcial Quiroga", kind="indirect")
    save(engine, quote(1, "Elena Quiroga"), quote(2, "Quiroga"))
    save(engine, make_extraction(write_body(3), reported, path="/3.txt"))
    assert list_speakers(engine)["elena-quiroga"][1] == {"Elena Quiroga", "Quiroga"}
    save(engine, quote(4, "Marcial Quiroga"))
    assert set(list_speakers(engine)) == {"elena-quiroga", "marcial-quiroga", "quiroga"}


def test_roles_and_given_names_are_speakers_of_their_article(engine: Engine) -> None:
    save(engine, quote(1, "el abogado", kind="role"), quote(2, "El abogado", kind="role"))
    save(engine, quote(3, "Marta"), quote(4, "Marta"))
    assert len(list_speakers(engine)) == 4


def test_a_surname_that_several_bear_in_its_article_joins_nobody(engine: Engine) -> None:
    body = f"{write_body(1)}\nLlegaron Marta Olivenza y Ana Olivenza."
    own = make_extraction(body, Said("Mañana habrá más", "Olivenza"), path="/1.txt")
    save(engine, own, quote(2, "Elena Olivenza"))
    assert set(list_speakers(engine)) == {"elena-olivenza", f"olivenza-{own.document.id[:8]}"}


def test_an_acronym_joins_the_name_that_articles_tie_it_to(engine: Engine) -> None:
    acronym, name = ("UGT", "organisation"), ("Unión de Ganaderos de Torrealta", "organisation")
    save(engine, quote(1, "UGT", kind="organisation"), quote(2, name[0], kind="organisation"))
    assert len(list_speakers(engine)) == 2
    tying = tie(3, acronym[0], name[0])
    save(engine, tying)
    assert list_speakers(engine) == {
        "union-de-ganaderos-de-torrealta": (name[0], {acronym[0], name[0]})
    }
    with Session(engine) as session:
        joined = session.exec(select(NameForm.joined_by).where(NameForm.text == "UGT")).one()
    assert joined == f"tied by article {tying.document.id}"
    delete(engine, tying)
    assert len(list_speakers(engine)) == 2


def test_an_acronym_of_two_bodies_stays_apart(engine: Engine) -> None:
    save(
        engine,
        tie(1, "UGT", "Unión de Ganaderos de Torrealta", ("UGT", "organisation")),
        tie(2, "UGT", "Unidad General de Transportes", ("UGT", "organisation")),
    )
    assert set(list_speakers(engine)) == {"ugt"}


def test_a_description_leads_over_an_acronym_to_the_name(engine: Engine) -> None:
    names = ("gremio francés", "UGT", "Unión de Ganaderos de Torrealta")
    save(engine, *(quote(n, name, kind="organisation") for n, name in enumerate(names)))
    save(engine, tie(4, names[1], names[2]), tie(5, names[0], names[1]))
    assert list_speakers(engine) == {"union-de-ganaderos-de-torrealta": (names[2], set(names))}


def test_names_tied_to_each_other_are_one(engine: Engine) -> None:
    pair = (("Casa Blanca", "organisation"), ("casa francesa", "organisation"))
    save(
        engine,
        tie(1, "Casa Blanca", "casa francesa", *pair),
        tie(2, "casa francesa", "Casa Blanca", *pair),
    )
    assert len(list_speakers(engine)) == 1


NAMES = (
    *("Quiroga", "Elena Quiroga", "Marcial Quiroga", "Elena Quiroga Prado", "Prado", "E. Quiroga"),
    *("Noemí Cabrisas", "Noemi Cabrisas", "Cabrisas", "Elena", "Peña", "Ana Peña", "Ana Pena"),
    *("Dmitri Belanov", "Dimitri Belanoff", "Belanov", "Yuri Belanov", "Wen Taolin", "Wen"),
    *("Elena Quiroga Sanz", "Elena María Quiroga", "Elena Quiroga", "Dmitri Belanov"),
)
BODIES = ("UGT", "Unión de Ganaderos", "Unidad General", "gremio francés", "compañía", "Quiroga")
PEOPLE = st.tuples(st.sampled_from(NAMES), st.just("person"))
ORGANISATIONS = st.tuples(st.sampled_from(BODIES), st.just("organisation"))
ROLES = st.tuples(st.sampled_from(["el abogado", "El abogado"]), st.just("role"))
SPEECH = st.tuples(
    st.one_of(PEOPLE, PEOPLE, ORGANISATIONS, ROLES),
    st.sampled_from(["direct", "direct", "indirect"]),
)
TIES = st.tuples(st.sampled_from(BODIES), st.sampled_from(BODIES))
OFFICES = st.builds(
    FoundOffice,
    st.sampled_from(["Elena Quiroga", "Dmitri Belanov", "Noemí Cabrisas"]),
    st.sampled_from(["mayor:torrealta", "mayor:almenara", "mayor:", "coach:", "governor:almenara"]),
)
DAYS = st.sampled_from(["2025-03-05", "2025-03", "2025-04-05", None])
CASTS = st.lists(
    st.tuples(
        st.lists(SPEECH, min_size=1, max_size=3),
        st.lists(TIES, max_size=2),
        st.lists(OFFICES, max_size=2, unique_by=lambda one: one.name_key),
        DAYS,
    ),
    min_size=1,
    max_size=6,
)
Cast = tuple[
    list[tuple[tuple[str, str], str]], list[tuple[str, str]], list[FoundOffice], str | None
]


def _write(number: int, cast: Cast) -> Extraction:
    speech, ties, offices, day = cast
    said = [
        Said(f"Palabras número {n} de la nota", name, speaker_kind, kind)
        for n, ((name, speaker_kind), kind) in enumerate(speech)
    ]
    extraction = make_extraction(write_body(number), *said, path=f"/{number}.txt", day=day)
    tied = tuple(FoundTie(*pair, "apposition") for pair in ties if len(set(pair)) > 1)
    return replace(extraction, ties=tied, offices=tuple(offices))


@settings(max_examples=30, deadline=None)
@given(casts=CASTS, gone=st.integers(0, 5), data=st.data())
def test_speakers_depend_on_the_articles_alone(
    casts: list[Cast], gone: int, data: st.DataObject
) -> None:
    """In one run, or in another order and split, after one more article came and went: the same rows."""
    articles = [_write(number, cast) for number, cast in enumerate(casts)]
    shuffled = data.draw(st.permutations(articles))
    cut = data.draw(st.integers(0, len(articles)))
    visitor = articles[gone % len(articles)]
    kept = [article for article in articles if article is not visitor]
    with open_in_memory() as straight, open_in_memory() as detour:
        save(straight, *kept)
        save(detour, *shuffled[:cut])
        for article in shuffled[cut:]:
            save(detour, article)
        delete(detour, visitor)
        expected, found = read_content(straight), read_content(detour)
    del expected["deletion"], found["deletion"]
    assert found == expected
