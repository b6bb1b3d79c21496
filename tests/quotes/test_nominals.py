"""Where a noun phrase ends, and whether a name follows it: looked at from its first noun on."""

import pytest

from app.quotes.marks import find_spans
from app.quotes.nominals import Phrase, nominal_at
from app.quotes.tokens import cut_frames


def read(text: str) -> tuple[str, Phrase] | None:
    """The phrase that the first word opens, as after an article, and how it is printed."""
    frame = cut_frames(text, find_spans(text))[0]
    phrase = nominal_at(frame.tokens, 0, determined=True)
    return phrase and (text[: frame.bounds(0, phrase.end)[1]], phrase)


def printed(text: str) -> str | None:
    found = read(text)
    return found and found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ministra de Economía y Hacienda habló", "ministra de Economía y Hacienda"),
        ("ministra de Economía e Innovación habló", "ministra de Economía e Innovación"),
        ("ministra de Economía y Pedro Valdeón hablaron", "ministra de Economía"),
        ("ministra de Salud Marta Valdeón habló", "ministra de Salud Marta Valdeón"),
    ],
)
def test_office_takes_in_both_halves_of_its_field(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("líder del partido liberal Moderna habló", "líder del partido liberal Moderna"),
        ("líder del partido Moderna habló", "líder del partido Moderna"),
        ("periodista del diario local Alba habló", "periodista del diario local Alba"),
    ],
)
def test_name_of_a_body_may_follow_its_adjective(text: str, expected: str) -> None:
    found = read(text)
    assert found is not None
    assert found[0] == expected
    assert found[1].name is None


def test_name_after_a_place_and_its_adjective_is_the_persons() -> None:
    found = read("vecina del pueblo lejano Elena Vidal")
    assert found is not None
    assert found[1].kind == "name"


def test_body_may_follow_an_office_without_a_preposition() -> None:
    found = read("secretario Frente Amplio habló")
    assert found is not None
    assert (found[0], found[1].kind) == ("secretario Frente Amplio", "role")
    assert found[1].complement == {"frente", "amplio"}


@pytest.mark.parametrize("text", ["secretario Ciro Valdeón habló", "secretario Valdeón habló"])
def test_person_after_an_office_is_its_name(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found[1].kind == "name"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('revista "Marea Alta" dijo', 'revista "Marea Alta"'),
        ("periódico local «Marea» dijo", "periódico local «Marea»"),
        # words that somebody said, too many words, a body that has no title
        ('revista "marea muy alta" dijo', "revista"),
        ('revista "La sal de los mapas viejos" dijo', "revista"),
        ('empresa "Marea Alta" dijo', "empresa"),
    ],
)
def test_medium_takes_in_its_name_in_marks(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("noun", "kind"),
    [("encuestados", "role"), ("reforma", "document"), ("aeropuerto", "organisation")],
)
def test_noun_that_speaks_has_a_kind(noun: str, kind: str) -> None:
    found = read(f"{noun} dijo")
    assert found is not None
    assert found[1].kind == kind
