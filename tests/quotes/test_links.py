import pytest

from app.quotes.capitals import collect_capitals
from app.quotes.cues import find_cues
from app.quotes.links import find_link
from app.quotes.marks import find_spans
from app.quotes.phrases import find_phrases
from app.quotes.scenes import Scene
from app.quotes.tokens import QUOTE, cut_frames


def place_and_lemma(text: str) -> tuple[str, str] | None:
    frame = cut_frames(text, find_spans(text))[0]
    phrases = find_phrases(frame.tokens, collect_capitals([frame]))
    scene = Scene(frame, phrases, find_cues(frame.tokens))
    quote = next(i for i, token in enumerate(frame.tokens) if token.kind == QUOTE)
    link = find_link(scene, quote)
    if link is None:
        return None
    return link.place, link.cue.lemma if link.cue else ":"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Iremos todos", dijo Ana Vidal.', ("after", "decir")),
        ('"Iremos todos", también dijo Ana Vidal.', ("after", "decir")),
        ('Ana Vidal aseguró que el plan "va bien", indicó.', ("after", "indicar")),
        ('Ana Vidal aseguró que el plan "va bien".', ("before", "asegurar")),
        ('El plan "va bien" y no cambia, dijo Ana Vidal.', ("after", "decir")),
        ('Ana Vidal, muy seria: "Iremos todos".', ("colon", ":")),
        ('"Iremos todos": Ana Vidal', ("name", ":")),
        ('"Iremos todos", según Ana Vidal.', ("after", "según")),
    ],
)
def test_cue_beside_the_quotation_governs_it(text: str, expected: tuple[str, str]) -> None:
    assert place_and_lemma(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'El plan terminó con un "fracaso".',
        'Ana Vidal considera la idea de la alcaldesa de ayer por la tarde "floja".',
        'La casa "azul" se cayó.',
    ],
)
def test_weak_verb_at_a_distance_governs_nothing(text: str) -> None:
    assert place_and_lemma(text) is None
