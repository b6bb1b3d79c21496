import pytest

from tests.quotes.sentences import last_speaker


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
        # a name of several words without a given one is nobody's; a source has no name
        (
            "Ciro Valdeón lidera Alba Futura. Alba Futura pierde. «Es tarde», dijo el candidato.",
            "Ciro Valdeón",
        ),
        ("Ortúzar no firmó. «Es tarde», dijo la fuente consultada.", "la fuente consultada"),
        # where somebody comes from brings in nobody
        ("«No», dijo Ciro Valdeón. «Es tarde», insistió el oriundo de Brisa.", "Ciro Valdeón"),
        # one of several whom no list knows
        ("«Nadie nos avisa», dijo una de las mariscadoras.", "una de las mariscadoras"),
        ("Habló Marta Vidal. Muchos creen que «es tarde ya».", "Muchos"),
        # the description that is said to be a name
        ("Una de ellas es Marta Vidal: «No hay prisa alguna».", "Marta Vidal"),
    ],
)  # fmt: skip
def test_description_means(text: str, speaker: str) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("article", "speaker"),
    [
        # a demonstrative takes up the person in mind, an article somebody of whom no role is known
        ("Esta", "Lena Ortúzar"),
        ("Esa", "Lena Ortúzar"),
        ("La", "Marta Solís"),
    ],
)
def test_demonstrative_means_the_one_in_mind(article: str, speaker: str) -> None:
    text = f"Habló la edil Lena Ortúzar del libro de Marta Solís. {article} profesora dijo: «es tarde»."
    assert last_speaker(text) == speaker


def test_demonstrative_of_the_other_gender_means_somebody_else() -> None:
    text = "Habló el edil Ciro Valdeón. Esta profesora dijo: «es tarde»."
    assert last_speaker(text) == "Esta profesora"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # said of her, as a predicate or in apposition
        ("Noa Ortúzar es la alcaldesa. Habló Marta Solís.", "Noa Ortúzar"),
        ("Noa Ortúzar fue alcaldesa. Habló Marta Solís.", "Noa Ortúzar"),
        ("Noa Ortúzar, una alcaldesa que calla, salió. Habló Marta Solís.", "Noa Ortúzar"),
        ("Noa Ortúzar, una alcaldesa, salió. Habló Marta Solís.", "Noa Ortúzar"),
        # said of another, or of nobody
        ("Noa Ortúzar ve a la alcaldesa. Habló Marta Solís.", "Marta Solís"),
        ("Vinieron Noa Ortúzar, una alcaldesa y otros. Habló Marta Solís.", "Marta Solís"),
    ],
)
def test_description_belongs_to_the_one_of_whom_it_is_said(text: str, speaker: str) -> None:
    assert last_speaker(f"{text} La alcaldesa dijo: «es tarde».") == speaker
