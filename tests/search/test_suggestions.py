import pytest

from app.search import Texts, parse_query
from tests.search.conftest import OpenIndex
from tests.search.corpus import CORPUS, make_article


@pytest.fixture
def index(open_index: OpenIndex) -> Texts:
    names = [make_article(f"n{n}", "Aleksander Lukaszenka y Quintera") for n in range(3)]
    return open_index([*CORPUS, *names])


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("Lucaszenca", "Lukaszenka"),
        ("lukazsenka", "lukaszenka"),
        ("valdemroa", "valdemora"),
        ("montesdoca militar", "montesdeoca militar"),
        ('"Ramiro Quintelq" OR riada', '"Ramiro Quintela" OR riada'),
        ("title:ecconomia", "title:economia"),
        ("montesdoca (valdemroa OR zzzzzz)", "montesdeoca (valdemora OR zzzzzz)"),
    ],
)
def test_unknown_words_are_mended_where_they_stand(
    index: Texts, typed: str, suggested: str
) -> None:
    assert index.suggest(parse_query(typed)) == suggested


@pytest.mark.parametrize(
    "typed", ["riada", "RIADAS militares", "zzzzzz", "xyz", "feria -riadax", "3501"]
)
def test_nothing_is_suggested_for_known_words_or_without_a_near_one(
    index: Texts, typed: str
) -> None:
    assert index.suggest(parse_query(typed)) is None


def test_of_equally_near_words_the_commoner_is_suggested(index: Texts) -> None:
    assert index.suggest(parse_query("Quintexa")) == "Quintera"
