"""What a filter lets through: days as intervals, undated articles, outlets, speakers, copies."""

from datetime import date

import pytest
from sqlalchemy import Connection

from app.store.article_lists import count_articles, list_articles
from app.store.filters import ArticleFilter, Undated
from app.store.pages import Page
from tests.store.sample import ARTICLES, name_articles


def choose(sample: Connection, chosen: ArticleFilter) -> set[str]:
    found = name_articles(list_articles(sample, chosen, Page(100)))
    assert count_articles(sample, chosen) == len(found)
    return set(found)


def test_no_condition_lets_all_through(sample: Connection) -> None:
    assert choose(sample, ArticleFilter()) == set(ARTICLES)


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2025-01-10", "2025-01-10", {"faroles", "campanas"}),
        ("2025-01-11", "2025-01-31", {"copia", "campanas"}),
        ("2025-01-31", "2025-02-28", {"campanas"}),
        ("2025-02-01", "2025-03-04", set[str]()),
        ("2024-06-01", "2024-06-02", {"ribeira"}),
        ("2025-01-11", None, {"copia", "campanas", "dique"}),
        (None, "2025-01-01", {"ribeira", "campanas"}),
    ],
)
def test_an_article_matches_when_the_interval_of_its_date_overlaps(
    sample: Connection, first: str | None, last: str | None, names: set[str]
) -> None:
    chosen = ArticleFilter(
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(last) if last else None,
        undated="exclude",
    )
    assert choose(sample, chosen) == names


@pytest.mark.parametrize(
    ("undated", "names"),
    [
        ("include", {"dique", "suelta"}),
        ("exclude", {"dique"}),
        ("only", {"suelta"}),
    ],
)
def test_the_undated_are_beside_within_or_alone(
    sample: Connection, undated: Undated, names: set[str]
) -> None:
    assert choose(sample, ArticleFilter(first_day=date(2025, 2, 1), undated=undated)) == names


def test_the_undated_can_be_left_out_without_a_range(sample: Connection) -> None:
    assert choose(sample, ArticleFilter(undated="exclude")) == set(ARTICLES) - {"suelta"}


def test_outlets_and_languages_are_alternatives_among_themselves(sample: Connection) -> None:
    both = choose(sample, ArticleFilter(sources=("El Faro", "La Voz")))
    assert both == set(ARTICLES) - {"suelta"}
    assert choose(sample, ArticleFilter(sources=("La Voz",), languages=("es",))) == {
        "copia",
        "dique",
    }
    assert choose(sample, ArticleFilter(sources=("El Alba",))) == set()


def test_a_speaker_lets_the_articles_through_that_quote_them(sample: Connection) -> None:
    ids = ("elena-quiroga", "marcial-ansurez")
    assert choose(sample, ArticleFilter(speaker_ids=ids)) == {"faroles", "copia", "suelta", "dique"}


def test_no_speaker_at_all_lets_nothing_through(sample: Connection) -> None:
    assert choose(sample, ArticleFilter(speaker_ids=())) == set()


def test_a_copy_is_hidden_behind_its_leader(sample: Connection) -> None:
    assert choose(sample, ArticleFilter(copies="collapse")) == set(ARTICLES) - {"copia"}


@pytest.mark.parametrize(
    "chosen",
    [
        ArticleFilter(sources=("La Voz",), first_day=date(2025, 1, 1), copies="collapse"),
        ArticleFilter(first_day=date(2025, 1, 11), undated="exclude", copies="collapse"),
    ],
    ids=["another outlet", "an earlier day"],
)
def test_a_copy_shows_when_its_leader_is_not_in_the_result(
    sample: Connection, chosen: ArticleFilter
) -> None:
    assert "copia" in choose(sample, chosen)
