"""Whom a cue names, and who has the floor for the sentence after it."""

import pytest

from tests.quotes.sentences import last, last_speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Habló Lena Ortúzar. Dijo ayer que, en Brisa, Ciro Valdeón tiene prisa. «Es tarde», zanjó.",
            "Lena Ortúzar",
        ),
        (
            "Habló Lena Ortúzar. En Brisa, Ciro Valdeón tiene prisa. «Es tarde», zanjó.",
            "Ciro Valdeón",
        ),
    ],
)
def test_name_after_the_main_verb_is_no_topic(text: str, speaker: str) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Publicó un tuit: «El muelle cierra hoy».",
        "El lunes escribió una carta: «El muelle cierra hoy».",
        "Ortúzar respondió con un tuit que decía: «El muelle cierra hoy».",
        "Ortúzar publicó ayer un tuit que decía: «El muelle cierra hoy».",
    ],
)
def test_text_just_written_does_not_speak_for_its_writer(text: str) -> None:
    assert last_speaker(f"Habló Lena Ortúzar. {text}") == "Lena Ortúzar"


@pytest.mark.parametrize(
    "text", ["Decía un cartel: «El muelle cierra hoy».", "Apareció un cartel: «El muelle cierra»."]
)
def test_text_without_a_writer_speaks(text: str) -> None:
    assert last_speaker(f"Habló Lena Ortúzar. {text}") == "un cartel"


@pytest.mark.parametrize(("owner", "speaker"), [("Su", "Lena Ortúzar"), ("El", "Ramiro Vega")])
def test_relative_of_the_last_speaker_takes_no_floor(owner: str, speaker: str) -> None:
    text = f"Ayer vino el padre Ramiro Vega. Habló Lena Ortúzar. {owner} padre fue marinero. "
    assert last_speaker(text + "«Nadie nos avisó», recuerda.") == speaker


@pytest.mark.parametrize(
    ("opening", "speaker"),
    [
        ("Él fue el primero, Ramiro Vega el segundo y Marta Solís la tercera.", "Ciro Valdeón"),
        ("Fue el primero, Ramiro Vega el segundo y Marta Solís la tercera.", "Ramiro Vega"),
    ],
)
def test_sentence_about_a_pronoun_leaves_the_floor(opening: str, speaker: str) -> None:
    assert last_speaker(f"«Iremos», dijo Ciro Valdeón. {opening} «Es tarde», zanjó.") == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Cuando Lena Ortúzar dijo que no, protestaba Ciro Valdeón.", "Ciro Valdeón"),
        ("Cuando Lena Ortúzar dijo que no, llovía mucho.", "Lena Ortúzar"),
    ],
)
def test_subordinate_cue_takes_the_floor_only_if_no_other_does(text: str, speaker: str) -> None:
    assert last_speaker(f"{text} «Es tarde», zanjó.") == speaker


@pytest.mark.parametrize(
    ("subject", "speaker"), [("Lena Ortúzar", "Lena Ortúzar"), ("la vecina", "Ciro Valdeón")]
)
def test_weak_verb_gives_the_floor_to_a_subject_by_name(subject: str, speaker: str) -> None:
    text = f"Habló Ciro Valdeón. Del plan piensa {subject} mucho. «Es tarde», dice."
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "rule"),
    [
        (
            "Lena Ortúzar visitó el Ayuntamiento de Brisa diciendo que «es tarde».",
            "Lena Ortúzar",
            "subject-of-sentence",
        ),
        (
            "Lena Ortúzar respondió al juez Ciro Valdeón diciendo que «es tarde».",
            "Lena Ortúzar",
            "same-sentence",
        ),
        (
            "Lena Ortúzar visitó el Ayuntamiento de Brisa, que dijo que «es tarde».",
            "Ayuntamiento de Brisa",
            "organisation-relative",
        ),
    ],
)
def test_gerund_has_the_subject_of_its_sentence(text: str, speaker: str, rule: str) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.rule) == (speaker, rule)


@pytest.mark.parametrize(
    ("text", "speaker", "rule"),
    [
        (
            "«No», dijo Lena Ortúzar, el edil Ciro Valdeón a su lado, para añadir que «es tarde».",
            "Lena Ortúzar",
            "same-sentence",
        ),
        (
            "El edil Ciro Valdeón salió para añadir que «es tarde».",
            "Ciro Valdeón",
            "name-initial",
        ),
    ],
)
def test_infinitive_goes_on_with_who_spoke_in_its_sentence(
    text: str, speaker: str, rule: str
) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.rule) == (speaker, rule)


