import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes.names import form_key, has_given_name, name_key, surname_words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("el Palacio Azul", "Palacio Azul"),
        ("Mélani Dóriga", "Melani Doriga"),
        ("la ministra Lena Ortúzar", "Lena Ortúzar"),
        ("don Ciro Valdeón", "Ciro Valdeón"),
        ("LENA ORTÚZAR", "Lena  Ortúzar"),
    ],
)
def test_spellings_of_one_form_share_a_key(first: str, second: str) -> None:
    assert name_key(first) == name_key(second)


def test_n_with_tilde_makes_another_key() -> None:
    assert name_key("Ana Peña") != name_key("Ana Pena")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Lena Ortúzar", ("ortuzar",)),
        ("Lena Ortúzar Vidal", ("ortuzar", "vidal")),
        ("Lena María Ortúzar Vidal", ("ortuzar", "vidal")),
        ("Greta von der Aue", ("aue",)),
        ("Ortúzar", ()),
        ("", ()),
    ],
)
def test_surname_words_can_stand_alone_later(form: str, expected: tuple[str, ...]) -> None:
    assert surname_words(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [("Lena Ortúzar", True), ("presidenta Ortúzar", False), ("Ortúzar", False), ("", False)],
)
def test_given_name_needs_two_words_of_name(form: str, *, expected: bool) -> None:
    assert has_given_name(form) is expected


@given(st.text())
def test_key_of_a_key_is_itself_when_nothing_leads(form: str) -> None:
    key = name_key(form)
    assert key == key.strip()
    assert name_key(key) == name_key(name_key(key))


def test_a_role_keeps_its_title_and_loses_its_article() -> None:
    assert form_key("La ministra del Interior", "role") == "ministra del interior"
    assert form_key("la ministra Sonsoles Aguirrezabal", "person") == "sonsoles aguirrezabal"
