import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import BadRequestError
from app.search.lexemes import MAX_QUERY_WORDS
from app.search.parser import MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, parse_query
from app.search.query import describe
from tests.search.queries import PIECES, mostly_unreadable, read_or_skip


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("economía", "economía"),
        ("¿riada?", "riada"),
        ("riada puerto", "riada AND puerto"),
        ("riada AND puerto", "riada AND puerto"),
        ("riada puerto OR feria", "(riada AND puerto) OR feria"),
        ("riada (puerto OR feria)", "riada AND (puerto OR feria)"),
        ("riada -puerto", "riada NOT puerto"),
        ("riada NOT (puerto OR feria)", "riada NOT (puerto OR feria)"),
        ("riada -puerto OR feria", "(riada NOT puerto) OR feria"),
        ('"cooperación de las partes"', '"cooperación de las partes"'),
        ("«cooperación militar»", '"cooperación militar"'),
        ("“cooperación militar”", '"cooperación militar"'),
        ("EE. UU. riada", "EE. UU. AND riada"),
        ("F/A-18", "F/A-18"),
        ("10:30", '"10:30"'),
        ("https://faro.example/a", '"https://faro.example/a"'),
        ("dijo: riada", "dijo AND riada"),
        ("Econó*", "econo*"),
        ("para*", "para*"),
        ("Quintela~", "quintela~"),
        ("~100 casas", "100 AND casas"),
        ("title:riada", "title:riada"),
        ('title:"gran riada"', 'title:"gran riada"'),
        ("-title:riada puerto", "puerto NOT title:riada"),
        ('speaker:"Elvira Montesdeoca"', 'speaker:"Elvira Montesdeoca"'),
        ("source:el_faro", 'source:"el_faro"'),
        ("-- riada", "riada"),
    ],
)
def test_a_query_is_read_as_described(text: str, reading: str) -> None:
    assert describe(parse_query(text).root) == reading


@pytest.mark.parametrize(
    ("text", "ignored", "reading"),
    [
        ("la riada de Altamar", ("la", "de"), "riada AND Altamar"),
        ("riada o feria", ("o",), "riada AND feria"),
        ("RIADA O FERIA", ("O",), "RIADA AND FERIA"),
        ("riada OR de", ("de",), "riada"),
        ('riada -"de la"', ('"de la"',), "riada"),
        ("(de la) riada", ("de", "la"), "riada"),
        ("riada ...", ("...",), "riada"),
    ],
)
def test_words_too_common_to_search_are_left_out_and_named(
    text: str, ignored: tuple[str, ...], reading: str
) -> None:
    query = parse_query(text)
    assert query.ignored == ignored
    assert describe(query.root) == reading


@pytest.mark.parametrize("word", ["or", "and", "not", "Or", "y"])
def test_operators_are_operators_only_in_capitals(word: str) -> None:
    assert "OR" not in describe(parse_query(f"riada {word} feria").root)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "empty"),
        (" \n ", 0, "empty"),
        ("de la", 0, "too common to search: de, la"),
        ("... ¿?", 0, "no letter"),
        ("🙂", 0, "no letter"),
        ('riada "abierta', 6, "not closed"),
        ("«abierta", 0, "not closed"),
        ("cerrada» riada", 7, "no opening"),
        ("(riada", 0, "not closed"),
        ("riada)", 5, "no opening"),
        ("riada ()", 7, "nothing between"),
        ("OR riada", 0, "both sides"),
        ("riada OR", 8, "both sides"),
        ("riada OR OR feria", 9, "both sides"),
        ("riada AND", 9, "both sides"),
        ("(riada OR) feria", 9, "both sides"),
        ("-riada", 0, "only excludes"),
        ("de -riada", 0, "only excludes"),
        ("riada OR -feria", 9, "only excludes"),
        ("riada NOT", 9, "NOT and -"),
        ("riada NOT NOT feria", 10, "NOT and -"),
        ("*riada", 0, "end of a word"),
        ("ri*da", 2, "end of a word"),
        ("riada**", 5, "end of a word"),
        ("*", 0, "one word before"),
        ("ri*", 2, "at least 3 letters"),
        ("yo~", 2, "at least 3 letters"),
        ("riada~2", 5, "end of a word"),
        ("title:", 6, "right after the colon"),
        ("title:riad*", 6, "whole words"),
        ("speaker: Quintela", 8, "right after the colon"),
        ('speaker:""', 9, "right after the colon"),
        ("autor:Quintela", 0, "no field 'autor'"),
        (" ".join(["riada"] * (MAX_QUERY_WORDS + 1)), 6 * MAX_QUERY_WORDS, "more than 32 words"),
        ("riada" * 52, MAX_QUERY_LENGTH, "longer than 256"),
        ("(" * 9 + "riada" + ")" * 9, MAX_QUERY_DEPTH, "more than 8 deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_reason_and_place(
    text: str, position: int, reason: str
) -> None:
    with pytest.raises(BadRequestError) as refusal:
        parse_query(text)
    (problem,) = refusal.value.problems
    assert (problem.name, problem.position) == ("q", position)
    assert reason in problem.reason
    assert reason in refusal.value.detail


def test_a_query_may_use_its_limits_to_the_full() -> None:
    parse_query(" ".join(["riada"] * MAX_QUERY_WORDS))
    parse_query("(" * MAX_QUERY_DEPTH + "riada" + ")" * MAX_QUERY_DEPTH)
    parse_query("a" * MAX_QUERY_LENGTH)


def test_words_of_a_phrase_count_as_words() -> None:
    with pytest.raises(BadRequestError, match="more than 32 words"):
        parse_query('"' + " ".join(["mar"] * (MAX_QUERY_WORDS + 1)) + '"')


@given(st.text(max_size=300) | st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        parse_query(text)
    except BadRequestError as refusal:
        position = refusal.problems[0].position
    else:
        position = 0
    assert position is not None
    assert 0 <= position <= len(text)


@mostly_unreadable
@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_reading_of_a_query_reads_the_same(text: str) -> None:
    query = read_or_skip(text)
    assert read_or_skip(describe(query.root)).root == query.root


@example(text="OR,")
@example(text='«riada"»')
@example(text='speaker:«Ana "la Brava" Vela»')
@mostly_unreadable
@given(st.text(max_size=12))
def test_the_reading_of_any_word_reads_the_same(text: str) -> None:
    query = read_or_skip(text)
    assert parse_query(describe(query.root)).root == query.root
