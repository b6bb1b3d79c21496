import pytest

from app.quotes.cues import find_cues
from app.quotes.marks import find_spans
from app.quotes.tokens import cut_frames


def lemmas(text: str) -> list[str]:
    frames = cut_frames(text, find_spans(text))
    return [cue.lemma for frame in frames for cue in find_cues(frame.tokens)]


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Según la denuncia, llovía.", "según"),
        ("Según se lee en el acta, llovía.", "según"),
        ("Según consta en el acta, llovía.", "según"),
        ("Para Ana, llovía.", "para"),
        ("También para Ana, llovía.", "para"),
        ('Salieron al grito de "fuera ya".', "al grito de"),
        ('Es una obra calificada por Ana de "enorme".', "calificar"),
        ('"Llueve", fue el comentario de Ana.', "comentario"),
        ('La respuesta de Ana fue: "llueve".', "respuesta"),
    ],
)
def test_cues_without_a_verb_are_found(text: str, lemma: str) -> None:
    assert lemmas(text) == [lemma]


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("De acuerdo con lo expuesto por Ana, llovía.", "exponer"),
        ("Según lo dicho por Ana, llovía.", "decir"),
    ],
)
def test_agent_of_what_was_said_is_a_source(text: str, lemma: str) -> None:
    assert lemmas(text) == ["según", lemma]


@pytest.mark.parametrize(
    "text",
    [
        "Para lo que falta, basta.",
        "Para bajar el precio, basta.",
        "Vino por Ana.",
        "Es una obra pintada por Ana.",
        "Lo dicho por Ana gustó.",
        "Los comentarios de Ana gustaron.",
    ],
)
def test_look_alikes_of_cues_without_a_verb_are_none(text: str) -> None:
    assert lemmas(text) == []
