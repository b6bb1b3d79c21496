"""Quotations as lists show them: a page is found by its keys, then read with all that is shown of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
)

from app.store.chunks import among, fold
from app.store.filters import (
    QuoteFilter,
    article_conditions,
    quote_conditions,
    quoted_conditions,
    said_conditions,
)
from app.store.hints import NotLookedUp
from app.store.joint import QuoteRow, add_joint, has_joint
from app.store.name_tables import name_form_table, speaker_table
from app.store.pages import Page, PagedStatement, merge_pages
from app.store.prepared import Prepared, Row
from app.store.readings import list_form_ids
from app.store.tables import INDIRECT, article_table, joint_table, quote_table

QuoteKey = tuple[date | None, str, int]

_QUOTE, _ARTICLE = quote_table.c, article_table.c
_MARKED_KINDS = ("direct", "partial", "fragment")
_FORMS_LIMIT = 50  # of the speakers of a list; each is one more statement
_TIES = (_QUOTE.article_id, _QUOTE.start)
_SHAPES = 256  # of filters whose statements are kept
_SHOWN = (
    *("id", "article_id", "start", "end", "text", "kind", "rule", "confidence", "statement_id"),
    *("mention_start", "mention_end", "cue_lemma", "cue_start", "cue_end"),
    *("context_start", "context_end"),
)
# Pieces of the body, from one offset to another.
_PIECES = (
    ("before", "context_start", "start"),
    ("after", "end", "context_end"),
    ("mention_text", "mention_start", "mention_end"),
    ("cue_text", "cue_start", "cue_end"),
)

# What all chosen quotations are walked by, from their newest or oldest day on: an index of the quotations, or
# the articles, of which few are left (`selected`) or which all are walked (`articles`).
_Walk = Literal["form", "nobody", "joint", "kind", "selected", "articles"]


class _Start(NamedTuple):
    """One walk, and what it is bound to beside the filter's values."""

    walk: _Walk
    values: dict[str, Any]


def list_quotes(connection: Connection, chosen: QuoteFilter, page: Page) -> list[QuoteRow]:
    """Quotations with speakers, context and article, by the article's date, then in reading order."""
    found: list[Row] = []
    starts = list(_list_starts(connection, chosen))
    shape, filtered = chosen.shape, chosen.values
    for walk, values in starts:
        is_joint = walk == "selected" and has_joint(connection, chosen.speaker_ids)
        keys = _prepare_keys(shape, walk, is_joint)
        found += keys.fetch(connection, {**filtered, **values}, page)
    if len(starts) > 1:
        found = merge_pages(found, "first_day", [tie.name for tie in _TIES], page)
    quotes = get_quotes_by_id(connection, [row["id"] for row in found])
    return [quotes[row["id"]] for row in found]


def list_quotes_of(
    connection: Connection, chosen: QuoteFilter, article_ids: Iterable[str]
) -> dict[str, list[QuoteRow]]:
    """The chosen quotations of these articles, by article, in reading order."""
    prepared = _prepare_choice(chosen.shape, has_joint(connection, chosen.speaker_ids))
    keys = prepared.fetch(connection, {**chosen.values, "ids": fold(article_ids)})
    quotes = get_quotes_by_id(connection, [row["id"] for row in keys])
    said: dict[str, list[QuoteRow]] = {}
    for row in keys:
        said.setdefault(row["article_id"], []).append(quotes[row["id"]])
    return said


def find_quote_key(connection: Connection, quote_id: str) -> QuoteKey | None:
    """The key of a quotation for `Page.after`, None if it is not there."""
    row = _KEY.fetch_first(connection, {"id": quote_id})
    return quote_page_key(row) if row else None


def quote_page_key(row: Row) -> QuoteKey:
    """The key of a row for `Page.after`."""
    return row["first_day"], row["article_id"], row["start"]


def get_quotes_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, QuoteRow]:
    """Quotations by id, as `list_quotes` gives them; ids that are gone are left out."""
    listed = fold(ids)
    rows = _WHOLE.fetch(connection, {"ids": listed})
    return {row["id"]: row for row in add_joint(connection, listed, rows)}


def count_quotes(connection: Connection, chosen: QuoteFilter) -> int:
    """How many quotations the filter lets through."""
    shape = chosen.shape
    said = quote_conditions(shape, joint=has_joint(connection, chosen.speaker_ids))
    statement = _narrow(select(func.count()).select_from(quote_table), shape).where(*said)
    count: int = connection.execute(statement, chosen.values).scalar_one()
    return count


def _list_starts(connection: Connection, chosen: QuoteFilter) -> Iterator[_Start]:
    """Walks, on one of which each chosen quotation is met."""
    named = chosen.speaker_ids is not None or chosen.unattributed
    if chosen.article_ids or chosen.quote_ids is not None:
        yield _Start("selected", {})
    elif named:
        yield from _list_voices(connection, chosen)
    elif chosen.articles.sources or not (chosen.kinds or chosen.min_confidence):
        yield _Start("articles", {})
    else:
        for kind in chosen.kinds or (INDIRECT, *_MARKED_KINDS):
            yield _Start("kind", {"kind": kind})


