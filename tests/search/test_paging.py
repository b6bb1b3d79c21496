"""Pages of one search with commits between them: what did not change is on one page, and on one alone."""

from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadRequestError
from app.search import Hit, IndexedArticle, SearchRequest, Texts, parse_query
from tests.search.conftest import NewIndex, OpenIndex
from tests.search.corpus import CORPUS, search
from tests.search.test_evaluation import IDS, TEXTS, make_articles

QUERIES = [
    "riada OR puerto",
    "riada",
    '"riada puerto" OR año',
    "militar -alcalde OR riada*",
    "covid-19 OR año",
]
SORTS: list[Literal["relevance", "newest", "oldest"]] = ["relevance", "newest", "oldest"]
STAYING = st.lists(make_articles(), min_size=4, max_size=12, unique_by=lambda article: article.id)


@st.composite
def make_newcomers(draw: st.DrawFn) -> list[IndexedArticle]:
    """Articles under other ids, long and short, which shift all counts."""
    texts = draw(st.lists(TEXTS.map(lambda text: f"{text} riada " * 3) | TEXTS, max_size=5))
    first = draw(st.integers(0, 20))
    return [
        IndexedArticle(id=f"n{first + number}", title=None, body=text)
        for number, text in enumerate(texts)
    ]


def take_page(index: Texts, request: dict[str, Any], before: Any) -> Any:
    after = {"after": before.hits[-1].sort_key, "basis": before.basis} if before else {}
    return index.search(SearchRequest(**request, **after))


@settings(max_examples=60, deadline=None)
@given(
    staying=STAYING,
    commits=st.lists(make_newcomers(), min_size=12, max_size=12),
    query=st.sampled_from(QUERIES),
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 3),
)
def test_paging_while_others_write_neither_repeats_nor_skips(
    new_index: NewIndex,
    staying: list[IndexedArticle],
    commits: list[list[IndexedArticle]],
    query: str,
    sort: Literal["relevance", "newest", "oldest"],
    limit: int,
) -> None:
    request: dict[str, Any] = {
        "query": parse_query(query),
        "sort": sort,
        "limit": limit,
        "copies": "all",
    }
    with new_index(staying) as index:
        expected = [hit.id for hit in index.search(SearchRequest(**{**request, "limit": 99})).hits]
        seen: list[Hit] = []
        page = None
        for generation in range(2, 99):
            page = take_page(index, request, page)
            seen += page.hits
            if len(page.hits) < limit:
                break
            added = commits[generation % len(commits)] if generation < 15 else []
            gone = [f"n{number}" for number in range(generation % 3, 25, 3)]
            index.write(added, gone, generation)
    assert [hit.id for hit in seen if hit.id in IDS] == expected


@pytest.mark.parametrize(
    "basis", [(), (-1,), (10**7,), (0, 9, 9, 1, 1), (4, 9, 9, -1, 1), (4, 9, 9, 1, 1, 1)]
)
def test_numbers_of_another_query_are_refused(
    open_index: OpenIndex, basis: tuple[int, ...]
) -> None:
    with pytest.raises(BadRequestError, match="cursor"):
        search(open_index(CORPUS), "riada", basis=basis)
