import pytest

from app.quotes.capitals import Capitals
from app.quotes.marks import find_spans
from app.quotes.mentions import Cast, collect_cast
from app.quotes.phrases import find_phrases
from app.quotes.tokens import cut_frames

CAPITALS = Capitals(frozenset({"lena", "ortúzar", "ciro", "valdeón", "vidal"}), frozenset())


def cast_of(text: str) -> Cast:
    frames = cut_frames(text, find_spans(text))
    return collect_cast([(text, frame, find_phrases(frame.tokens, CAPITALS)) for frame in frames])


def test_short_forms_join_the_fullest_name() -> None:
    cast = cast_of("Habló Ortúzar. Luego Lena Ortúzar Vidal calló. Lena Ortúzar salió.")
    assert [person.name for person in cast.people] == ["Lena Ortúzar Vidal"]


def test_two_people_with_one_surname_stay_two() -> None:
    cast = cast_of("Vino Lena Ortúzar con Ciro Ortúzar.")
    assert len(cast.people) == 2


def test_role_of_a_short_form_decides_between_namesakes() -> None:
    cast = cast_of("Vino la alcaldesa Lena Vidal y el juez Ciro Vidal. Habló el juez Vidal.")
    found = cast.find_by_form("Vidal")
    assert found is not None
    assert found.name == "Ciro Vidal"


def test_surname_is_rather_whole_than_half_of_a_compound() -> None:
    cast = cast_of("Vino Ciro Vidal-Ortúzar con Lena Vidal. Habló Vidal.")
    found = cast.find_by_form("Vidal")
    assert found is not None
    assert found.name == "Lena Vidal"


def test_word_before_a_given_name_is_no_part_of_it() -> None:
    cast = cast_of("¿Volvería Lena Ortúzar? Lena Ortúzar calló. Habló Lena Ortúzar Vidal.")
    assert [person.name for person in cast.people] == ["Lena Ortúzar Vidal"]


def test_gender_comes_from_the_role_before_the_given_name() -> None:
    (person,) = cast_of("Vino la jueza Noa Vidal.").people
    assert person.gender == "f"


def test_names_inside_quotations_are_not_in_the_cast() -> None:
    assert cast_of("«Vino Lena Ortúzar», se oyó.").people == ()


@pytest.mark.parametrize(
    ("text", "human"),
    [
        ("Ayer habló Iván Ortúzar.", True),
        ("Ayer habló Ivan Ortúzar.", True),  # printed without its accent
        ("Ayer habló Inés Ortúzar.", True),
        ("Ayer habló Alex Ortúzar.", True),  # a name that both genders bear
        ("Ayer habló Kei Ortúzar, de 52 años.", True),
        ("Ayer habló Kei Ortúzar, una vecina.", True),
        ("Kei Ortúzar es la alcaldesa.", True),
        ("Ayer habló Kei Ortúzar.", False),
        ("Ayer habló Kei Ortúzar, de 52 metros.", False),
        ("Ayer habló Kei Ortúzar, una vecina y otros.", False),
        ("Kei Ortúzar ve la alcaldesa.", False),
        ("Ayer habló Alex.", False),
    ],
)
def test_given_name_age_or_role_shows_a_person(text: str, *, human: bool) -> None:
    assert [person.is_human for person in cast_of(text).people] == [human]


def test_gender_of_a_given_name_does_not_hang_on_its_accent() -> None:
    genders = [cast_of(f"Ayer habló {name} Vidal.").people[0].gender for name in ("Inés", "Ines")]
    assert genders == ["f", "f"]
