"""Articles and quotations as lists show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    func,
    literal_column,
    or_,
    select,
)

from app.store.chunks import select_among
from app.store.directory import list_form_ids
from app.store.filters import ArticleFilter, article_conditions, quoted_conditions
from app.store.joint import QuoteRow, add_joint, has_joint, said_by
from app.store.name_tables import name_form_table, speaker_table
from app.store.pages import Page, fetch_merged, fetch_page
from app.store.tables import INDIRECT, article_table, joint_table, quote_table

ArticleKey = tuple[date | None, str]
QuoteKey = tuple[date | None, str, int]

_ARTICLE_SUMMARY = [
    column for column in article_table.columns if column.name not in {"body", "removed"}
]
_ARTICLE_TIES = (article_table.c.id,)
_MARKED_KINDS = ("direct", "partial", "fragment")
_FORMS_LIMIT = 50  # of the speakers of a list; each is one more statement
_QUOTE_TIES = (quote_table.c.article_id, quote_table.c.start)


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """Which quotations of which articles. None, or no article or kind at all, puts no condition.

    No speaker, or no id, lets none through; `unattributed` asks for those that have none, beside those named.
    Indirect speech is left out unless `indirect` lets it through.
    """

    articles: ArticleFilter = field(default_factory=ArticleFilter)
    quote_ids: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] = ()
    speaker_ids: tuple[str, ...] | None = None
    unattributed: bool = False
    kinds: tuple[str, ...] = ()
    min_confidence: float = 0.0
    indirect: bool = False


def list_articles(
    connection: Connection, chosen: ArticleFilter, page: Page
) -> Sequence[RowMapping]:
    """Articles without body, newest or oldest first, undated last, ties by id."""
    statement = select(*_ARTICLE_SUMMARY).where(*article_conditions(chosen))
    return fetch_page(connection, statement, _ARTICLE_TIES, page)


def article_page_key(row: RowMapping) -> ArticleKey:
    """The key of a row for `Page.after`."""
    return row["first_day"], row["id"]


def get_articles_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, RowMapping]:
    """Whole articles by id; ids that are gone are left out. At most a page of ids a call."""
    statement = select(article_table).where(article_table.c.id.in_(list(ids)))
    return {row["id"]: row for row in connection.execute(statement).mappings()}


def list_chosen_articles(
    connection: Connection, chosen: ArticleFilter, ids: Iterable[str]
) -> dict[str, RowMapping]:
    """Those of these articles that the filter lets through, whole, by id."""
    among = article_table.c.id.in_(select_among(ids))
    statement = select(article_table).where(among, *article_conditions(chosen))
    return {row["id"]: row for row in connection.execute(statement).mappings()}


def find_article_key(connection: Connection, article_id: str) -> ArticleKey | None:
    """The key of an article for `Page.after`, None if it is not there."""
    statement = select(article_table.c.first_day).where(article_table.c.id == article_id)
    row = connection.execute(statement).first()
    return (row.first_day, article_id) if row else None


def list_copies(connection: Connection, article: RowMapping, page: Page) -> Sequence[RowMapping]:
    """The other articles, whole, of the group of near-copies that an article belongs to, by date."""
    leader = article["copy_of"] or article["id"]
    statement = (
        select(article_table)
        .where(or_(article_table.c.id == leader, article_table.c.copy_of == leader))
        .where(article_table.c.id != article["id"])
    )
    return fetch_page(connection, statement, _ARTICLE_TIES, page)


def count_articles(connection: Connection, chosen: ArticleFilter) -> int:
    """How many articles the filter lets through."""
    statement = select(func.count()).select_from(article_table).where(*article_conditions(chosen))
    return connection.execute(statement).scalar_one()


def list_quotes(connection: Connection, chosen: QuoteFilter, page: Page) -> Sequence[QuoteRow]:
    """Quotations with speakers, context and article, by the article's date, then in reading order."""
    starts = _list_starts(connection, chosen)
    narrowed = (*_said_conditions(chosen), *quoted_conditions(chosen.articles))
    if len(starts) == 1:
        statement = _select_quotes(True).where(starts[0], *narrowed)
        rows = fetch_page(connection, statement, _QUOTE_TIES, page, quote_table.c.first_day)
        return add_joint(connection, rows)
    if starts:
        keys = _select_keys(bool(chosen.articles.sources)).where(*narrowed)
        merged = [keys.where(start) for start in starts]
        found = fetch_merged(connection, merged, _QUOTE_TIES, page, quote_table.c.first_day)
        quotes = get_quotes_by_id(connection, [row["id"] for row in found])
        return [quotes[row["id"]] for row in found]
    statement = _select_quotes(_is_selective(chosen)).where(
        *quote_conditions(connection, chosen), *article_conditions(chosen.articles)
    )
    return add_joint(connection, fetch_page(connection, statement, _QUOTE_TIES, page))


