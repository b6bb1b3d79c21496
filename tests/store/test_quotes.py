"""Quotations with their name forms: written whole, replaced whole, checked against the text."""

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from app.store.forms import form_id
from app.store.joint import list_article_forms
from app.store.name_tables import NameForm, Surname
from app.store.quotes import list_shifted_quotes, replace_quotes
from app.store.session import write_transaction
from app.store.tables import Quote
from tests.newsroom import Said, make_extraction, save, write_body

BODY = write_body(10)
FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga")
CENSO = Said("El censo de barcas era un disparate", "Quiroga")
COFRADIA = Said("Nadie consultó a la flota", "Cofradía de Peñalba", "organisation")
ANONIMO = Said("Aquí no se enciende nada", None)


def list_form_texts(engine: Engine) -> set[tuple[str, str]]:
    with Session(engine) as session:
        return set(session.exec(select(NameForm.text, NameForm.kind)))


def test_a_quotation_is_known_by_its_article_and_its_offsets(engine: Engine) -> None:
    extraction = make_extraction(BODY, FAROL, ANONIMO)
    save(engine, extraction)
    with Session(engine) as session:
        quotes = session.exec(select(Quote).order_by(col(Quote.start))).all()
    for quote, placed in zip(quotes, extraction.quotations, strict=True):
        assert quote.id == f"{extraction.document.id}-{quote.start}-{quote.end}"
        assert extraction.document.body[quote.start : quote.end] == quote.text
        assert quote.text == placed.quotation.text


def test_a_quotation_points_at_the_form_as_printed_and_at_none_for_nobody(engine: Engine) -> None:
    save(engine, make_extraction(BODY, FAROL, ANONIMO))
    with Session(engine) as session:
        named, nobody = session.exec(select(Quote).order_by(col(Quote.start))).all()
        assert session.get_one(NameForm, named.form_id).text == "Elena Quiroga"
    assert nobody.form_id is None


def test_one_form_serves_all_articles_and_each_kind_has_its_own(engine: Engine) -> None:
    as_person = Said("La flota está en puerto", "Almenara")
    as_place = Said("La lonja abrirá el lunes", "Almenara", "organisation")
    save(engine, make_extraction(BODY, FAROL, as_person, path="/a.txt"))
    save(engine, make_extraction(write_body(11), FAROL, as_place, path="/b.txt"))
    assert list_form_texts(engine) == {
        ("Elena Quiroga", "person"),
        ("Almenara", "person"),
        ("Almenara", "organisation"),
    }


def test_only_a_person_with_a_given_name_leaves_surnames(engine: Engine) -> None:
    double = Said("Queda mucha ría por limpiar", "Tomás Arrieta Solís")
    save(engine, make_extraction(BODY, FAROL, CENSO, COFRADIA, double))
    with Session(engine) as session:
        surnames = session.exec(select(Surname.word, Surname.form_id)).all()
    assert set(surnames) == {
        ("quiroga", form_id("Elena Quiroga", "person", None)),
        ("arrieta", form_id("Tomás Arrieta Solís", "person", None)),
        ("solis", form_id("Tomás Arrieta Solís", "person", None)),
    }


def test_replacing_tells_the_forms_of_before_and_of_now(engine: Engine) -> None:
    extraction = make_extraction(BODY, FAROL, CENSO)
    save(engine, extraction)
    kept, dropped = extraction.quotations
    with write_transaction(engine) as session:
        touched = replace_quotes(session, extraction.document.id, [kept])
        assert touched == {
            form_id("Elena Quiroga", "person", None),
            form_id("Quiroga", "person", None),
        }
        assert list_article_forms(session, [extraction.document.id]) == {
            form_id("Elena Quiroga", "person", None),
        }
        texts = session.exec(select(Quote.text)).all()
    assert texts == [kept.quotation.text]
    assert dropped.quotation.text not in texts


def test_replacing_by_the_same_changes_no_row(engine: Engine) -> None:
    extraction = make_extraction(BODY, FAROL, COFRADIA)
    save(engine, extraction)
    with Session(engine) as session:
        before = [quote.model_dump() for quote in session.exec(select(Quote))]
    with write_transaction(engine) as session:
        replace_quotes(session, extraction.document.id, extraction.quotations)
    with Session(engine) as session:
        assert [quote.model_dump() for quote in session.exec(select(Quote))] == before


def test_sound_quotations_are_not_shifted(engine: Engine) -> None:
    save(engine, make_extraction("«¡Ñandú, cigüeña y 🦩!», anotó. " + BODY, FAROL, ANONIMO))
    with Session(engine) as session:
        assert list_shifted_quotes(session) == []


def test_offsets_that_do_not_give_the_text_are_found(engine: Engine) -> None:
    extraction = make_extraction(BODY, FAROL, CENSO, ANONIMO)
    save(engine, extraction)
    with write_transaction(engine) as session:
        shift = update(Quote).where(col(Quote.text) == FAROL.text)
        session.execute(shift.values(start=Quote.start + 1, end=Quote.end + 1))
        longer = update(Quote).where(col(Quote.text) == CENSO.text)
        session.execute(longer.values(end=Quote.end + 10_000))
    farol, censo, _ = (
        f"{extraction.document.id}-{one.quotation.start}-{one.quotation.end}"
        for one in extraction.quotations
    )
    with Session(engine) as session:
        shifted = list_shifted_quotes(session)
    assert set(shifted) == {(farol, extraction.document.id), (censo, extraction.document.id)}


def test_offsets_in_the_wrong_order_are_found_too(engine: Engine) -> None:
    """PostgreSQL raises where a piece of negative length is asked for."""
    save(engine, make_extraction(BODY, FAROL, CENSO))
    with write_transaction(engine) as session:
        whole, mention = session.exec(select(Quote).order_by(col(Quote.start))).all()
        whole.end = whole.start - 5
        mention.mention_start, mention.mention_end = 9, 4
    with Session(engine) as session:
        found = [quote_id for quote_id, _ in list_shifted_quotes(session)]
    assert found == sorted([whole.id, mention.id])
