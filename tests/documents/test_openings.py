"""Before the first words: header, dateline, by-line, the title again, buttons."""

import pytest

from app.documents.dates import StatedDate
from app.documents.document import Removed
from app.documents.openings import list_known, read_opening

PARAGRAPH = "El mercado abrirá antes del verano."


def test_a_header_gives_its_date_and_leaves_the_rest_of_its_line() -> None:
    opening = read_opening(["date 2025-12-11 Habrá mercado", PARAGRAPH], {})
    assert opening.lines == ["Habrá mercado", PARAGRAPH]
    assert opening.dates == [StatedDate("2025-12-11", "header")]
    assert opening.removed == [Removed("date 2025-12-11", "date header")]
    assert opening.under_header


def test_a_header_alone_in_its_line_leaves_the_next_one_without_header() -> None:
    opening = read_opening(["date 2025-12-11", "Habrá mercado", PARAGRAPH], {})
    assert opening.lines[0] == "Habrá mercado"
    assert not opening.under_header


@pytest.mark.parametrize(
    "line", ["Date 2025-12-11 x", "fecha 2025-12-11 x", "date 2025-12-111 x", "La date 2025-12-11"]
)
def test_what_is_no_header_stays(line: str) -> None:
    assert read_opening([line], {}).lines == [line]


def test_a_dateline_with_a_year_states_a_date() -> None:
    opening = read_opening([f"Villaseca, 3 de mayo de 2021. – {PARAGRAPH}"], {})
    assert opening.lines == [PARAGRAPH]
    assert opening.dates == [StatedDate("3 de mayo de 2021", "dateline")]


def test_a_dateline_without_a_year_states_none() -> None:
    opening = read_opening([f"VILLASECA, 3 may (Norte).- {PARAGRAPH}"], {})
    assert (opening.lines, opening.dates) == ([PARAGRAPH], [])


def test_title_and_author_are_not_said_twice() -> None:
    known = list_known("Habrá mercado en Villaseca", "Ana Peral")
    opening = read_opening(
        ["HABRÁ MERCADO EN VILLASECA", "Por Ana Peral", "Ana Peral ·", PARAGRAPH], known
    )
    assert opening.lines == [PARAGRAPH]
    assert [removed.why for removed in opening.removed] == [
        "repeats the title",
        "by-line",
        "by-line",
    ]


def test_without_title_and_author_nothing_is_known() -> None:
    assert list_known(None, None) == {}


def test_a_text_that_is_all_opening_leaves_no_line() -> None:
    assert read_opening(["date 2025-12-11", "Compartir", "2:09"], {}).lines == []
