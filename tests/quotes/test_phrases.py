import pytest

from app.quotes.capitals import Capitals, collect_capitals
from app.quotes.nominals import Phrase
from app.quotes.phrases import find_phrases
from app.quotes.tokens import Frame, cut_frames


def first(text: str) -> tuple[Frame, Phrase]:
    (frame,) = cut_frames(text, ())
    return frame, find_phrases(frame.tokens, collect_capitals([frame]))[0]


def name_in(text: str) -> str | None:
    frame, phrase = first(text)
    if phrase.name is None:
        return None
    start, end = frame.bounds(*phrase.name)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("el alcalde Ciro Valdeón habló", "Ciro Valdeón"),
        ("el portavoz del grupo, Ciro Valdeón, habló", "Ciro Valdeón"),
        ("el ministro de Salud Pedro Valdeón habló", "Pedro Valdeón"),
        ("la diputada de XYZ Lena Ortúzar habló", "Lena Ortúzar"),
        ("la profesora de la Universidad de Brisa (Alba) Lena Ortúzar habló", "Lena Ortúzar"),
        ("el botánico belga Jan Claes habló", "Jan Claes"),
        ("uno de los autores, Ciro Valdeón, habló", "Ciro Valdeón"),
        ("ayer Greta von der Aue habló", "Greta von der Aue"),
        ("ayer habló Del Pozo Vidal", "Del Pozo Vidal"),
    ],
)
def test_role_and_name_make_one_phrase(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("la ministra de Salud habló", "role"),
        ("el comunicado dice eso", "document"),
        ("la empresa lo dice", "organisation"),
        ("el Ministerio de Salud y Deportes habló", "organisation"),
        ("ella habló", "pronoun"),
    ],
)
def test_phrases_have_a_kind(text: str, kind: str) -> None:
    assert first(text)[1].kind == kind


def test_preposition_marks_what_is_no_subject() -> None:
    assert first("con el alcalde Ciro Valdeón")[1].preposition == "con"


def test_name_of_another_belongs_to_the_description() -> None:
    assert first("el abogado de Ciro Valdeón habló")[1].kind == "role"


def test_opening_capital_is_no_name_by_itself() -> None:
    (frame,) = cut_frames("Fallece Lena Ortúzar en Brisa", ())
    capitals = Capitals(frozenset({"lena", "ortúzar"}), frozenset())
    phrase = find_phrases(frame.tokens, capitals)[0]
    assert phrase.start == 1
