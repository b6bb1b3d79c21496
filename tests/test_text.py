"""Folding, words, slugs and sentences."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import bound_key, fold, normalise, sentence_spans, slug, words

SPANISH = st.text(alphabet="aáeéiíoóuúüñÑÁbcdrs .,;:!?¡¿…«»“”\"'()–—-\n\t0123456789", max_size=80)
TEXTS = st.one_of(SPANISH, st.text(max_size=40))


def list_sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Economía", "economia"),
        ("ECONOMÍA", "economia"),
        ("PINGÜINO", "pinguino"),
        ("Año", "año"),
        ("AN\u0303O", "año"),
        ("ano", "ano"),
        ("ﬁnanzas", "finanzas"),
        ("ＥＦＥ", "efe"),
        ("Straße", "strasse"),
        ("São Tomé", "sao tome"),
        ("", ""),
    ],
)
def test_accents_and_case_fold_and_enye_stays(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_text_folds_alike_with_and_without_a_tilde_of_its_own(text: str) -> None:
    assert fold(f"n\u0303 {text}") == f"ñ {fold(text)}"  # read whole; without, piece by piece


@given(SPANISH)
def test_case_and_composition_do_not_count_in_folding(text: str) -> None:
    assert fold(text.upper()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(TEXTS)
def test_normal_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text))


def test_words_are_folded_and_in_order() -> None:
    assert words("«¡Sí!», dijo la Sra. Peña: 3,5 %") == [
        "si",
        "dijo",
        "la",
        "sra",
        "peña",
        "3",
        "5",
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Marta Peña", "marta-pena"),
        ("  Cofradía de Peñalba (CP) ", "cofradia-de-penalba-cp"),
        ("O'Higgins", "o-higgins"),
        ("Ольга", ""),
        ("¿?", ""),
    ],
)
def test_a_slug_is_ascii_words_joined_by_hyphens(text: str, address: str) -> None:
    assert slug(text) == address


@given(TEXTS)
def test_a_slug_is_its_own_slug(text: str) -> None:
    address = slug(text)
    assert address.isascii()
    assert slug(address) == address
    assert not address.startswith("-")
    assert not address.endswith("-")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Llovió. Después salió el sol.", ["Llovió.", "Después salió el sol."]),
        ("¿Quién? ¡Nadie! Bien.", ["¿Quién?", "¡Nadie!", "Bien."]),
        ("«Vendrá». «No vendrá».", ["«Vendrá».", "«No vendrá»."]),
        ("«Vendrá.» Lo dijo Ana.", ["«Vendrá.»", "Lo dijo Ana."]),
        ("Dudó… Luego firmó.", ["Dudó…", "Luego firmó."]),
        ("El Sr. Prado y la Dra. Solís hablaron.", ["El Sr. Prado y la Dra. Solís hablaron."]),
        ("Lo firma J. Quiroga. Fin.", ["Lo firma J. Quiroga.", "Fin."]),
        ("Son 3.500 coronas. 12 más.", ["Son 3.500 coronas.", "12 más."]),
        ("Un título sin punto\nEl texto.", ["Un título sin punto", "El texto."]),
        ("  \n\n Una línea. \n\n", ["Una línea."]),
        ("Sin punto final", ["Sin punto final"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_sentences_end_at_stops_and_lines(text: str, sentences: list[str]) -> None:
    assert list_sentences(text) == sentences


@given(TEXTS)
def test_sentences_cover_all_but_white_space_once_and_in_order(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(SPANISH, SPANISH)
def test_a_line_break_parts_sentences_whatever_stands_around_it(one: str, other: str) -> None:
    assert list_sentences(f"{one}\n{other}") == list_sentences(one) + list_sentences(other)


def test_a_key_too_long_for_an_index_is_cut_and_stays_its_own() -> None:
    long, other = "ñ" * 5_000 + "a", "ñ" * 5_000 + "b"
    assert bound_key("peñalba") == "peñalba"
    assert bound_key("ñ" * 300) == "ñ" * 300
    assert bound_key(long) != bound_key(other)
    assert bound_key(long).startswith("ñ" * 290)
    assert len(bound_key(long).encode()) <= 600
    assert bound_key(bound_key(long)) == bound_key(long)
