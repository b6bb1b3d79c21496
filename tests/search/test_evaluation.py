"""The arrays against Whoosh: the same matches, scores and order for any archive and any query."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search import IndexedArticle, IndexOptions, TextIndex, build_index, parse_query
from app.search.evaluation import find_matches
from app.search.oracle import find_matches as find_matches_by_whoosh
from app.search.plan import Planning, draw_plan
from app.search.snapshot import Snapshot, open_snapshot
from app.search.vocabulary import LiveVocabulary
from tests.search.corpus import search
from tests.search.queries import combine

WORDS = [
    *(
        "riada",
        "riadas",
        "año",
        "años",
        "ano",
        "militar",
        "militares",
        "puerto",
        "puertos",
        "alcalde",
    ),
    *(
        "de",
        "la",
        "EE. UU.",
        "covid-19",
        "F/A-18",
        "#ya",
        "3.500",
        "riado",
        "rada",
        "marzal",
        "marina",
    ),
]
IDS = "abcdefghijklmnop"
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 5))
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@st.composite
def make_articles(draw: st.DrawFn) -> IndexedArticle:
    day = draw(DAYS)
    return IndexedArticle(
        id=draw(st.sampled_from(IDS)),
        title=draw(st.none() | TEXTS),
        body=draw(TEXTS),
        first_day=day,
        last_day=day,
        source=draw(st.sampled_from([None, "El Faro", "La Voz"])),
        language=draw(st.sampled_from([None, "es", "pt"])),
        forms=tuple(draw(st.sets(st.sampled_from(["una", "otra", "nadie"])))),
        copy_of=draw(st.none() | st.sampled_from(IDS)),
    )


def batches(most: int) -> st.SearchStrategy[list[IndexedArticle]]:
    return st.lists(make_articles(), max_size=most, unique_by=lambda article: article.id)


LEAVES = st.one_of(
    st.sampled_from(WORDS).filter(lambda word: word not in {"de", "la"}),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map(
        lambda few: f'"{" ".join(few)} puerto"'
    ),
    st.sampled_from(["ria*", "mar*", "cov*", "mil*", "zzz*", "riaad~", "aon~", "marinas~", "zzz~"]),
    st.sampled_from(["title:riada", 'title:"riada año"', "source:el_faro", 'source:"la voz"']),
    st.sampled_from(
        ["speaker:una", "speaker:nadie", '"riada riada"', '"riada de la riada"', "zzz"]
    ),
)
QUERIES = combine(LEAVES, most=7)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "from_day": st.dates(date(2024, 1, 1), date(2024, 1, 5)),
        "to_day": st.dates(date(2024, 1, 1), date(2024, 1, 5)),
        "undated": st.sampled_from(["include", "exclude", "only"]),
        "sources": st.sampled_from([("El Faro",), ("la voz", "nada")]),
        "languages": st.sampled_from([("es",), ("pt", "ca")]),
        "forms": st.sets(st.sampled_from(["una", "otra"])).map(frozenset),
        "copies": st.sampled_from(["collapse", "all"]),
        "sort": st.sampled_from(["relevance", "newest", "oldest"]),
        "limit": st.integers(1, 20),
    },
)


def fill(folder: Path, writes: list[tuple[list[IndexedArticle], set[str]]]) -> None:
    """One commit a write: several segments, deleted documents, merges."""
    build_index(folder, [], generation=1)
    for generation, (articles, gone) in enumerate(writes, 2):
        TextIndex(folder).write(articles, gone, generation)


WRITES = st.lists(st.tuples(batches(8), st.sets(st.sampled_from(IDS), max_size=4)), max_size=7)


def compare_matches(snapshot: Snapshot, query: str) -> None:
    root = parse_query(query).root
    plan = draw_plan(
        root, Planning(LiveVocabulary(snapshot.postings), lambda name: frozenset({name}), 10**6)
    )
    found = find_matches(snapshot.postings, plan)
    expected = find_matches_by_whoosh(snapshot.searcher, plan)
    assert found.documents.tolist() == expected.documents.tolist()
    np.testing.assert_allclose(found.scores, expected.scores, rtol=0, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    writes=WRITES,
    queries=st.lists(QUERIES, min_size=8, max_size=12),
    cache=st.sampled_from([0, 300, 10**6]),
)
def test_arrays_match_and_score_as_whoosh_does(
    writes: list[tuple[list[IndexedArticle], set[str]]], queries: list[str], cache: int
) -> None:
    with TemporaryDirectory() as folder:
        fill(Path(folder), writes)
        snapshot = open_snapshot(Path(folder), cache_bytes=cache)
        for query in [*queries, *queries[:2]]:
            compare_matches(snapshot, query)
        snapshot.close()


@settings(max_examples=40, deadline=None)
@given(
    writes=WRITES,
    queries=st.lists(st.tuples(st.none() | QUERIES, REQUESTS), min_size=6, max_size=10),
)
def test_both_engines_give_the_same_answers(
    writes: list[tuple[list[IndexedArticle], set[str]]],
    queries: list[tuple[str | None, dict[str, object]]],
) -> None:
    with TemporaryDirectory() as folder:
        fill(Path(folder), writes)
        arrays, whoosh = (
            TextIndex.open(Path(folder), IndexOptions(engine=engine))
            for engine in ("arrays", "whoosh")
        )
        for query, options in queries:
            asked = {**options, "facets": ("source", "speaker", "year")}
            found, expected = search(arrays, query, **asked), search(whoosh, query, **asked)
            assert replace(found, hits=()) == replace(expected, hits=())
            assert [hit.id for hit in found.hits] == [hit.id for hit in expected.hits]
            assert [hit.score for hit in found.hits] == pytest.approx(
                [hit.score for hit in expected.hits], abs=1e-5
            )
        arrays.close()
        whoosh.close()


@settings(max_examples=40, deadline=None)
@given(
    writes=WRITES,
    names=st.lists(st.sampled_from(["una", "otra", "nadie", "zzz", "ninguno"]), unique=True),
)
def test_members_are_the_documents_that_whoosh_finds(
    writes: list[tuple[list[IndexedArticle], set[str]]], names: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        fill(Path(folder), writes)
        snapshot = open_snapshot(Path(folder), cache_bytes=0)
        reader = snapshot.searcher.reader()
        present = [name for name in names if ("forms", name) in reader]
        expected = {one for name in present for one in reader.postings("forms", name).all_ids()}
        assert snapshot.postings.find_members("forms", names).tolist() == sorted(expected)
        snapshot.close()
