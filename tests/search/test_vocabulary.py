import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.vocabulary import is_near
from tests.search.scan import edit_once

WORDS = st.text(alphabet="abñ", max_size=6)


@pytest.mark.parametrize("edited", ["rada", "riadas", "rioda", "raida", "criada"])
def test_one_letter_missing_added_wrong_or_swapped_is_one_edit(edited: str) -> None:
    assert edited in set(edit_once("riada"))
    assert is_near("riada", edited, edits=1)


@pytest.mark.parametrize("other", ["riadita", "daria", "r", ""])
def test_farther_words_are_not_near(other: str) -> None:
    assert not is_near("riada", other, edits=1)


@given(WORDS, WORDS)
def test_nearness_agrees_with_the_list_of_edits(word: str, other: str) -> None:
    assert is_near(word, other, edits=1) == (other == word or other in set(edit_once(word)))


@given(WORDS, WORDS)
def test_of_two_edits_each_is_an_edit(word: str, other: str) -> None:
    halfway = {word, *edit_once(word)} & {other, *edit_once(other)}
    assert halfway or not is_near(word, other, edits=2)
