import pytest

from app.quotes.clauses import is_embedded, is_reproach
from app.quotes.tokens import QUOTE
from tests.quotes.sentences import scene_of


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("La edil Ana Vidal, quien negó el pacto, salió.", True),
        ("La edil subrayó que su Gobierno espera el pacto.", True),
        ("Vino cuando la edil ya había anunciado el pacto.", True),
        ("La edil anunció ayer el pacto.", False),
        ("Según dijo la edil, hay pacto.", False),
        ("Luego también anunció el pacto.", False),
    ],
)
def test_last_cue_stands_in_a_subordinate_clause(text: str, embedded: bool) -> None:
    scene = scene_of(text)
    assert is_embedded(scene, scene.cues[-1]) is embedded


@pytest.mark.parametrize(
    ("text", "reproach"),
    [
        ('Ana Vidal, acusada de "mentir a todos", calló.', True),
        ('Ana Vidal, definida como "la voz de todos", calló.', True),
        ('Ana Vidal habla de "mentir a todos".', False),
        ('De "mentir a todos" se trata.', False),
    ],
)
def test_words_after_a_participle_are_of_another(text: str, reproach: bool) -> None:
    scene = scene_of(text)
    quote = next(i for i, token in enumerate(scene.tokens) if token.kind == QUOTE)
    assert is_reproach(scene, quote) is reproach
