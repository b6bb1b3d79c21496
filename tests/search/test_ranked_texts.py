"""What only the texts in PostgreSQL have: a bound on what is ranked, and limits of its own on a text."""

from datetime import date, timedelta

import pytest

from app.search import IndexedArticle, Texts
from app.search.postgres.questions import MOST_RANKED
from tests.search.conftest import NewIndex
from tests.search.corpus import find_ids, make_article, search

pytestmark = pytest.mark.postgres
_BEYOND = 40
_FIRST = date(2020, 1, 1)


def make_days() -> list[IndexedArticle]:
    """One article a day, more of them than are ranked; the oldest and the newest say the word twice."""
    count = MOST_RANKED + _BEYOND
    return [
        IndexedArticle(
            id=f"{number:05}",
            title=None,
            body="riada riada" if number in {0, count - 1} else "riada tarde",
            first_day=_FIRST + timedelta(number),
            last_day=_FIRST + timedelta(number),
        )
        for number in range(count)
    ]


def test_of_too_many_matches_the_newest_are_ranked_and_that_is_told(in_postgres: NewIndex) -> None:
    with in_postgres(make_days()) as index:
        result = search(index, "riada", copies="all", limit=3)
        assert result.total == MOST_RANKED + _BEYOND
        assert result.interpretation.notes == (
            f"of {result.total} matches the newest {MOST_RANKED} are ordered by relevance, "
            "the others follow by date",
        )
        assert [hit.id for hit in result.hits] == ["01039", "01038", "01037"]
        assert read_all(index) == [f"{number:05}" for number in range(result.total - 1, -1, -1)]


def read_all(index: Texts) -> list[str]:
    """All ids, page after page."""
    found: list[str] = []
    page = search(index, "riada", copies="all", limit=300)
    while page.hits:
        found += [hit.id for hit in page.hits]
        following = {"after": page.hits[-1].sort_key, "basis": page.basis}
        page = search(index, "riada", copies="all", limit=300, **following)
    return found


def test_what_stands_beyond_the_last_place_is_found_as_a_word(in_postgres: NewIndex) -> None:
    body = "lluvia " * 17_000 + "crecida del Almar"
    with in_postgres([make_article("largo", body)]) as index:
        assert find_ids(index, "crecida Almar") == ["largo"]
        assert find_ids(index, '"crecida del Almar"') == []
        assert find_ids(index, "Alm*") == ["largo"]


def test_a_text_of_words_without_end_is_stored_as_far_as_there_is_room(
    in_postgres: NewIndex,
) -> None:
    body = " ".join(f"palabra{number}x" for number in range(90_000))
    with in_postgres([make_article("vasto", body)]) as index:
        assert find_ids(index, "palabra0x") == ["vasto"]
        assert find_ids(index, "palabra89999x") == []
