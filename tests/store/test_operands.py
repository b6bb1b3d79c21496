"""What an editor types: whom and what it means, and what is said where it means nobody or several."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.errors import BadRequestError, NotFoundError
from app.store.decisions import load_history
from app.store.forms import FormName
from app.store.operands import (
    choose_speaker,
    find_named,
    get_form,
    get_named,
    get_passage,
    read_name,
)
from tests.newsroom import Said, make_extraction, save, write_body
from tests.store.editor import Editor, list_passages, quote


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Reads the archive in `engine`."""
    with Session(engine) as session:
        yield session


def test_several_that_a_name_can_mean_are_listed(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Elena Quiroga", "Marcial Quiroga", "Rosaura Bermejo"))
    with pytest.raises(BadRequestError, match=r"elena-quiroga \(Elena .*marcial-quiroga \(Marcial"):
        editor.merge("Quiroga", "Rosaura Bermejo")
    with Session(engine) as session:
        assert load_history(session) == []


@pytest.mark.parametrize("text", ["Rosaura Bermeja", "ros"])
def test_for_a_name_that_nobody_bears_the_nearest_are_listed(
    engine: Engine, session: Session, text: str
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Rosaura Bermejo"))
    with pytest.raises(NotFoundError, match=r"Near it: rosaura-bermejo \(Rosaura Bermejo\)\.$"):
        get_named(session, text)
    with pytest.raises(
        NotFoundError, match=r"no speaker 'Nadie': name one by id, name or alias\.$"
    ):
        get_named(session, "Nadie")


def test_what_is_so_already_is_not_decided(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga", "Rosaura Bermejo"))
    with pytest.raises(BadRequestError, match=r"Both are Elena Quiroga \(elena-quiroga\) already"):
        editor.merge("elena-quiroga", "Quiroga")
    for text in ("Rosaura Bermejo", "Elena Quiroga"):
        with pytest.raises(BadRequestError, match=f"'{text}' stands apart already"):
            editor.split(text)
    with Session(engine) as session:
        assert load_history(session) == []


def test_a_form_is_meant_exactly_as_printed(engine: Engine, session: Session) -> None:
    save(engine, quote(1, "Rosaura Bermejo"))
    assert get_form(session, "Rosaura Bermejo") == FormName("person", "Rosaura Bermejo")
    with pytest.raises(NotFoundError, match="printed exactly so"):
        get_form(session, "rosaura bermejo")


def test_a_form_of_several_kinds_or_articles_must_be_told_apart(
    engine: Engine, session: Session
) -> None:
    save(engine, quote(1, "Elena Quiroga"), quote(2, "Elena Quiroga", kind="organisation"))
    with pytest.raises(BadRequestError, match='organisation "Elena Quiroga", person "Elena Quiro'):
        get_form(session, "Elena Quiroga")
    assert get_form(session, "Elena Quiroga", "organisation").kind == "organisation"
    lawyers = [quote(number, "el abogado", kind="role") for number in (3, 4)]
    save(engine, *lawyers)
    session.rollback()  # to see what was saved
    own = lawyers[0].document.id
    with pytest.raises(BadRequestError, match=f'role "el abogado" in {own}.*--article'):
        get_form(session, "el abogado")
    assert get_form(session, "el abogado", article_id=own) == FormName("role", "el abogado", own)


def test_a_kind_chooses_between_homonyms(engine: Engine, session: Session) -> None:
    save(engine, quote(1, "Elena Quiroga"), quote(2, "Elena Quiroga", kind="organisation"))
    named = find_named(session, "Elena Quiroga", "organisation")
    assert named is not None
    assert named.form == FormName("organisation", "Elena Quiroga")


def test_the_form_that_stands_for_a_speaker_is_one_that_others_join(
    engine: Engine, session: Session, editor: Editor
) -> None:
    save(engine, quote(1, "Marta Olivenza", "Marta Olivenza", "Olivenza", "Marta Olivenza Rueda"))
    assert get_named(session, "marta-olivenza").form.text == "Marta Olivenza Rueda"
    save(engine, quote(2, "Rosaura Bermejo"))
    editor.merge("rosaura-bermejo", "marta-olivenza")
    session.rollback()  # to see what was decided
    assert get_named(session, "olivenza").form.text == "Rosaura Bermejo"


def test_a_new_speaker_is_one_of_the_article_only_where_the_name_is(
    engine: Engine, session: Session
) -> None:
    article = make_extraction(write_body(1), Said("Nada", "Rosaura Bermejo"))
    save(engine, article)
    (passage,) = list_passages(article)
    with pytest.raises(NotFoundError, match="With --kind the name may be new"):
        choose_speaker(session, "Petra Lugones", None, passage)
    everywhere = choose_speaker(session, " Petra  Lugones ", "person", passage)
    assert everywhere == FormName("person", "Petra Lugones")
    here = choose_speaker(session, "la portavoz", "role", passage)
    assert here == FormName("role", "la portavoz", article.document.id)
    known = choose_speaker(session, "Bermejo", "person", passage)
    assert known == FormName("person", "Rosaura Bermejo")


def test_a_name_without_a_word_is_none() -> None:
    assert read_name(" Ana\n Salas ") == "Ana Salas"
    for text in ("  — ", "a" * 201):
        with pytest.raises(BadRequestError, match="has a word in it"):
            read_name(text)


def test_a_quotation_is_known_to_decisions_by_its_words(engine: Engine, session: Session) -> None:
    article = quote(1, "Rosaura Bermejo")
    save(engine, article)
    (passage,) = list_passages(article)
    assert get_passage(session, f"{passage[0]}-{passage[1]}-{passage[2]}") == passage
    with pytest.raises(NotFoundError, match="no quotation 0-1-2"):
        get_passage(session, "0-1-2")