def list_quotes_of(
    connection: Connection, chosen: QuoteFilter, article_ids: Iterable[str]
) -> dict[str, list[QuoteRow]]:
    """The chosen quotations of these articles, by article, in reading order."""
    statement = (
        _select_quotes(True)
        .where(quote_table.c.article_id.in_(select_among(article_ids)))
        .where(*quote_conditions(connection, chosen), *article_conditions(chosen.articles))
        .order_by(*_QUOTE_TIES)
    )
    said: dict[str, list[QuoteRow]] = {}
    for row in add_joint(connection, connection.execute(statement).mappings()):
        said.setdefault(row["article_id"], []).append(row)
    return said


def find_quote_key(connection: Connection, quote_id: str) -> QuoteKey | None:
    """The key of a quotation for `Page.after`, None if it is not there."""
    statement = (
        select(article_table.c.first_day, quote_table.c.article_id, quote_table.c.start)
        .join(article_table, article_table.c.id == quote_table.c.article_id)
        .where(quote_table.c.id == quote_id)
    )
    row = connection.execute(statement).first()
    return (row.first_day, row.article_id, row.start) if row else None


def quote_page_key(row: QuoteRow) -> QuoteKey:
    """The key of a row for `Page.after`."""
    return row["first_day"], row["article_id"], row["start"]


def get_quotes_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, QuoteRow]:
    """Quotations by id, as `list_quotes` gives them; ids that are gone are left out."""
    statement = _select_quotes(True).where(quote_table.c.id.in_(list(ids)))
    rows = add_joint(connection, connection.execute(statement).mappings())
    return {row["id"]: row for row in rows}


def count_quotes(connection: Connection, chosen: QuoteFilter) -> int:
    """How many quotations the filter lets through."""
    statement = (
        select(func.count())
        .select_from(quote_table)
        .join(article_table, article_table.c.id == quote_table.c.article_id)
        .outerjoin(name_form_table, name_form_table.c.id == quote_table.c.form_id)
        .where(*quote_conditions(connection, chosen), *article_conditions(chosen.articles))
    )
    return connection.execute(statement).scalar_one()


def _list_starts(connection: Connection, chosen: QuoteFilter) -> Sequence[ColumnElement[bool]]:
    """Conditions, one of which each chosen quotation meets; each has an index that is walked by day.

    There are none where few quotations are left to sort, or where their articles are walked by day.
    """
    quote = quote_table.c
    if chosen.article_ids or chosen.quote_ids is not None:
        return []
    if chosen.speaker_ids is None and not chosen.unattributed:
        if chosen.articles.sources or not (chosen.kinds or chosen.min_confidence):
            return []
        return [quote.kind == one for one in chosen.kinds or (INDIRECT, *_MARKED_KINDS)]
    speaker_ids = chosen.speaker_ids or ()
    forms = sorted(list_form_ids(connection, speaker_ids))
    if len(forms) > _FORMS_LIMIT:
        return []
    starts = [quote.form_id == form for form in forms]
    if chosen.unattributed:
        starts.append(quote.form_id.is_(None))
    if has_joint(connection, speaker_ids):
        joint = select(joint_table.c.quote_id).where(joint_table.c.form_id.in_(forms))
        starts.append(quote.id.in_(joint))
    return starts


