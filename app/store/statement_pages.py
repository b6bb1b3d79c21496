"""Statements as readers ask for them: lists, one statement whole, and which statement an id means."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Select, func, select, tuple_

from app.store.chunks import fold, select_among
from app.store.filters import ArticleFilter, article_conditions
from app.store.joint import QuoteRow, said_by, select_voices
from app.store.name_tables import speaker_table
from app.store.pages import Page, PagedStatement
from app.store.prepared import Row
from app.store.quote_lists import get_quotes_by_id
from app.store.tables import article_table, quote_table, statement_table

StatementSort = Literal["outlets", "newest", "oldest"]
StatementKey = tuple[int | date | None, str]

_STATEMENT = statement_table.c
_QUOTE = quote_table.c


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Statements of which a quotation is in such an article and by one of these speakers (None = anybody)."""

    articles: ArticleFilter = field(default_factory=ArticleFilter)
    speaker_ids: tuple[str, ...] | None = None
    min_outlets: int = 1

    @property
    def values(self) -> dict[str, Any]:
        """What its conditions are bound to."""
        return {**self.articles.values, "speaker_ids": fold(self.speaker_ids or ())}


class Extent(NamedTuple):
    """How much of a statement is shown: its commonest wordings, and the first quotations of each."""

    variants: int
    quotes: int


class Variant(NamedTuple):
    """A wording of a statement: how many quotations have it, and the first of them, earliest first."""

    quote_count: int
    quotes: tuple[QuoteRow, ...]


def list_statements(
    connection: Connection,
    chosen: StatementFilter,
    *,
    sort: StatementSort,
    after: StatementKey | None,
    limit: int,
) -> Sequence[Row]:
    """Statements by the number of their outlets or the day of the first article, ties by id."""
    statement = _narrow(select(*_STATEMENT), chosen)
    if sort != "outlets":
        page = Page(limit, sort, after)
        paged = PagedStatement(statement, _STATEMENT.first_day, (_STATEMENT.id,))
        return paged.fetch(connection, chosen.values, page)
    if after is not None:
        outlets, last_id = after
        statement = statement.where(
            tuple_(-_STATEMENT.outlet_count, _STATEMENT.id) > tuple_(-outlets, last_id)  # type: ignore[operator]  # sort=outlets hands out numbers
        )
    ordered = statement.order_by(_STATEMENT.outlet_count.desc(), _STATEMENT.id).limit(limit)
    return connection.execute(ordered, chosen.values).mappings().all()


def count_statements(connection: Connection, chosen: StatementFilter) -> int:
    """How many statements the filter lets through."""
    count: int = connection.execute(
        _narrow(select(func.count()), chosen), chosen.values
    ).scalar_one()
    return count


def find_statement(connection: Connection, statement_id: str) -> Row | None:
    """The statement that has this id at present, or None."""
    statement = select(*_STATEMENT).where(_STATEMENT.id == statement_id)
    return connection.execute(statement).mappings().first()


def find_present_id(connection: Connection, former_id: str) -> str | None:
    """The id of the statement that holds the quotation by which it once went, or None."""
    statement = select(_QUOTE.statement_id).where(_QUOTE.id == former_id)
    return connection.execute(statement).scalar()


def list_variants(
    connection: Connection, statement_ids: Iterable[str], extent: Extent
) -> dict[str, list[Variant]]:
    """The wordings of each statement, the one with the most quotations first, as far as they are shown."""
    size = func.count().over(partition_by=(_QUOTE.statement_id, _QUOTE.wording_id))
    place = func.row_number().over(
        partition_by=(_QUOTE.statement_id, _QUOTE.wording_id),
        order_by=(article_table.c.first_day.nulls_last(), _QUOTE.id),
    )
    placed = (
        select(
            *(_QUOTE.id, _QUOTE.statement_id, _QUOTE.wording_id),
            *(size.label("size"), place.label("place")),
        )
        .join(article_table, article_table.c.id == _QUOTE.article_id)
        .where(_QUOTE.statement_id.in_(select_among(statement_ids)))
        .subquery()
    )
    shown = select(placed).where(placed.c.place <= extent.quotes).order_by(placed.c.place)
    chosen: dict[str, dict[tuple[int, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(shown):
        chosen[row.statement_id][-row.size, row.wording_id].append(row.id)
    kept = {one: sorted(variants.items())[: extent.variants] for one, variants in chosen.items()}
    ids = [quote for variants in kept.values() for _, quotes in variants for quote in quotes]
    quotes = get_quotes_by_id(connection, ids)
    return {
        one: [
            Variant(-size, tuple(quotes[quote] for quote in its_quotes))
            for (size, _), its_quotes in variants
        ]
        for one, variants in kept.items()
    }


def list_statement_speakers(
    connection: Connection, statement_ids: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """To whom the quotations of each statement are attributed, the most often named first."""
    return _list_speakers(connection, "statement_id", statement_ids)


def list_quote_speakers(connection: Connection, quote_id: str) -> list[dict[str, Any]]:
    """The same of one quotation, whatever statement it is part of."""
    return _list_speakers(connection, "quote_id", [quote_id])[quote_id]


def _list_speakers(
    connection: Connection, key: Literal["statement_id", "quote_id"], ids: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    column = _QUOTE.statement_id if key == "statement_id" else _QUOTE.id
    voices = select_voices(column.in_(select_among(ids)))
    count = func.count()
    statement = (
        select(
            *(voices.c[key], speaker_table.c.id, speaker_table.c.name),
            *(speaker_table.c.kind, count.label("quote_count")),
        )
        .join(speaker_table, speaker_table.c.id == voices.c.speaker_id)
        .group_by(voices.c[key], speaker_table.c.id)
        .order_by(count.desc(), speaker_table.c.id)
    )
    speakers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        described = dict(row)
        speakers[described.pop(key)].append(described)
    return speakers


def _narrow(statement: Select[Any], chosen: StatementFilter) -> Select[Any]:
    statement = statement.select_from(statement_table)
    if chosen.min_outlets > 1:
        statement = statement.where(_STATEMENT.outlet_count >= chosen.min_outlets)
    conditions = article_conditions(chosen.articles.shape)
    if not conditions and chosen.speaker_ids is None:
        return statement
    said = (
        select(_QUOTE.statement_id)
        .join(article_table, article_table.c.id == _QUOTE.article_id)
        .where(_QUOTE.statement_id.is_not(None), *conditions)
    )
    if chosen.speaker_ids is not None:
        said = said.where(said_by("speaker_ids"))
    return statement.where(_STATEMENT.id.in_(said))
