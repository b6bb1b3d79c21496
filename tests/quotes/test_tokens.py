import pytest

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
