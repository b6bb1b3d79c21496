"""An editor's decisions on speakers: what each does, which of two wins, and what taking it back leaves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.errors import BadRequestError, NotFoundError
from app.quotes.ties import FoundTie
from app.store.decisions import Decision, load_history
from app.store.directory import find_former_speaker
from app.store.editing import record_decisions
from app.store.forms import FormName
from app.store.name_tables import NameForm, Speaker
from app.store.outbox import list_outbox
from app.store.session import write_transaction
from tests.newsroom import SEEN_AT, read_content, save
from tests.store.editor import (
    Editor,
    empty_outbox,
    list_speakers,
    quote,
    quote_each,
    read_display_name,
)

ROSAURA = {"rosaura-bermejo": {"Rosaura Bermejo"}}
SISTERS = quote_each("Elena Quiroga Prado", "Elena Quiroga Sanz", "Quiroga", "Rosaura Bermejo")


def person(text: str) -> FormName:
    return FormName("person", text)


def test_merged_speakers_are_one_with_the_id_of_the_first(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Elena Quiroga", "Elena Quiroga", "Rosaura Bermejo", "Quiroga"))
    change = editor.merge("Rosaura Bermejo", "Quiroga")
    assert list_speakers(engine) == {
        "rosaura-bermejo": {"Elena Quiroga", "Quiroga", "Rosaura Bermejo"}
    }
    assert read_display_name(engine, "rosaura-bermejo") == "Rosaura Bermejo"
    assert (change.quote_count, change.form_count) == (3, 2)
    assert change.speakers == {"rosaura-bermejo": "Rosaura Bermejo"}


def test_the_first_keeps_the_id_that_a_shorter_form_gave(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Marta Olivenza", "Marta Olivenza", "Marta Olivenza Rueda"))
    save(engine, quote(2, "Rosaura Bermejo", "Rosaura Bermejo", "Rosaura Bermejo"))
    assert set(list_speakers(engine)) == {"marta-olivenza", "rosaura-bermejo"}
    editor.merge("marta-olivenza", "rosaura-bermejo")
    assert set(list_speakers(engine)) == {"marta-olivenza"}
    assert read_display_name(engine, "marta-olivenza") == "Marta Olivenza"


def test_former_ids_lead_to_the_merged_speaker_and_back(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    editor.merge("ana-salas", "berta-rios")
    with engine.connect() as connection:
        former = find_former_speaker(connection, "berta-rios")
        assert former is not None
        assert former["id"] == "ana-salas"
    editor.split("Ana Salas")
    editor.undo(1)
    editor.undo(2)
    assert list_speakers(engine) == {"ana-salas": {"Ana Salas"}, "berta-rios": {"Berta Ríos"}}


def test_a_surname_joins_those_who_bear_it_once_they_are_merged(
    engine: Engine, editor: Editor
) -> None:
    save(engine, *SISTERS)
    apart = list_speakers(engine)
    assert apart["quiroga"] == {"Quiroga"}
    change = editor.merge("elena-quiroga-prado", "elena-quiroga-sanz")
    assert list_speakers(engine) == ROSAURA | {
        "elena-quiroga-prado": {"Elena Quiroga Prado", "Elena Quiroga Sanz", "Quiroga"}
    }
    assert (change.quote_count, change.form_count) == (2, 2)
    save(engine, quote(7, "Elena Quiroga"))
    assert "Elena Quiroga" in list_speakers(engine)["elena-quiroga-prado"]
    assert editor.undo(1).quote_count == 3
    assert list_speakers(engine) == apart | {"elena-quiroga": {"Elena Quiroga"}}


def test_merges_chain_and_undoing_one_leaves_the_other(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Carla Mena"))
    editor.merge("Ana Salas", "Berta Ríos")
    editor.merge("Carla Mena", "Ana Salas")
    assert list_speakers(engine) == {"carla-mena": {"Ana Salas", "Berta Ríos", "Carla Mena"}}
    editor.undo(2)
    assert list_speakers(engine) == {
        "ana-salas": {"Ana Salas", "Berta Ríos"},
        "carla-mena": {"Carla Mena"},
    }


def test_a_spelling_that_comes_later_follows_the_merge(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Dmitri Belanov", "Rosaura Bermejo"))
    editor.merge("Rosaura Bermejo", "Dmitri Belanov")
    save(engine, quote(2, "Dimitry Belanoff"), quote(3, "Belanov"), quote(4, "DMITRI BELANOV"))
    assert set(list_speakers(engine)) == {"rosaura-bermejo"}


def test_an_organisation_can_be_merged_with_a_role_of_one_article(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Ayuntamiento de Torrealta", kind="organisation"))
    first, second = (quote(number, "el gobierno municipal", kind="role") for number in (2, 3))
    save(engine, first, second)
    own, other = (f"gobierno-municipal-{one.document.id[:8]}" for one in (first, second))
    editor.merge("Ayuntamiento de Torrealta", own)
    with Session(engine) as session:
        kinds = {one.id: one.kind for one in session.exec(select(Speaker))}
    assert kinds == {"ayuntamiento-de-torrealta": "organisation", other: "role"}


def test_an_alias_follows_its_body_into_a_merge(engine: Engine, editor: Editor) -> None:
    """Also where the articles only quote the acronym, and only tie it to the full name."""
    acronym = quote(1, "UGT", kind="organisation")
    ties = (FoundTie("UGT", "Unión de Ganaderos de Torrealta", "acronym in brackets"),)
    save(engine, replace(acronym, ties=ties), quote(2, "Cofradía de Peñalba", kind="organisation"))
    editor.merge("Cofradía de Peñalba", "UGT")
    assert list_speakers(engine) == {"cofradia-de-penalba": {"Cofradía de Peñalba", "UGT"}}
    save(engine, quote(5, "Unión de Ganaderos de Torrealta", kind="organisation"))
    assert set(list_speakers(engine)) == {"cofradia-de-penalba"}
    editor.undo(1)
    assert list_speakers(engine)["union-de-ganaderos-de-torrealta"] == {
        "UGT",
        "Unión de Ganaderos de Torrealta",
    }


def test_a_tie_ends_at_a_body_that_was_merged(engine: Engine) -> None:
    """A merge that a file brings may name the very acronym."""
    names = ("gremio francés", "UGT", "Unión de Ganaderos", "Cofradía de Peñalba")
    said = [quote(number, name, kind="organisation") for number, name in enumerate(names)]
    for position in range(2):
        tie = FoundTie(names[position], names[position + 1], "apposition")
        said[position] = replace(said[position], ties=(tie,))
    save(engine, *said)
    assert list_speakers(engine)["union-de-ganaderos"] == set(names[:3])
    forms = (FormName("organisation", names[3]), FormName("organisation", "UGT"))
    with write_transaction(engine) as session:
        record_decisions(session, [Decision(kind="merge", made_at=SEEN_AT, forms=forms)])
    assert list_speakers(engine) == {
        "cofradia-de-penalba": {names[3], "UGT", "gremio francés"},
        "union-de-ganaderos": {"Unión de Ganaderos"},
    }


def test_a_form_that_was_split_off_stays_apart_from_automatic_joining(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga", "doña Quiroga"))
    change = editor.split("Quiroga")
    expected = {"elena-quiroga": {"Elena Quiroga", "doña Quiroga"}, "quiroga": {"Quiroga"}}
    assert list_speakers(engine) == expected
    assert (change.quote_count, change.form_count) == (1, 1)
    save(engine, quote(2, "Quiroga", "Elena Quiroga"))
    assert list_speakers(engine) == expected
    change = editor.undo(1)
    assert (change.quote_count, change.form_count) == (2, 1)
    assert change.speakers == {"elena-quiroga": "Elena Quiroga"}


def test_a_spelling_that_was_split_off_has_an_id_of_its_own(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Noemí Cabrisas", "Noemi Cabrisas"))
    editor.split("Noemi Cabrisas")
    speakers = list_speakers(engine)
    assert speakers.pop("noemi-cabrisas") == {"Noemí Cabrisas"}
    ((suffixed, forms),) = speakers.items()
    assert suffixed.startswith("noemi-cabrisas-")
    assert forms == {"Noemi Cabrisas"}
    editor.undo(1)
    with engine.connect() as connection:
        former = find_former_speaker(connection, suffixed)
    assert former is not None
    assert former["id"] == "noemi-cabrisas"


def test_a_split_after_a_merge_takes_the_form_out_again(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Salas"))
    editor.merge("Ana Salas", "Berta Ríos")
    editor.split("Ana Salas")
    assert list_speakers(engine) == {
        "ana-salas": {"Ana Salas", "Salas"},
        "berta-rios": {"Berta Ríos"},
    }


def test_a_merge_after_a_split_joins_and_a_later_split_parts_again(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga"))
    editor.split("Quiroga")
    editor.merge("elena-quiroga", "quiroga")
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga", "Quiroga"}}
    editor.split("Quiroga")
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga"}, "quiroga": {"Quiroga"}}
    editor.undo(3)
    assert list_speakers(engine) == {"elena-quiroga": {"Elena Quiroga", "Quiroga"}}


def test_a_surname_that_an_editor_merged_joins_nobody_else(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Quiroga", "Rosaura Bermejo"))
    editor.merge("Rosaura Bermejo", "quiroga")
    save(engine, quote(2, "Elena Quiroga"))
    assert list_speakers(engine) == {
        "elena-quiroga": {"Elena Quiroga"},
        "rosaura-bermejo": {"Quiroga", "Rosaura Bermejo"},
    }


def test_an_undo_can_be_undone_and_not_be_repeated(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    apart = list_speakers(engine)
    editor.merge("Ana Salas", "Berta Ríos")
    together = list_speakers(engine)
    editor.undo(1)
    assert list_speakers(engine) == apart
    with pytest.raises(BadRequestError, match="taken back already, by decision 2"):
        editor.undo(1)
    editor.undo(2)
    assert list_speakers(engine) == together
    editor.undo(3)
    assert list_speakers(engine) == apart
    with pytest.raises(NotFoundError, match="no decision 9"):
        editor.undo(9)


def test_the_same_decision_at_the_same_time_is_another_decision(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    editor.merge("Ana Salas", "Berta Ríos")
    editor.undo(1)
    editor.merge("Ana Salas", "Berta Ríos")
    with Session(engine) as session:
        entries = load_history(session)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert len({entry.id for entry in entries}) == 3
    assert entries[0].decision == entries[2].decision


def test_an_alias_says_that_an_editor_joined_it(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Ríos"))
    editor.merge("Ana Salas", "Berta Ríos")
    with Session(engine) as session:
        joined = {one.text: one.joined_by for one in session.exec(select(NameForm))}
    assert joined == {
        "Ana Salas": "same spelling",
        "Berta Ríos": "decision of an editor",
        "Ríos": "short form",
    }


def test_a_merge_gives_the_text_index_nothing_to_take_over(engine: Engine, editor: Editor) -> None:
    """It knows name forms, not speakers."""
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    empty_outbox(engine)
    editor.merge("Ana Salas", "Berta Ríos")
    with Session(engine) as session:
        assert list_outbox(session) == []


def test_a_decision_that_fails_leaves_nothing(engine: Engine) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    before = read_content(engine)
    good = Decision(
        kind="merge", made_at=SEEN_AT, forms=(person("Ana Salas"), person("Berta Ríos"))
    )
    lost = Decision(kind="undo", made_at=SEEN_AT + timedelta(1), reverts="0000000000000000")
    with (
        pytest.raises(NotFoundError, match="0000000000000000"),
        write_transaction(engine) as session,
    ):
        record_decisions(session, [good, lost])
    assert read_content(engine) == before
