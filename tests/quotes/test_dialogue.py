from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes import find_quotations

SCENE = "La alcaldesa de Alba, Marta Solís, compareció ayer.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("—El plan sale adelante —explicó Solís.", ["El plan sale adelante"]),
        (
            "—El plan sale adelante —explicó Solís—. No habrá retrasos.",
            ["El plan sale adelante", "No habrá retrasos."],
        ),
        ("– ¿Qué plan? –preguntó Solís.", ["¿Qué plan?"]),
    ],
)
def test_a_turn_with_a_cue_is_speech(line: str, said: list[str]) -> None:
    text = SCENE + line
    found = find_quotations(text)
    assert [one.text for one in found] == said
    assert {one.speaker for one in found} == {"Marta Solís"}
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    "line",
    [
        "—El plan sale adelante.",
        "— Ana Ruiz, alcaldesa de Alba",
        "—Pan, leche y huevos —todo fresco— en el mercado.",
        "- Solo un guion —dijo Solís.",
    ],
)
def test_a_line_that_only_begins_with_a_raya_is_no_speech(line: str) -> None:
    assert find_quotations(SCENE + line) == ()


def test_a_turn_that_holds_marks_is_left_to_them() -> None:
    (found,) = find_quotations(SCENE + "—Dijo «basta ya de obras» —recordó Solís.")
    assert found.text == "basta ya de obras"


@given(st.lists(st.sampled_from(["—", "–", " ", "\n", "A", "dijo", "—dijo Ana", "«", "»", "."])))
def test_any_rayas_give_spans_in_order_and_apart(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_quotations(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
