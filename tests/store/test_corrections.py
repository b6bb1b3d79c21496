"""Corrected attributions: what the quotation says then, and that nothing that comes later loses them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.extraction import Extraction
from app.store.articles import delete_article, forget_deletion
from app.store.decisions import Decision, FormName, Passage
from app.store.editing import Change, record_decisions, take_back
from app.store.listing import get_quotes_by_id
from app.store.operands import get_passage
from app.store.outbox import list_outbox
from app.store.quotes import load_extracted
from app.store.session import write_transaction
from app.store.shapes import shape_quote
from app.store.standing import describe_history
from app.store.tables import NameForm, Outbox
from tests.newsroom import SEEN_AT, Said, make_extraction, read_rows, save, write_body

FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga")
CENSO = Said("El censo de barcas era un disparate", "Rosaura Bermejo")
ARTICLE = make_extraction(write_body(1), FAROL, CENSO, path="/a.txt", day="2025-03-04")
MARCIAL = FormName("person", "Marcial Ansúrez")
Correct = Callable[..., Change]


def place_of(extraction: Extraction, said: Said) -> Passage:
    for quotation, _ in extraction.quotations:
        if quotation.text == said.text:
            return Passage(extraction.document.id, quotation.start, quotation.end, said.text)
    raise AssertionError(said)


def read_quote(engine: Engine, said: Said) -> dict[str, Any]:
    """The quotation as the API shows it."""
    start, end = place_of(ARTICLE, said)[1:3]
    quote_id = f"{ARTICLE.document.id}-{start}-{end}"
    with engine.connect() as connection:
        return shape_quote(get_quotes_by_id(connection, [quote_id])[quote_id], explain=True)


def list_form_texts(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.exec(select(NameForm.text)))


@pytest.fixture
def correct(engine: Engine) -> Correct:
    """Attributes the words to a speaker, or to nobody."""

    def correct(said: Said, speaker: FormName | None) -> Change:
        decision = Decision(
            kind="attribute",
            made_at=SEEN_AT,
            passage=place_of(ARTICLE, said),
            forms=(speaker,) if speaker else (),
        )
        with write_transaction(engine) as session:
            return record_decisions(session, [decision])

    return correct


def test_a_corrected_quotation_says_so_and_keeps_what_the_extractor_said(
    engine: Engine, correct: Correct
) -> None:
    save(engine, ARTICLE)
    change = correct(FAROL, MARCIAL)
    quote = read_quote(engine, FAROL)
    assert quote["speaker"] == {
        "id": "marcial-ansurez",
        "name": "Marcial Ansúrez",
        "kind": "person",
    }
    assert (quote["rule"], quote["confidence"], quote["mention"]) == ("editor", 1.0, None)
    assert quote["rejected"] == [
        {
            "name": "Elena Quiroga",
            "why": "the extractor's attribution (name-after), corrected by an editor",
        }
    ]
    assert (change.quote_count, change.speakers) == (1, {"marcial-ansurez": "Marcial Ansúrez"})
    assert list_form_texts(engine) == {"Marcial Ansúrez", "Rosaura Bermejo"}


def test_only_quotations_whose_speaker_changed_are_counted(
    engine: Engine, correct: Correct
) -> None:
    elsewhere = make_extraction(
        write_body(2), CENSO, replace(FAROL, speaker=MARCIAL.text), path="/b"
    )
    save(engine, ARTICLE, elsewhere)
    change = correct(FAROL, MARCIAL)
    assert (change.quote_count, change.form_count) == (1, 1)
    with write_transaction(engine) as session:
        change = take_back(session, 1, made_at=SEEN_AT)
    assert (change.quote_count, change.form_count) == (1, 1)


def test_a_quotation_can_be_nobodys(engine: Engine, correct: Correct) -> None:
    save(engine, ARTICLE)
    assert correct(FAROL, None).quote_count == 1
    quote = read_quote(engine, FAROL)
    assert (quote["speaker"], quote["rule"], quote["confidence"]) == (None, "editor", 1.0)
    assert quote["rejected"][0]["name"] == "Elena Quiroga"


def test_a_confirmed_attribution_rejects_nobody(engine: Engine, correct: Correct) -> None:
    save(engine, ARTICLE)
    assert correct(FAROL, FormName("person", "Elena Quiroga")).quote_count == 0
    quote = read_quote(engine, FAROL)
    assert (quote["speaker"]["id"], quote["rule"]) == ("elena-quiroga", "editor")
    assert quote["rejected"] == []


def test_the_latest_correction_counts_and_undoing_all_gives_back_the_extraction(
    engine: Engine, correct: Correct
) -> None:
    save(engine, ARTICLE)
    tables = ("quote", "name_form", "speaker", "surname")
    before = read_rows(engine)
    correct(FAROL, MARCIAL)
    correct(FAROL, None)
    assert read_quote(engine, FAROL)["speaker"] is None
    for number, name in ((2, "Marcial Ansúrez"), (1, "Elena Quiroga")):
        with write_transaction(engine) as session:
            take_back(session, number, made_at=SEEN_AT)
        assert read_quote(engine, FAROL)["speaker"]["name"] == name
    after = read_rows(engine)
    assert [after[table] for table in tables] == [before[table] for table in tables]


def test_the_text_index_is_told(engine: Engine, correct: Correct) -> None:
    save(engine, ARTICLE)
    with write_transaction(engine) as session:
        for row in session.exec(select(Outbox)).all():
            session.delete(row)
    correct(FAROL, MARCIAL)
    with Session(engine) as session:
        assert list_outbox(session) == [ARTICLE.document.id]


def attribute_anew(extraction: Extraction, speaker: str) -> Extraction:
    """The same article from a place that ranks before it, as a later extractor understands it."""
    quotations = tuple(
        placed._replace(
            quotation=replace(placed.quotation, speaker=speaker, rule="newer", confidence=0.5)
        )
        for placed in extraction.quotations
    )
    earlier = make_extraction(write_body(1), FAROL, CENSO, path="/b.txt", day="2025-03-01")
    return replace(earlier, quotations=quotations)


def test_a_correction_outlives_a_new_extraction(engine: Engine, correct: Correct) -> None:
    save(engine, ARTICLE)
    correct(FAROL, MARCIAL)
    save(engine, attribute_anew(ARTICLE, "Petra Lugones"))
    assert read_quote(engine, CENSO)["speaker"]["name"] == "Petra Lugones"
    corrected = read_quote(engine, FAROL)
    assert corrected["speaker"]["name"] == "Marcial Ansúrez"
    assert corrected["rejected"][0]["name"] == "Petra Lugones"
    with Session(engine) as session:
        extracted = load_extracted(session, ARTICLE.document.id)
    assert [placed.quotation.speaker for placed in extracted] == ["Petra Lugones"] * 2


def test_a_correction_whose_words_are_gone_waits_for_them(engine: Engine, correct: Correct) -> None:
    save(engine, ARTICLE)
    correct(FAROL, MARCIAL)
    newer = attribute_anew(ARTICLE, "Petra Lugones")
    save(engine, replace(newer, quotations=newer.quotations[1:]))
    with Session(engine) as session:
        assert [row["standing"] for row in describe_history(session)] == ["waiting"]
    assert "Marcial Ansúrez" not in list_form_texts(engine)
    with write_transaction(engine) as session:
        delete_article(session, ARTICLE.document.id, now=SEEN_AT, generation=9)
        assert [row["standing"] for row in describe_history(session)] == ["waiting"]
        forget_deletion(session, ARTICLE.document.id)
    save(engine, ARTICLE)
    assert read_quote(engine, FAROL)["speaker"]["name"] == "Marcial Ansúrez"
    with Session(engine) as session:
        assert [row["standing"] for row in describe_history(session)] == ["in force"]


def test_words_are_found_again_where_they_moved_to(engine: Engine) -> None:
    """Printed twice, the nearer one is meant; its marks and capitals may have changed."""
    twice = make_extraction(
        write_body(1), FAROL, replace(FAROL, text="HABRÁ faroles, en todo el muelle")
    )
    first, second = (placed.quotation for placed in twice.quotations)
    save(engine, twice)
    moved = Passage(twice.document.id, second.start - 3, second.end - 3, FAROL.text)
    decision = Decision(kind="attribute", made_at=SEEN_AT, passage=moved, forms=(MARCIAL,))
    with write_transaction(engine) as session:
        record_decisions(session, [decision])
        extracted = get_quotes_by_id(
            session.connection(),
            [f"{twice.document.id}-{one.start}-{one.end}" for one in (first, second)],
        )
    assert [row["speaker_name"] for row in extracted.values()] == [
        "Elena Quiroga",
        "Marcial Ansúrez",
    ]


def test_a_quotation_is_known_to_decisions_by_its_words(engine: Engine) -> None:
    save(engine, ARTICLE)
    passage = place_of(ARTICLE, CENSO)
    with Session(engine) as session:
        assert get_passage(session, f"{passage[0]}-{passage[1]}-{passage[2]}") == passage
