"""What a document says of its date -> date, precision and source."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_tz
from typing import Literal

from app.documents.date_words import month_numbers

Precision = Literal["day", "month", "year"]

SOURCES = ("header", "metadata", "feed", "filename", "dateline", "text")
EARLIEST_YEAR = 1600  # the first newspapers; what claims to be older is a mistake, such as year 1


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A stated publication date: ISO text cut to what is known (`2025-12-11`, `2025-12`, `2025`).

    `source` names what stated it, one of SOURCES.
    """

    text: str
    precision: Precision
    source: str

    @property
    def first_day(self) -> date:
        """First day of the interval that it covers."""
        year, month, day = ([int(part) for part in self.text.split("-")] + [1, 1])[:3]
        return date(year, month, day)

    @property
    def last_day(self) -> date:
        """Last day, inclusive, of the interval that it covers."""
        first = self.first_day
        if self.precision == "day":
            return first
        month = first.month if self.precision == "month" else 12
        return date(first.year, month, calendar.monthrange(first.year, month)[1])


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date in the document's own words, and what states it (see PublicationDate)."""

    words: str
    source: str


class ImpossibleDateError(ValueError):
    """A stated date that is no day of publication; the message says why, for a person."""


_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?=$|[TZ+\s,])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[T\s_-])")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_IN_WORDS = re.compile(
    r"(?:[^\W\d_]+,? )?(?:(\d{1,2})(?:º|°)? (?:de )?)?([^\W\d_]{3,10})\.?,? (?:del? )?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d_]+,? )?([^\W\d_]{3,10})\.? (\d{1,2})(?:º|°)?,? (?:del? )?(\d{4})(?!\d)"
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
_FILE_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:1[6-9]|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?![0-9A-Za-z])"
)
_LONGEST_DATE = 120  # characters; a date in words with weekday, hour and zone has 60
_SEVERAL_IN_ONE = re.compile(r"#\d+$")


def find_publication_date(
    stated: list[StatedDate], *, today: date | None = None
) -> tuple[PublicationDate | None, tuple[str, ...]]:
    """The stated date of the best source that can be one, and a note for each that cannot.

    The best source is the first of SOURCES. A date after `today` is refused, with a day to spare for
    zones that are ahead; None refuses no future.
    """
    notes: list[str] = []
    for statement in sorted(stated, key=lambda statement: SOURCES.index(statement.source)):
        try:
            return read_stated(statement, today), tuple(notes)
        except ImpossibleDateError as error:
            notes.append(f"date in the {statement.source} not kept: {error}")
    return None, tuple(notes)


def find_file_date(file: str) -> StatedDate | None:
    """The day in the name of a file that holds one article (`2025-12-11_…`, `20251211`), or None.

    The date on a file of several articles is that of the collection.
    """
    if _SEVERAL_IN_ONE.search(file):
        return None
    match = _FILE_NAME.search(file)
    return StatedDate(f"{match[1]}-{match[3]}-{match[4]}", "filename") if match else None


def read_stated(statement: StatedDate, today: date | None = None) -> PublicationDate:
    """The date of publication that is stated; raises ImpossibleDateError, also for a day after `today`."""
    text, precision = read_date(statement.words)
    found = PublicationDate(text, precision, statement.source)
    if today and found.first_day > today + timedelta(days=1):
        raise ImpossibleDateError(f"{text} lies in the future")
    return found


def read_date(words: str) -> tuple[str, Precision]:
    """ISO text cut to its precision, of a date in ISO, RFC 2822, figures or Spanish words.

    In figures the day comes first; the zone is the one that the words state. Raises
    ImpossibleDateError.
    """
    words = " ".join(words[:_LONGEST_DATE].split())
    for year, month, day in _readings(words):
        return _check_calendar(words, year, month, day)
    raise ImpossibleDateError(f"“{words}” is no date that can be read")


def _readings(words: str) -> Iterator[tuple[int, int, int]]:
    if match := _EPOCH.fullmatch(words):
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        yield moment.year, moment.month, moment.day
    if match := _COMPACT.match(words):
        yield int(match[1]), int(match[2]), int(match[3])
    if match := _ISO.match(words):
        yield int(match[1]), int(match[3] or 0), int(match[4] or 0)
    if match := _DAY_FIRST.match(words):
        yield int(match[4]), int(match[3]), int(match[1])
    if fields := parsedate_tz(words):
        yield fields[0], fields[1], fields[2]
    yield from _readings_in_words(words.casefold())


def _readings_in_words(words: str) -> Iterator[tuple[int, int, int]]:
    months = month_numbers()
    if (match := _MONTH_FIRST.search(words)) and (month := months.get(match[1])):
        yield int(match[3]), month, int(match[2])
    if (match := _IN_WORDS.search(words)) and (month := months.get(match[2])):
        yield int(match[3]), month, int(match[1] or 0)


def _check_calendar(words: str, year: int, month: int, day: int) -> tuple[str, Precision]:
    if year < EARLIEST_YEAR:
        raise ImpossibleDateError(f"“{words}” is before {EARLIEST_YEAR}")
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise ImpossibleDateError(f"“{words}” is no day of the calendar") from None
    if day and month:
        return f"{year:04}-{month:02}-{day:02}", "day"
    if month:
        return f"{year:04}-{month:02}", "month"
    return f"{year:04}", "year"
