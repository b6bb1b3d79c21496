"""A raw document -> a clean one: no chrome, one copy of the body, title and date told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.documents.characters import clean_characters, clean_line, make_storable, split_paragraphs
from app.documents.chrome import find_chrome_lines, find_title_end
from app.documents.dates import StatedDate, find_file_date, find_publication_date
from app.documents.document import Document, RawDocument, Rejection, Removed
from app.documents.doubling import find_repetition, find_restart
from app.documents.fingerprints import take_fingerprint
from app.documents.language import detect_language
from app.documents.openings import REPEATS_TITLE, list_known, read_opening
from app.documents.titles import is_title, is_title_above, quotes
from app.documents.writing_days import complete_date

CLEANING_VERSION: Final = "1"  # goes up when a text comes out otherwise than before
SHORTEST_BODY = 40  # characters; with less there is no article


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text taken apart: its title, its paragraphs, the dates that it states in its own words."""

    title: str | None
    paragraphs: list[str]
    dates: list[StatedDate]
    removed: list[Removed]
    notes: tuple[str, ...] = ()


def clean_document(raw: RawDocument, *, today: date | None = None) -> Document | Rejection:
    """The clean document, or why there is no article; dates after `today` go (None: any stays)."""
    text = clean_text(raw.text, title=raw.title, author=raw.author)
    body = "\n".join(text.paragraphs)
    if len(body) < SHORTEST_BODY or not any(map(str.isalnum, body)):
        return Rejection(_describe_place(raw), f"no article in it: {_describe_length(body)}")
    published, date_notes = find_publication_date(_list_dates(raw, text.dates), today=today)
    published, text_notes = complete_date(published, text.paragraphs, today=today)
    raw_text = make_storable(raw.text)
    fingerprint = take_fingerprint(body)
    return Document(
        id=fingerprint.content_id,
        file=raw.file,
        location=raw.location,
        title=text.title,
        body=body,
        published=published,
        language=detect_language(body),
        bands=fingerprint.bands,
        source=_clean_field(raw.source),
        url=_clean_field(raw.url),
        author=_clean_field(raw.author),
        section=_clean_field(raw.section),
        removed=tuple(text.removed),
        raw_text=raw_text,
        raw_hash=raw.raw_hash,
        stated=raw.stated,
        extra=raw.extra,
        notes=raw.notes + text.notes + date_notes + text_notes,
    )


def clean_text(text: str, *, title: str | None = None, author: str | None = None) -> CleanText:
    """Take a text apart; `title` is the one that its format states, None has it looked for."""
    plain, notes = clean_characters(text)
    lines, framed = _drop_frame(split_paragraphs(plain))
    title, trimmed = _trim_title(clean_line(title or ""))
    opening = read_opening(lines, list_known(title, author))
    lines = opening.lines
    guessed = not title and not opening.under_header
    if not title and lines:
        title, trimmed, lines = _take_title(lines, under_header=opening.under_header)
    body = _clean_body(lines, list_known(title, author))
    removed = opening.removed + trimmed + body.removed
    headline: list[str] = []
    if title and quotes(title):
        headline, removed = ([title], removed) if guessed else _put_back_headline(removed)
    return CleanText(
        title=title or None,
        paragraphs=headline + body.paragraphs,
        dates=opening.dates + body.dates,
        removed=framed + removed,
        notes=notes,
    )


def _put_back_headline(removed: list[Removed]) -> tuple[list[str], list[Removed]]:
    """The first line taken off for repeating the title, and what else was removed.

    A quotation is given by its place in the body: one in a headline would be lost without it.
    """
    for position, one in enumerate(removed):
        if one.why == REPEATS_TITLE:
            return [one.text], removed[:position] + removed[position + 1 :]
    return [], removed


def _clean_body(lines: list[str], known: Mapping[str, str]) -> CleanText:
    # Until nothing more comes off; each round after the first has at most half of the text.
    dates: list[StatedDate] = []
    removed: list[Removed] = []
    while True:
        opening = read_opening(lines, known)
        lines, copies = _drop_copies(opening.lines)
        dates += opening.dates
        removed += opening.removed + copies
        if not copies:
            return CleanText(None, lines, dates, removed)


def _take_title(
    lines: list[str], *, under_header: bool
) -> tuple[str | None, list[Removed], list[str]]:
    first, trimmed = _trim_title(lines[0])
    rest = lines[1:]
    if (under_header and rest and is_title(first)) or is_title_above(first, rest):
        return first, trimmed, rest
    return None, [], lines


def _trim_title(title: str) -> tuple[str, list[Removed]]:
    removed: list[Removed] = []
    while end := find_title_end(title):
        position, why = end
        removed.append(Removed(title[position:].strip(), why))
        title = title[:position].rstrip()
    return title, removed


def _drop_frame(lines: list[str]) -> tuple[list[str], list[Removed]]:
    """Without chrome and second copies, wherever they stand."""
    chrome = find_chrome_lines(lines)
    removed = [Removed(lines[index], chrome[index]) for index in sorted(chrome)]
    kept = [line for index, line in enumerate(lines) if index not in chrome]
    kept, copies = _drop_copies(kept)
    return kept, removed + copies


def _drop_copies(lines: list[str]) -> tuple[list[str], list[Removed]]:
    if repetition := find_repetition(lines):
        kept, dropped = _divide(lines, *repetition)
    elif restart := find_restart(lines):
        dropped, kept = _divide(lines, *restart)
    else:
        return lines, []
    # The cut can lay a button bare. Each round takes off a third of the text, at least.
    kept, removed = _drop_frame(kept)
    return kept, [Removed("\n".join(dropped), "the text once more"), *removed]


def _divide(lines: list[str], index: int, offset: int) -> tuple[list[str], list[str]]:
    head, tail = lines[index][:offset].rstrip(), lines[index][offset:]
    return lines[:index] + ([head] if head else []), [tail, *lines[index + 1 :]]


def _list_dates(raw: RawDocument, dates: list[StatedDate]) -> list[StatedDate]:
    published = clean_line(raw.published or "")
    format_date = StatedDate(published, raw.published_by) if published else None
    outside = (format_date, find_file_date(raw.file))
    return dates + [statement for statement in outside if statement]


def _clean_field(value: str | None) -> str | None:
    return clean_line(value or "") or None


def _describe_place(raw: RawDocument) -> str:
    return f"{raw.file} ({raw.location})" if raw.location == raw.url else raw.location


def _describe_length(body: str) -> str:
    if not body:
        return "no text"
    if len(body) >= SHORTEST_BODY:
        return f"{len(body)} characters, none of them a letter or figure"
    return f"{len(body)} characters of text, at least {SHORTEST_BODY} are needed"
