"""What a document states of its date, and nothing that it does not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.dates import (
    EARLIEST_YEAR,
    ImpossibleDateError,
    PublicationDate,
    StatedDate,
    find_file_date,
    find_publication_date,
    read_date,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2025-12-11", "2025-12-11"),
        ("2025-12-11T23:30:00-05:00", "2025-12-11"),
        ("2025-12-11T00:30:00+14:00", "2025-12-11"),
        ("2025-12-11 23:30", "2025-12-11"),
        ("2025-12-11Z", "2025-12-11"),
        ("2025/12/11", "2025-12-11"),
        ("20251211", "2025-12-11"),
        ("20251211T233000Z", "2025-12-11"),
        ("Thu, 11 Dec 2025 23:30:00 GMT", "2025-12-11"),
        ("Thu, 11 Dec 2025 23:30:00 -0800", "2025-12-11"),
        ("11/12/2025", "2025-12-11"),
        ("11.12.2025 10:00", "2025-12-11"),
        ("11 de diciembre de 2025", "2025-12-11"),
        ("Jueves, 11 de Diciembre de 2025, 23:30", "2025-12-11"),
        ("Publicado el 1º de setiembre del 2025 a las 10:00", "2025-09-01"),
        ("11 dic. 2025", "2025-12-11"),
        ("Dic 11, 2025", "2025-12-11"),
        ("December 11, 2025", "2025-12-11"),
        ("1765495800", "2025-12-11"),
        ("1765495800000", "2025-12-11"),
    ],
)
def test_days_are_read_in_the_zone_that_the_words_state(words: str, expected: str) -> None:
    assert read_date(words) == (expected, "day")


@pytest.mark.parametrize(
    ("words", "expected", "precision"),
    [
        ("2025-12", "2025-12", "month"),
        ("2025-12-00", "2025-12", "month"),
        ("diciembre de 2025", "2025-12", "month"),
        ("2025", "2025", "year"),
    ],
)
def test_a_date_is_cut_to_what_is_known(words: str, expected: str, precision: str) -> None:
    assert read_date(words) == (expected, precision)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("2025-02-30", "no day of the calendar"),
        ("2025-13-01", "no day of the calendar"),
        ("12/25/2025", "no day of the calendar"),
        ("0001-01-01T00:00:00Z", "before 1600"),
        ("0000-00-00", "before 1600"),
        ("ayer", "no date that can be read"),
        ("el pasado 7 de mayo", "no date that can be read"),
        ("5 de brumario de 2025", "no date that can be read"),
        ("11-12-25", "no date that can be read"),
        ("", "no date that can be read"),
    ],
)
def test_impossible_dates_say_why(words: str, reason: str) -> None:
    with pytest.raises(ImpossibleDateError, match=reason):
        read_date(words)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_words_are_a_date_or_impossible(words: str) -> None:
    try:
        text, precision = read_date(words)
    except ImpossibleDateError:
        return
    assert PublicationDate(text, precision, "header").first_day.year >= EARLIEST_YEAR


@settings(deadline=None)
@given(st.dates(date(EARLIEST_YEAR, 1, 1)))
def test_every_iso_day_reads_as_itself(day: date) -> None:
    assert read_date(day.isoformat()) == (day.isoformat(), "day")


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        (PublicationDate("2024-02-11", "day", "header"), date(2024, 2, 11), date(2024, 2, 11)),
        (PublicationDate("2024-02", "month", "header"), date(2024, 2, 1), date(2024, 2, 29)),
        (PublicationDate("2024", "year", "header"), date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_date_covers_an_interval(published: PublicationDate, first: date, last: date) -> None:
    assert (published.first_day, published.last_day) == (first, last)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("2025-12-11_mercado.txt", "2025-12-11"),
        ("20251211.html", "2025-12-11"),
        ("mercado_2025.12.11.txt.gz", "2025-12-11"),
        ("nota-20251211-2.txt", "2025-12-11"),
    ],
)
def test_the_day_in_a_file_name_is_found(file: str, expected: str) -> None:
    assert find_file_date(file) == StatedDate(expected, "filename")


@pytest.mark.parametrize(
    "file",
    [
        "2025-12-11.jsonl#3",
        "nota_a20251211b.txt",
        "20251301.txt",
        "2025-12.txt",
        "120251211.txt",
        "2025.txt",
    ],
)
def test_collections_and_other_figures_state_no_day(file: str) -> None:
    assert find_file_date(file) is None


def test_the_best_source_wins_in_any_order() -> None:
    dateline, header = (
        StatedDate("3 de mayo de 2021", "dateline"),
        StatedDate("2021-05-04", "header"),
    )
    expected = PublicationDate("2021-05-04", "day", "header")
    assert find_publication_date([dateline, header]) == (expected, ())
    assert find_publication_date([header, dateline]) == (expected, ())


def test_an_impossible_date_is_noted_and_the_next_source_speaks() -> None:
    found, notes = find_publication_date(
        [StatedDate("2021-02-30", "header"), StatedDate("2021-03-01", "feed")]
    )
    assert found == PublicationDate("2021-03-01", "day", "feed")
    assert notes == ("date in the header not kept: “2021-02-30” is no day of the calendar",)


def test_the_future_is_noted_and_not_kept() -> None:
    stated = [StatedDate("2025-12-31", "header")]
    assert find_publication_date(stated, today=date(2025, 12, 11)) == (
        None,
        ("date in the header not kept: 2025-12-31 lies in the future",),
    )
    assert find_publication_date(stated)[0] is not None


def test_zones_ahead_may_already_have_tomorrow() -> None:
    found, _ = find_publication_date(
        [StatedDate("2025-12-12T01:00+13:00", "feed")], today=date(2025, 12, 11)
    )
    assert found == PublicationDate("2025-12-12", "day", "feed")


def test_nothing_stated_is_no_date() -> None:
    assert find_publication_date([]) == (None, ())
