"""The mixed load in a few seconds; what it asks for, what it takes for a failure, and for growth."""

import re
from itertools import islice

import pytest

from app.main import describe_api
from app.settings import Settings
from bench.errands import Errand, Subjects, draw_errands, list_kinds
from bench.memory import Sample, find_growth
from bench.mixed import judge_memory, main
from bench.runs import Answer, Runner, find_fault, find_fault_again

SUBJECTS = {
    "word": ["puerto", "año"],
    "speaker": ["leonor-ansoleaga"],
    "quote": ["2057510908172903-357-396"],
    "article": ["2057510908172903"],
    "statement": ["2057510908172903-613-647"],
    "source": ["Diario Velamen"],
    "text": ["No habrá más barcos, ¿verdad?"],
    "next_of_search": ["/v1/search?q=puerto&cursor=abc"],
    "next_of_quotes": ["/v1/quotes?cursor=abc"],
    "next_of_articles": ["/v1/articles?cursor=abc"],
}
JSON = "application/json"
STREAM = Errand("stream", "/v1/quotes", content_type="application/x-ndjson")
TABLE = Errand("table", "/v1/articles", content_type="text/csv")
FEED = Errand("feed", "/v1/quotes", content_type="application/atom+xml")
PAGE = Errand("page", "/v1/quotes")
HEAD = Errand("head", "/v1/quotes", method="HEAD")
REFUSED = Errand("refused", "/v1/nada", statuses=(404,), content_type="application/problem+json")


def test_a_server_stands_the_mixture_while_an_ingest_goes_on(
    seeded: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    options = "--seconds 3 --rate 20 --every 60 --articles 5 --growth 200"
    with pytest.raises(SystemExit) as ended:
        main([str(seeded.data_dir), *options.split()])
    said = capsys.readouterr().out
    assert ended.value.code == 0, said
    assert re.search(r"\d{2,} requests in \d+ s, 0 failed; 1 ingests of 5 .* 0 failed", said)
    assert all(
        f"\n  {one} " in said for one in ("search", "one article", "stream, csv", "405: POST")
    )


def test_every_endpoint_is_asked_for() -> None:
    paths = [one.path.partition("?")[0] for one in islice(draw_errands(SUBJECTS), 60)]
    for template in describe_api()["paths"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        assert any(re.fullmatch(pattern, path) for path in paths), template


def test_each_kind_comes_before_one_comes_twice_and_always_in_the_same_order() -> None:
    kinds = {one.name for one in list_kinds(SUBJECTS)}
    first, again = (list(islice(draw_errands(SUBJECTS), 500)) for _ in range(2))
    assert {one.name for one in first[: len(kinds)]} == kinds
    assert first == again


def test_what_stands_in_an_address_is_quoted() -> None:
    (asked,) = (one for one in islice(draw_errands(SUBJECTS), 60) if one.name == "was it said?")
    assert (
        asked.path
        == "/v1/quotes/match?text=No%20habr%C3%A1%20m%C3%A1s%20barcos%2C%20%C2%BFverdad%3F"
    )


def test_what_an_archive_does_not_have_is_not_asked_for() -> None:
    subjects: Subjects = SUBJECTS | {"statement": []}
    names = {one.name for one in list_kinds(SUBJECTS)} - {one.name for one in list_kinds(subjects)}
    assert names == {"one statement"}


@pytest.mark.parametrize(
    ("errand", "answer"),
    [
        (PAGE, Answer(200, JSON, '"a"', b'{"items":[]}')),
        (HEAD, Answer(200, JSON, '"a"', b"")),
        (STREAM, Answer(200, "application/x-ndjson", "", b'{"id":"1"}\n{"id":"2"}\n')),
        (STREAM, Answer(200, "application/x-ndjson", "", b"")),
        (TABLE, Answer(200, "text/csv", "", b'id,title\r\n1,"dos\r\nl\xc3\xadneas"\r\n')),
        (FEED, Answer(200, "application/atom+xml", "", b"<feed></feed>\n")),
        (REFUSED, Answer(404, "application/problem+json", "", b'{"status":404}')),
    ],
)
def test_a_whole_answer_of_the_right_kind_is_none_to_complain_of(
    errand: Errand, answer: Answer
) -> None:
    assert find_fault(errand, answer) is None


@pytest.mark.parametrize(
    ("errand", "answer", "fault"),
    [
        (PAGE, Answer(500, "application/problem+json", "", b"{}"), "status 500"),
        (REFUSED, Answer(200, JSON, "", b"{}"), "status 200"),
        (PAGE, Answer(200, "text/html", "", b"{}"), "type 'text/html'"),
        (PAGE, Answer(200, JSON, "", b'{"items":['), "cannot be read"),
        (PAGE, Answer(200, JSON, "", b"[]"), "not whole"),
        (HEAD, Answer(200, JSON, "", b"{}"), "a body"),
        (STREAM, Answer(200, "application/x-ndjson", "", b'{"id":"1"}\n{"id":"2"}'), "not whole"),
        (STREAM, Answer(200, "application/x-ndjson", "", b'{"id":"1"}\n{"id":'), "cannot be read"),
        (TABLE, Answer(200, "text/csv", "", b"id,title\r\n1\r\n"), "not whole"),
        (TABLE, Answer(200, "text/csv", "", b""), "not whole"),
        (FEED, Answer(200, "application/atom+xml", "", b"<feed><entry>"), "not whole"),
    ],
)
def test_another_answer_or_one_cut_off_is_a_fault(
    errand: Errand, answer: Answer, fault: str
) -> None:
    found = find_fault(errand, answer)
    assert found is not None
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(304, "", '"a"', b""), None),
        (Answer(304, "", '"a"', b"{}"), "a body beside 304"),
        (Answer(200, JSON, '"b"', b"{}"), None),
        (Answer(200, JSON, '"a"', b"{}"), "sent again unchanged"),
    ],
)
def test_a_client_that_has_the_answer_is_told_so(answer: Answer, fault: str | None) -> None:
    assert find_fault_again(PAGE, answer, '"a"') == fault


def test_a_server_that_is_gone_is_a_fault() -> None:
    found = Runner("http://127.0.0.1:1").run(PAGE, 0.0)
    assert found.fault is not None
    assert "ConnectionRefusedError" in found.fault


def list_samples(*anonymous: float) -> list[Sample]:
    return [Sample(second, one + 50, one) for second, one in enumerate(anonymous)]


def test_growth_is_that_from_the_first_sample_to_the_last() -> None:
    assert find_growth(list_samples(*range(100, 151))) == pytest.approx(50)
    assert find_growth(list_samples(*range(100, 1100))) == pytest.approx(999)


def test_peaks_are_no_growth() -> None:
    assert find_growth(list_samples(100, 100, 180, 100, 100, 100, 190, 100)) == 0


def test_too_few_samples_show_no_growth() -> None:
    assert find_growth([]) == find_growth(list_samples(100)) == 0


def test_more_growth_than_there_may_be_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    samples = list_samples(*(100 + 2 * second for second in range(101)))
    assert judge_memory(samples, most=150) == []
    assert judge_memory(samples, most=100) == ["memory grew by 140.0 MB; 100 may be"]
    assert "150 (0 s), 200 (25 s), 250 (50 s), 300 (75 s), 350 (100 s)" in capsys.readouterr().out


def test_growth_while_it_warms_up_does_not_count() -> None:
    assert judge_memory(list_samples(*([100, 200, 300] + 20 * [310])), most=5) == []
