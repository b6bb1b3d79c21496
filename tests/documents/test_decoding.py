"""What a newsroom's disks hold: UTF-8, old code pages, UTF-16, and files that are no text."""

import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.decoding import decode
from app.documents.document import UnreadableError

ARTICLE = (
    "El alcalde anunció que la reparación del puente «empezará mañana».\n"
    "¿Cuánto costará? Según él, no más de 5 €.\n"
)
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(100))


def test_utf8_needs_no_note() -> None:
    assert decode(ARTICLE.encode()) == (ARTICLE, ())


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbf" + ARTICLE.encode()) == (ARTICLE, ())


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("cp1252", "not UTF-8: read as cp1252"),
        ("utf-16", "not UTF-8: read as UTF-16-LE"),
        ("utf-32", "not UTF-8: read as UTF-32-LE"),
        ("utf-16-le", "UTF-16 without byte order mark"),
        ("utf-16-be", "UTF-16 without byte order mark"),
        ("mac_roman", "not UTF-8: read as mac_roman"),
    ],
)
def test_other_encodings_are_detected_and_said(encoding: str, note: str) -> None:
    assert decode(ARTICLE.encode(encoding)) == (ARTICLE, (note,))


def test_latin1_and_dos_spanish_are_read() -> None:
    text = ARTICLE.replace("€", "euros")
    assert decode(text.encode("latin-1"))[0] == text
    assert decode(text.encode("cp850")) == (text, ("not UTF-8: read as cp850",))


def test_stray_cp1252_bytes_do_not_spoil_the_utf8_around_them() -> None:
    data = ARTICLE.encode() + "Añadió: “ya”.".encode("cp1252")
    assert decode(data) == (
        ARTICLE + "Añadió: “ya”.",
        ("not wholly UTF-8: 4 bytes read as cp1252",),
    )


def test_a_declared_encoding_is_tried_when_it_is_not_utf8() -> None:
    text = "Zażółć gęślą jaźń. " * 5
    assert decode(text.encode("iso8859_2"), declared="iso-8859-2")[0] == text


def test_a_false_declaration_does_no_harm() -> None:
    assert decode(ARTICLE.encode("cp1252"), declared="no-such-encoding")[0] == ARTICLE
    assert decode(ARTICLE.encode(), declared="cp1252") == (ARTICLE, ())


def test_cyrillic_is_not_taken_for_cp1252() -> None:
    text = "Глава города заявил, что работы начнутся в мае и обойдутся в два миллиона рублей. " * 4
    assert decode(text.encode("cp1251"))[0] == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + NOISE, id="picture"),
        pytest.param(bytes(range(256)) * 10, id="all bytes"),
        pytest.param(b"PK\x03\x04" + b"\0" * 500, id="archive"),
        pytest.param(b"texto\x00\x01\x02" * 50, id="text with control bytes"),
    ],
)
def test_a_binary_is_refused_with_its_reason(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode(data)


def test_a_single_nul_does_not_make_a_binary() -> None:
    assert decode((ARTICLE * 5 + "\0").encode())[0] == ARTICLE * 5 + "\0"


def test_what_is_marked_as_utf16_and_is_not_is_refused() -> None:
    with pytest.raises(UnreadableError, match="marked as UTF-16-LE"):
        decode(b"\xff\xfe" + b"\x00\xd8" * 3)


def test_noise_without_control_bytes_is_refused() -> None:
    noise = bytes(byte | 0x80 for byte in NOISE)
    with pytest.raises(UnreadableError, match="plausible"):
        decode(noise)


def test_a_million_byte_order_marks_are_read_like_one() -> None:
    assert decode(b"\xef\xbb\xbf" * 1_000_000 + b"agua")[0].lstrip("\ufeff") == "agua"


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_become_text_that_utf8_can_write_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        assert decode(decode(data)[0].encode())[1] in [(), ("UTF-16 without byte order mark",)]
