import pytest

from tests.quotes.sentences import last_speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("El presidente Iván Duque llegó. Luis Gil calló. «No», dijo Duque.", "Iván Duque"),
        ("Elena Roma ganó. Luis Gil perdió. «Estoy contenta», dijo Roma.", "Elena Roma"),
        ("Ana Fuentes habló. Fuentes dijo: «No habrá tregua».", "Ana Fuentes"),
        ("Iván Gallego perdió. Según Gallego, «no hubo nada que hacer».", "Iván Gallego"),
        ("Marta Lanza habló. Según Lanza, «no hubo nada que hacer».", "Marta Lanza"),
        ("Ciro Iglesias calló. «No hay prisa», zanjó Iglesias.", "Ciro Iglesias"),
    ],
)
def test_a_surname_that_is_a_word_of_use_is_the_one_whom_the_article_names(
    text: str, speaker: str
) -> None:
    assert last_speaker(text) == speaker


def test_the_same_word_without_such_a_name_keeps_its_use() -> None:
    assert last_speaker("El rey llegó. «No habrá tregua», dijo el Rey.") == "el Rey"
