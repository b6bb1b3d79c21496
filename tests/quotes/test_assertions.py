"""Whose clause is indirect speech: only what somebody known is reported to have said."""

import pytest

from app.quotes import find_speech


def find_speakers(text: str) -> list[str | None]:
    return [one.speaker for one in find_speech(text) if one.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lena Ortúzar cree que aún faltan obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar pidió que vengan más obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar se quejó de que aún faltan obreros.", "Lena Ortúzar"),
        ("El Gobierno de Brisa informó de que aún faltan obreros.", "Gobierno de Brisa"),
        ("Los vecinos denunciaron que aún faltan obreros.", "Los vecinos"),
        ("Habló Lena Ortúzar, quien aseguró que aún faltan obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar, en rueda de prensa, aseguró que aún faltan obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar saludó a todos y dijo que aún faltan obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar dijo «ya está», pero insistió en que aún faltan obreros.", "Lena Ortúzar"),
        ("Lena Ortúzar llegó ayer. Además, aseguró que aún faltan obreros.", "Lena Ortúzar"),
    ],
)
def test_a_report_in_a_main_clause_has_its_speaker(text: str, speaker: str) -> None:
    assert find_speakers(text) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Lena Ortúzar no dijo que aún faltan obreros.",
        "Lena Ortúzar nunca ha dicho que aún faltan obreros.",
        "Lena Ortúzar negó que falten más obreros.",
        "Lena Ortúzar diría que aún faltan obreros.",
        "Lena Ortúzar afirmaría que aún faltan obreros.",
        "Lena Ortúzar afirmará que aún faltan obreros.",
        "Lena Ortúzar habría dicho que aún faltan obreros.",
        "¿Lena Ortúzar dijo que aún faltan obreros?",
        "Si Lena Ortúzar dijo que aún faltan obreros, vendrán más.",
        "Todos leyeron que Lena Ortúzar dijo que aún faltan obreros.",
        "Lena Ortúzar sabe que aún faltan obreros.",
        "Lena Ortúzar pregunta que cuándo vienen obreros.",
    ],
)
def test_what_is_denied_supposed_or_subordinate_is_not_said(text: str) -> None:
    assert find_speakers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Habló en Puerto Brisa que asegura que aún faltan obreros.",
        "Habló el Gobierno de Brisa, quien asegura que aún faltan obreros.",
        "Se dijo que aún faltan obreros.",
        "Dijo que aún faltan obreros.",
        "Lena Ortúzar calló. Otras estimaciones indican que aún faltan obreros.",
        "Lena Ortúzar llegó ayer. Recuerda que aún faltan obreros.",
        "Lena Ortúzar llegó ayer. En su carta aseguró que aún faltan obreros.",
        "Lena Ortúzar calló. El vendaval, en cambio, aseguró que aún faltan obreros.",
        "Lena Ortúzar calló. En cambio, le dijo a Ortúzar que aún faltan obreros.",
        "Habló mucho. Nuestro Gobierno reconoce que aún faltan obreros.",
    ],
)
def test_nobody_is_named_for_a_clause_whose_subject_is_not_known(text: str) -> None:
    assert find_speakers(text) == []