@cache
def _select_keys(with_article: bool) -> Select[Any]:
    """What a page of quotations is found by."""
    quote = quote_table.c
    statement = select(quote.id, quote.first_day, quote.article_id, quote.start)
    if not with_article:
        return statement
    return statement.join(article_table, article_table.c.id == quote.article_id)


def _is_selective(chosen: QuoteFilter) -> bool:
    """Whether the filter names quotations, articles or speakers, so that few are left to sort."""
    return (
        bool(chosen.article_ids) or chosen.quote_ids is not None or chosen.speaker_ids is not None
    )


@cache  # putting the statement together is a third of the time of a page
def _select_quotes(by_quotation: bool) -> Select[Any]:
    """Quotations with all that is shown of them, found by themselves or by way of the dates of articles."""
    # SQLite does not look up a column with a plus sign before it: it has to begin with the articles then,
    # in the order of their index, rather than sort all quotations (2.8 s at 600,000).
    article_id = article_table.c.id if by_quotation else literal_column("+article.id")

    def piece(start: Any, end: Any) -> Any:
        return func.substr(article_table.c.body, start + 1, end - start)

    return (
        select(
            *quote_table.columns,
            piece(quote_table.c.context_start, quote_table.c.start).label("before"),
            piece(quote_table.c.end, quote_table.c.context_end).label("after"),
            piece(quote_table.c.mention_start, quote_table.c.mention_end).label("mention_text"),
            piece(quote_table.c.cue_start, quote_table.c.cue_end).label("cue_text"),
            name_form_table.c.text.label("form_text"),
            name_form_table.c.kind.label("form_kind"),
            speaker_table.c.id.label("speaker_id"),
            speaker_table.c.name.label("speaker_name"),
            speaker_table.c.kind.label("speaker_kind"),
            article_table.c.title,
            article_table.c.published,
            article_table.c.first_day,
            article_table.c.source,
            article_table.c.url,
        )
        .select_from(quote_table)
        .join(article_table, quote_table.c.article_id == article_id)
        .outerjoin(name_form_table, name_form_table.c.id == quote_table.c.form_id)
        .outerjoin(speaker_table, speaker_table.c.id == name_form_table.c.speaker_id)
    )


def quote_conditions(connection: Connection, chosen: QuoteFilter) -> list[ColumnElement[bool]]:
    """The filter on quotations as conditions, to be joined by AND; those on their articles not included.

    They are on the tables of quotations and of the name forms of their speakers.
    """
    conditions = _said_conditions(chosen)
    if chosen.unattributed:
        named = said_by(chosen.speaker_ids or ())
        conditions.append(or_(quote_table.c.form_id.is_(None), named))
    elif chosen.speaker_ids is not None:
        conditions.append(_is_said_by(connection, chosen.speaker_ids))
    return conditions


def _said_conditions(chosen: QuoteFilter) -> list[ColumnElement[bool]]:
    """The conditions of the filter that say nothing of who speaks."""
    conditions: list[ColumnElement[bool]] = []
    if not chosen.indirect:
        conditions.append(quote_table.c.kind != INDIRECT)
    if chosen.article_ids:
        conditions.append(quote_table.c.article_id.in_(chosen.article_ids))
    if chosen.quote_ids is not None:
        conditions.append(quote_table.c.id.in_(chosen.quote_ids))
    if chosen.kinds:
        conditions.append(quote_table.c.kind.in_(chosen.kinds))
    if chosen.min_confidence:
        conditions.append(quote_table.c.confidence >= chosen.min_confidence)
    return conditions


def _is_said_by(connection: Connection, speaker_ids: Sequence[str]) -> ColumnElement[bool]:
    """The condition that one of these speakers says a quotation.

    For those who are never named beside another, as nearly all, it is one on the forms of the speakers: the
    general one takes a fifth more for somebody with 20,000 quotations.
    """
    if has_joint(connection, speaker_ids):
        return said_by(speaker_ids)
    return name_form_table.c.speaker_id.in_(speaker_ids)
