"""Who said a quotation that has no cue: whoever has the floor, whose sentence it is, who signs it."""

import pytest

from app.quotes.attribution import withhold_doubtful
from app.quotes.discourse import Speaker
from app.quotes.hearing import NOBODY, Attribution
from tests.quotes.sentences import last, last_speaker

ALONE = "\n«No queda tiempo para más»."


def test_quotation_alone_goes_back_to_the_person_quoted_last() -> None:
    quotation = last(
        "«Es tarde», dijo la edil Lena Ortúzar. El Ayuntamiento de Brisa señaló que llovía." + ALONE
    )
    assert (quotation.speaker, quotation.rule) == ("Lena Ortúzar", "last-speaker")


@pytest.mark.parametrize(
    "text",
    [
        # a person who was not quoted, a body that was
        "Habló la edil Lena Ortúzar. El Ayuntamiento de Brisa señaló que llovía.",
        "«Es tarde», dijo el Gobierno de Alba. El Ayuntamiento de Brisa señaló que llovía.",
    ],
)
def test_quotation_alone_goes_back_to_nobody_else(text: str) -> None:
    assert last_speaker(text + ALONE) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Una vecina dijo que llovía.", "Una vecina"),
        ("El Ayuntamiento de Brisa señaló que llovía.", "Ayuntamiento de Brisa"),
    ],
)
def test_last_speaker_without_a_name_is_withheld(text: str, name: str) -> None:
    quotation = last(text + ALONE)
    assert quotation.speaker is None
    assert [one.name for one in quotation.rejected] == [name]


def test_last_speaker_by_name_is_given() -> None:
    assert last_speaker("Lena Ortúzar dijo que llovía." + ALONE) == "Lena Ortúzar"


@pytest.mark.parametrize(
    ("lines", "speaker"),
    [
        (["— Lena Ortúzar, alcaldesa"], "Lena Ortúzar"),
        (["Lena Ortúzar, alcaldesa"], None),
        (["Uno.", "Dos.", "Tres.", "— Lena Ortúzar"], None),
    ],
)
def test_name_after_a_dash_signs_the_quotation_above(lines: list[str], speaker: str | None) -> None:
    assert last_speaker("\n".join(["Llovía.", "«Nadie nos espera ya»", *lines])) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lena Ortúzar sueña con «una mar sin dueños ni amos».", "Lena Ortúzar"),
        ("Lena Ortúzar, acusada de «mentir a todos sin parar», calló.", None),
        ("El barco sueña con «una mar sin dueños ni amos».", None),
        ("En la mar «no hay dueños ni amos» y Lena Ortúzar calla.", None),
    ],
)
def test_quotation_inside_a_sentence_belongs_to_its_subject(text: str, speaker: str | None) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("ending", "rule"), [("lo resume así:", "announced"), ("lo resume así.", "last-speaker")]
)
def test_colon_at_the_end_of_a_paragraph_announces_a_speaker(ending: str, rule: str) -> None:
    assert last(f"Lena Ortúzar {ending}\n«No hay prisa alguna».").rule == rule


@pytest.mark.parametrize(("share", "given"), [(0.4, True), (0.39, False)])
def test_guess_below_the_least_share_is_moved_to_the_rejected(share: float, *, given: bool) -> None:
    made = withhold_doubtful(Attribution(Speaker("Lena Ortúzar", "person"), None, "x", share))
    assert (made.speaker is not None, [one.name for one in made.rejected]) == (
        given,
        [] if given else ["Lena Ortúzar"],
    )


def test_nobody_needs_no_withholding() -> None:
    assert withhold_doubtful(NOBODY) is NOBODY


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Su consejo sería: «No hay prisa alguna».", None),
        ("El consejo: «No hay prisa alguna».", "consejo"),
    ],
)
def test_what_a_colon_defines_does_not_speak(text: str, speaker: str | None) -> None:
    assert last(text).speaker == speaker
