import pytest

from app.quotes.unpaired import find_beginning, find_end

SPEECH = "El muelle cierra en otoño"


@pytest.mark.parametrize(
    "cue",
    [
        ", dijo Lena Ortúzar.",
        ", ha dicho la alcaldesa.",
        ", añadió.",
        ", se quejó el patrón, que cerró el acto.",
        ", explica Lena Ortúzar, alcaldesa de Brisa.",
        ", dijo Lena Ortúzar, de 52 años, en la plaza.",
        ", según la alcaldesa.",
        " —dijo Lena Ortúzar.",
        ". Lena Ortúzar añadió que lo siente.",
        ". También señaló otras obras.",
        ". Por su parte, la oposición calló.",
    ],
)
def test_speech_ends_before_the_reporter(cue: str) -> None:
    text = SPEECH + cue + " Luego llovió."
    end = find_end(text, 0, len(text))
    assert text[:end].rstrip(" .") == SPEECH


@pytest.mark.parametrize(
    "rest",
    [
        ", dijo Lena Ortúzar, y no abrirá más.",
        ", dijo Lena Ortúzar, sale caro.",
        ", añade problemas.",
        ", dijo: no abrirá.",
        ". No abrirá. Habrá otro.",
        ". Nadie dijo nada.",
    ],
)
def test_speech_goes_on_where_no_cue_closes_it(rest: str) -> None:
    text = SPEECH + rest
    assert find_end(text, 0, len(text)) is None


@pytest.mark.parametrize(
    "lead",
    [
        "Según Lena Ortúzar, ",
        "Lena Ortúzar dijo que ",
        "Lena Ortúzar avisó a los vecinos: ",
        "",
    ],
)
def test_speech_begins_after_what_leads_up_to_it(lead: str) -> None:
    text = lead + SPEECH
    assert text[find_beginning(text, 0, len(text)) :].lstrip() == SPEECH


@pytest.mark.parametrize("speech", ["Dicen que el muelle cierra", "Hay dos cosas: mar y viento"])
def test_speech_may_hold_a_clause_or_a_list(speech: str) -> None:
    assert find_beginning(speech, 0, len(speech)) == 0
