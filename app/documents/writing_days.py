"""The day of writing that a report tells: *anunció este martes 3 de marzo de 2026* -> a date, or none.

Only what was measured to be the day of writing or the one before is believed: see decision 018.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.documents.date_words import alternatives, month_numbers, weekday_numbers
from app.documents.dates import ImpossibleDateError, PublicationDate, StatedDate, read_stated

# Of the days that 61 dated articles tell so far in, 10 are that of the article and 2 the one before;
# further on, of 2, none is.
_LEAD_PARAGRAPHS = 3
_LEAD_CHARACTERS = 1_500
_SPEECH = ("—", "–", "-", "»")  # what a paragraph of speech without other marks begins with
_AROUND = 160  # characters before the phrase and after it in which its verb is looked for


@dataclass(frozen=True, slots=True)
class WritingDay:
    """A day as a text tells it, `year` None if it leaves that out, `weekday` 1 for Monday."""

    words: str
    weekday: int
    day: int
    month: int
    year: int | None


def complete_date(
    published: PublicationDate | None, paragraphs: list[str], *, today: date | None = None
) -> tuple[PublicationDate | None, tuple[str, ...]]:
    """The date made a day by what the text tells, and a note if what it tells cannot be.

    A date to the day stays. The year is the one that the text says or that `published` has, else
    there is no date. After `today`, as in find_publication_date, is refused.
    """
    if published and published.precision == "day":
        return published, ()
    told = find_writing_day(paragraphs)
    year = told and (told.year or (published and published.first_day.year))
    if not told or not year:
        return published, ()
    try:
        return _make_day(told, year, published, today), ()
    except ImpossibleDateError as error:
        return published, (f"date in the text not kept: {error}",)


def find_writing_day(paragraphs: list[str]) -> WritingDay | None:
    """The day that the first paragraphs tell as that of writing; None if another place contradicts.

    They have to tell it where they first name a day with *este* or *hoy*.
    """
    lead = "\n".join(paragraphs[:_LEAD_PARAGRAPHS])[:_LEAD_CHARACTERS]
    first = _day_patterns().mention.search(lead)
    if first is None:
        return None
    told = list(_find_told(lead))
    weekday = weekday_numbers()[first["weekday"].casefold()]
    if not told or told[0].weekday != weekday:
        return None
    everywhere = list(_find_told("\n".join(paragraphs)))
    days = {(one.day, one.month) for one in everywhere}
    years = {one.year for one in everywhere if one.year}
    if len(days) > 1 or len(years) > 1:
        return None
    return next((one for one in everywhere if one.year), told[0])


@dataclass(frozen=True, slots=True)
class _Patterns:
    """A day of this week, one with its date, and where its verb stands: `before`, or `after` an `opening`."""

    mention: re.Pattern[str]
    phrase: re.Pattern[str]
    before: re.Pattern[str]
    opening: re.Pattern[str]
    after: re.Pattern[str]


def _find_told(text: str) -> Iterator[WritingDay]:
    for match in _day_patterns().phrase.finditer(text):
        month = month_numbers().get(match["month"].casefold())
        if month and _tells(text, match) and not _is_quoted(text, match.start()):
            yield WritingDay(
                words=match[0],
                weekday=weekday_numbers()[match["weekday"].casefold()],
                day=int(match["day"]),
                month=month,
                year=int(match["year"]) if match["year"] else None,
            )


def _tells(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _AROUND) : match.start()]
    if match["today"]:
        return not before.endswith("como ")  # *un día como hoy, martes 3 de marzo de 1936*
    patterns = _day_patterns()
    if patterns.before.search(before):
        return True
    after = text[match.end() : match.end() + _AROUND]
    return bool(patterns.opening.search(before) and patterns.after.match(after))


def _is_quoted(text: str, position: int) -> bool:
    before = text[max(0, position - _LEAD_CHARACTERS) : position]
    paragraph = before[before.rfind("\n") + 1 :]
    return (
        before.count("“") > before.count("”")
        or before.count("«") > before.count("»")
        or paragraph.count('"') % 2 == 1
        or paragraph.startswith(_SPEECH)
    )


def _make_day(
    told: WritingDay, year: int, published: PublicationDate | None, today: date | None
) -> PublicationDate:
    found = read_stated(StatedDate(f"{year:04}-{told.month:02}-{told.day:02}", "text"), today)
    day = found.first_day
    if day.isoweekday() != told.weekday:
        raise ImpossibleDateError(f"“{told.words}” is another day of the week in {year}")
    if published and not published.first_day <= day <= published.last_day:
        raise ImpossibleDateError(f"{found.text} is not in {published.text}")
    return found


@cache
def _day_patterns() -> _Patterns:
    weekday = rf"(?P<weekday>(?i:{'|'.join(weekday_numbers())}))"
    past, part = _past_forms(), alternatives("parts_of_day")
    filler = (
        rf"{alternatives('complements')}|(?:a|en) [^\W\d_]+|[a-z]+mente|[a-záéíóúñ]+[ai]d[oa]s?"
    )
    in_the = rf"(?i:(?:en|durante|por) )?(?i:la|el|al) (?:{part})"
    clitics = "(?:(?:no|se|me|nos|le|les|lo|la|los|las) )*"
    subject = rf"(?=[A-ZÁÉÍÓÚÑ]|(?:{alternatives('determiners')})\b)"
    word = rf"(?!(?:{alternatives('other_clause')})\b)[^\W_]+,? "
    return _Patterns(
        mention=re.compile(rf"\b(?:[Ee]ste|[Hh]oy)(?: mismo)?,? {weekday}\b"),
        phrase=re.compile(
            rf"\b(?:[Ee]ste|(?P<today>[Hh]oy))(?: mismo)?,? (?:día )?{weekday},? (?:día )?"
            r"(?P<day>\d{1,2})(?:º|°)? de (?P<month>[^\W\d_]{3,10})\b"
            r"(?: del?(?: año)? (?P<year>\d{4})(?!\d))?"
        ),
        before=re.compile(rf"(?<!\w)(?:{past})(?: (?:{filler}))?,? (?:{in_the}(?: de)? )?\Z"),
        opening=re.compile(rf"(?:\A|\n|[.!?…»”\"] )(?:{in_the} de )?\Z"),
        after=re.compile(rf",? (?:{subject}(?:{word}){{1,12}}?)?{clitics}(?:{past})(?!\w)"),
    )


def _past_forms() -> str:
    """Preterite and perfect, active and passive, of verbs that tell what happened that day."""
    sure = rf"(?!{alternatives('unsure')})"
    participle = rf"{sure}[a-záéíóúñ]+(?:[aií]d|t|ch|s)"
    return "|".join(
        (
            rf"(?:ha|han)(?: sido)? {participle}[oa]s?(?: a [a-zñ]+r)?",
            rf"(?:fue|fueron|quedó|quedaron|resultó|resultaron) {participle}[oa]s?",
            alternatives("past"),
            rf"{sure}[a-záéíóúüñ]+(?:ó|aron|ieron|jeron|yeron)",
        )
    )
