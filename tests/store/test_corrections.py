"""Corrected attributions: what the quotation says then, and that nothing that comes later loses them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.extraction import Extraction
from app.store.articles import delete_article, forget_deletion
from app.store.decisions import Passage
from app.store.forms import FormName, form_id
from app.store.name_tables import NameForm
from app.store.outbox import list_outbox
from app.store.quote_lists import get_quotes_by_id
from app.store.quotes import load_extracted
from app.store.session import write_transaction
from app.store.shapes import shape_quote
from app.store.standing import describe_history
from app.store.statement_pages import list_statement_speakers
from app.store.tables import Quote
from tests.newsroom import SEEN_AT, Said, make_extraction, read_rows, save, write_body
from tests.store.editor import Editor, empty_outbox

FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga")
CENSO = Said("El censo de barcas era un disparate", "Rosaura Bermejo")
ARTICLE = make_extraction(write_body(1), FAROL, CENSO, path="/a.txt", day="2025-03-04")
MARCIAL = FormName("person", "Marcial Ansúrez")


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


def test_a_corrected_quotation_says_so_and_keeps_what_the_extractor_said(
    engine: Engine, editor: Editor
) -> None:
    save(engine, ARTICLE)
    change = editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
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


def test_only_quotations_whose_speaker_changed_are_counted(engine: Engine, editor: Editor) -> None:
    elsewhere = make_extraction(
        write_body(2), CENSO, replace(FAROL, speaker=MARCIAL.text), path="/b"
    )
    save(engine, ARTICLE, elsewhere)
    change = editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
    assert (change.quote_count, change.form_count) == (1, 1)
    change = editor.undo(1)
    assert (change.quote_count, change.form_count) == (1, 1)


def test_a_quotation_can_be_nobodys(engine: Engine, editor: Editor) -> None:
    save(engine, ARTICLE)
    assert editor.attribute(place_of(ARTICLE, FAROL), None).quote_count == 1
    quote = read_quote(engine, FAROL)
    assert (quote["speaker"], quote["rule"], quote["confidence"]) == (None, "editor", 1.0)
    assert quote["rejected"][0]["name"] == "Elena Quiroga"


def test_a_confirmed_attribution_rejects_nobody(engine: Engine, editor: Editor) -> None:
    save(engine, ARTICLE)
    assert (
        editor.attribute(place_of(ARTICLE, FAROL), FormName("person", "Elena Quiroga")).quote_count
        == 0
    )
    quote = read_quote(engine, FAROL)
    assert (quote["speaker"]["id"], quote["rule"]) == ("elena-quiroga", "editor")
    assert quote["rejected"] == []


def test_the_latest_correction_counts_and_undoing_all_gives_back_the_extraction(
    engine: Engine, editor: Editor
) -> None:
    save(engine, ARTICLE)
    tables = ("quote", "name_form", "speaker", "surname")
    before = read_rows(engine)
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
    editor.attribute(place_of(ARTICLE, FAROL), None)
    assert read_quote(engine, FAROL)["speaker"] is None
    for number, name in ((2, "Marcial Ansúrez"), (1, "Elena Quiroga")):
        editor.undo(number)
        assert read_quote(engine, FAROL)["speaker"]["name"] == name
    after = read_rows(engine)
    assert [after[table] for table in tables] == [before[table] for table in tables]


def test_the_text_index_is_told(engine: Engine, editor: Editor) -> None:
    save(engine, ARTICLE)
    empty_outbox(engine)
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
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


def test_a_correction_outlives_a_new_extraction(engine: Engine, editor: Editor) -> None:
    save(engine, ARTICLE)
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
    save(engine, attribute_anew(ARTICLE, "Petra Lugones"))
    assert read_quote(engine, CENSO)["speaker"]["name"] == "Petra Lugones"
    corrected = read_quote(engine, FAROL)
    assert corrected["speaker"]["name"] == "Marcial Ansúrez"
    assert corrected["rejected"][0]["name"] == "Petra Lugones"
    with Session(engine) as session:
        extracted = load_extracted(session, ARTICLE.document.id)
    assert [placed.quotation.speaker for placed in extracted] == ["Petra Lugones"] * 2


def test_a_correction_whose_words_are_gone_waits_for_them(engine: Engine, editor: Editor) -> None:
    save(engine, ARTICLE)
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
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


def test_words_are_found_again_where_they_moved_to(engine: Engine, editor: Editor) -> None:
    """Printed twice, the nearer one is meant; its marks and capitals may have changed."""
    twice = make_extraction(
        write_body(1), FAROL, replace(FAROL, text="HABRÁ faroles, en todo el muelle")
    )
    first, second = (placed.quotation for placed in twice.quotations)
    save(engine, twice)
    moved = Passage(twice.document.id, second.start - 3, second.end - 3, FAROL.text)
    editor.attribute(moved, MARCIAL)
    ids = [f"{twice.document.id}-{one.start}-{one.end}" for one in (first, second)]
    with engine.connect() as connection:
        rows = get_quotes_by_id(connection, ids)
    assert [rows[quote_id]["speaker_name"] for quote_id in ids] == [
        "Elena Quiroga",
        "Marcial Ansúrez",
    ]


def test_a_correction_may_name_somebody_of_another_article(engine: Engine, editor: Editor) -> None:
    """*El abogado* of another article; and a surname of all articles, though this one prints two bearers."""
    elsewhere = make_extraction(
        write_body(2), replace(CENSO, speaker="el abogado", speaker_kind="role")
    )
    bearers = f"{write_body(3)}\nElena Quiroga y Marcial Quiroga callaron."
    article = make_extraction(bearers, replace(FAROL, speaker="Quiroga"), CENSO)
    save(engine, elsewhere, article)
    lawyer = FormName("role", "el abogado", elsewhere.document.id)
    for said, speaker in ((FAROL, FormName("person", "Quiroga")), (CENSO, lawyer)):
        editor.attribute(place_of(article, said), speaker)
    with Session(engine) as session:
        quotes = session.exec(select(Quote).where(Quote.article_id == article.document.id)).all()
    assert {one.form_id for one in quotes} == {
        form_id("Quiroga", "person", None),
        form_id("el abogado", "role", elsewhere.document.id),
    }


def test_statements_keep_their_quotations_and_name_the_new_speaker(
    engine: Engine, editor: Editor
) -> None:
    words = Said(
        "Los faroles del muelle viejo arderán otra vez antes de la fiesta mayor", "Ana Salas"
    )
    printed = [make_extraction(write_body(number), words, path=f"/{number}") for number in (1, 2)]
    save(engine, *printed)
    before = read_rows(engine)["statement"]
    assert len(before) == 1
    editor.attribute(place_of(printed[0], words), MARCIAL)
    assert read_rows(engine)["statement"] == before
    with engine.connect() as connection:
        speakers = list_statement_speakers(connection, [before[0][0]])
    named = [one["id"] for one in speakers[before[0][0]]]
    assert named == ["ana-salas", "marcial-ansurez"]


def test_a_corrected_quotation_is_said_by_nobody_else_until_that_is_taken_back(
    engine: Engine, editor: Editor
) -> None:
    together = replace(FAROL, joint=("Hugo Ansúrez",))
    save(engine, make_extraction(write_body(1), together, CENSO, path="/a.txt", day="2025-03-04"))
    both = read_rows(engine)
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
    assert read_quote(engine, FAROL)["joint"] == []
    assert "Hugo Ansúrez" not in list_form_texts(engine)
    editor.undo(1)
    assert [one["name"] for one in read_quote(engine, FAROL)["joint"]] == ["Hugo Ansúrez"]
    assert both["joint_speaker"] == read_rows(engine)["joint_speaker"]


def test_a_correction_leaves_those_who_say_another_quotation_together(
    engine: Engine, editor: Editor
) -> None:
    together = replace(CENSO, joint=("Hugo Ansúrez",))
    save(engine, make_extraction(write_body(1), FAROL, together, path="/a.txt", day="2025-03-04"))
    editor.attribute(place_of(ARTICLE, FAROL), MARCIAL)
    assert [one["name"] for one in read_quote(engine, CENSO)["joint"]] == ["Hugo Ansúrez"]
