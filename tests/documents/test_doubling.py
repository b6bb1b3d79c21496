"""A text that is pasted several times over has its second copy found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.doubling import find_repetition, find_restart

FIRST = "El mercado de Villaseca abrirá antes del verano, según la alcaldesa."
SECOND = "Los vendedores piden más puestos y una parada de autobús junto a la puerta."
THIRD = "La oposición recuerda que el mercado lleva dos años de retraso."


def test_the_second_copy_starts_where_the_first_paragraph_returns() -> None:
    assert find_repetition([FIRST, SECOND, FIRST, SECOND]) == (2, 0)


def test_three_copies_are_cut_after_the_first() -> None:
    assert find_repetition([FIRST, SECOND] * 3) == (2, 0)


def test_copies_that_meet_inside_a_paragraph_are_cut_there() -> None:
    assert find_repetition([FIRST, SECOND + FIRST, SECOND]) == (1, len(SECOND))
    assert find_repetition([f"{FIRST} {FIRST}"]) == (0, len(FIRST) + 1)


def test_a_last_copy_that_is_cut_off_is_still_one() -> None:
    assert find_repetition([FIRST, SECOND, THIRD, FIRST, SECOND, THIRD[:30]]) == (3, 0)


LONG = [
    FIRST,
    SECOND,
    THIRD,
    "Hubo quien propuso llevar los puestos al paseo mientras duren las obras del tejado.",
    "La asociación de comerciantes votará la próxima semana si acepta ese traslado.",
    "Los presupuestos guardan doscientas mil coronas para las cámaras de frío.",
]


@pytest.mark.parametrize(
    "changes",
    [
        {"piden más puestos": "reclaman más puestos"},
        {"antes del verano": "en primavera"},
        {"El mercado de Villaseca": "Ese mercado", "dos años": "tres años"},
        {"la próxima semana": "el lunes", "las cámaras de frío": "el frío"},
    ],
)
def test_a_second_copy_that_differs_in_a_few_words_is_found(changes: dict[str, str]) -> None:
    second = "\n".join(LONG)
    for former, present in changes.items():
        assert former in second
        second = second.replace(former, present)
    assert find_repetition([*LONG, *second.split("\n")]) == (len(LONG), 0)


@pytest.mark.parametrize("kept", [4, 5])
def test_a_second_copy_that_is_cut_is_found(kept: int) -> None:
    assert find_repetition([*LONG, *LONG[:kept]]) == (len(LONG), 0)


@pytest.mark.parametrize("kept", [4, 5])
def test_a_first_copy_that_is_cut_is_found_from_where_the_text_is_whole(kept: int) -> None:
    assert find_repetition([*LONG[:kept], *LONG]) is None
    assert find_restart([*LONG[:kept], *LONG]) == (kept, 0)
    assert find_restart([*LONG[: kept - 1], LONG[kept - 1][:30] + LONG[0], *LONG[1:]]) == (
        kept - 1,
        30,
    )


@pytest.mark.parametrize(
    "paragraphs",
    [
        LONG,
        [FIRST, *LONG],  # a summary before the text
        [*LONG[:2], *LONG],
        [*LONG, *LONG[:2]],
        [*LONG, FIRST, "Nada más se supo de los puestos ni del paseo.", *LONG[4:]],
    ],
)
def test_what_comes_again_in_part_stays(paragraphs: list[str]) -> None:
    assert find_repetition(paragraphs) is None
    assert find_restart(paragraphs) is None


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        [FIRST],
        [FIRST, SECOND, THIRD],
        [FIRST, SECOND, FIRST],  # a refrain, not most of a copy
        [FIRST, SECOND, FIRST, THIRD],
        ["No.", "No."],  # too short to be more than a refrain
    ],
)
def test_repetition_that_belongs_to_the_text_stays(paragraphs: list[str]) -> None:
    assert find_repetition(paragraphs) is None


@settings(deadline=None)
@given(st.lists(st.sampled_from([SECOND, THIRD, "Agua.", "a b"]), min_size=1), st.integers(2, 4))
def test_whatever_is_pasted_again_is_found(paragraphs: list[str], copies: int) -> None:
    long_enough = [FIRST, *paragraphs]
    found = find_repetition(long_enough * copies)
    assert found is not None
    assert found[0] <= len(long_enough)


def test_a_text_of_one_repeated_letter_is_settled_quickly() -> None:
    assert find_repetition(["a" * 1_000_000 + "b"]) is None
