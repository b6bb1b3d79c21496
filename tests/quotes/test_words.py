import pytest

from app.quotes.words import CAPITAL, NUMBER, POINT, WORD, KeptForms, make_token


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("brisa", WORD),
        ("Brisa", CAPITAL),
        ("10.000", NUMBER),
        ("*cifra*", NUMBER),
        ("*", POINT),
        ("…", POINT),
    ],
)
def test_token_has_a_kind(printed: str, kind: str) -> None:
    assert make_token(printed).kind == kind


@pytest.mark.parametrize(
    ("printed", "noun"),
    [
        ("vecinos", "group"),
        ("Vecinos", "group"),
        ("ayuntamiento", "body"),
        ("comunicado", "document"),
        ("Ayuntamiento", ""),
        ("mesa", ""),
    ],
)
def test_lower_case_nouns_that_speak_are_told_apart(printed: str, noun: str) -> None:
    assert make_token(printed).noun == noun


@pytest.mark.parametrize("printed", ["belga", "citado", "lejana"])
def test_adjectives_modify(printed: str) -> None:
    assert make_token(printed).modifies


@pytest.mark.parametrize("printed", ["Belga", "de", "dijo", "cantaron", "va"])
def test_capitals_grammar_and_verbs_do_not_modify(printed: str) -> None:
    assert not make_token(printed).modifies


@pytest.mark.parametrize("printed", ["Ministerio", "ministerios", "FISCALÍA", "Fiscalia"])
def test_bodies_are_known_in_any_number_case_and_accent(printed: str) -> None:
    assert make_token(printed).names_body


def test_acronym_is_short_and_has_capitals_only() -> None:
    acronyms = [make_token(printed).acronym for printed in ("XYZ", "X", "XYZABCD", "Xyz")]
    assert acronyms == [True, False, False, False]


@pytest.mark.parametrize("printed", ["dijo", "Según", "por", "comentario"])
def test_verbs_and_connectives_mark_cues(printed: str) -> None:
    assert make_token(printed).marks_cue


def test_what_is_made_of_a_form_is_made_once() -> None:
    kept = KeptForms(list)
    assert kept["brisa"] is kept["brisa"]


def test_long_forms_are_not_kept() -> None:
    kept = KeptForms(str.upper)
    assert kept["a" * 1000] == "A" * 1000
    assert len(kept) == 0


def test_kept_forms_are_bounded() -> None:
    kept = KeptForms(str.upper)
    for number in range(100_000):
        kept[str(number)]
    assert 0 < len(kept) < 100_000
