"""Short forms: what a full name may be called later."""

import pytest

from app.quotes.short_names import short_keys, split_name


@pytest.mark.parametrize(
    ("name", "given", "surnames"),
    [
        ("Marta Olivenza Rueda", ("marta",), ("olivenza", "rueda")),
        ("Juan Carlos Bocanegra", ("juan", "carlos"), ("bocanegra",)),
        ("Juan Martín Pérez", ("juan",), ("martin", "perez")),
        ("Julián A. Vega", ("julian", "a"), ("vega",)),
        ("María del Carmen López", ("maria", "del carmen"), ("lopez",)),
        ("Julián de la Vega", ("julian",), ("de la vega",)),
        ("Wen Taolin", ("taolin",), ("wen",)),
        ("Olivenza", (), ("olivenza",)),
    ],
)
def test_a_name_is_split_into_given_names_and_surnames(
    name: str, given: tuple[str, ...], surnames: tuple[str, ...]
) -> None:
    assert split_name(name) == (given, surnames)


@pytest.mark.parametrize(
    ("name", "short", "never"),
    [
        (
            "Marta Olivenza Rueda",
            {"olivenza", "marta olivenza", "m olivenza"},
            {"marta", "marta rueda"},
        ),
        (
            "José Luis Bocanegra",
            {"bocanegra", "j l bocanegra"},
            {"jose bocanegra", "luis bocanegra"},
        ),
        ("Julián A. Vega", {"julian vega", "vega"}, {"julian"}),
        ("Cristina Lahoz de Montorio", {"cristina montorio", "lahoz"}, {"cristina"}),
        ("Dmitri Belanoff", {"belanov"}, {"belanoff"}),
        ("Mohamed al Karuni", {"karuni"}, {"mohamed"}),
    ],
)
def test_a_full_name_has_short_forms(name: str, short: set[str], never: set[str]) -> None:
    assert short <= short_keys(name)
    assert not never & short_keys(name)


def test_a_single_word_has_none() -> None:
    assert short_keys("Olivenza") == frozenset()
    assert short_keys("") == frozenset()
