import pytest

from app.quotes import find_quotations
from tests.quotes.sentences import last, last_speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # a role noun said of one person before
        ('Vino la jueza Lena Ortúzar con Ciro Valdeón. La jueza dijo: "Es tarde".', "Lena Ortúzar"),
        # gender decides
        ('Lena Ortúzar y Ciro Valdeón vinieron. La funcionaria dijo: "Es tarde".', "Lena Ortúzar"),
        # nationality decides
        (
            "Vino el presidente de Chile, Ciro Valdeón. Vino el presidente de Cuba, Ramón Vidal. "
            'El mandatario chileno dijo: "Es tarde".',
            "Ciro Valdeón",
        ),
        # the work makes the person known, the client does not
        ('Lena Ortúzar canta. La autora de Alba dijo: "Es tarde".', "Lena Ortúzar"),
        ('Lena Ortúzar calló. El abogado de Vidal dijo: "Es tarde".', "El abogado de Vidal"),
        # an institution taken up again
        (
            'El Ayuntamiento de Brisa negó "el pago". "No hay", señaló el consistorio.',
            "Ayuntamiento de Brisa",
        ),
        # a description that no list knows
        ('Lena Ortúzar calló. "Es tarde ya", añadió la alfarera.', "Lena Ortúzar"),
        ('Ciro Valdeón calló. "Es tarde ya", añadió la alfarera.', None),
        # under the quotation
        ('Llovía.\n"Nadie nos espera ya"\n— Lena Ortúzar, alcaldesa', "Lena Ortúzar"),
    ],
)  # fmt: skip
def test_description_leads_to_the_person_it_fits(text: str, speaker: str | None) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"Es tarde ya", dijo Lena Ortúzar.', "person"),
        ('"Es tarde ya", dijo el Ministerio de Aguas.', "organisation"),
        ('"Es tarde ya", dijo una vecina.', "role"),
        ('"Es tarde ya", dice el comunicado.', "role"),
    ],
)
def test_speaker_has_a_kind(text: str, kind: str) -> None:
    assert find_quotations(text)[0].speaker_kind == kind


def test_organisation_is_given_without_its_article() -> None:
    assert find_quotations('"Es tarde ya", dijo el Ministerio de Aguas.')[0].speaker == (
        "Ministerio de Aguas"
    )


def test_pronoun_prefers_somebody_shown_to_be_a_person() -> None:
    quotation = last("«Sí», dijo la edil Ana Vidal. Luego habló Kei Luz. Según ella, «es tarde».")
    assert quotation.speaker == "Ana Vidal"
    assert [one.why for one in quotation.rejected] == ["nothing shows that they are a person"]


def test_pronoun_means_a_mere_name_where_nobody_else_is_known() -> None:
    quotation = last("Luego habló Kei Luz. Según ella, «es tarde».")
    assert (quotation.speaker, quotation.rejected) == ("Kei Luz", ())


def test_pronoun_goes_back_to_the_last_of_two_people() -> None:
    text = "«Sí», dijo la edil Ana Vidal. Luego habló Marta Solís. Según ella, «es tarde»."
    assert last_speaker(text) == "Marta Solís"
