import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes.marks import find_spans
from app.quotes.tokens import QUOTE, cut_frames


def sentences(text: str) -> list[str]:
    frames = cut_frames(text, find_spans(text))
    bounds = [frame.bounds(0, len(frame.tokens)) for frame in frames]
    return [text[start:end] for start, end in bounds]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Sí. Iremos", dijo Ana. Luego salió.', ['"Sí. Iremos", dijo Ana.', "Luego salió."]),
        ('"Sí", dijo Ana. "No", dijo Luis.', ['"Sí", dijo Ana.', '"No", dijo Luis.']),
        ('Fue claro: "No." Nadie rió.', ['Fue claro: "No."', "Nadie rió."]),
        ("El Sr. Ruiz y J. Vega fueron.", ["El Sr. Ruiz y J. Vega fueron."]),
        ("Nadie lo vio.Vega sí.", ["Nadie lo vio.", "Vega sí."]),
        ("Uno\nDos", ["Uno", "Dos"]),
        ("Fue J. M. de la Vega.", ["Fue J. M. de la Vega."]),
    ],
)
def test_sentences_are_cut_outside_the_quotations(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_each_span_is_a_token_of_one_frame() -> None:
    text = '"Uno". "Dos", dijo. Y «tres\ncuatro» fin.'
    frames = cut_frames(text, find_spans(text))
    indexes = [t.quote for frame in frames for t in frame.tokens if t.kind == QUOTE]
    assert indexes == [0, 1, 2]


def test_a_sentence_without_end_is_cut() -> None:
    frames = cut_frames("palabra " * 2000, ())
    assert max(len(frame.tokens) for frame in frames) <= 300


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("J. Vega", ["J.", "Vega"]),
        ("J.\nVega", ["J."]),
        ("J. vega", ["J", ".", "vega"]),
        ("el plan J.", ["el", "plan", "J", "."]),
        ("A.B. Vega", ["A.B.", "Vega"]),
        ("EE.UU., 10.000", ["EE.UU.", ",", "10.000"]),
    ],
)
def test_initials_and_abbreviations_are_one_token(text: str, printed: list[str]) -> None:
    assert [token.text for token in cut_frames(text, ())[0].tokens] == printed


def test_a_word_has_one_token_wherever_it_is_printed() -> None:
    first, second = cut_frames("Vino Ana. Vino Luis.", ())
    assert first.tokens[0] is second.tokens[0]


@given(st.text(alphabet="Aañ1J.,;-'*\u00a0 \t\n\r«»", max_size=60))
def test_offsets_of_a_token_lead_to_its_text(text: str) -> None:
    spans = find_spans(text)
    for frame in cut_frames(text, spans):
        for i, token in enumerate(frame.tokens):
            start, end = frame.bounds(i, i + 1)
            whole = spans[token.quote] if i in frame.quotes else None
            expected = text[whole.outer_start : whole.outer_end] if whole else token.text
            assert text[start:end] == expected