@pytest.mark.parametrize(
    "text",
    [
        "Habló Lena Ortúzar. Los autores vieron que «es tarde», señalan.",
        "Los autores vieron en la costa un mar que «sube deprisa», señalan.",
    ],
)
def test_verb_after_the_quotation_has_the_subject_of_the_sentence(text: str) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.rule) == ("Los autores", "subject-of-sentence")


@pytest.mark.parametrize(
    "text",
    [
        # the number of the verb, a document, a subject that comes only later
        "Habló Lena Ortúzar. Los autores vieron que «es tarde», señala.",
        "Habló Lena Ortúzar. El informe vio un mar que «sube deprisa», señala.",
        "Habló Lena Ortúzar. Así «sube deprisa», señala, el edil Ramiro Vega delante.",
    ],
)
def test_subject_that_does_not_fit_the_verb_is_passed_over(text: str) -> None:
    assert last(text).rule != "subject-of-sentence"


@pytest.mark.parametrize("verb", ["dijo", "preguntó"])
@pytest.mark.parametrize("text", ["La carta", "El pasquín"])
def test_text_that_had_the_floor_is_barred_from_speech(text: str, verb: str) -> None:
    quotation = last(f"{text} señala que «no hay plan». «Es tarde», {verb}.")
    assert quotation.speaker is None
    assert [one.why for one in quotation.rejected] == ["a text does not speak so"]


def test_person_without_a_name_who_had_the_floor_may_speak() -> None:
    text = "La vecina señala que «no hay plan». «Es tarde», dijo."
    assert last_speaker(text) == "La vecina"


@pytest.mark.parametrize("verb", ["añade", "señala"])
def test_document_that_had_the_floor_goes_on_stating(verb: str) -> None:
    assert last_speaker(f"La carta señala que «no hay plan». «Es tarde», {verb}.") == "La carta"


def test_person_behind_speakers_of_another_number_goes_on() -> None:
    quotation = last(
        "Lena Ortúzar dijo que llovía. Los vecinos dijeron que hay sol. «Es tarde», zanjó."
    )
    assert quotation.speaker == "Lena Ortúzar"
    assert [one.name for one in quotation.rejected] == ["Los vecinos"]


def test_person_behind_a_text_that_cannot_be_meant_is_withheld() -> None:
    quotation = last(
        "Lena Ortúzar dijo que llovía. La carta señala que hay sol. «Es tarde», zanjó."
    )
    assert quotation.speaker is None
    assert [one.name for one in quotation.rejected] == ["La carta", "Lena Ortúzar"]


@pytest.mark.parametrize(
    "text",
    [
        # what the sentence is about does not take the floor from whoever speaks of it
        "Habló Lena Ortúzar. El Ayuntamiento de Brisa tiene un plan «que salva vidas y que crea"
        " empleo», ha añadido.",
        "Habló Lena Ortúzar. El Ayuntamiento de Brisa no juega, ha subrayado, «a nada de eso».",
        # nor does whoever is quoted in a relative clause
        "La alcaldesa Lena Ortúzar agradeció el gesto de Ciro Valdeón, quien pidió calma y sostuvo"
        " que «es pronto». «Es tarde», agregó.",
        "Como el Ateneo, que se expresó ayer, la alcaldesa Lena Ortúzar consideró que hay que irse."
        " «Es tarde», insistió.",
    ],
)
def test_main_speaker_keeps_the_floor(text: str) -> None:
    assert last_speaker(text) == "Lena Ortúzar"


@pytest.mark.parametrize("verb", ["publicó", "escribió", "envió"])
def test_text_that_somebody_wrote_says_their_words(verb: str) -> None:
    quotation = last(f"Lena Ortúzar {verb} un mensaje que decía «es tarde».")
    assert (quotation.speaker, quotation.rule) == ("Lena Ortúzar", "same-sentence")


def test_text_that_somebody_got_says_its_own_words() -> None:
    assert last_speaker("Lena Ortúzar recibió un mensaje que decía «es tarde».") == "un mensaje"


@pytest.mark.parametrize(
    ("end", "speaker"), [(".", "Lena Ortúzar"), (" para pedir ayuda.", "Ciro Valdeón")]
)
def test_lone_name_has_the_floor_in_a_sentence_without_cues(end: str, speaker: str) -> None:
    text = f"Habló Ciro Valdeón. Hablamos con Lena Ortúzar{end} «Es tarde», zanjó."
    assert last_speaker(text) == speaker
