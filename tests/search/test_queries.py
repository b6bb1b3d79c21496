from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadRequestError
from app.search import IndexedArticle, Texts, build_index, parse_query
from app.search.plan import Planning, draw_plan
from app.search.query import describe
from app.search.snapshot import open_snapshot
from app.search.vocabulary import LiveVocabulary
from tests.search.conftest import NewIndex, OpenIndex, open_in_folder
from tests.search.corpus import CORPUS, find_ids, make_article, search
from tests.search.queries import combine
from tests.search.scan import scan

WORDS = ["riada", "riadas", "año", "ano", "militar", "de", "la", "EE. UU.", "covid-19", "F/A-18"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
ARTICLES = st.lists(
    st.builds(
        IndexedArticle,
        id=st.sampled_from("abcdefghij"),
        title=st.none() | TEXTS,
        body=TEXTS,
        source=st.sampled_from([None, "El Faro", "La Voz"]),
    ),
    max_size=8,
    unique_by=lambda article: article.id,
)
LEAVES = st.sampled_from(
    [
        *("riada", "ano", "año", "militares", "eeuu", "covid19", "covid", "covid-19", "fa18", "18"),
        *(
            '"riada de la riada"',
            '"riada militar"',
            '"covid 19"',
            '"militar riada año"',
            '"la riada"',
        ),
        *("ria*", "cov*", "riaad~", "aon~", "title:riada", 'title:"riada año"', "source:el_faro"),
        *('source:"el FARO"', "F/A-18", '"EEUU riada"'),
    ]
)
QUERIES = combine(LEAVES, most=6)


@settings(max_examples=40, deadline=None)
@given(
    built=ARTICLES, written=ARTICLES, gone=st.sets(st.sampled_from("abcdefghij")),
    queries=st.lists(QUERIES, min_size=5, max_size=8),
)  # fmt: skip
def test_the_index_finds_what_reading_every_article_finds(
    new_index: NewIndex,
    built: list[IndexedArticle],
    written: list[IndexedArticle],
    gone: set[str],
    queries: list[str],
) -> None:
    present = {article.id: article for article in built if article.id not in gone}
    present |= {article.id: article for article in written}
    with new_index(built) as index:
        index.write(written, gone, generation=2)
        found = {query: set(find_ids(index, query)) for query in queries}
    assert found == {query: scan(present.values(), parse_query(query).root) for query in queries}


def read_scores(index: Texts, query: str) -> dict[str, float]:
    return {hit.id: hit.score for hit in search(index, query, copies="all").hits}


@settings(max_examples=15, deadline=None)
@given(built=ARTICLES, written=ARTICLES)
def test_scores_of_the_parts_of_a_query_add_up(
    built: list[IndexedArticle], written: list[IndexedArticle]
) -> None:
    parts = ["riada", "militar", '"riada año"', "title:riada", "ria*", "covid-19"]
    with open_in_folder(built) as index:
        index.write(written, [], generation=2)
        alone = [read_scores(index, part) for part in parts]
        either = read_scores(index, " OR ".join(parts))
        both = read_scores(index, f"{parts[0]} {parts[1]} NOT ano")
    for article_id, score in either.items():
        assert score == pytest.approx(sum(s.get(article_id, 0) for s in alone), abs=1e-5)
    for article_id, score in both.items():
        assert score == pytest.approx(alone[0][article_id] + alone[1][article_id], abs=1e-5)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ECONOMIA", ["puerto"]),
        ("cooperacion militar", ["riada-corta", "riada", "puerto"]),
        ('"cooperacion militar"', ["puerto"]),
        ('"cooperación a los militares"', ["riada-corta", "riada"]),
        ('"cooperación los militares"', []),
        ("año", ["riada"]),
        ("ano", []),
        ("3500", ["puerto"]),
        ("title:riada", ["riada-corta", "riada"]),
        ("montesd*", ["puerto"]),
        ("quintelo~", ["riada", "riada-corta"]),
        ("militar -alcalde", ["feria", "puerto"]),
        ("source:el_faro", []),
        ('source:"el faro de valdemora"', ["puerto", "riada-corta"]),
    ],
)
def test_queries_in_spanish(open_index: OpenIndex, query: str, expected: list[str]) -> None:
    assert sorted(find_ids(open_index(CORPUS), query)) == sorted(expected)


def test_a_phrase_does_not_cross_from_title_into_body(open_index: OpenIndex) -> None:
    index = open_index([make_article("a", "del puerto", title="La riada")])
    assert find_ids(index, "riada puerto") == ["a"]
    assert find_ids(index, '"riada del puerto"') == []


def test_a_word_in_the_title_weighs_more(open_index: OpenIndex) -> None:
    in_body = make_article("a", "riada puerto", title="Feria")
    in_title = make_article("b", "feria puerto", title="Riada")
    assert find_ids(open_index([in_body, in_title]), "riada") == ["b", "a"]


def test_speakers_are_found_by_the_name_forms_that_a_name_means(open_index: OpenIndex) -> None:
    forms = {"Quintela": frozenset({"forma-quintela"})}
    found = find_ids(
        open_index(CORPUS),
        "cooperación speaker:Quintela",
        resolve_forms=lambda name: forms.get(name, frozenset()),
    )
    assert sorted(found) == ["riada", "riada-corta"]


def test_an_unknown_speaker_is_found_nowhere(open_index: OpenIndex) -> None:
    assert find_ids(open_index(CORPUS), 'militar speaker:"Nadie Conocido"') == []


def test_a_prefix_of_too_many_words_is_cut_and_says_so(open_index: OpenIndex) -> None:
    rare = [make_article(f"raro-{n}", f"mar{n:03}") for n in range(250)]
    common = [make_article(f"usual-{n}", "marzal") for n in range(2)]
    result = search(open_index([*rare, *common]), "mar*", limit=500)
    assert result.total == 201
    assert {"usual-0", "usual-1"} <= {hit.id for hit in result.hits}
    assert result.interpretation.notes == (
        "mar* stands for 251 words; the 200 commonest were searched",
    )


def test_the_interpretation_shows_reading_and_ignored_words(open_index: OpenIndex) -> None:
    interpretation = search(open_index(CORPUS), "la riada OR feria").interpretation
    assert interpretation.query == describe(parse_query("riada OR feria").root)
    assert interpretation.ignored == ("la",)


def test_a_query_that_would_read_too_many_postings_is_refused(tmp_path: Path) -> None:
    build_index(tmp_path, CORPUS, generation=1)
    snapshot = open_snapshot(tmp_path, cache_bytes=0)
    query = parse_query("militar riada")
    with pytest.raises(BadRequestError, match="too broad"):
        draw_plan(query.root, Planning(LiveVocabulary(snapshot.postings), frozenset, budget=5))
    snapshot.close()
