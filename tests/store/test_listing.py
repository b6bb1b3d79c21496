"""Pages of articles and quotations: order, keys, and that no row is lost or shown twice."""

from itertools import pairwise

import pytest
from sqlalchemy import Connection

from app.store.article_lists import article_page_key, get_articles_by_id, list_articles, list_copies
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.pages import Page, Sort
from app.store.quote_lists import count_quotes, get_quotes_by_id, list_quotes, quote_page_key
from tests.newsroom import Said
from tests.store.sample import (
    ARTICLES,
    DIQUE,
    FAROL,
    FLOTA,
    GASTO,
    IDS,
    NADIE,
    NUNCA,
    name_articles,
)

ALL_ARTICLES, ALL_QUOTES = ArticleFilter(), QuoteFilter()


def list_texts(sample: Connection, chosen: QuoteFilter) -> list[str]:
    rows = list_quotes(sample, chosen, Page(100))
    assert count_quotes(sample, chosen) == len(rows)
    return [row["text"] for row in rows]


def test_articles_stand_newest_first_and_undated_last(sample: Connection) -> None:
    rows = list_articles(sample, ALL_ARTICLES, Page(100))
    assert name_articles(rows) == ["dique", "copia", "faroles", "campanas", "ribeira", "suelta"]


def test_articles_stand_oldest_first_and_undated_last(sample: Connection) -> None:
    rows = list_articles(sample, ALL_ARTICLES, Page(100, "oldest"))
    assert name_articles(rows) == ["ribeira", "campanas", "faroles", "copia", "dique", "suelta"]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
def test_pages_of_articles_join_to_the_whole_list(
    sample: Connection, sort: Sort, limit: int
) -> None:
    whole = name_articles(list_articles(sample, ALL_ARTICLES, Page(100, sort)))
    joined, after = list[str](), None
    while rows := list_articles(sample, ALL_ARTICLES, Page(limit, sort, after)):
        assert len(rows) <= limit
        joined += name_articles(rows)
        after = article_page_key(rows[-1])
    assert joined == whole


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 3, 5])
def test_pages_of_quotations_join_to_the_whole_list(
    sample: Connection, sort: Sort, limit: int
) -> None:
    whole = [row["id"] for row in list_quotes(sample, ALL_QUOTES, Page(100, sort))]
    joined, after = list[str](), None
    while rows := list_quotes(sample, ALL_QUOTES, Page(limit, sort, after)):
        joined += [row["id"] for row in rows]
        after = quote_page_key(rows[-1])
    assert joined == whole
    assert len(set(whole)) == 10


def test_within_an_article_quotations_stand_in_reading_order(sample: Connection) -> None:
    rows = list_quotes(sample, ALL_QUOTES, Page(100))
    for one, following in pairwise(rows):
        if one["article_id"] == following["article_id"]:
            assert one["start"] < following["start"]
    order = ["dique"] * 2 + ["copia"] * 3 + ["faroles"] * 3 + ["campanas", "suelta"]
    assert name_articles(rows) == order


def test_a_list_carries_no_bodies(sample: Connection) -> None:
    row = list_articles(sample, ALL_ARTICLES, Page(1))[0]
    assert "body" not in row
    assert "removed" not in row


def test_whole_articles_come_by_id_and_those_that_are_gone_are_left_out(
    sample: Connection,
) -> None:
    found = get_articles_by_id(sample, [IDS["dique"], "0" * 16])
    assert found.keys() == {IDS["dique"]}
    assert found[IDS["dique"]]["body"] == ARTICLES["dique"].document.body


def test_quotations_come_by_id_and_those_that_are_gone_are_left_out(sample: Connection) -> None:
    (row,) = list_quotes(sample, QuoteFilter(article_ids=(IDS["suelta"],)), Page(10))
    assert get_quotes_by_id(sample, [row["id"], "0" * 16]) == {row["id"]: row}


@pytest.mark.parametrize(("of", "others"), [("faroles", ["copia"]), ("copia", ["faroles"])])
def test_each_of_a_group_lists_the_others(sample: Connection, of: str, others: list[str]) -> None:
    article = get_articles_by_id(sample, [IDS[of]])[IDS[of]]
    assert name_articles(list_copies(sample, article, Page(10))) == others


def test_an_article_by_itself_has_no_copies(sample: Connection) -> None:
    article = get_articles_by_id(sample, [IDS["dique"]])[IDS["dique"]]
    assert list_copies(sample, article, Page(10)) == []


def test_a_quotation_carries_its_speaker_its_article_and_the_text_around_it(
    sample: Connection,
) -> None:
    row = list_quotes(sample, QuoteFilter(article_ids=(IDS["faroles"],)), Page(1))[0]
    assert (row["speaker_id"], row["speaker_name"]) == ("elena-quiroga", "Elena Quiroga")
    assert (row["title"], row["source"]) == ("Faroles", "El Faro")
    assert row["published"] == "2025-01-10"
    assert (row["before"], row["after"]) == ("«", "», dijo Elena Quiroga.")


def test_a_quotation_of_nobody_has_no_speaker(sample: Connection) -> None:
    (row,) = list_quotes(sample, QuoteFilter(unattributed=True), Page(10))
    assert (row["text"], row["speaker_id"], row["speaker_name"]) == (NADIE.text, None, None)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (QuoteFilter(speaker_ids=("marcial-ansurez",)), [DIQUE]),
        (QuoteFilter(speaker_ids=("marcial-ansurez",), unattributed=True), [DIQUE, NADIE]),
        (QuoteFilter(speaker_ids=()), []),
        (QuoteFilter(quote_ids=()), []),
        (QuoteFilter(kinds=("fragment", "partial")), [GASTO, GASTO, NUNCA]),
        (QuoteFilter(min_confidence=0.95), [FAROL, FAROL]),
        (QuoteFilter(article_ids=(IDS["dique"], IDS["suelta"])), [DIQUE, NADIE, NUNCA]),
        (
            QuoteFilter(ArticleFilter(sources=("El Faro",)), kinds=("direct",)),
            [FAROL, FLOTA, FLOTA],
        ),
        (QuoteFilter(ArticleFilter(copies="collapse"), kinds=("partial",)), [GASTO]),
    ],
)
def test_filters_join(sample: Connection, chosen: QuoteFilter, said: list[Said]) -> None:
    assert list_texts(sample, chosen) == [one.text for one in said]
