import pytest

from app.quotes.discourse import Discourse, Speaker
from tests.quotes.sentences import last

ANA = Speaker("Ana Vidal", "person")
CIRO = Speaker("Ciro Valdeón", "person")
TOWN = Speaker("Ayuntamiento de Brisa", "organisation")


def test_latest_speaker_comes_first_and_only_once() -> None:
    discourse = Discourse().after(ANA).after(CIRO).after(ANA)
    assert discourse.recent == (ANA, CIRO)


def test_last_person_is_remembered_behind_a_body() -> None:
    discourse = Discourse().after(ANA).after(TOWN)
    assert (discourse.last, discourse.person, discourse.body) == (TOWN, ANA, TOWN)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # a surname first in its sentence is the subject of what follows
        ("Habló Lena Ortúzar con Ciro Valdeón. Valdeón tiene prisa. «Es tarde», dijo.", "Ciro Valdeón"),
        # who speaks in a relative clause does not keep the floor
        (
            "La edil Lena Ortúzar llamó al juez Ciro Valdeón, quien pidió «más tiempo». «Es tarde», zanjó.",
            "Lena Ortúzar",
        ),
        # who is named after a preposition is not the unspoken subject
        ("Habló Lena Ortúzar. De la propia Lena Ortúzar dice que «no ayuda».", None),
        # a sentence between gives the floor to its own subject
        ("«Sí», dijo Lena Ortúzar. Ciro Valdeón salió tarde. «No había nadie ya».", "Ciro Valdeón"),
        # the dative that opens a sentence is what it is about
        (
            "Habló el edil Ciro Valdeón. A Lena Ortúzar no le gusta el plan. «Es muy caro», protesta.",
            "Lena Ortúzar",
        ),
        # the only person named, or the one the reporter met
        ("Habló Ciro Valdeón. Hablamos con la doctora Lena Ortúzar. «Es tarde», dice.", "Lena Ortúzar"),
        # a pronoun goes back to the one of its gender
        ("Lena Ortúzar duda. El edil Ciro Valdeón no. «Es tarde ya», dice ella.", "Lena Ortúzar"),
        # nobody is the subject of an impersonal verb
        ("Habló Lena Ortúzar. En el acta se pide «más tiempo para todos».", "el acta"),
        ("Habló Lena Ortúzar. Se señala que «hay más tiempo para todos».", None),
        # a paragraph that ends with a colon announces the next
        ("Habló Ciro Valdeón.\nLena Ortúzar lo resume así:\n«No hay prisa alguna».", "Lena Ortúzar"),
    ],
)  # fmt: skip
def test_floor_passes_from_sentence_to_sentence(text: str, speaker: str | None) -> None:
    assert last(text).speaker == speaker


def test_person_named_between_makes_the_last_speaker_less_sure() -> None:
    alone = last("Habló la edil Lena Ortúzar. Luego llovió. «Es tarde», dijo.")
    rival = last(
        "Habló la edil Lena Ortúzar. Llovió en casa del juez Ciro Valdeón. «Es tarde», dijo."
    )
    assert alone.speaker == rival.speaker == "Lena Ortúzar"
    assert rival.confidence < alone.confidence


def test_doubtful_guess_is_withheld_and_shown_among_the_rejected() -> None:
    quotation = last(
        "El Ayuntamiento de Brisa dijo que «no hay nada». "
        "La casa del juez Ciro Valdeón arde. «Es tarde», dijo."
    )
    assert quotation.speaker is None
    assert [candidate.name for candidate in quotation.rejected] == ["Ayuntamiento de Brisa"]


def test_last_one_quoted_is_remembered_behind_later_speakers() -> None:
    discourse = Discourse().quoting(ANA).after(TOWN)
    assert (discourse.last, discourse.quoted) == (TOWN, ANA)


def test_having_the_floor_is_not_being_quoted() -> None:
    assert Discourse().after(ANA).quoted is None
