"""A title is short and no sentence with its full stop."""

import pytest

from app.documents.titles import is_title, is_title_above

PARAGRAPH = (
    "El alcalde anunció que el mercado abrirá antes del verano, dos años después de lo previsto."
)


@pytest.mark.parametrize(
    "line",
    [
        "El mercado abrirá antes del verano",
        "¿Abrirá el mercado antes del verano?",
        "«Abriremos el mercado», promete la alcaldesa",
        "“El mercado es de todos”",
        "Un acuerdo con EE.UU.",
        "El mercado, en manos de EE. UU.",
        "El mercado que nunca llega…",
        "El mercado, la feria, etc.",
    ],
)
def test_headlines_are_titles(line: str) -> None:
    assert is_title(line)


@pytest.mark.parametrize(
    "line",
    [
        PARAGRAPH,
        "El mercado abrirá.",
        "«El mercado abrirá.»",
        '"Abriremos el mercado", dijo la alcaldesa, al comienzo del acto.',
        "El mercado abrirá,",
        "La lista es esta:",
        "mercado " * 31,
    ],
)
def test_sentences_and_paragraphs_are_no_titles(line: str) -> None:
    assert not is_title(line)


def test_without_header_a_title_stands_above_something_longer() -> None:
    assert is_title_above("El mercado abrirá antes del verano", ["Cómo", PARAGRAPH])
    assert not is_title_above("El mercado abrirá antes del verano", ["Habrá fiesta."])
    assert not is_title_above("El mercado abrirá antes del verano", [])


@pytest.mark.parametrize("line", ["- Segundo punto de la lista", "• Segundo punto"])
def test_a_point_of_a_list_is_no_title(line: str) -> None:
    assert not is_title_above(line, [PARAGRAPH])
