"""The subject of the last cue of a sentence, and how it was found."""

import pytest

from app.quotes.subjects import find_subject
from tests.quotes.sentences import print_phrase, scene_of


def subject_of(text: str, *, inverted: bool) -> tuple[str | None, str] | None:
    scene = scene_of(text)
    subject = find_subject(scene, scene.cues[-1], inverted=inverted)
    return subject and (print_phrase(text, scene, subject.phrase), subject.how)


@pytest.mark.parametrize(
    "text",
    [
        "El plan de la edil – añade Lena Ortúzar – «no vale nada».",
        "El plan de la edil —añade Lena Ortúzar— «no vale nada».",
        "El plan de la edil, añade Lena Ortúzar, «no vale nada».",
    ],
)
def test_verb_set_off_by_pauses_has_the_subject_after_it(text: str) -> None:
    assert subject_of(text, inverted=False) == ("Lena Ortúzar", "after")


def test_verb_without_a_pause_after_its_subject_is_no_parenthesis() -> None:
    text = "El edil —añade Lena Ortúzar «no vale nada»."
    assert subject_of(text, inverted=False) == ("El edil", "initial")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("«Es tarde», dijo el delegado en la zona costera, Ciro Valdeón.", "after"),
        ("«Es tarde», según el delegado en la zona costera, Ciro Valdeón.", "source"),
    ],
)
def test_name_in_apposition_farther_off_tells_who_is_described(text: str, how: str) -> None:
    assert subject_of(text, inverted=True) == ("Ciro Valdeón", how)


@pytest.mark.parametrize(
    "text",
    [
        "«Es tarde», dijo el delegado durante la visita a la costa, Ciro Valdeón.",
        "«Es tarde», dijo el delegado en la costa y en la sierra, Ciro Valdeón.",
        "«Es tarde», dijo el delegado en la zona costera, Ciro Valdeón callado.",
    ],
)
def test_name_after_another_phrase_is_in_no_apposition(text: str) -> None:
    assert subject_of(text, inverted=True) == ("el delegado", "after")


def test_description_of_several_is_not_one_name() -> None:
    text = "«Es tarde», dijeron los delegados en la zona costera, Ciro Valdeón."
    assert subject_of(text, inverted=True) == ("los delegados", "after")


def test_example_of_a_plural_description_is_the_subject() -> None:
    text = "Vecinas como Lena Ortúzar aseguran que «es tarde»."
    assert subject_of(text, inverted=False) == ("Lena Ortúzar", "initial")


@pytest.mark.parametrize("joint", ["mientras", "cuando", "aunque", "porque"])
def test_subject_of_the_next_clause_is_not_that_of_the_verb(joint: str) -> None:
    assert subject_of(f"«Es tarde», dijo {joint} Ciro Valdeón salía.", inverted=True) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Precisó el Ayuntamiento de Brisa en una nota: «Es tarde».", "Ayuntamiento de Brisa"),
        ("Señala el comunicado de ayer por la tarde: «Es tarde».", "el comunicado de ayer"),
    ],
)
def test_body_after_its_verb_speaks_where_a_colon_announces_a_quotation(
    text: str, subject: str
) -> None:
    assert subject_of(text, inverted=False) == (subject, "after")


def test_body_after_its_verb_is_the_object_where_nothing_announces_speech() -> None:
    assert (
        subject_of("Denunció al fin el Ayuntamiento de Brisa en una nota.", inverted=False) is None
    )


def test_title_after_its_document_does_not_begin_a_clause() -> None:
    text = "Lena Ortúzar leyó el informe «Marea Alta» y sostiene que «es tarde»."
    assert subject_of(text, inverted=False) == ("Lena Ortúzar", "initial")


def test_other_quotations_begin_a_clause() -> None:
    text = "Lena Ortúzar vio el barco «Marea Alta» y sostiene que «es tarde»."
    assert subject_of(text, inverted=False) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Una carta muy larga llegó ayer, sin decir que «es tarde».", None),
        (
            "Una vecina muy alta llegó ayer, sin decir que «es tarde».",
            ("Una vecina muy alta", "initial"),
        ),
    ],
)
def test_subject_of_an_infinitive_is_no_document(
    text: str, subject: tuple[str, str] | None
) -> None:
    assert subject_of(text, inverted=False) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("En el Ayuntamiento aseguran que «es tarde».", ("Ayuntamiento", "from")),
        ("Desde el Ayuntamiento se afirma que «es tarde».", ("Ayuntamiento", "from")),
        ("En Brisa aseguran que «es tarde».", ("Brisa", "in")),
        ("En Brisa ayer aseguran que «es tarde».", None),
    ],
)
def test_body_in_or_from_which_they_speak(text: str, subject: tuple[str, str] | None) -> None:
    assert subject_of(text, inverted=False) == subject


def test_addressee_with_a_long_description_keeps_its_name() -> None:
    text = "«Es tarde», contó a la emisora de radio pública brisana Onda Marea."
    assert subject_of(text, inverted=True) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "La edil vio a Ciro Valdeón, quien pidió calma y sostuvo que «es pronto».",
            ("Ciro Valdeón", "relative"),
        ),
        (
            "La edil vio a Ciro Valdeón, quien pidió calma, y sostuvo que «es pronto».",
            ("La edil", "initial"),
        ),
    ],
)
def test_relative_pronoun_is_the_subject_of_both_its_verbs(
    text: str, subject: tuple[str, str]
) -> None:
    assert subject_of(text, inverted=False) == subject


def test_manifestarse_has_a_subject() -> None:
    text = "En esa línea se ha manifestado, minutos después, el portavoz municipal: «Es tarde»."
    assert subject_of(text, inverted=False) == ("el portavoz municipal", "after")
