import pytest

from app.quotes.capitals import Capitals, collect_capitals
from app.quotes.nominals import Phrase
from app.quotes.phrases import find_phrases
from app.quotes.tokens import Frame, cut_frames
from tests.quotes.sentences import scene_of


def first(text: str) -> tuple[Frame, Phrase]:
    (frame,) = cut_frames(text, ())
    return frame, find_phrases(frame.tokens, collect_capitals([frame]))[0]


def name_in(text: str) -> str | None:
    frame, phrase = first(text)
    if phrase.name is None:
        return None
    start, end = frame.bounds(*phrase.name)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("el alcalde Ciro Valdeón habló", "Ciro Valdeón"),
        ("el portavoz del grupo, Ciro Valdeón, habló", "Ciro Valdeón"),
        ("el ministro de Salud Pedro Valdeón habló", "Pedro Valdeón"),
        ("la diputada de XYZ Lena Ortúzar habló", "Lena Ortúzar"),
        ("la profesora de la Universidad de Brisa (Alba) Lena Ortúzar habló", "Lena Ortúzar"),
        ("el botánico belga Jan Claes habló", "Jan Claes"),
        ("uno de los autores, Ciro Valdeón, habló", "Ciro Valdeón"),
        ("ayer Greta von der Aue habló", "Greta von der Aue"),
        ("el edil por Unión por Brisa (UpB), Ciro Valdeón, habló", "Ciro Valdeón"),
        ("ayer habló Del Pozo Vidal", "Del Pozo Vidal"),
    ],
)
def test_role_and_name_make_one_phrase(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("la ministra de Salud habló", "role"),
        ("el comunicado dice eso", "document"),
        ("la empresa lo dice", "organisation"),
        ("el Ministerio de Salud y Deportes habló", "organisation"),
        ("ella habló", "pronoun"),
    ],
)
def test_phrases_have_a_kind(text: str, kind: str) -> None:
    assert first(text)[1].kind == kind


def test_preposition_marks_what_is_no_subject() -> None:
    assert first("con el alcalde Ciro Valdeón")[1].preposition == "con"


def test_name_of_another_belongs_to_the_description() -> None:
    assert first("el abogado de Ciro Valdeón habló")[1].kind == "role"


def test_opening_capital_is_no_name_by_itself() -> None:
    (frame,) = cut_frames("Fallece Lena Ortúzar en Brisa", ())
    capitals = Capitals(frozenset({"lena", "ortúzar"}), frozenset())
    phrase = find_phrases(frame.tokens, capitals)[0]
    assert phrase.start == 1


def prepositions(text: str) -> list[str]:
    return [phrase.preposition for phrase in scene_of(text).phrases]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ayer con Lena Ortúzar y Ciro Valdeón", ["con", "con"]),
        ("ayer con Lena Ortúzar e Inés Valdeón, hoy", ["con", "con"]),
        # the second has a verb, a preposition of its own, or a pause before it
        ("ayer con Lena Ortúzar y Ciro Valdeón dijo eso", ["con", ""]),
        ("ayer con Lena Ortúzar y sin Ciro Valdeón", ["con", "sin"]),
        ("ayer con Lena Ortúzar, Ciro Valdeón calló", ["con", ""]),
        ("ayer Lena Ortúzar y Ciro Valdeón", ["", ""]),
    ],
)
def test_preposition_is_shared_by_two_that_are_joined(text: str, expected: list[str]) -> None:
    assert prepositions(text) == expected


def heads(text: str) -> list[str]:
    return [role.head for role in first(text)[1].roles]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ayer Lena Ortúzar es la alcaldesa", ["alcalde"]),
        ("ayer Lena Ortúzar era alcaldesa de Brisa", ["alcalde"]),
        ("la jueza Lena Ortúzar fue alcaldesa", ["juez", "alcalde"]),
        ("ayer Lena Ortúzar ve la alcaldesa", []),
        ("ayer Lena Ortúzar es de las alcaldesas", []),
    ],
)
def test_predicate_tells_a_role_but_is_no_part_of_the_phrase(
    text: str, expected: list[str]
) -> None:
    _, phrase = first(text)
    assert [role.head for role in phrase.roles] == expected
    assert phrase.end == phrase.core_end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ayer Lena Ortúzar, de 52 años, habló", ["persona"]),
        ("ayer Lena Ortúzar, de 52 metros, habló", []),
        ("ayer Lena Ortúzar, una vecina que calla", ["vecino"]),
        ("ayer Lena Ortúzar, una vecina, habló", ["vecino"]),
        ("ayer Lena Ortúzar, una vecina y otros", []),
        ("ayer Lena Ortúzar, unas vecinas, hablaron", []),
    ],
)
def test_age_or_role_in_apposition_is_said_of_the_name(text: str, expected: list[str]) -> None:
    assert heads(text) == expected


def printed(text: str) -> str:
    frame, phrase = first(text)
    start, end = frame.bounds(phrase.start, phrase.end)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el 79 % de los encuestados dicen", "el 79 % de los encuestados"),
        ("el 79 por ciento de las vecinas dicen", "el 79 por ciento de las vecinas"),
        ("el 79 de los encuestados dicen", "los encuestados"),
        ("el 79 % de las mareas llega a la alcaldesa", "la alcaldesa"),
    ],
)
def test_share_of_people_is_one_phrase(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "prepositions"),
    [
        ("habló de Ciro Valdeón, Lena Ortúzar y Marta Vidal", ["de", "de", "de"]),
        ("habló de Ciro Valdeón, Lena Ortúzar y otros", ["de", ""]),
        ("con Ciro Valdeón, Lena Ortúzar dijo", ["con", ""]),
        ("habló con LA GACETA DIARIA Valdeón", ["con", ""]),
        ("habló del Ateneo, el Ayuntamiento y el Senado", ["del", "del", "del"]),
    ],
)
def test_preposition_of_the_first_name_governs_the_enumeration(
    text: str, prepositions: list[str]
) -> None:
    (frame,) = cut_frames(text, ())
    phrases = find_phrases(frame.tokens, collect_capitals([frame]))
    assert [phrase.preposition for phrase in phrases] == prepositions


@pytest.mark.parametrize(
    ("text", "heads_of_name"),
    [
        ("En diálogo con Lena Ortúzar, el alcalde insistió", []),
        ("En diálogo con Lena Ortúzar, la alcaldesa, insistió", ["alcalde"]),
        ("Lena Ortúzar, la alcaldesa insistió", ["alcalde"]),
    ],
)
def test_role_that_begins_the_clause_is_in_no_apposition(
    text: str, heads_of_name: list[str]
) -> None:
    (frame,) = cut_frames(text, ())
    phrases = find_phrases(frame.tokens, collect_capitals([frame]))
    named = next(phrase for phrase in phrases if phrase.name is not None)
    assert [role.head for role in named.roles] == heads_of_name


def test_place_in_apposition_is_nobodys_name() -> None:
    (frame,) = cut_frames("ocurrió en Brisa, Distrito Nacional, ayer", ())
    phrases = find_phrases(frame.tokens, collect_capitals([frame]))
    assert [phrase.start for phrase in phrases] == [2]  # Brisa
