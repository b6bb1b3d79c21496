import pytest

from app.quotes.verbs import verb_forms


@pytest.mark.parametrize(
    ("form", "lemma", "number"),
    [
        ("dijo", "decir", "singular"),
        ("dicen", "decir", "plural"),
        ("diría", "decir", "singular"),
        ("afirmaron", "afirmar", "plural"),
        ("advirtió", "advertir", "singular"),
        ("sostuvieron", "sostener", "plural"),
        ("expuso", "exponer", "singular"),
        ("concluyó", "concluir", "singular"),
        ("pidió", "pedir", "singular"),
        ("cuenta", "contar", "singular"),
        ("señalará", "señalar", "singular"),
        ("leyó", "leerse", "singular"),
    ],
)
def test_third_person_forms_lead_to_their_lemma(form: str, lemma: str, number: str) -> None:
    found = verb_forms()[form]
    assert (found.lemma, found.number, found.mood) == (lemma, number, "finite")


@pytest.mark.parametrize(
    ("form", "mood"),
    [
        ("dicho", "participle"),
        ("escrito", "participle"),
        ("diciendo", "gerund"),
        ("diciéndole", "gerund"),
        ("decirles", "infinitive"),
        ("preguntándose", "gerund"),
    ],
)
def test_forms_without_a_person_keep_their_mood(form: str, mood: str) -> None:
    assert verb_forms()[form].mood == mood


@pytest.mark.parametrize("word", ["anuncio", "relato", "mesa", "comento"])
def test_nouns_and_first_persons_are_no_forms(word: str) -> None:
    assert word not in verb_forms()


def test_class_decides_what_a_verb_governs() -> None:
    assert "label" in verb_forms()["calificó"].classes
    assert "say" in verb_forms()["aseguró"].classes
