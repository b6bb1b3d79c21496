"""The language of an article."""

import pytest

from app.documents.language import detect_language

SPANISH = "La alcaldesa anunció que el mercado abrirá antes del verano y que el alquiler no subirá."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"),
        ("El alcalde dijo que no habrá agua.", "es"),
        (
            "A prefeita anunciou que o mercado abrirá antes do verão e que o aluguel não vai subir.",
            "pt",
        ),
        (
            "L'alcaldessa va anunciar que el mercat obrirà abans de l'estiu i que el lloguer no pujarà.",
            "ca",
        ),
        (
            "A alcaldesa anunciou onte que o mercado abrirá antes do verán e que o aluguer non subirá.",
            "gl",
        ),
        (
            "Alkateak iragarri du merkatua uda baino lehen irekiko dela eta alokairua ez dela igoko.",
            "eu",
        ),
        (
            "The mayor announced that the market will open before summer and that rents will not rise.",
            "en",
        ),
    ],
)
def test_the_languages_of_an_archive_in_spanish_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_foreign_quotation_does_not_change_the_language() -> None:
    assert detect_language("“We will open before summer”, dijo. " + SPANISH * 20) == "es"


@pytest.mark.parametrize("text", ["", "123 456", "— … —"])
def test_without_letters_the_language_is_undetermined(text: str) -> None:
    assert detect_language(text) == "und"
