import pytest

from app.quotes import find_quotations


def test_pull_quote_takes_the_speaker_of_the_same_words() -> None:
    text = (
        'Ciro Valdeón llegó tarde.\n"Nadie nos espera ya"\nVino gente.\n'
        '"Nadie nos espera ya en Brisa", dijo Lena Ortúzar.'
    )
    pulled, printed = find_quotations(text)
    assert (pulled.speaker, pulled.rule) == ("Lena Ortúzar", "repeated")
    assert printed.speaker == "Lena Ortúzar"


def test_another_quotation_with_the_same_opening_keeps_its_own() -> None:
    text = '"Nadie nos quiere", dijo Lena Ortúzar.\nCiro Valdeón calló.\n"Nadie nos paga el pan".'
    assert find_quotations(text)[-1].rule != "repeated"


def test_pull_quote_takes_the_speaker_of_a_longer_quotation_that_holds_its_words() -> None:
    text = (
        'Ciro Valdeón llegó tarde.\n"Nadie nos espera ya en Brisa"\nVino gente.\n'
        '"Es muy triste, porque nadie nos espera ya en Brisa", dijo Lena Ortúzar.'
    )
    pulled, _ = find_quotations(text)
    assert (pulled.speaker, pulled.rule) == ("Lena Ortúzar", "repeated")


def test_quotation_that_shares_few_words_with_a_longer_one_keeps_its_own() -> None:
    text = (
        'Ciro Valdeón llegó tarde.\n"Nadie nos espera ya en Brisa"\nVino gente.\n'
        '"Es muy triste que nadie nos quiera", dijo Lena Ortúzar.'
    )
    assert find_quotations(text)[0].rule != "repeated"


HEADLINE = '"La mar no espera a nadie"\n'


def test_headline_is_of_the_only_person_quoted() -> None:
    text = '"Iremos todos", dijo Lena Ortúzar. "No hay prisa", añadió. "Todo va bien", zanjó.'
    headline, *_ = find_quotations(HEADLINE + text)
    assert (headline.speaker, headline.rule) == ("Lena Ortúzar", "only-voice")


@pytest.mark.parametrize(
    "text",
    [
        # another voice, too few quotations, no person
        '"Iremos todos", dijo Lena Ortúzar. "No hay prisa", añadió Ciro Valdeón. "Sea", zanjó.',
        '"Iremos todos", dijo Lena Ortúzar. "No hay prisa", añadió.',
        '"Iremos todos", dijo el Ayuntamiento de Brisa. "No hay prisa", añadió. "Sea", zanjó.',
    ],
)
def test_headline_of_an_article_without_one_voice_has_no_speaker(text: str) -> None:
    assert find_quotations(HEADLINE + text)[0].speaker is None


def test_only_what_opens_the_article_is_its_headline() -> None:
    text = '"Iremos", dijo Ana Vidal.\n"La mar no espera a nadie"\n'
    pulled = find_quotations(text + '"Sí", añadió. "No hay prisa", insistió. "Todo va", zanjó.')[1]
    assert pulled.rule != "only-voice"
