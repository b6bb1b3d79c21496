import pytest

from app.search.stemming import stem_word


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("militar", "militares"),
        ("gobierno", "gobiernos"),
        ("año", "años"),
        ("dia", "dias"),
        ("mujer", "mujeres"),
        ("ciudad", "ciudades"),
        ("lider", "lideres"),
        ("imagen", "imagenes"),
        ("proximo", "proximos"),
        ("linea", "lineas"),
        ("juez", "jueces"),
        ("capaz", "capaces"),
        ("alcalde", "alcaldes"),
        ("posible", "posibles"),
        ("mes", "meses"),
        ("pais", "paises"),
    ],
)
def test_a_plural_has_the_stem_of_its_singular(singular: str, plural: str) -> None:
    assert stem_word(plural) == stem_word(singular)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dios", "dio"),
        ("paz", "paco"),
        ("marzo", "marco"),
        ("vida", "vidrio"),
    ],
)
def test_other_words_keep_stems_of_their_own(one: str, other: str) -> None:
    assert stem_word(one) != stem_word(other)


@pytest.mark.parametrize("word", ["covid19", "3500", "15m"])
def test_a_word_with_digits_is_its_own_stem(word: str) -> None:
    assert stem_word(word) == word
