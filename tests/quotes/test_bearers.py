"""Bearers of a surname in an article, and which names are of their article only."""

from dataclasses import replace

import pytest

from app.quotes import find_speech
from app.quotes.bearers import list_bearers, name_in_full
from app.quotes.quotation import SpeakerKind
from app.quotes.reach import is_local


@pytest.mark.parametrize(
    ("text", "bearers"),
    [
        ("Habló Marta Elena Olivenza. Olivenza calló.", ("Marta Elena Olivenza",)),
        ("Según Olivenza, la alcaldesa Olivenza y El Olivenza", ()),
        ("Marta Olivenza y Carlos Olivenza; luego Olivenza", ("Marta Olivenza", "Carlos Olivenza")),
        ("Olivenzas de Marta", ()),
    ],
)
def test_bearers_are_full_names_in_the_text(text: str, bearers: tuple[str, ...]) -> None:
    assert list_bearers(text, "Olivenza") == bearers


def test_a_family_name_may_stand_first() -> None:
    assert list_bearers("Wen Taolin llegó. Wen calló.", "Wen") == ("Wen Taolin",)


def test_one_word_is_named_in_full_when_one_bears_it() -> None:
    (quotation,) = find_speech("«Mañana habrá marea alta», dijo Olivenza.")
    assert quotation.speaker == "Olivenza"
    for body, speaker in (
        ("Marta Olivenza. Olivenza", "Marta Olivenza"),
        ("Marta Olivenza. Ana Olivenza", "Olivenza"),
        ("", "Olivenza"),
    ):
        assert name_in_full(body, [quotation]) == (replace(quotation, speaker=speaker),)


@pytest.mark.parametrize(
    ("form", "kind", "local"),
    [
        ("el abogado", "role", True),
        ("compañía", "organisation", True),
        ("el Ayuntamiento", "organisation", True),
        ("su equipo de campaña", "organisation", True),
        ("prensa local", "organisation", True),
        ("Lucía", "person", True),
        ("Olivenza", "person", False),
        ("Alonso", "person", False),
        ("Marta Olivenza", "person", False),
        ("oficina presidencial rusa", "organisation", False),
        ("Ayuntamiento de Torrealta", "organisation", False),
        ("Kremlin", "organisation", False),
    ],
)
def test_names_are_of_all_articles_or_of_one(form: str, kind: SpeakerKind, *, local: bool) -> None:
    assert is_local(form, kind, "") is local


def test_a_surname_is_local_where_several_bear_it() -> None:
    assert is_local("Olivenza", "person", "Marta Olivenza y Ana Olivenza")
    assert not is_local("Olivenza", "person", "Marta Olivenza")
