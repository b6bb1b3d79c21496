"""How decisions stand: in force, taken back, or waiting; and which a speaker owes themselves to."""

from sqlalchemy import Engine
from sqlmodel import Session

from app.store.articles import delete_article, forget_deletion
from app.store.forms import FormName
from app.store.session import write_transaction
from app.store.standing import count_decisions, describe_history, list_decisions_about
from tests.newsroom import SEEN_AT, save
from tests.store.editor import (
    Editor,
    list_passages,
    list_speakers,
    quote,
    read_display_name,
)


def list_standings(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [row["standing"] for row in describe_history(session)]


def test_decisions_outlive_the_articles_they_were_made_on(engine: Engine, editor: Editor) -> None:
    article = quote(1, "Ana Salas", "Berta Ríos", "Salas")
    save(engine, article)
    editor.merge("Ana Salas", "Berta Ríos")
    editor.rename("Ana Salas", "Ana María Salas")
    editor.split("Salas")
    before = list_speakers(engine)
    with write_transaction(engine) as session:
        delete_article(session, article.document.id, now=SEEN_AT, generation=9)
        assert count_decisions(session) == {"decisions": 3, "decisions_waiting": 3}
        forget_deletion(session, article.document.id)
    assert list_standings(engine) == ["waiting"] * 3
    assert list_speakers(engine) == {}
    save(engine, article)
    assert list_speakers(engine) == before
    assert read_display_name(engine, "ana-salas") == "Ana María Salas"
    assert list_standings(engine) == ["in force"] * 3


def test_another_spelling_will_do_for_a_merge_and_not_for_a_split(
    engine: Engine, editor: Editor
) -> None:
    article = quote(1, "Dmitri Belanov", "Dmitry Belanov", "Rosaura Bermejo")
    save(engine, article)
    editor.split("Dmitry Belanov")
    editor.merge("Rosaura Bermejo", "dmitri-belanov")
    with write_transaction(engine) as session:
        delete_article(session, article.document.id, now=SEEN_AT, generation=9)
    save(engine, quote(2, "Dimitri Belanoff", "Rosaura Bermejo"))
    assert list_standings(engine) == ["waiting", "in force"]


def test_a_speaker_shows_the_decisions_in_force(engine: Engine, editor: Editor) -> None:
    article = quote(1, "Ana Salas", "Berta Ríos", "Salas", "Rosaura Bermejo")
    save(engine, article)
    editor.merge("Ana Salas", "Berta Ríos")
    editor.rename("Ana Salas", "Ana María Salas")
    editor.split("Salas")
    editor.undo(2)
    editor.attribute(list_passages(article)[3], FormName("person", "Ana Salas"))
    with Session(engine) as session:
        (merged,) = list_decisions_about(session, "ana-salas")
        (apart,) = list_decisions_about(session, "salas")
    assert (merged["number"], merged["decision"]) == (
        1,
        'merge person "Ana Salas" person "Berta Ríos"',
    )
    assert (apart["number"], apart["kind"]) == (3, "split")
    assert list_standings(engine) == [
        "in force",
        "taken back",
        "in force",
        "in force",
        "in force",
    ]


def test_a_speaker_whom_nobody_decided_on_shows_nothing(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos", "Rosaura Bermejo"))
    with Session(engine) as session:
        assert list_decisions_about(session, "rosaura-bermejo") == []
    editor.merge("Ana Salas", "Berta Ríos")
    with Session(engine) as session:
        assert list_decisions_about(session, "rosaura-bermejo") == []
