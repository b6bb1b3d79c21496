import pytest

from app.quotes.roles import find_role


@pytest.mark.parametrize(
    ("word", "gender", "plural"),
    [
        ("ministra", "f", False),
        ("ministros", "m", True),
        ("portavoz", "", False),
        ("portavoces", "", True),
        ("gobernadores", "m", True),
        ("exalcaldesa", "f", False),
        ("copresidenta", "f", False),
    ],
)
def test_role_tells_gender_and_number(word: str, gender: str, *, plural: bool) -> None:
    role = find_role(word)
    assert role is not None
    assert (role.gender, role.plural) == (gender, plural)


@pytest.mark.parametrize("word", ["mesa", "secretaría", "dijo"])
def test_other_words_are_no_roles(word: str) -> None:
    assert find_role(word) is None


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [
        ("ministra", "ministra", 3),
        ("mandatario", "presidente", 2),
        ("funcionaria", "ministra", 1),
        ("funcionaria", "ministro", 0),
        ("cardenal", "tenista", 0),
        ("portavoz", "militante", 0),
    ],
)
def test_two_descriptions_fit_one_person_by_noun_class_or_breadth(
    first: str, second: str, score: int
) -> None:
    one, other = find_role(first), find_role(second)
    assert one is not None
    assert other is not None
    assert one.fits(other) == score
