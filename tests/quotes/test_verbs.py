import pytest

from app.quotes.lexicon import read_rows
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


IRREGULAR = {
    "manifiesta": "manifestar",
    "continúa": "continuar",
    "insinúan": "insinuar",
    "evalúa": "evaluar",
    "envía": "enviar",
    "confía": "confiar",
    "amplían": "ampliar",
    "prevé": "prever",
    "previó": "prever",
    "preveía": "prever",
    "veía": "ver",
    "resuelve": "resolver",
    "resolvió": "resolver",
    "comprueba": "comprobar",
    "concibió": "concebir",
    "trasciende": "trascender",
    "inquiere": "inquirir",
    "descubierto": "descubrir",
    "predecirá": "predecir",
    "maldecido": "maldecir",
    "dijo": "decir",
    "interroga": "interrogar",
    "ruega": "rogar",
    "sonríe": "sonreír",
}


@pytest.mark.parametrize(("form", "lemma"), sorted(IRREGULAR.items()))
def test_an_irregular_form_is_known_by_its_lemma(form: str, lemma: str) -> None:
    assert verb_forms()[form].lemma == lemma


@pytest.mark.parametrize("word", ["previo", "vía", "vías", "amplia", "continua", "resolve"])
def test_no_word_of_another_kind_is_made_a_form(word: str) -> None:
    assert word not in verb_forms()


def test_every_irregular_ending_serves_some_lemma() -> None:
    lemmas = {form.lemma.split()[0].removesuffix("se") for form in verb_forms().values()}
    endings = [row[0] for row in read_rows("conjugation.tsv")]
    idle = [e for e in endings if not any(("^" + lemma).endswith(e) for lemma in lemmas)]
    assert idle == []
