import pytest

from app.quotes import find_quotations


def last_speaker(text: str) -> str | None:
    return find_quotations(text)[-1].speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # an office that its complement tells
        (
            "Vino la ministra de Exteriores, Lena Ortúzar, con la presidenta Ana Vidal. "
            "Según la jefa de la diplomacia, «es tarde ya».",
            "Lena Ortúzar",
        ),
        # the one of the fitting gender who was named last, though she has not spoken yet
        (
            "«No hay prisa», dijo Ciro Valdeón. El libro lleva un prólogo de Marta Vidal. "
            "«Es muy bueno», escribe la novelista.",
            "Marta Vidal",
        ),
        # another noun of the same class takes up somebody unnamed
        (
            "El abogado de Ciro Valdeón recurrirá. «Es un error», manifestó el letrado.",
            "El abogado de Ciro Valdeón",
        ),
        # somebody who is named only further down is not meant
        (
            "«Iremos», dijo Ciro Valdeón.\nUno.\nDos.\nTres.\nEl técnico calló. «Es tarde», zanjó.\n"
            "Vino el técnico Ramiro Vidal.",
            "Ciro Valdeón",
        ),
        # an office of the law, a relative, a thing: nobody of before
        ("Habló la edil Marta Vidal. La jueza dijo que «es tarde ya».", "La jueza"),
        ("Habló Marta Vidal. Su hija dijo que «es tarde ya».", "Su hija"),
        ("Habló Marta Vidal. El blog dice que «es tarde ya».", "blog"),
        # the office of the one who just spoke, with the place for once
        (
            "«No», dijo el alcalde Ciro Valdeón. «Es tarde», insistió el alcalde de Brisa.",
            "Ciro Valdeón",
        ),
        # one of several whom no list knows
        ("«Nadie nos avisa», dijo una de las mariscadoras.", "una de las mariscadoras"),
        ("Habló Marta Vidal. Muchos creen que «es tarde ya».", "Muchos"),
        # the description that is said to be a name
        ("Una de ellas es Marta Vidal: «No hay prisa alguna».", "Marta Vidal"),
    ],
)  # fmt: skip
def test_description_means(text: str, speaker: str) -> None:
    assert last_speaker(text) == speaker
