"""What a reader may narrow a list by, as conditions on the articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.store.joint import said_by
from app.store.tables import INDIRECT, article_table, quote_table
from app.text import fold_label

Undated = Literal["include", "exclude", "only"]
Copies = Literal["collapse", "all"]


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles: None, or no source or language at all, puts no condition; no speaker lets none through.

    `first_day` and `last_day` are inclusive; an article matches when the interval of its date overlaps.
    `copies`: `collapse` hides an article whose leader is in the same result.
    """

    first_day: date | None = None
    last_day: date | None = None
    undated: Undated = "include"
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    speaker_ids: tuple[str, ...] | None = None
    copies: Copies = "all"


def article_conditions(chosen: ArticleFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the article table, to be joined by AND."""
    conditions = _conditions(chosen, article_table.c)
    if chosen.copies == "collapse":
        leader = article_table.alias()
        led = exists().where(leader.c.id == article_table.c.copy_of, *_conditions(chosen, leader.c))
        conditions.append(or_(article_table.c.copy_of.is_(None), ~led))
    return conditions


def quoted_conditions(chosen: ArticleFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the quotation table, and on the articles but for their dates."""
    beyond = replace(chosen, first_day=None, last_day=None, undated="include")
    return [*_date_conditions(chosen, quote_table.c), *article_conditions(beyond)]


def _conditions(chosen: ArticleFilter, article: Any) -> list[ColumnElement[bool]]:
    return [
        *_date_conditions(chosen, article),
        *([article.source_key.in_(map(fold_label, chosen.sources))] if chosen.sources else []),
        *([article.language.in_(chosen.languages)] if chosen.languages else []),
        *([_quotes_one_of(chosen.speaker_ids, article)] if chosen.speaker_ids is not None else []),
    ]


def _date_conditions(chosen: ArticleFilter, article: Any) -> list[ColumnElement[bool]]:
    undated = article.first_day.is_(None)
    if chosen.undated == "only":
        return [undated]
    within = []
    if chosen.first_day:
        # What ends on a day or later begins in its year or later: so far an index need be read.
        within.append(article.first_day >= chosen.first_day.replace(month=1, day=1))
        within.append(article.last_day >= chosen.first_day)
    if chosen.last_day:
        within.append(article.first_day <= chosen.last_day)
    if chosen.undated == "exclude":
        return [article.first_day.is_not(None), *within]
    return [or_(undated, and_(*within))] if within else []


def _quotes_one_of(speaker_ids: Sequence[str], article: Any) -> ColumnElement[bool]:
    quoted = select(quote_table.c.article_id).where(
        said_by(speaker_ids), quote_table.c.kind != INDIRECT
    )
    matches: ColumnElement[bool] = article.id.in_(quoted)
    return matches
