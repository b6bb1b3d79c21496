from datetime import date

import pytest

from app.search import IndexedArticle, SortKey, Texts
from tests.search.conftest import OpenFolder, OpenIndex
from tests.search.corpus import CORPUS, FERIA, PUERTO, RIADA_CORTA, find_ids, search


@pytest.fixture
def index(open_index: OpenIndex) -> Texts:
    return open_index(CORPUS)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"from_day": date(2024, 11, 30)}, ["feria", "puerto"]),
        ({"from_day": date(2024, 12, 1)}, ["feria"]),
        ({"to_day": date(2024, 11, 1)}, ["feria", "puerto"]),
        ({"to_day": date(2024, 10, 31)}, ["feria"]),
        ({"from_day": date(2024, 11, 15), "to_day": date(2024, 11, 15)}, ["feria", "puerto", "riada"]),
        ({"undated": "exclude"}, ["puerto", "riada", "riada-corta"]),
        ({"undated": "only"}, ["feria"]),
        ({"undated": "only", "from_day": date(2030, 1, 1)}, ["feria"]),
        ({"sources": ("el faro de VALDEMORA",)}, ["puerto", "riada-corta"]),
        ({"sources": ("El Faro de Valdemora", "La Voz de Altamar")}, ["puerto", "riada", "riada-corta"]),
        ({"languages": ("pt",)}, ["feria"]),
        ({"forms": frozenset({"forma-quintela"})}, ["riada", "riada-corta"]),
        ({"forms": frozenset()}, []),
    ],
)  # fmt: skip
def test_filters_keep_what_they_name(
    index: Texts, options: dict[str, object], expected: list[str]
) -> None:
    assert sorted(find_ids(index, None, **options)) == expected


def test_copies_are_collapsed_into_their_leader(index: Texts) -> None:
    result = search(index, "militares")
    assert sorted(hit.id for hit in result.hits) == ["feria", "puerto", "riada"]
    assert result.total == 3


def test_a_copy_stands_for_its_group_where_the_leader_does_not_match(index: Texts) -> None:
    assert find_ids(index, "militares", copies="collapse", sources=("El Faro de Valdemora",)) == [
        "riada-corta",
        "puerto",
    ]


def test_the_earliest_copy_stands_for_a_group_without_its_leader(open_index: OpenIndex) -> None:
    copies = [
        IndexedArticle(id=name, title=None, body="riada", first_day=day, last_day=day, copy_of="x")
        for name, day in [("a", None), ("c", date(2024, 5, 2)), ("b", date(2024, 5, 2))]
    ]
    assert find_ids(open_index(copies), "riada", copies="collapse") == ["b"]


def test_newest_and_oldest_put_undated_articles_last(index: Texts) -> None:
    assert find_ids(index, None, sort="newest") == ["riada-corta", "riada", "puerto", "feria"]
    assert find_ids(index, None, sort="oldest") == ["puerto", "riada", "riada-corta", "feria"]


def test_facets_count_every_hit_once_whatever_the_page(index: Texts) -> None:
    result = search(
        index,
        None,
        copies="all",
        limit=1,
        facets=("source", "speaker", "year"),
    )
    assert result.facets == {
        "source": [("El Faro de Valdemora", 2), ("La Voz de Altamar", 1), (None, 1)],
        "speaker": [("forma-quintela", 2), ("forma-ministra", 1), ("forma-montesdeoca", 1)],
        "year": [("2024", 3), (None, 1)],
    }


def test_an_article_under_two_forms_of_a_speaker_counts_once(open_folder: OpenFolder) -> None:
    people = {"forma-montesdeoca": "montesdeoca", "forma-ministra": "montesdeoca"}
    result = search(
        open_folder(CORPUS),
        None,
        copies="all",
        facets=("speaker",),
        speaker_of=lambda form: people.get(form, "quintela"),
    )
    assert result.facets == {"speaker": [("quintela", 2), ("montesdeoca", 1)]}


def test_facets_of_an_empty_index_are_empty(open_index: OpenIndex) -> None:
    result = search(open_index([]), "riada", facets=("source",))
    assert (result.total, result.hits, result.facets) == (0, (), {"source": []})


def read_pages(index: Texts, query: str | None, sort: str, limit: int) -> list[str]:
    after: SortKey | None = None
    found: list[str] = []
    while True:
        hits = search(index, query, sort=sort, limit=limit, after=after, copies="all").hits
        if not hits:
            return found
        found.extend(hit.id for hit in hits)
        after = hits[-1].sort_key


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", [None, "riada", "ria*"])
def test_pages_follow_each_other_without_gap_or_repetition(
    open_index: OpenIndex, query: str | None, sort: str
) -> None:
    days = [None, date(2024, 1, 1), date(2024, 1, 1), date(2023, 1, 1), date(2024, 1, 2)]
    articles = [
        IndexedArticle(
            id=f"{number:02}",
            title=None,
            body="riada " * (1 + number % 3),
            first_day=day,
            last_day=day,
        )
        for number, day in enumerate(days * 4)
    ]
    index = open_index(articles)
    index.write(articles[:7], [], generation=2)
    whole = find_ids(index, query, sort=sort, limit=100)
    assert len(whole) == len(articles)
    assert read_pages(index, query, sort, limit=3) == whole


def test_pages_stay_whole_while_newer_articles_come_in(open_index: OpenIndex) -> None:
    index = open_index([PUERTO, RIADA_CORTA, FERIA])
    first = search(index, None, sort="newest", limit=1, copies="all").hits
    newer = IndexedArticle(
        id="nuevo", title=None, body="riada", first_day=date(2025, 1, 1), last_day=date(2025, 1, 1)
    )
    index.write([newer], [], generation=2)
    rest = find_ids(index, None, sort="newest", after=first[0].sort_key)
    assert [first[0].id, *rest] == ["riada-corta", "puerto", "feria"]


def test_equal_scores_are_ordered_newest_first_then_by_id(open_index: OpenIndex) -> None:
    days = {"c": date(2024, 1, 1), "a": None, "b": date(2024, 1, 1), "d": date(2024, 1, 2)}
    articles = [
        IndexedArticle(id=name, title=None, body="riada", first_day=day, last_day=day)
        for name, day in days.items()
    ]
    assert find_ids(open_index(articles), "riada") == ["d", "b", "c", "a"]
