"""The phrase that a sentence is about, and the name that a description is said to be."""

import pytest

from app.quotes.topics import is_alone, only_name
from tests.quotes.sentences import print_phrase, scene_of


def topic_of(text: str) -> str | None:
    scene = scene_of(text)
    return print_phrase(text, scene, scene.subject)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Lena Ortúzar tiene prisa.", "Lena Ortúzar"),
        ("En Brisa, Lena Ortúzar tiene prisa.", "Lena Ortúzar"),
        ("Luego salió Lena Ortúzar.", "Lena Ortúzar"),
        ("Una de ellas es Lena Ortúzar.", "Lena Ortúzar"),
        ("Vecinas como Lena Ortúzar protestan.", "Lena Ortúzar"),
    ],
)
def test_first_phrase_in_the_place_of_a_subject_is_the_topic(text: str, topic: str) -> None:
    assert topic_of(text) == topic


def test_comparison_of_one_person_names_nobody() -> None:
    assert topic_of("La vecina como Lena Ortúzar protesta.") == "La vecina"


@pytest.mark.parametrize(
    "text",
    [
        "Él fue el primero, Ramiro Vega el segundo.",
        "Ella llegó pronto, Ramiro Vega muy tarde.",
    ],
)
def test_sentence_that_opens_with_a_pronoun_has_no_topic_of_its_own(text: str) -> None:
    assert topic_of(text) is None


def test_pronoun_further_on_does_not_hide_the_topic() -> None:
    assert topic_of("Ramiro Vega llegó con ella.") == "Ramiro Vega"


@pytest.mark.parametrize(
    "text",
    [
        "A Lena Ortúzar no le gusta el plan.",
        "A Lena Ortúzar, que vive desde hace años en la parte vieja de Brisa, le gusta el plan.",
    ],
)
def test_dative_that_opens_a_sentence_is_its_topic_even_far_from_its_pronoun(text: str) -> None:
    assert topic_of(text) == "Lena Ortúzar"


def test_object_that_opens_a_sentence_is_not_its_topic() -> None:
    assert topic_of("A Lena Ortúzar, que vive en la parte vieja de Brisa, la vieron ayer.") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Un correo que Lena Ortúzar abrió en mayo.", "Lena Ortúzar"),
        ("Hablamos con Lena Ortúzar en la plaza.", "Lena Ortúzar"),
        ("Llovía en casa de Lena Ortúzar.", None),
        ("Un correo que Lena Ortúzar y Ramiro Vega abrieron.", None),
    ],
)
def test_only_name_of_a_sentence_without_cues(text: str, name: str | None) -> None:
    scene = scene_of(text)
    assert print_phrase(text, scene, only_name(scene.tokens, scene.phrases)) == name


@pytest.mark.parametrize(("text", "alone"), [("«Es tarde ya».", True), ("Hoy «es tarde».", False)])
def test_quotation_alone_has_no_word_beside_it(text: str, *, alone: bool) -> None:
    scene = scene_of(text)
    assert is_alone(scene.tokens, scene.frame.quotes[0]) is alone
