import pytest

from app.quotes.runs import is_institution, name_run_end
from app.quotes.tokens import cut_frames


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
        ("Lena Ortúzar Según Ciro", "Lena Ortúzar"),
        ("C4X Ortúzar", ""),
        ("Lena " * 40, ""),
    ],
)
def test_run_takes_in_particles_and_stops_where_the_name_does(text: str, expected: str) -> None:
    assert run(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ministerio de Aguas", True), ("XYZ", True), ("XYZ Brisa", True), ("Lena Ortúzar", False)],
)
def test_institutions_are_told_by_first_word_or_acronym(text: str, *, expected: bool) -> None:
    (frame,) = cut_frames(text, ())
    assert is_institution(frame.tokens, 0, len(frame.tokens)) is expected
