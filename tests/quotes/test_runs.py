from collections.abc import Callable, Sequence

import pytest

from app.quotes.runs import is_institution, name_run_end, split_outlet, split_run
from app.quotes.tokens import Token, cut_frames


def run(text: str) -> str:
    (frame,) = cut_frames(text, ())
    end = name_run_end(frame.tokens, 0)
    return text[: frame.bounds(0, end)[1]] if end else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Greta von der Aue habló", "Greta von der Aue"),
        ("Lena Ortúzar y Ciro Valdeón", "Lena Ortúzar"),
        ("Ministerio de Aguas y Montes dijo", "Ministerio de Aguas y Montes"),
        ("Banco de Brisa y el Senado dijeron", "Banco de Brisa"),
        ("Ministerio de Aguas y el Mar dijo", "Ministerio de Aguas y el Mar"),
        ("Lena Ortúzar Según Ciro", "Lena Ortúzar"),
        ("C4X Ortúzar", ""),
        ("Lena " * 40, ""),
        ("Save the Marismas habló", "Save the Marismas"),
        ("University of Brisa habló", "University of Brisa"),
        # whose she is, not a second surname
        ("Lena Ortúzar de la Sociedad Rural habló", "Lena Ortúzar"),
        ("Lena Ortúzar del Colegio de Notarios habló", "Lena Ortúzar"),
        ("Lena Ortúzar de la Iglesia habló", "Lena Ortúzar de la Iglesia"),
    ],
)
def test_run_takes_in_particles_and_stops_where_the_name_does(text: str, expected: str) -> None:
    assert run(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministerio de Aguas", True),
        ("XYZ", True),
        ("XYZ Brisa", True),
        ("Lena Ortúzar", False),
        ("J.M. de la Vega", False),
    ],
)
def test_institutions_are_told_by_first_word_or_acronym(text: str, *, expected: bool) -> None:
    (frame,) = cut_frames(text, ())
    assert is_institution(frame.tokens, 0, len(frame.tokens)) is expected


def rest(text: str, split: Callable[[Sequence[Token], int, int], int], start: int = 0) -> str:
    """What follows the place where a run of capitals is split."""
    (frame,) = cut_frames(text, ())
    end = name_run_end(frame.tokens, start)
    position = split(frame.tokens, start, end)
    return "" if position == end else text[frame.starts[position] : frame.bounds(0, end)[1]]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Salud Pedro Valdeón habló", "Pedro Valdeón"),
        ("Salud Iván Valdeón habló", "Iván Valdeón"),
        ("Salud Inés Valdeón habló", "Inés Valdeón"),
        ("Salud Valdeón habló", ""),
        # the run is a person's name already, or a place has a saint's
        ("Elena Marta Valdeón habló", ""),
        ("Puerto San Pedro Valdeón habló", ""),
        ("Santa Elena Valdeón habló", ""),
        ("Villa de Elena Valdeón habló", ""),
    ],
)
def test_person_begins_with_a_given_name_inside_a_run(text: str, person: str) -> None:
    assert rest(text, split_run) == person


@pytest.mark.parametrize(
    ("text", "start", "person"),
    [
        ("a BNV Mundo Lena Ortúzar", 1, "Lena Ortúzar"),
        ("a BNV Mundo Peggy, una joven", 1, "Peggy"),
        ("a Radio Brisa Elena Ortúzar", 1, "Elena Ortúzar"),
        ("al Diario Brisa Elena Ortúzar", 1, "Elena Ortúzar"),
        ("a la Agencia Brisa Elena Ortúzar", 2, "Elena Ortúzar"),
        ("para la Agencia Brisa Elena Ortúzar", 2, "Elena Ortúzar"),
        # a single word may be part of the outlet's name, and whoever speaks is no addressee
        ("a BNV Mundo Brisa", 1, ""),
        ("a BNV Brisa, una joven", 1, ""),
        ("contó Radio Brisa Elena Ortúzar", 1, ""),
        ("en la Agencia Brisa Elena Ortúzar", 2, ""),
    ],
)
def test_addressee_ends_where_the_person_begins(text: str, start: int, person: str) -> None:
    assert rest(text, split_outlet, start) == person
