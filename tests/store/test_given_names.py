"""Names that an editor gives: what bears them, who is found by them, and when they count."""

from sqlalchemy import Engine

from app.store.directory import list_speakers
from app.store.readings import find_speakers
from tests.newsroom import save
from tests.store.editor import Editor, quote, read_display_name


def test_a_renamed_speaker_keeps_the_id_and_the_latest_name_counts(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga"))
    editor.rename("Quiroga", "Elena Quiroga Prado")
    editor.rename("elena-quiroga", "Elena Quiroga de Prado")
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga de Prado"
    editor.undo(2)
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga Prado"
    editor.undo(1)
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga"


def test_a_speaker_is_found_by_the_name_that_an_editor_gave(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Elena Quiroga", "Rosaura Bermejo"))
    editor.rename("elena-quiroga", "Ágata Ruibarbo")
    with engine.connect() as connection:
        for text in ("Ágata Ruibarbo", "agata RUIBARBO", "Elena Quiroga"):
            assert [row["id"] for row in find_speakers(connection, text)] == ["elena-quiroga"]
        for prefix in ("Ága", "agata r"):
            (found,) = list_speakers(connection, prefix=prefix, after=None, limit=9)
            assert found["name"] == "Ágata Ruibarbo"
    editor.undo(1)
    with engine.connect() as connection:
        assert not find_speakers(connection, "Ágata Ruibarbo")


def test_a_name_stays_with_its_speaker_when_a_fuller_form_comes(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Marta Olivenza"))
    editor.rename("marta-olivenza", "Marta de Olivenza")
    save(engine, quote(2, "Marta Olivenza Rueda", "Marta Olivenza Rueda"))
    assert read_display_name(engine, "marta-olivenza-rueda") == "Marta de Olivenza"


def test_a_name_given_to_a_surname_holds_while_that_stands_alone(
    engine: Engine, editor: Editor
) -> None:
    save(engine, quote(1, "Elena Quiroga", "Quiroga"))
    editor.split("Quiroga")
    editor.rename("quiroga", "La otra Quiroga")
    assert read_display_name(engine, "quiroga") == "La otra Quiroga"
    editor.undo(1)
    assert read_display_name(engine, "elena-quiroga") == "Elena Quiroga"


def test_a_name_goes_with_the_form_that_bore_it(engine: Engine, editor: Editor) -> None:
    save(engine, quote(1, "Ana Salas", "Berta Ríos"))
    editor.rename("Ana Salas", "Ana María Salas")
    editor.merge("Berta Ríos", "Ana Salas")
    assert read_display_name(engine, "berta-rios") == "Ana María Salas"
    editor.split("Ana Salas")
    assert read_display_name(engine, "ana-salas") == "Ana María Salas"
    assert read_display_name(engine, "berta-rios") == "Berta Ríos"
