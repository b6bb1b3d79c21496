from app.quotes.wordings import connective_words, connectives, second_words


def test_wordings_of_one_connective_share_its_lemma() -> None:
    assert connectives()["de", "acuerdo", "con"].lemma == connectives()[("según",)].lemma


def test_connective_of_one_word_goes_on_with_nothing() -> None:
    assert second_words()["según"] == {""}
    assert "acuerdo" in second_words()["de"]


def test_nouns_of_speech_can_begin_a_cue() -> None:
    assert {"según", "palabras", "por"} <= connective_words()
