import pytest

from app.quotes.nations import nation_of


@pytest.mark.parametrize("word", ["moscú", "ruso", "rusas", "kremlin"])
def test_capital_demonym_and_seat_stand_for_one_nation(word: str) -> None:
    assert nation_of(word) == "rusia"


def test_other_words_have_no_nation() -> None:
    assert nation_of("mesa") is None
