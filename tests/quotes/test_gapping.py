import pytest

from app.quotes import find_quotations
from app.quotes.gapping import find_gapped_subject
from tests.quotes.sentences import print_phrase, scene_of


def last_gapped(text: str) -> str | None:
    scene = scene_of(text)
    return print_phrase(text, scene, find_gapped_subject(scene, scene.frame.quotes[-1]))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Lena Ortúzar dijo «no iremos» y Ciro Valdeón, «ya veremos».", "Ciro Valdeón"),
        ("Lena Ortúzar dijo que «no iremos»; Ciro Valdeón, que «ya veremos».", "Ciro Valdeón"),
        ("Lena Ortúzar dijo que no irá, y la edil, que «ya veremos».", "la edil"),
        ("Lena Ortúzar dijo «no iremos», y la edil, por su parte, «ya veremos».", "la edil"),
        ("Lena Ortúzar dijo que no, mientras que la edil, que «ya veremos».", "la edil"),
        ("Lena Ortúzar lo tachó de «error» y Ciro Valdeón, de «gran burla».", "Ciro Valdeón"),
        ("Lena Ortúzar pidió «más luz» y el Gobierno, «más agua» y «más sol».", "Gobierno"),
        ("«No iremos», dijo Lena Ortúzar; Ciro Valdeón, «ya veremos».", "Ciro Valdeón"),
    ],
)
def test_comma_after_a_name_stands_for_the_verb_before(text: str, subject: str) -> None:
    assert last_gapped(text) == subject


@pytest.mark.parametrize(
    "text",
    [
        "Lena Ortúzar dijo «no iremos» y Ciro Valdeón, «el Farolero», calló.",
        "Lena Ortúzar dijo «no iremos» y Ciro Valdeón pidió «más agua».",
        "Lena Ortúzar dijo «no iremos» a Ciro Valdeón, «un buen amigo».",
        "«No iremos», dijeron Lena Ortúzar y Ciro Valdeón, «los dos de siempre».",
        "Lena Ortúzar vio el faro y Ciro Valdeón, «una barca».",
        "Lena Ortúzar dijo «no iremos», «no queremos» y «ya veremos».",
        "Ciro Valdeón, «ya veremos».",
    ],
)
def test_no_verb_is_left_out(text: str) -> None:
    assert last_gapped(text) is None


def test_gapped_clause_is_its_own_subjects() -> None:
    text = (
        "Lena Ortúzar y Ciro Valdeón llegaron ayer. "
        "Ortúzar dijo que «no iremos»; Valdeón, que «ya veremos»."
    )
    first, second = find_quotations(text)
    assert (first.speaker, second.speaker) == ("Lena Ortúzar", "Ciro Valdeón")
    assert second.rule == "name-gapped"
    assert second.mention
    assert second.mention.text == "Valdeón"
