"""Ties: the bodies that an article gives two names."""

import pytest

from app.quotes.ties import find_ties


@pytest.mark.parametrize(
    ("text", "alias", "name"),
    [
        (
            "La Unión de Ganaderos de Torrealta (UGT) firmó",
            "UGT",
            "Unión de Ganaderos de Torrealta",
        ),
        ("el Frente Amplio de Almenara (Fama) ganó", "Fama", "Frente Amplio de Almenara"),
        (
            "según la UGT (Unión de Ganaderos de Torrealta)",
            "UGT",
            "Unión de Ganaderos de Torrealta",
        ),
        (
            "la Agencia de Costas y Puertos (CPA, por sus siglas en inglés)",
            "CPA",
            "Agencia de Costas y Puertos",
        ),
        ("el Congreso, la cámara francesa, votó", "cámara francesa", "Congreso"),
        ("el parlamento francés, el Congreso, votó", "parlamento francés", "Congreso"),
    ],
)
def test_an_article_ties_two_names(text: str, alias: str, name: str) -> None:
    (tie,) = find_ties(text)
    assert (tie.alias, tie.name) == (alias, name)


@pytest.mark.parametrize(
    "text",
    [
        "La diputada Marta Olivenza (PSA) votó en contra",
        "la Oficina de Costas (XYZ) lo niega",
        "viajó a Torrealta (Almenara) en tren",
        "el Palacio Azul, la película francesa, ganó",
        "el Gobierno, la primera vez, calló",
        "(UGT)",
        "",
    ],
)
def test_brackets_and_commas_that_tie_nothing(text: str) -> None:
    assert find_ties(text) == ()


def test_a_tie_is_found_once_and_keys_leave_out_accents() -> None:
    sentence = "la Unión de Ganaderos Áridos (UGA) dijo. "
    (tie,) = find_ties(sentence * 3)
    assert (tie.alias_key, tie.name_key) == ("uga", "union de ganaderos aridos")