def _list_voices(connection: Connection, chosen: QuoteFilter) -> Iterator[_Start]:
    """A walk for each name form of the speakers, for what they say with others, and for what nobody says."""
    speaker_ids = chosen.speaker_ids or ()
    forms = sorted(list_form_ids(connection, speaker_ids))
    if len(forms) > _FORMS_LIMIT:
        yield _Start("selected", {})
        return
    for form in forms:
        yield _Start("form", {"form_id": form})
    if chosen.unattributed:
        yield _Start("nobody", {})
    if has_joint(connection, speaker_ids):
        yield _Start("joint", {"form_ids": fold(forms)})


@lru_cache(_SHAPES)
def _prepare_keys(shape: QuoteFilter, walk: _Walk, joint: bool) -> PagedStatement:
    """The ids of quotations, with what they are ordered by."""
    if walk in {"selected", "articles"}:
        return PagedStatement(_select_among_articles(shape, walk, joint), _ARTICLE.first_day, _TIES)
    starts = {
        "form": _QUOTE.form_id == bindparam("form_id"),
        "nobody": _QUOTE.form_id.is_(None),
        "joint": _QUOTE.id.in_(
            select(joint_table.c.quote_id).where(joint_table.c.form_id.in_(among("form_ids")))
        ),
        "kind": _QUOTE.kind == bindparam("kind"),
    }
    statement = _narrow(select(_QUOTE.id, _QUOTE.first_day, *_TIES), shape)
    narrowed = statement.where(starts[walk], *said_conditions(shape))
    return PagedStatement(narrowed, _QUOTE.first_day, _TIES)


def _narrow(statement: Select[Any], shape: QuoteFilter) -> Select[Any]:
    """Quotations of the chosen articles, which are looked at only for more than their dates."""
    dateless = replace(shape.articles, first_day=None, last_day=None, undated="include")
    if article_conditions(dateless):
        statement = statement.join(article_table, _ARTICLE.id == _QUOTE.article_id)
    return statement.where(*quoted_conditions(shape.articles))


@lru_cache(_SHAPES)
def _prepare_choice(shape: QuoteFilter, joint: bool) -> Prepared:
    """The chosen ones of some articles' quotations."""
    statement = _select_among_articles(shape, "selected", joint)
    return Prepared(statement.where(_QUOTE.article_id.in_(among("ids"))).order_by(*_TIES))


def _select_among_articles(shape: QuoteFilter, walk: _Walk, joint: bool) -> Select[Any]:
    # Without a look-up it has to begin with the articles, in the order of their index, rather than sort all
    # quotations (2.8 s at 600,000).
    article_id = _ARTICLE.id if walk == "selected" else NotLookedUp(_ARTICLE.id)
    return (
        select(_QUOTE.id, _ARTICLE.first_day, *_TIES)
        .select_from(quote_table)
        .join(article_table, _QUOTE.article_id == article_id)
        .where(*quote_conditions(shape, joint=joint), *article_conditions(shape.articles))
    )


def _select_whole() -> Select[Any]:
    """Quotations with all that is shown of them, and the bodies that pieces of it are cut from."""
    return (
        select(
            *(_QUOTE[name] for name in _SHOWN),
            # As text: seldom asked for, and read for nothing it would be a twelfth of a page's time.
            *(cast(_QUOTE[name], Text).label(name) for name in ("rejected", "extracted")),
            name_form_table.c.text.label("form_text"),
            name_form_table.c.kind.label("form_kind"),
            speaker_table.c.id.label("speaker_id"),
            speaker_table.c.name.label("speaker_name"),
            speaker_table.c.kind.label("speaker_kind"),
            *(
                _ARTICLE[name]
                for name in ("title", "body", "published", "first_day", "source", "url")
            ),
        )
        .select_from(quote_table)
        .join(article_table, _QUOTE.article_id == _ARTICLE.id)
        .outerjoin(name_form_table, name_form_table.c.id == _QUOTE.form_id)
        .outerjoin(speaker_table, speaker_table.c.id == name_form_table.c.speaker_id)
        .where(_QUOTE.id.in_(among("ids")))
    )


def _cut_pieces(row: dict[str, Any]) -> None:
    """Put what is shown of the body in its place, row by row: a body may have megabytes.

    SQLite counts the characters up to a piece anew for each; four pieces of twenty bodies took it 0.2 ms.
    """
    body = row.pop("body")
    for name, start, end in _PIECES:
        is_there = row[start] is not None and row[end] is not None
        row[name] = body[row[start] : row[end]] if is_there else None


_WHOLE = Prepared(_select_whole(), finish=_cut_pieces)
_KEY = Prepared(
    select(_ARTICLE.first_day, *_TIES)
    .select_from(quote_table)
    .join(article_table, _ARTICLE.id == _QUOTE.article_id)
    .where(_QUOTE.id == bindparam("id"))
)
