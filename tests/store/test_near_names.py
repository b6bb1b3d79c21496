"""Names one typo away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.store.directory import count_speakers, list_speakers
from app.store.near_names import is_typo, list_near_speakers


@pytest.mark.parametrize(
    "typed", ["quirogo", "qiuroga", "quiroaga", "quirga", "elena quirroga", "elana quiroga"]
)
def test_a_name_is_found_with_one_typo(sample: Connection, typed: str) -> None:
    (found,) = list_speakers(sample, prefix=typed, after=None, limit=10)
    assert found["id"] == "elena-quiroga"
    assert count_speakers(sample, prefix=typed) == 1


@pytest.mark.parametrize(
    "typed", ["kuiroga", "qiurgoa", "elen", "quirogas blancas", "xyz", "%uiroga"]
)
def test_nobody_is_found_with_more(sample: Connection, typed: str) -> None:
    assert list_near_speakers(sample, typed) == []


@given(st.text("ab", min_size=1, max_size=6), st.integers(0, 6), st.sampled_from("abc"))
def test_adding_leaving_out_and_changing_a_letter_are_typos(
    word: str, place: int, letter: str
) -> None:
    place = min(place, len(word) - 1)
    longer = word[:place] + letter + word[place:]
    other = word[:place] + letter + word[place + 1 :]
    assert is_typo(word, longer)
    assert is_typo(longer, word)
    assert is_typo(word, other) is (word != other)
    assert not is_typo(word, word)


def test_two_letters_that_changed_places_are_one_typo() -> None:
    assert is_typo("marta", "matra")
    assert not is_typo("marta", "tarma")
