"""Everything that the archive holds, streamed as lines of JSON or as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection
from sqlmodel import Session

from app.store.directory import list_speakers
from app.store.listing import (
    QuoteFilter,
    article_page_key,
    get_articles_by_id,
    list_articles,
    list_quotes,
    quote_page_key,
)
from app.store.origins import list_origins
from app.store.pages import Page
from app.store.profiles import describe_speakers
from app.store.shapes import shape_quote, shape_whole_article

PAGE_SIZE = 200  # rows in memory at once
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a cell


class Exported(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    QUOTES = "quotes"
    SPEAKERS = "speakers"


class Format(StrEnum):
    """How rows are written."""

    NDJSON = "ndjson"
    CSV = "csv"


COLUMNS = {
    Exported.ARTICLES: (
        *("id", "title", "published", "published_precision", "published_source", "language"),
        *("source", "url", "author", "copy_of", "copy_likeness", "body", "origins", "removed"),
    ),
    Exported.QUOTES: (
        *("id", "text", "start", "end", "kind", "speaker.id", "speaker.name", "speaker.kind"),
        "joint.name",
        *("mention.text", "cue.text", "cue.lemma", "rule", "confidence", "before", "after"),
        *("article.id", "article.title", "article.published", "article.source", "article.url"),
    ),
    Exported.SPEAKERS: (
        "id",
        "name",
        "kind",
        "office",
        "quote_count",
        "first_date",
        "last_date",
        "aliases",
    ),
}


def export(
    connection: Connection, what: Exported, form: Format, chosen: QuoteFilter
) -> Iterator[bytes]:
    """The chosen articles (whole), quotations, or all speakers, oldest first, as lines in UTF-8.

    CSV begins with a line of names. A list stands in its cell as JSON, of one field of its items as these
    after each other with semicolons between; a cell that a spreadsheet would
    run as a formula begins with an apostrophe.
    """
    rows = _READERS[what](connection, chosen)
    return _as_ndjson(rows) if form == Format.NDJSON else _as_csv(rows, COLUMNS[what])


def _articles(connection: Connection, chosen: QuoteFilter) -> Iterator[dict[str, Any]]:
    after = None
    with Session(connection) as session:
        while page := list_articles(connection, chosen.articles, Page(PAGE_SIZE, "oldest", after)):
            whole = get_articles_by_id(connection, [row["id"] for row in page])
            for row in page:
                yield shape_whole_article(whole[row["id"]], list_origins(session, row["id"]))
            after = article_page_key(page[-1])


def _quotes(connection: Connection, chosen: QuoteFilter) -> Iterator[dict[str, Any]]:
    after = None
    while page := list_quotes(connection, chosen, Page(PAGE_SIZE, "oldest", after)):
        for row in page:
            yield shape_quote(row)
        after = quote_page_key(page[-1])


def _speakers(connection: Connection, _chosen: QuoteFilter) -> Iterator[dict[str, Any]]:
    after = None
    while page := list_speakers(connection, prefix="", after=after, limit=PAGE_SIZE):
        yield from describe_speakers(connection, page)
        after = page[-1]["id"]


_READERS = {
    Exported.ARTICLES: _articles,
    Exported.QUOTES: _quotes,
    Exported.SPEAKERS: _speakers,
}


def _as_ndjson(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield msgspec.json.encode(row) + b"\n"


def _as_csv(rows: Iterator[dict[str, Any]], columns: Sequence[str]) -> Iterator[bytes]:
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([_cell(_walk(row, column)) for column in columns])


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _walk(row: dict[str, Any], column: str) -> Any:
    value: Any = row
    for name in column.split("."):
        if isinstance(value, list):
            value = "; ".join(one[name] for one in value)
        else:
            value = value[name] if value is not None else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = msgspec.json.encode(value).decode()
    cell = str(value)
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
