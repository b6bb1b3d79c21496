import pytest

from tests.quotes.sentences import last_speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "El ministro ruso, Igor Valenko, habló. «No habrá gas», respondió su homólogo alemán.",
            "su homólogo alemán",
        ),
        (
            "El ministro alemán, Jens Kolbe, calló. El ministro ruso, Igor Valenko, habló. "
            "«No habrá gas», respondió su homólogo alemán.",
            "Jens Kolbe",
        ),
        (
            "La alcaldesa Marta Solís recibió al alcalde Ciro Gil. Solís se marchó. "
            "«No habrá tren», dijo su homólogo.",
            "Ciro Gil",
        ),
    ],
)
def test_a_counterpart_is_not_who_spoke_last(text: str, speaker: str) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Óscar Luna murió. «No se vende nada», dijo el heredero de Luna.",
        "Óscar Luna murió. «No se vende nada», dijo el heredero de Óscar Luna.",
    ],
)
def test_an_heir_is_not_whom_he_inherits_from(text: str) -> None:
    assert str(last_speaker(text)).startswith("el heredero de")


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("El presidente Julio Mora habló. El líder opositor dijo: «Es un error».", "Julio Mora"),
        ("La presidenta, Ana Ruiz, calló. «No habrá pacto», dijo la vicepresidenta.", "Ana Ruiz"),
        ("La ministra, Ana Ruiz, calló. «No habrá pacto», dijo la viceministra.", "Ana Ruiz"),
    ],
)
def test_another_office_is_another_person(text: str, nobody: str) -> None:
    assert last_speaker(text) != nobody


def test_a_demonym_alone_takes_up_the_one_of_that_place() -> None:
    text = "Luis Gil perdió ante el chileno Iván Soto. «Ganaré la próxima», dijo el chileno."
    assert last_speaker(text) == "Iván Soto"
