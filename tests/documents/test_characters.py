"""Invisible and hostile characters go, and the notes say so."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.characters import (
    clean_characters,
    clean_line,
    make_storable,
    split_paragraphs,
)

# Printed format characters of Arabic, Syriac, Kaithi and Egyptian, which stay.
PRINTED_FORMATS = {
    0x6DD,
    0x70F,
    0x8E2,
    0x110BD,
    0x110CD,
    *range(0x600, 0x606),
    0x890,
    0x891,
    *range(0x13430, 0x13440),
}


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("can\u0303a", "caña"),
        ("agua\r\nluz\rgas", "agua\nluz\ngas"),
        ("agua\u2028luz\u2029gas\x0bpan\x0cvino", "agua\nluz\ngas\npan\nvino"),
        ("a\u200bg\u200du\ufeffa", "agua"),
        ("\u202eagua\u202c", "agua"),
        ("ayunta\u00admiento", "ayuntamiento"),
        ("agua\x00\x07", "agua"),
        ("n\u200b\u0303", "ñ"),
        ("\x93agua\x94 y \x85", "“agua” y …"),
        ("agua\ud800", "agua\ufffd"),
    ],
)
def test_hostile_characters_become_plain_text(given_text: str, expected: str) -> None:
    assert clean_characters(given_text)[0] == expected


def test_ordinary_spanish_is_unchanged_and_gets_no_note() -> None:
    text = "¿Habrá «agua» —dijo Ñuño— o no…? 5 €, 3 º\n‘Sí’, “claro”"
    assert clean_characters(text) == (text, ())


def test_the_note_names_what_was_taken_out() -> None:
    assert clean_characters("a\u200bg\u200bu\u202ea")[1] == (
        "invisible characters taken out: U+200B, U+202E",
    )


def test_the_note_on_many_kinds_stays_short() -> None:
    (note,) = clean_characters("".join(map(chr, range(1, 9))))[1]
    assert note.endswith("U+0005, …")


def test_every_format_character_of_unicode_goes_unless_it_is_printed() -> None:
    formats = {
        code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"
    }
    kept = {code for code in formats if clean_characters(chr(code))[0]}
    assert kept <= PRINTED_FORMATS


def test_no_control_character_but_the_line_end_stays() -> None:
    controls = "".join(map(chr, [*range(32), *range(127, 160)]))
    assert {
        character
        for character in clean_characters(controls)[0]
        if unicodedata.category(character) == "Cc"
    } == {
        "\t",
        "\n",
    }


def test_blanks_of_every_width_are_one_blank_and_empty_lines_go() -> None:
    assert split_paragraphs(" agua\u00a0 \t clara\u2003y  fría \n\n \n luz\n") == [
        "agua clara y fría",
        "luz",
    ]


def test_a_title_over_two_lines_becomes_one_line() -> None:
    assert clean_line(" Agua\r\n para\u200b todos ") == "Agua para todos"


@settings(deadline=None)
@given(st.text(st.characters()))
def test_cleaning_characters_twice_equals_once(text: str) -> None:
    once = clean_characters(text)[0]
    assert clean_characters(once) == (once, ())


@settings(deadline=None)
@given(st.text(st.characters()))
def test_storable_text_can_be_written_as_utf8_and_holds_no_nul(text: str) -> None:
    assert b"\0" not in make_storable(text).encode()
