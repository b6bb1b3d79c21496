"""Joint speakers: who says a quotation together with the one to whom it is given."""

import pytest

from app.quotes import find_quotations, find_speech
from app.quotes.bearers import name_in_full
from tests.quotes.sentences import last


def voices(text: str) -> list[str | None]:
    """The speaker of the last quotation, and those who speak with them."""
    quotation = last(text)
    return [quotation.speaker, *(one.speaker for one in quotation.joint)]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("dijeron Lena Ortúzar y Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("señalaron tanto Lena Ortúzar como Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("según Ortúzar y Valdeón", ["Ortúzar", "Valdeón"]),
        ("a juicio de Lena Ortúzar y Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("según dijeron Lena Ortúzar y Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("contaron a El Faro Lena Ortúzar e Igor Sanz", ["Lena Ortúzar", "Igor Sanz"]),
        ("dijeron Lena Ortúzar, edil, y Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("dijeron las ediles Lena Ortúzar y Eva Sanz", ["Lena Ortúzar", "Eva Sanz"]),
        ("dijeron Lena Ruiz, Ciro Vidal y Eva Sanz", ["Lena Ruiz", "Ciro Vidal", "Eva Sanz"]),
        ("denuncian UGT y CCOO", ["UGT", "CCOO"]),
        ("dijeron la jueza y el fiscal del caso", ["la jueza", "el fiscal del caso"]),
        ("aseguran Lena Ortúzar y otros vecinos", ["Lena Ortúzar", "otros vecinos"]),
        ("avisan la Cruz Verde y Médicos del Mar", ["Cruz Verde", "Médicos del Mar"]),
    ],
)
def test_those_named_after_the_verb_speak_together(said: str, names: list[str]) -> None:
    assert voices(f'"Es tarde ya", {said}.') == names


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Lena Ortúzar y Ciro Valdeón dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Tanto Lena Ortúzar como Ciro Valdeón dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Lena Ortúzar, junto a Ciro Valdeón, dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Lena Ortúzar junto con Ciro Valdeón dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("El juez Ciro Valdeón y la edil Lena Vidal dijeron", ["Ciro Valdeón", "Lena Vidal"]),
        ("La edil, Lena Ortúzar, y Ciro Valdeón dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Lena Ortúzar (Alba) y Ciro Valdeón (Gea) dijeron", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Lena Ortúzar y los vecinos dijeron", ["Lena Ortúzar", "los vecinos"]),
        ("Vidal y su esposa dijeron", ["Vidal", "su esposa"]),
        ("Los hermanos Eva y Luis Sanz dijeron", ["Eva", "Luis Sanz"]),
        ("Vino Ciro Valdeón con Lena Vidal y Eva Sanz, que dijeron", ["Lena Vidal", "Eva Sanz"]),
        ("Ortúzar y Valdeón", ["Ortúzar", "Valdeón"]),
        ("Lena Ortúzar y Ciro Valdeón se quejan", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Según Lena Ortúzar y Ciro Valdeón", ["Lena Ortúzar", "Ciro Valdeón"]),
        ("Lena Ruiz, edil de Alba, Ciro Vidal y Eva Sanz dijeron", ["Lena Ruiz", "Ciro Vidal", "Eva Sanz"]),
    ],
)  # fmt: skip
def test_those_named_before_the_quotation_speak_together(said: str, names: list[str]) -> None:
    assert voices(f'{said}: "Es tarde ya".') == names


@pytest.mark.parametrize(
    "said",
    [
        "dijo Vidal sobre Lena Ortúzar y Ciro Valdeón",
        "dijo Lena Ortúzar y Ciro Valdeón asintió",
        "dijeron los vecinos y Lena Ortúzar asintió",
        "dijo el presidente de Alba y Gea",
        "según el presidente de Castilla y León",
        "según Castilla y León",
        "según Trinidad y Tobago",
        "según José Ortega y Gasset",
        "según el padre de Lena Ortúzar y Ciro Valdeón",
        "según Lena Ortúzar y Ciro Valdeón asintió",
        "dijo el Ministerio de Agricultura y Pesca",
        "según el Ministerio de Agricultura y Pesca",
        "dijeron la Cámara de Comercio, Industria y Navegación",
        "dijo el alcalde y candidato Ciro Valdeón",
        "dijeron los padres de Lena Ortúzar y Ciro Valdeón",
        "dijeron los alcaldes de Alba y Gea",
        "aseguran Lena Ortúzar y otros",
        "respondieron a Lena Ortúzar y Ciro Valdeón",
        "señala el informe de Lena Ortúzar y Ciro Valdeón",
        "señalan los informes y la directora",
        "piden Castilla y León y Galicia",
        "según Ana y Ana",
    ],
)
def test_nobody_is_joined_to_the_speaker_after_the_verb(said: str) -> None:
    assert last(f'"Es tarde ya", {said}.').joint == ()


@pytest.mark.parametrize(
    "said",
    [
        "Lena Ortúzar, junto a Ciro Valdeón, dijo",
        "El plan gusta a Lena Ortúzar y los vecinos dijeron",
        "Ayer no vino Lena Ortúzar y los vecinos dijeron",
        "Lena Ortúzar, Ciro Valdeón, dijeron",
        "Lena Ortúzar o Ciro Valdeón dijeron",
        "Vidal y su esposa dijo",
        "Los vecinos y la edil pidieron una carta en la que dijeron",
        "Desde Alba y Gea dijeron",
        "Ana, Eva, Luis, Juan, Rosa, Inés, Hugo, Iván, Noa, Sara y Lena dijeron",
    ],
)
def test_nobody_is_joined_to_the_speaker_before_the_verb(said: str) -> None:
    assert last(f'{said}: "Es tarde ya".').joint == ()


@pytest.mark.parametrize(
    "goes_on",
    [
        '"No hay dinero", añadieron.',
        '"No hay dinero", añadieron ambos.',
        'Ambos añadieron: "No hay dinero".',
        'Los dos añadieron: "No hay dinero".',
        'Ambos dirigentes añadieron: "No hay dinero".',
        'Ellos añadieron: "No hay dinero".',
        '"No hay dinero".',
        'Luego Ortúzar dijo: "No". Ambos añadieron: "No hay dinero".',
    ],
)
def test_both_go_on(goes_on: str) -> None:
    text = f'"Es tarde ya", dijeron Lena Ortúzar y Ciro Valdeón. {goes_on}'
    assert voices(text) == ["Lena Ortúzar", "Ciro Valdeón"]
    assert [one.mention for one in last(text).joint] == [None]


@pytest.mark.parametrize(
    ("goes_on", "names"),
    [
        ('"No hay dinero", añadió.', [None]),
        ('Ellas añadieron: "No hay dinero".', [None]),
        ('Valdeón añadió: "No hay dinero".', ["Ciro Valdeón"]),
        ('Luego llegó Eva Sanz. "No hay dinero", añadió Sanz.', ["Eva Sanz"]),
    ],
)
def test_one_alone_goes_on_alone(goes_on: str, names: list[str | None]) -> None:
    assert voices(f'"Es tarde ya", dijeron Lena Ortúzar y Ciro Valdeón. {goes_on}') == names


def test_those_who_did_something_together_are_the_subject_of_the_next_plural_verb() -> None:
    text = 'Lena Ortúzar y Ciro Valdeón se reunieron ayer. "Es tarde ya", dijeron.'
    assert voices(text) == ["Lena Ortúzar", "Ciro Valdeón"]


def test_both_are_those_of_a_sentence_without_a_cue() -> None:
    text = (
        "La edil, Lena Ortúzar, y el juez, Ciro Valdeón, coincidieron en que el recuento "
        "«envía una señal de calma»."
    )
    assert voices(text) == ["Lena Ortúzar", "Ciro Valdeón"]


def test_both_without_a_pair_before_are_nobody() -> None:
    assert voices('Lena Ortúzar calló. "Es tarde ya", dijeron ambos.') == [None]


def test_both_sign_a_quotation() -> None:
    text = "Llovía.\n«Nadie nos espera ya»\n— Lena Ortúzar y Ciro Valdeón"
    assert voices(text) == ["Lena Ortúzar", "Ciro Valdeón"]


def test_headline_repeats_both() -> None:
    text = (
        "«El puerto no aguanta más»\n"
        "Llovía. «El puerto no aguanta más otro invierno», dijeron Lena Ortúzar y Ciro Valdeón."
    )
    first = find_quotations(text)[0]
    assert (first.speaker, first.rule) == ("Lena Ortúzar", "repeated")
    assert [(one.speaker, one.mention) for one in first.joint] == [("Ciro Valdeón", None)]


def test_joint_speaker_has_kind_and_mention() -> None:
    text = "«Es tarde ya», dijeron la edil Lena Ortúzar y el juez Ciro Valdeón."
    (joint,) = last(text).joint
    assert (joint.speaker, joint.speaker_kind) == ("Ciro Valdeón", "person")
    assert joint.mention is not None
    assert text[joint.mention.start : joint.mention.end] == joint.mention.text == "Ciro Valdeón"


def test_joint_speaker_has_the_fullest_name_of_the_article() -> None:
    text = "Hablaron Lena Ortúzar y Ciro Valdeón. «Es tarde ya», dijeron Ortúzar y Valdeón."
    assert voices(text) == ["Lena Ortúzar", "Ciro Valdeón"]


def test_joint_speaker_known_by_one_word_is_named_in_full() -> None:
    text = "«Es tarde ya», dijeron Ortúzar y Valdeón."
    (named,) = name_in_full(f"{text} Foto: Luis Valdeón", find_quotations(text))
    assert (named.speaker, [one.speaker for one in named.joint]) == ("Ortúzar", ["Luis Valdeón"])


def test_indirect_speech_has_joint_speakers() -> None:
    (clause,) = find_speech("Lena Ortúzar y Ciro Valdeón anunciaron que el plan sale adelante.")
    assert (clause.kind, clause.speaker) == ("indirect", "Lena Ortúzar")
    assert [one.speaker for one in clause.joint] == ["Ciro Valdeón"]


@pytest.mark.parametrize(
    ("description", "name"), [("la alfarera", "Lena Ortúzar"), ("el alfarero", "Ciro Valdeón")]
)
def test_description_of_one_means_one_of_those_who_spoke_together(
    description: str, name: str
) -> None:
    text = "«Es tarde ya», dijeron Lena Ortúzar y Ciro Valdeón. «No hay prisa», añadió"
    assert voices(f"{text} {description}.") == [name]
