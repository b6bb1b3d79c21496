"""Spelling keys: names of other alphabets meet under all their spellings, Spanish ones stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes.names import name_key
from app.quotes.spelling import puts_family_first, spelling_key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dmitri Belanov", "Dmitriy Belanoff"),
        ("Yevgueni Ryablov", "Evgeny Riablov"),
        ("Mijaíl Gorvachov", "Mikhail Gorvachev"),
        ("Bashar al Karuni", "Bashar Al-Karuni"),
        ("Jaled Bemsur", "Khalid Bemsur"),
        ("Wen Taolin", "Wen Tao-lin"),
        ("Shumakov", "Schumakov"),
    ],
)
def test_transliterations_share_a_key(first: str, second: str) -> None:
    assert spelling_key(first) == spelling_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Marta Jiménez", "Marta Giménez"),
        ("Juan Vega", "Joan Vega"),
        ("Ana Peña", "Ana Pena"),
        ("Elena Valle", "Elena Vale"),
        ("Rocío Carrasco", "Rocío Karrasco"),
        ("Dmitri Belanov", "Dmitri Belanova"),
    ],
)
def test_different_names_have_different_keys(first: str, second: str) -> None:
    assert spelling_key(first) != spelling_key(second)


@pytest.mark.parametrize(
    "name", ["Marta Olivenza Rueda", "Julián de la Vega", "Ángel Xerez Quiroga"]
)
def test_a_spanish_name_is_its_own_key(name: str) -> None:
    assert spelling_key(name) == name_key(name)


@given(st.text(alphabet="abcdefghijklmnñopqrstuvwxyz áé-'", max_size=40))
def test_a_word_has_one_key_wherever_it_stands(name: str) -> None:
    words = name_key(name).split()
    if len(words) == 2 and not puts_family_first(words):
        assert spelling_key(name).split()[-1:] == spelling_key(words[-1]).split()


@pytest.mark.parametrize(
    ("name", "first"),
    [("wen taolin", True), ("kim dae sun", True), ("kim basterra", False), ("marta wen", False)],
)
def test_family_names_stand_first_in_east_asia(name: str, *, first: bool) -> None:
    assert puts_family_first(name.split()) is first
