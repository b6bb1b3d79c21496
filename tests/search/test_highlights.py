import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import highlight, mark_title, parse_query
from app.search.highlights import _list_sentences
from app.text import sentence_spans

TEXT = (
    "El alcalde pidió cooperación. La economía de Valdemora creció un 3 %.\n"
    "Los militares llegaron al puerto con dos F/A-18. La riada pasó en el año 2024."
)
MARKED = re.compile("<mark>(.*?)</mark>", re.DOTALL)


def find_marked(text: str, query: str) -> list[str]:
    return [
        word for snippet in highlight(text, parse_query(query)) for word in MARKED.findall(snippet)
    ]


def strip_marks(snippet: str) -> str:
    return html.unescape(snippet.replace("<mark>", "").replace("</mark>", ""))


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("economia", ["economía"]),
        ("ECONOMÍAS", ["economía"]),
        ("militar", ["militares"]),
        ("años", ["año"]),
        ("ano", []),
        ("econ*", ["economía"]),
        ("milita~", []),
        ("militare~", ["militares"]),
        ('"economía de Valdemora"', ["economía", "Valdemora"]),
        ('"economía Valdemora"', []),
        ("fa18", ["F/A-18"]),
        ("f/a-18", ["F/A-18"]),
        ("riada -alcalde", ["riada"]),
        ("riada NOT (alcalde OR puerto)", ["riada"]),
        ("title:riada puerto", ["puerto"]),
        ("speaker:alcalde", []),
    ],
)
def test_the_printed_forms_of_what_matches_are_marked(query: str, marked: list[str]) -> None:
    assert find_marked(TEXT, query) == marked


def test_decomposed_text_is_marked_as_it_is_printed() -> None:
    text = unicodedata.normalize("NFD", "La economía creció.")
    assert find_marked(text, "economia") == [unicodedata.normalize("NFD", "economía")]


def test_text_is_escaped_and_only_marks_are_tags() -> None:
    text = 'El <script>alert("riada")</script> & la <mark>riada</mark>'
    (snippet,) = highlight(text, parse_query("riada"))
    assert snippet == (
        "El &lt;script&gt;alert(&quot;<mark>riada</mark>&quot;)&lt;/script&gt; &amp; la"
        " &lt;mark&gt;<mark>riada</mark>&lt;/mark&gt;"
    )


def test_snippets_begin_and_end_with_sentences() -> None:
    snippets = highlight(TEXT, parse_query("economía OR riada"), width=60)
    assert [strip_marks(snippet) for snippet in snippets] == [
        "La economía de Valdemora creció un 3 %.",
        "La riada pasó en el año 2024.",
    ]


def test_a_snippet_that_answers_more_of_the_query_is_chosen() -> None:
    text = "La riada. La riada y la riada.\nLa riada en el puerto.\nLa riada."
    (snippet,) = highlight(text, parse_query("riada puerto"), snippets=1, width=25)
    assert strip_marks(snippet) == "La riada en el puerto."


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "palabra " * 60 + "riada " + "palabra " * 60
    (snippet,) = highlight(text, parse_query("riada"), width=100)
    assert set(strip_marks(snippet).split()) == {"palabra", "riada"}
    assert len(strip_marks(snippet)) <= 100


def test_a_text_without_match_has_no_snippet() -> None:
    assert highlight(TEXT, parse_query("nadie")) == []


def test_a_title_is_marked_whole_and_by_what_was_asked_of_titles() -> None:
    query = parse_query("title:economía cooperación -crece")
    assert mark_title("La economía <crece>", query) == "La <mark>economía</mark> &lt;crece&gt;"


WORDS = st.sampled_from(
    ["riada", "RIADAS", "año", "F/A-18", "<b>", "&amp;", "x" * 30, ". ", "\n", " "]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200)


@given(text=TEXTS, width=st.integers(1, 80), count=st.integers(1, 4))
def test_snippets_are_slices_of_the_text_in_order(text: str, width: int, count: int) -> None:
    query = parse_query('riada OR año OR "F/A-18 riada" OR xxx*')
    snippets = highlight(text, query, snippets=count, width=width)
    assert len(snippets) <= count
    position = 0
    for snippet in snippets:
        plain = strip_marks(snippet)
        assert MARKED.search(snippet)
        assert len(plain) <= width
        position = text.index(plain, position) + len(plain)
    assert highlight(text, query, snippets=count, width=width) == snippets


@given(title=TEXTS)
def test_a_marked_title_is_the_title(title: str) -> None:
    assert strip_marks(mark_title(title, parse_query("riada OR año"))) == title


@given(
    st.lists(st.sampled_from(["riada", "Riadas,", "EE.", "UU.", "EE", "lee", "\n", "de", "año"])),
    st.sampled_from(["riada", "eeuu", "lee", "ria* OR uu", "riadz~", "eeuu OR año"]),
)
def test_a_word_is_marked_the_same_beside_a_phrase_that_is_not_there(
    pieces: list[str], query: str
) -> None:
    text = " ".join(pieces)
    assert highlight(text, parse_query(query)) == highlight(
        text, parse_query(f'{query} OR "no está"')
    )


@given(st.lists(st.sampled_from(["Uno.", "Dos tres!", "Sr.", "riada", "\n", "¿Y?"]), max_size=30))
def test_sentences_are_looked_for_where_there_are_marks_alone(words: list[str]) -> None:
    text = " ".join(words)
    marked = [found.start() for found in re.finditer("riada", text)]
    everything, found = sentence_spans(text), list(_list_sentences(text, marked, 25))
    needed = [
        number
        for number, (start, end) in enumerate(everything)
        for first in everything[: number + 1]
        if any(first[0] <= mark < first[1] for mark in marked)
        and (first[0] == start or end - first[0] <= 25)
    ]
    assert {everything[number] for number in needed} <= set(found) <= set(everything)
    assert found == sorted(found)
