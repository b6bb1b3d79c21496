"""An editor's decisions on speakers: what each does, which of two wins, and that the archive keeps them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.errors import BadRequestError, NotFoundError
from app.extraction import Extraction
from app.store.articles import delete_article, forget_deletion
from app.store.decisions import Decision, FormName, load_history
from app.store.editing import Change, record_decisions, take_back
from app.store.operands import (
    check_mergeable,
    check_splittable,
    find_named,
    get_form,
    get_named,
    read_name,
)
from app.store.session import write_transaction
from app.store.standing import count_decisions, describe_history, list_decisions_about
from app.store.tables import NameForm, Speaker
from tests.newsroom import SEEN_AT, Said, make_extraction, save, write_body

Decide = Callable[..., Change]


def quote(number: int, *names: str, kind: str = "person") -> Extraction:
    """An article in which each of these says something."""
    said = [Said(f"Palabras número {n} de la nota", name, kind) for n, name in enumerate(names)]
    return make_extraction(write_body(number), *said, path=f"/{number}.txt")


def person(text: str) -> FormName:
    return FormName("person", text)


def list_speakers(engine: Engine) -> dict[str, set[str]]:
    """Speaker id -> the texts of the forms."""
    with Session(engine) as session:
        speakers: dict[str, set[str]] = {one.id: set() for one in session.exec(select(Speaker))}
        for form in session.exec(select(NameForm)):
            assert form.speaker_id is not None
            speakers[form.speaker_id].add(form.text)
    return speakers


def read_display_name(engine: Engine, speaker_id: str) -> str:
    with Session(engine) as session:
        return session.get_one(Speaker, speaker_id).name


@pytest.fixture
def merge(engine: Engine) -> Decide:
    """Merges the speakers whom two names mean, as the command does."""

    def merge(first: str, second: str) -> Change:
        with write_transaction(engine) as session:
            one, other = get_named(session, first), get_named(session, second)
            check_mergeable(one, other)
            decision = Decision(kind="merge", made_at=SEEN_AT, forms=(one.form, other.form))
            return record_decisions(session, [decision])

    return merge


@pytest.fixture
def split(engine: Engine) -> Decide:
    """Splits a form off, as the command does."""

    def split(text: str) -> Change:
        with write_transaction(engine) as session:
            form = get_form(session, text)
            check_splittable(session, form)
            decision = Decision(kind="split", made_at=SEEN_AT, forms=(form,))
            return record_decisions(session, [decision])

    return split


@pytest.fixture
def rename(engine: Engine) -> Decide:
    """Renames the speaker whom a name means."""

    def rename(speaker: str, name: str) -> Change:
        with write_transaction(engine) as session:
            form = get_named(session, speaker).form
            decision = Decision(kind="rename", made_at=SEEN_AT, forms=(form,), name=name)
            return record_decisions(session, [decision])

    return rename


@pytest.fixture
def undo(engine: Engine) -> Decide:
    """Takes back the decision of a number."""

    def undo(number: int) -> Change:
        with write_transaction(engine) as session:
            return take_back(session, number, made_at=SEEN_AT)

    return undo


ROSAURA = {"rosaura-bermejo": {"Rosaura Bermejo"}}
QUIROGAS = quote(1, "Elena Quiroga", "Elena Quiroga Prado", "Quiroga", "Rosaura Bermejo")


def test_merged_speakers_are_one_with_the_id_of_the_first(engine: Engine, merge: Decide) -> None:
    save(engine, quote(1, "Elena Quiroga", "Rosaura Bermejo", "Quiroga"))
    change = merge("Rosaura Bermejo", "Quiroga")
    assert list_speakers(engine) == {
        "rosaura-bermejo": {"Elena Quiroga", "Quiroga", "Rosaura Bermejo"}
    }
    assert (change.quote_count, change.form_count) == (2, 2)
    assert set(change.speakers) == {"rosaura-bermejo"}


def test_a_surname_joins_those_who_bear_it_once_they_are_merged(
    engine: Engine, merge: Decide, undo: Decide
) -> None:
    save(engine, QUIROGAS)
    apart = list_speakers(engine)
    assert apart["quiroga"] == {"Quiroga"}
    change = merge("elena-quiroga", "elena-quiroga-prado")
    assert list_speakers(engine) == ROSAURA | {
        "elena-quiroga": {"Elena Quiroga", "Elena Quiroga Prado", "Quiroga"}
    }
    assert change.quote_count == 2
    assert undo(1).quote_count == 2
    assert list_speakers(engine) == apart


def test_merges_chain_and_undoing_one_leaves_the_other(
    engine: Engine, merge: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Carla Mena"))
    merge("Ana Salas", "Berta Ríos")
    merge("Carla Mena", "Ana Salas")
    assert list_speakers(engine) == {"carla-mena": {"Ana Salas", "Berta Ríos", "Carla Mena"}}
    undo(2)
    assert list_speakers(engine) == {
        "ana-salas": {"Ana Salas", "Berta Ríos"},
        "carla-mena": {"Carla Mena"},
    }


def test_a_spelling_that_comes_later_follows_the_merge(engine: Engine, merge: Decide) -> None:
    save(engine, quote(1, "Noemi Cabrisas", "Rosaura Bermejo"))
    merge("Rosaura Bermejo", "Noemi Cabrisas")
    save(engine, quote(2, "Noemí Cabrisas", "la ministra Noemí Cabrisas", "Cabrisas"))
    assert set(list_speakers(engine)) == {"rosaura-bermejo"}


def test_an_organisation_can_be_merged_with_a_role(engine: Engine, merge: Decide) -> None:
    save(engine, quote(1, "Ayuntamiento de Torrealta", kind="organisation"))
    save(engine, quote(2, "el gobierno municipal", kind="role"))
    merge("Ayuntamiento de Torrealta", "el gobierno municipal")
    with Session(engine) as session:
        (speaker,) = session.exec(select(Speaker)).all()
    assert (speaker.id, speaker.kind) == ("ayuntamiento-de-torrealta", "organisation")


def test_a_form_that_was_split_off_stays_apart_from_automatic_joining(
    engine: Engine, split: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga", "doña Quiroga"))
    change = split("Quiroga")
    expected = {"elena-quiroga": {"Elena Quiroga", "doña Quiroga"}, "quiroga": {"Quiroga"}}
    assert list_speakers(engine) == expected
    assert (change.quote_count, change.form_count) == (1, 1)
    save(engine, quote(2, "Quiroga", "Elena Quiroga"))
    assert list_speakers(engine) == expected
    change = undo(1)
    assert (change.quote_count, change.form_count) == (2, 1)
    assert change.speakers == {"elena-quiroga": "Elena Quiroga"}


def test_a_spelling_that_was_split_off_has_an_id_of_its_own(engine: Engine, split: Decide) -> None:
    save(engine, quote(1, "Noemí Cabrisas", "Noemi Cabrisas"))
    split("Noemi Cabrisas")
    speakers = list_speakers(engine)
    assert speakers.pop("noemi-cabrisas") == {"Noemí Cabrisas"}
    ((suffixed, forms),) = speakers.items()
    assert suffixed.startswith("noemi-cabrisas-")
    assert forms == {"Noemi Cabrisas"}


def test_a_split_after_a_merge_takes_the_form_out_again(
    engine: Engine, merge: Decide, split: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Salas"))
    merge("Ana Salas", "Berta Ríos")
    split("Ana Salas")
    assert list_speakers(engine) == {
        "ana-salas": {"Ana Salas", "Salas"},
        "berta-rios": {"Berta Ríos"},
    }


def test_a_merge_after_a_split_joins_and_a_later_split_parts_again(
    engine: Engine, merge: Decide, split: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga"))
    split("Quiroga")
    merge("elena-quiroga", "quiroga")
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga", "Quiroga"}}
    split("Quiroga")
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga"}, "quiroga": {"Quiroga"}}
    undo(3)
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga", "Quiroga"}}


def test_a_surname_that_an_editor_merged_joins_nobody_else(engine: Engine, merge: Decide) -> None:
    save(engine, quote(1, "Quiroga", "Rosaura Bermejo"))
    merge("Rosaura Bermejo", "quiroga")
    save(engine, quote(2, "Elena Quiroga"))
    assert list_speakers(engine) == {
        "elena-quiroga": {"Elena Quiroga"},
        "rosaura-bermejo": {"Quiroga", "Rosaura Bermejo"},
    }


def test_a_renamed_speaker_keeps_the_id_and_the_latest_name_counts(
    engine: Engine, rename: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga"))
    rename("Quiroga", "Elena Quiroga Prado")
    rename("elena-quiroga", "Elena Quiroga de Prado")
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga de Prado"
    undo(2)
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga Prado"
    with Session(engine) as session:
        assert get_named(session, "Elena Quiroga Prado").id == "elena-quiroga"
    undo(1)
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga"


def test_a_name_goes_with_the_form_that_bore_it(
    engine: Engine, merge: Decide, rename: Decide, split: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    rename("Ana Salas", "Ana María Salas")
    merge("Berta Ríos", "Ana Salas")
    assert read_display_name(engine, "berta-rios") == "Ana María Salas"
    split("Ana Salas")
    assert read_display_name(engine, "ana-salas") == "Ana María Salas"
    assert read_display_name(engine, "berta-rios") == "Berta Ríos"


def test_an_undo_can_be_undone_and_not_be_repeated(
    engine: Engine, merge: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    apart = list_speakers(engine)
    merge("Ana Salas", "Berta Ríos")
    together = list_speakers(engine)
    undo(1)
    assert list_speakers(engine) == apart
    with pytest.raises(BadRequestError, match="taken back already, by decision 2"):
        undo(1)
    undo(2)
    assert list_speakers(engine) == together
    undo(3)
    assert list_speakers(engine) == apart
    with pytest.raises(NotFoundError, match="no decision 9"):
        undo(9)


def test_the_same_decision_at_the_same_time_is_another_decision(
    engine: Engine, merge: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    merge("Ana Salas", "Berta Ríos")
    undo(1)
    merge("Ana Salas", "Berta Ríos")
    with Session(engine) as session:
        entries = load_history(session)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert len({entry.id for entry in entries}) == 3
    assert entries[0].decision == entries[2].decision


def test_decisions_outlive_the_articles_they_were_made_on(
    engine: Engine, merge: Decide, rename: Decide
) -> None:
    article = quote(1, "Ana Salas", "Berta Ríos")
    save(engine, article)
    merge("Ana Salas", "Berta Ríos")
    rename("Ana Salas", "Ana María Salas")
    before = list_speakers(engine)
    with write_transaction(engine) as session:
        delete_article(session, article.document.id, now=SEEN_AT, generation=9)
        assert count_decisions(session) == {"decisions": 2, "decisions_waiting": 2}
        assert [row["standing"] for row in describe_history(session)] == ["waiting", "waiting"]
        forget_deletion(session, article.document.id)
    assert list_speakers(engine) == {}
    save(engine, article)
    assert list_speakers(engine) == before
    assert read_display_name(engine, "ana-salas") == "Ana María Salas"


def test_a_speaker_shows_the_decisions_in_force(
    engine: Engine, merge: Decide, rename: Decide, split: Decide, undo: Decide
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Salas", "Rosaura Bermejo"))
    merge("Ana Salas", "Berta Ríos")
    rename("Ana Salas", "Ana María Salas")
    split("Salas")
    undo(2)
    with Session(engine) as session:
        (merged,) = list_decisions_about(session, "ana-salas")
        (apart,) = list_decisions_about(session, "salas")
        assert list_decisions_about(session, "rosaura-bermejo") == []
        standings = [row["standing"] for row in describe_history(session)]
    assert (merged["number"], merged["decision"]) == (
        1,
        'merge person "Ana Salas" person "Berta Ríos"',
    )
    assert (apart["number"], apart["kind"]) == (3, "split")
    assert standings == ["in force", "taken back", "in force", "in force"]


def test_what_cannot_be_decided_is_said_with_the_candidates(
    engine: Engine, merge: Decide, split: Decide
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Marcial Quiroga", "Rosaura Bermejo"))
    save(engine, quote(2, "Elena Quiroga", kind="organisation"))
    with pytest.raises(BadRequestError, match=r"elena-quiroga \(Elena .*marcial-quiroga \(Marcial"):
        merge("Quiroga", "Rosaura Bermejo")
    with pytest.raises(NotFoundError, match="no speaker 'Nadie'"):
        merge("Rosaura Bermejo", "Nadie")
    with pytest.raises(BadRequestError, match="already"):
        merge("Rosaura Bermejo", "Bermejo")
    with pytest.raises(BadRequestError, match="stands apart already"):
        split("Rosaura Bermejo")
    with pytest.raises(NotFoundError, match="printed exactly so"):
        split("rosaura bermejo")
    with pytest.raises(BadRequestError, match="as person and as organisation: say which"):
        split("Elena Quiroga")
    with Session(engine) as session:
        named = find_named(session, "Elena Quiroga", "organisation")
        assert named is not None
        assert named.form == FormName("organisation", "Elena Quiroga")
        assert load_history(session) == []
    with pytest.raises(BadRequestError, match="has a word in it"):
        read_name("  — ")


def test_a_decision_that_fails_leaves_nothing(engine: Engine) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    before = list_speakers(engine)
    good = Decision(
        kind="merge", made_at=SEEN_AT, forms=(person("Ana Salas"), person("Berta Ríos"))
    )
    lost = Decision(kind="undo", made_at=SEEN_AT + timedelta(1), reverts="0000000000000000")
    with (
        pytest.raises(NotFoundError, match="0000000000000000"),
        write_transaction(engine) as session,
    ):
        record_decisions(session, [good, lost])
    assert list_speakers(engine) == before
    with Session(engine) as session:
        assert load_history(session) == []
