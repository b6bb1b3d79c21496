"""Indirect speech is in the store, and in no list, count or directory that does not ask for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine

from app.store.article_lists import count_articles
from app.store.directory import count_speakers, find_speaker, list_speakers
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.outbox import next_generation
from app.store.pages import Page
from app.store.profiles import describe_speakers, list_quoted_with
from app.store.quote_lists import count_quotes, get_quotes_by_id, list_quotes
from app.store.quotes import list_shifted_quotes, replace_quotes
from app.store.readings import find_form_ids, find_speakers
from app.store.session import write_transaction
from app.store.speakers import settle_speakers
from app.store.statistics import count_rows, count_timeline, list_sources
from tests.newsroom import Said, make_extraction, save, write_body

FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga")
OBRAS = Said("las obras acabarán en otoño", "Elena Quiroga", kind="indirect")
LLUVIA = Said("la lluvia no cesará en abril", "Rosaura Bermejo", kind="indirect")
ARTICLE = make_extraction(
    write_body(1), FAROL, OBRAS, LLUVIA, day="2025-03-04", source="El Faro", path="/a.txt"
)
REPORTED = make_extraction(write_body(2), LLUVIA, source="La Voz", path="/b.txt")
ALL, WITH_INDIRECT = QuoteFilter(), QuoteFilter(indirect=True)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to a database that holds both articles."""
    save(engine, ARTICLE, REPORTED)
    with engine.connect() as opened:
        yield opened


def list_texts(connection: Connection, chosen: QuoteFilter) -> list[str]:
    return [row["text"] for row in list_quotes(connection, chosen, Page(10))]


def test_quotations_are_listed_with_indirect_speech_on_request_only(connection: Connection) -> None:
    assert list_texts(connection, ALL) == [FAROL.text]
    assert count_quotes(connection, ALL) == 1
    assert list_texts(connection, WITH_INDIRECT) == [
        *(FAROL.text, OBRAS.text, LLUVIA.text),
        LLUVIA.text,
    ]
    assert count_quotes(connection, WITH_INDIRECT) == 4


def test_a_kind_narrows_what_the_request_lets_through(connection: Connection) -> None:
    assert list_texts(connection, QuoteFilter(kinds=("indirect",))) == []
    assert list_texts(connection, QuoteFilter(kinds=("direct",), indirect=True)) == [FAROL.text]
    assert len(list_texts(connection, QuoteFilter(kinds=("indirect",), indirect=True))) == 3


def test_indirect_speech_is_got_by_its_id(connection: Connection) -> None:
    row = list_quotes(connection, WITH_INDIRECT, Page(10))[-1]
    assert get_quotes_by_id(connection, [row["id"]])[row["id"]]["kind"] == "indirect"


def test_counts_leave_out_indirect_speech(connection: Connection) -> None:
    counts = count_rows(connection)
    assert (counts["articles"], counts["quotes"], counts["speakers"]) == (2, 1, 1)
    sources = {row["source"]: row["quote_count"] for row in list_sources(connection)}
    assert sources == {"El Faro": 1, "La Voz": 0}


def test_the_timeline_of_quotations_leaves_out_indirect_speech(connection: Connection) -> None:
    timeline = count_timeline(connection, "quotes", ALL, "year")
    assert [bucket.count for bucket in timeline.buckets] == [1]
    assert timeline.undated == 0


def test_articles_of_a_speaker_are_those_that_quote_them(connection: Connection) -> None:
    def count_of(*speaker_ids: str) -> int:
        return count_articles(connection, ArticleFilter(speaker_ids=speaker_ids))

    assert (count_of("elena-quiroga"), count_of("rosaura-bermejo")) == (1, 0)


def test_the_directory_holds_those_who_are_quoted(connection: Connection) -> None:
    (quiroga,) = list_speakers(connection, prefix="", after=None, limit=10)
    assert quiroga["id"] == "elena-quiroga"
    assert count_speakers(connection, prefix="") == 1
    assert count_speakers(connection, prefix="bermejo") == 0
    (described,) = describe_speakers(connection, [quiroga])
    assert described["quote_count"] == 1
    (alias,) = described["aliases"]
    assert (alias["name"], alias["quote_count"]) == ("Elena Quiroga", 1)
    assert list_quoted_with(connection, "elena-quiroga") == []


def test_somebody_only_reported_is_known_by_id_and_on_request(connection: Connection) -> None:
    bermejo = find_speaker(connection, "rosaura-bermejo")
    assert bermejo is not None
    (described,) = describe_speakers(connection, [bermejo])
    assert (described["quote_count"], described["aliases"]) == (0, [])
    assert (described["first_date"], described["last_date"]) == (None, None)
    assert list_quoted_with(connection, "rosaura-bermejo") == []
    assert find_speakers(connection, "Bermejo") == []
    assert [row["id"] for row in find_speakers(connection, "Bermejo", indirect=True)] == [
        "rosaura-bermejo"
    ]
    assert len(find_form_ids(connection, "Bermejo")) == 1


def test_a_speaker_is_quoted_for_as_long_as_a_quotation_is_theirs(engine: Engine) -> None:
    save(engine, ARTICLE)
    for speech, listed in (
        (ARTICLE.indirect, []),
        ((*ARTICLE.quotations, *ARTICLE.indirect), ["elena-quiroga"]),
        ((), []),
    ):
        with write_transaction(engine) as session:
            next_generation(session)
            settle_speakers(session, replace_quotes(session, ARTICLE.document.id, speech))
        with engine.connect() as connection:
            found = list_speakers(connection, prefix="", after=None, limit=10)
            assert [row["id"] for row in found] == listed
    with engine.connect() as connection:
        assert find_speaker(connection, "elena-quiroga") is None


def test_a_quoted_form_names_the_speaker_before_one_that_is_only_reported(engine: Engine) -> None:
    reported = [
        Said(text, "Élena Quiroga", kind="indirect")
        for text in ("las obras acabarán en otoño", "nadie pagará más de lo justo")
    ]
    save(engine, make_extraction(write_body(3), FAROL, *reported, path="/c.txt"))
    with engine.connect() as connection:
        speaker = find_speaker(connection, "elena-quiroga")
    assert speaker is not None
    assert speaker["name"] == "Elena Quiroga"


def test_the_offsets_of_indirect_speech_are_verified_too(engine: Engine) -> None:
    save(engine, REPORTED)
    (placed,) = REPORTED.indirect
    moved = replace(placed.quotation, start=placed.quotation.start + 1)
    with write_transaction(engine) as session:
        assert list_shifted_quotes(session) == []
        replace_quotes(session, REPORTED.document.id, [placed._replace(quotation=moved)])
        assert len(list_shifted_quotes(session)) == 1
