"""What the archive holds, streamed as lines of JSON or as CSV: all of it, or what filters let through."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from app.store.article_lists import article_page_key, get_articles_by_id, list_articles
from app.store.changes import Position, list_changed_articles, list_changed_quotes
from app.store.directory import list_speakers
from app.store.filters import QuoteFilter
from app.store.origins import list_origins_of
from app.store.pages import Page, Sort
from app.store.prepared import Row
from app.store.profiles import describe_speakers
from app.store.quote_lists import list_quotes, quote_page_key
from app.store.shapes import (
    shape_changed_article,
    shape_changed_quote,
    shape_quote,
    shape_whole_article,
)

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
_CHANGE_COLUMNS = ("deleted", "successor", "changed")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are exported, in which order, and how many; without a `limit` all of them.

    `after` is the key of the row before the first, as in `Page`, for speakers an id. `name` is the beginning
    of theirs. With `changed_since` rows come in the order of their changes, with notes of what is void.
    `explain` adds the speakers that were rejected for a quotation.
    """

    what: Exported
    quotes: QuoteFilter = field(default_factory=QuoteFilter)
    name: str = ""
    sort: Sort = "oldest"
    after: Any = None
    limit: int | None = None
    changed_since: Position | None = None
    explain: bool = False


class _Rows(NamedTuple):
    """Some rows, and the key after which the next ones begin."""

    rows: Sequence[dict[str, Any]]
    last: Any


def export(connection: Connection, form: Format, selection: Selection) -> Iterator[bytes]:
    """The selected rows as lines in UTF-8, some hundred in a piece: articles whole, quotations, or speakers.

    All of them are of one snapshot if the connection has begun no transaction that it ends meanwhile.
    CSV begins with a line of names. A list stands in its cell as JSON, of one field of its items as these
    after each other with semicolons between; a cell that a spreadsheet would
    run as a formula begins with an apostrophe.
    """
    pages = _read_pages(connection, selection)
    if form == Format.NDJSON:
        return (b"".join(map(_ndjson_line, rows)) for rows in pages)
    return _as_csv(pages, list_columns(selection))


def read_rows(connection: Connection, selection: Selection) -> Iterator[dict[str, Any]]:
    """The selected rows as objects, some hundred in memory at once."""
    return chain.from_iterable(_read_pages(connection, selection))


def list_columns(selection: Selection) -> tuple[str, ...]:
    """The names of the columns of CSV."""
    columns = COLUMNS[selection.what]
    if selection.explain:
        columns += ("rejected",)
    return columns if selection.changed_since is None else columns + _CHANGE_COLUMNS


def _read_pages(connection: Connection, selection: Selection) -> Iterator[Sequence[dict[str, Any]]]:
    read = _find_reader(selection)
    after, left = selection.after, selection.limit
    if selection.changed_since is not None:
        after = selection.changed_since
    while left is None or left > 0:
        size = PAGE_SIZE if left is None else min(PAGE_SIZE, left)
        rows, after = read(connection, selection, after, size)
        if rows:
            yield rows
        if len(rows) < size:
            return
        left = left and left - len(rows)


def _read_articles(connection: Connection, selection: Selection, after: Any, limit: int) -> _Rows:
    page = list_articles(connection, selection.quotes.articles, Page(limit, selection.sort, after))
    whole = get_articles_by_id(connection, [row["id"] for row in page])
    shape = _whole_shaper(connection, list(whole))
    rows = [shape(whole[row["id"]]) for row in page]
    return _Rows(rows, article_page_key(page[-1]) if page else None)


def _read_changed_articles(
    connection: Connection, selection: Selection, after: Any, limit: int
) -> _Rows:
    found = list_changed_articles(connection, selection.quotes.articles, after, limit)
    shape = _whole_shaper(connection, [one.change.article_id for one in found if one.article])
    rows = [shape_changed_article(one, shape) for one in found]
    return _Rows(rows, found[-1].position if found else None)


def _whole_shaper(
    connection: Connection, article_ids: Sequence[str]
) -> Callable[[Row], dict[str, Any]]:
    """Shapes these articles whole, with their origins, which are looked up at once."""
    origins = list_origins_of(connection, article_ids)
    return lambda row: shape_whole_article(row, origins[row["id"]])


def _read_quotes(connection: Connection, selection: Selection, after: Any, limit: int) -> _Rows:
    page = list_quotes(connection, selection.quotes, Page(limit, selection.sort, after))
    rows = [shape_quote(row, explain=selection.explain) for row in page]
    return _Rows(rows, quote_page_key(page[-1]) if page else None)


def _read_changed_quotes(
    connection: Connection, selection: Selection, after: Any, limit: int
) -> _Rows:
    found = list_changed_quotes(connection, selection.quotes, after, limit)
    shape = partial(shape_quote, explain=selection.explain)
    rows = [shape_changed_quote(one, shape) for one in found]
    return _Rows(rows, found[-1].position if found else None)


def _read_speakers(connection: Connection, selection: Selection, after: Any, limit: int) -> _Rows:
    page = list_speakers(connection, prefix=selection.name, after=after, limit=limit)
    return _Rows(describe_speakers(connection, page), page[-1]["id"] if page else None)


_READERS = {
    Exported.ARTICLES: _read_articles,
    Exported.QUOTES: _read_quotes,
    Exported.SPEAKERS: _read_speakers,
}
_CHANGE_READERS = {
    Exported.ARTICLES: _read_changed_articles,
    Exported.QUOTES: _read_changed_quotes,
}


def _find_reader(selection: Selection) -> Callable[[Connection, Selection, Any, int], _Rows]:
    readers = _READERS if selection.changed_since is None else _CHANGE_READERS
    return readers[selection.what]


def _ndjson_line(row: dict[str, Any]) -> bytes:
    return msgspec.json.encode(row) + b"\n"


def _as_csv(pages: Iterator[Sequence[dict[str, Any]]], columns: Sequence[str]) -> Iterator[bytes]:
    yield _csv_line(columns)
    for rows in pages:
        yield b"".join(_csv_line([_cell(_walk(row, column)) for column in columns]) for row in rows)


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
            value = value.get(name) if value is not None else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = msgspec.json.encode(value).decode()
    cell = str(value)
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
