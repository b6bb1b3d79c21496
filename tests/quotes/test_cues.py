import pytest

from app.quotes.cues import find_cues
from app.quotes.tokens import cut_frames


def lemmas(text: str) -> list[str]:
    return [cue.lemma for frame in cut_frames(text, ()) for cue in find_cues(frame.tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana le ha dicho que sí.", ["decir"]),
        ("Ana había también advertido del riesgo.", ["advertir"]),
        ("Según Ana, llueve.", ["según"]),
        ("De acuerdo con Ana, llueve.", ["según"]),
        ("A juicio de Ana, llueve.", ["a juicio de"]),
        ("Llueve, a su juicio, demasiado.", ["a su juicio"]),
        ("Según dijo Ana, llueve.", ["decir"]),
    ],
)
def test_cues_are_found_in_their_forms(text: str, expected: list[str]) -> None:
    assert lemmas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "La denuncia llegó ayer.",
        "El club cuenta con dinero.",
        "Está de acuerdo con Ana.",
        "El barco se llama Brisa.",
        "Lo dicho no basta.",
        "Viajó para Ana.",
    ],
)
def test_look_alikes_are_no_cues(text: str) -> None:
    assert lemmas(text) == []
