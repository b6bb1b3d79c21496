"""Indirect speech: where the clause begins and ends, and that it never mixes with what is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes import Quotation, find_quotations, find_speech
from tests.quotes.test_extraction import PIECES


def find_indirect(text: str) -> list[Quotation]:
    return [one for one in find_speech(text) if one.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        (
            "La ministra, Sonsoles Aguirrezabal, anunció que el puente se abrirá en mayo.",
            "el puente se abrirá en mayo",
        ),
        ("Lena Ortúzar advirtió de que aún faltan obreros!", "aún faltan obreros"),
        ("Lena Ortúzar insistió en que aún faltan obreros.", "aún faltan obreros"),
        ("Lena Ortúzar aseguró este martes que aún faltan obreros.", "aún faltan obreros"),
        ("Anunció la ministra Lena Ortúzar que aún faltan obreros.", "aún faltan obreros"),
        ("Lena Ortúzar dijo que, si llueve, no habrá feria.", "si llueve, no habrá feria"),
        ("Lena Ortúzar dijo que aún faltan obreros (y grúas).", "aún faltan obreros"),
        ("(Lena Ortúzar dijo que aún faltan obreros.)", "aún faltan obreros"),
        (
            "Lena Ortúzar dijo que la obra (la del puente) no tiene dueño.",
            "la obra (la del puente) no tiene dueño",
        ),
        ("Lena Ortúzar dijo que aún faltan obreros; la obra sigue.", "aún faltan obreros"),
        (
            "Lena Ortúzar dijo que aún faltan obreros, según consta en el acta.",
            "aún faltan obreros",
        ),
        ("Lena Ortúzar dijo que aún faltan obreros, explicó.", "aún faltan obreros"),
        ("Lena Ortúzar dijo que aún faltan obreros, lo que causó revuelo.", "aún faltan obreros"),
        (
            "Lena Ortúzar dijo que el capataz asegura que aún faltan obreros.",
            "el capataz asegura que aún faltan obreros",
        ),
        (
            "Lena Ortúzar dijo que la canción «Sin remos» es suya.",
            "la canción «Sin remos» es suya",
        ),
    ],
)
def test_the_clause_runs_from_que_to_where_the_reporter_goes_on(text: str, clause: str) -> None:
    (quotation,) = find_indirect(text)
    assert quotation.text == clause


def test_joined_reports_are_two_clauses() -> None:
    text = "Lena Ortúzar dijo que aún faltan obreros y agregó que sobran planos viejos."
    first, second = find_indirect(text)
    assert (first.text, second.text) == ("aún faltan obreros", "sobran planos viejos")
    assert first.speaker == second.speaker == "Lena Ortúzar"


def test_speakers_of_joined_reports_are_kept_apart() -> None:
    text = (
        "Lena Ortúzar dijo que aún faltan obreros mientras que Ciro Valdeón afirmó que sobran"
        " planos viejos."
    )
    spoken = [(one.text, one.speaker) for one in find_indirect(text)]
    assert spoken == [
        ("aún faltan obreros", "Lena Ortúzar"),
        ("sobran planos viejos", "Ciro Valdeón"),
    ]


def test_cue_mention_and_speaker_are_those_of_the_verb() -> None:
    text = "La alcaldesa Lena Ortúzar habló. Ortúzar ha dicho que aún faltan obreros."
    (quotation,) = find_indirect(text)
    assert (quotation.speaker, quotation.speaker_kind) == ("Lena Ortúzar", "person")
    assert quotation.mention is not None
    assert quotation.cue is not None
    assert (quotation.mention.text, quotation.cue.text) == ("Ortúzar", "ha dicho")
    assert quotation.cue.lemma == "decir"


@pytest.mark.parametrize(
    "text",
    [
        "Lena Ortúzar aseguró que la huelga «no tendrá retraso alguno» este año.",
        "Lena Ortúzar aseguró que «no habrá retraso alguno».",
        "Lena Ortúzar dijo que “aún faltan obreros en la obra.",
        "Lena Ortúzar dijo que no.",
        "Lena Ortúzar dijo: que vengan los obreros.",
        "Lena Ortúzar anunció un plan que dará trabajo a muchos obreros.",
        "Lena Ortúzar habló para que vengan los obreros.",
        "Lena Ortúzar dijo lo que piensan los obreros.",
        "«Faltan obreros en la obra», dijo Lena Ortúzar, que no pudo viajar ayer.",
    ],
)
def test_what_is_quoted_or_no_clause_of_the_verb_is_left_out(text: str) -> None:
    assert find_indirect(text) == []


def test_a_text_without_marks_has_indirect_speech_and_no_quotation() -> None:
    text = "Lena Ortúzar dijo que aún faltan obreros."
    assert find_quotations(text) == ()
    assert [one.kind for one in find_speech(text)] == ["indirect"]


@given(st.lists(PIECES, max_size=60).map("".join))
def test_speech_is_the_quotations_and_clauses_between_them(text: str) -> None:
    speech = find_speech(text)
    assert tuple(one for one in speech if one.kind != "indirect") == find_quotations(text)
    for one in speech:
        assert text[one.start : one.end] == one.text
    clauses = [one for one in speech if one.kind == "indirect"]
    for clause in clauses:
        assert clause.speaker is not None
        others = [one for one in speech if one is not clause]
        assert all(one.end <= clause.start or clause.end <= one.start for one in others)
