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
