import pytest

from app.quotes import find_quotations

SCENE = "La alcaldesa de Alba, Marta Solís, compareció ayer. El concejal Ciro Gil acudió. "


def test_a_cue_between_rayas_names_the_speaker_of_the_quotation_around_it() -> None:
    text = SCENE + "«El plan —explicó Solís— sale adelante este año»."
    (found,) = find_quotations(text)
    assert found.speaker == "Marta Solís"
    assert found.mention is not None
    assert found.cue is not None
    assert text[found.mention.start : found.mention.end] == "Solís"
    assert text[found.cue.start : found.cue.end] == "explicó"


def test_a_cue_between_rayas_without_a_subject_leaves_the_floor() -> None:
    (found,) = find_quotations(SCENE + "«El plan —añadió— sale adelante este año».")
    assert found.speaker == "Ciro Gil"


@pytest.mark.parametrize("aside", ["que es bueno", "el de la alcaldesa", "explicar es fácil"])
def test_an_aside_of_the_speaker_is_no_cue(aside: str) -> None:
    (found,) = find_quotations(SCENE + f"«El plan —{aside}— sale adelante», aseguró Solís.")
    assert found.speaker == "Marta Solís"
    assert found.cue is not None
    assert found.cue.lemma == "asegurar"
