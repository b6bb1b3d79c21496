"""Fragments of HTML become lines of text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.markup import looks_like_markup, strip_markup


@pytest.mark.parametrize(
    ("fragment", "lines"),
    [
        ("<p>Habrá <b>agua</b>.</p><p>Y luz.</p>", ["Habrá agua.", "Y luz."]),
        ("Agua<br>luz", ["Agua", "luz"]),
        ("<ul><li>agua</li><li>luz</li></ul>", ["agua", "luz"]),
        ("<div>Agua<script>x()</script><style>p{}</style></div>", ["Agua"]),
        ("Agua &amp; luz &lt;gratis&gt;", ["Agua & luz <gratis>"]),
        ("sin marcas", ["sin marcas"]),
        ("<p></p>", []),
        ("\x00<p>a\ud800gua</p>", ["agua"]),
    ],
)
def test_each_block_is_a_line(fragment: str, lines: list[str]) -> None:
    assert [line.strip() for line in strip_markup(fragment).split("\n") if line.strip()] == lines


@pytest.mark.parametrize("text", ["<p>Agua</p>", " <DIV class='a'>Agua", "<!DOCTYPE html>"])
def test_a_tag_at_the_start_is_markup(text: str) -> None:
    assert looks_like_markup(text)


@pytest.mark.parametrize("text", ["Agua <p>", "<<Agua>>, dijo", "<3", "< p >"])
def test_prose_with_angles_is_no_markup(text: str) -> None:
    assert not looks_like_markup(text)


@settings(deadline=None)
@given(st.text(st.characters()))
def test_no_fragment_raises(fragment: str) -> None:
    strip_markup("<p>" + fragment).encode()
