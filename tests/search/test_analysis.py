import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import (
    LONGEST_TERM,
    _analyse,
    find_printed_form,
    is_stop_word,
    spanish_terms,
)


def read_terms(text: str) -> list[str]:
    return [token.term for token in spanish_terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("economía", "ECONOMIA"),
        ("habló", "hablo"),
        ("elección", "elecciones"),
        ("militares", "militar"),
        ("años", "año"),
        ("pingüino", "pinguinos"),
        ("EE. UU.", "EEUU"),
        ("EE.UU.", "ee. uu."),
        ("U.S.A.", "USA"),
        ("O.N.U.", "ONU"),
        ("CC. OO.", "CCOO"),
        ("3.500", "3500"),
        ("3,500", "3.500"),
        ("1.350.000", "1\u00a0350\u00a0000"),
        ("3,5", "3.5"),
        ("1.350,75", "1,350.75"),
        ("COVID19", "covid19"),
        ("d’Artes", "d'Artes"),
    ],
)
def test_what_a_reader_takes_for_the_same_word_has_the_same_term(one: str, other: str) -> None:
    assert read_terms(one) == read_terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("año", "ano"), ("Ñandú", "Nandu"), ("3,5", "35"), ("0,500", "500"), ("dios", "dio")],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert read_terms(one) != read_terms(other)


@pytest.mark.parametrize("text", ["La ñandú señaló el año", "Pingüinos d’Órbigo", "CAMIÓN a. m."])
def test_decomposed_accents_give_the_terms_of_precomposed_ones(text: str) -> None:
    assert read_terms(unicodedata.normalize("NFD", text)) == read_terms(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("covid-19", [("covid19", 0), ("cov", 0), ("19", 1)]),
        ("F/A-18", [("fa18", 0), ("f", 0), ("18", 2)]),
        ("ruso-ucraniano", [("rusoucranian", 0), ("rus", 0), ("ucranian", 1)]),
        ("O'Ferral", [("oferral", 0), ("ferral", 1)]),
        ("#RiadaYa", [("#riadaya", 0), ("riaday", 0)]),
        ("@ana_vela", [("@ana_vela", 0), ("ana", 0), ("vel", 1)]),
        ("15-M", [("15m", 0), ("15", 0), ("m", 1)]),
        ("y/o", []),
        ("2024/2025", [("2024", 0), ("2025", 1)]),
        ("11.12.2025", [("11", 0), ("12", 1), ("2025", 2)]),
        ("10:30", [("10", 0), ("30", 1)]),
        ("fin.Luego", [("fin", 0), ("lueg", 1)]),
    ],
)
def test_compounds_are_found_whole_and_by_their_parts(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert [(token.term, token.position) for token in spanish_terms(text)] == expected


def test_stop_words_are_left_out_but_count_as_positions() -> None:
    tokens = list(spanish_terms("el estado de las partes"))
    assert [(token.term, token.position) for token in tokens] == [("estad", 1), ("part", 4)]


@pytest.mark.parametrize("word", ["estados", "unidos", "no", "sin", "contra", "nada", "te", "este"])
def test_words_that_people_search_are_no_stop_words(word: str) -> None:
    assert not is_stop_word(word)


def test_a_word_of_ten_thousand_letters_is_cut() -> None:
    assert [len(term) for term in read_terms("a" * 10_000)] == [LONGEST_TERM]


@given(st.text(alphabet=st.sampled_from("aéñu\u0303\u0301 .,-/'’@#3050EU_¿?\u00a0\n"), max_size=60))
def test_tokens_slice_the_text_in_order(text: str) -> None:
    tokens = list(spanish_terms(text))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.position for token in tokens] == sorted(token.position for token in tokens)
    singles = [token for token in tokens if not token.joined]
    assert all(a.end <= b.start for a, b in pairwise(singles))


@given(
    st.text(alphabet=st.sampled_from("aeEuUñ\u0301 .,-@#30_\u00a0\u202f\n"), max_size=40)
    | st.lists(
        st.sampled_from(
            ["EE", "uu.", "UU", "EE.", " ", "  ", "\n", "\u00a0", "lee", "3", "500", ".", "("]
        )
    ).map("".join)
)
def test_chunk_by_chunk_a_text_gives_what_it_gives_as_a_whole(text: str) -> None:
    assert tuple(spanish_terms(text)) == _analyse(text)[0]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Econó", "econo"),
        ("para", "para"),
        ("¿Riada?", "riada"),
        ("covid-1", "covid1"),
        ("#Riada", "#riada"),
        ("dos palabras", None),
        ("...", None),
    ],
)
def test_printed_form_of_one_word(text: str, form: str | None) -> None:
    assert find_printed_form(text) == form
