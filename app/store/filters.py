"""What a reader may narrow a list by, as conditions on articles and quotations.

Conditions are built from a filter's `shape` and bound by name to its `values`, so that all filters that have
the same parts set share one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from app.store.chunks import among, fold
from app.store.joint import said_by
from app.store.tables import INDIRECT, article_table, quote_table
from app.text import fold_label

Undated = Literal["include", "exclude", "only"]
Copies = Literal["collapse", "all"]
_ONE, _SEVERAL = ("…",), ("…", "…")  # any list of one, and of several, in a shape


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

    @property
    def shape(self) -> "ArticleFilter":
        """Which parts are set, whatever their values."""
        return replace(
            self,
            first_day=self.first_day and date.min,
            last_day=self.last_day and date.max,
            sources=_mark(self.sources),
            languages=_mark(self.languages),
            speaker_ids=None if self.speaker_ids is None else _SEVERAL,
        )

    @property
    def values(self) -> dict[str, Any]:
        """What its conditions are bound to."""
        return {
            "first_day": self.first_day,
            "first_year": self.first_day and self.first_day.replace(month=1, day=1),
            "last_day": self.last_day,
            **_bind_list("source_keys", [fold_label(source) for source in self.sources]),
            **_bind_list("languages", self.languages),
            "quoted_speaker_ids": fold(self.speaker_ids or ()),
        }


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

    @property
    def shape(self) -> "QuoteFilter":
        """Which parts are set, whatever their values."""
        return replace(
            self,
            articles=self.articles.shape,
            quote_ids=None if self.quote_ids is None else _SEVERAL,
            article_ids=_mark(self.article_ids),
            speaker_ids=None if self.speaker_ids is None else _SEVERAL,
            kinds=_mark(self.kinds),
            min_confidence=1.0 if self.min_confidence else 0.0,
        )

    @property
    def values(self) -> dict[str, Any]:
        """What its conditions are bound to, those on the articles included."""
        return {
            **self.articles.values,
            "quote_ids": fold(self.quote_ids or ()),
            **_bind_list("article_ids", self.article_ids),
            "speaker_ids": fold(self.speaker_ids or ()),
            **_bind_list("kinds", self.kinds),
            "min_confidence": self.min_confidence,
        }


def article_conditions(shape: ArticleFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the article table, to be joined by AND."""
    conditions = _conditions(shape, article_table.c)
    if shape.copies == "collapse":
        leader = article_table.alias()
        led = exists().where(leader.c.id == article_table.c.copy_of, *_conditions(shape, leader.c))
        conditions.append(or_(article_table.c.copy_of.is_(None), ~led))
    return conditions


def quoted_conditions(shape: ArticleFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the quotation table, and on the articles but for their dates."""
    beyond = replace(shape, first_day=None, last_day=None, undated="include")
    return [*_date_conditions(shape, quote_table.c), *article_conditions(beyond)]


def quote_conditions(shape: QuoteFilter, *, joint: bool) -> list[ColumnElement[bool]]:
    """The filter on quotations as conditions, to be joined by AND; those on their articles not included.

    They are on the table of quotations. `joint`: whether one of the speakers is ever named beside another.
    For those who are not, as nearly all, a simpler condition will do: the general one takes a fifth more for
    somebody with 20,000 quotations.
    """
    conditions = said_conditions(shape)
    if shape.unattributed:
        conditions.append(or_(quote_table.c.form_id.is_(None), said_by("speaker_ids")))
    elif shape.speaker_ids is not None:
        conditions.append(said_by("speaker_ids", joint=joint))
    return conditions


def said_conditions(shape: QuoteFilter) -> list[ColumnElement[bool]]:
    """The conditions of the filter on quotations that say nothing of who speaks."""
    quote = quote_table.c
    return [
        *([] if shape.indirect else [quote.kind != INDIRECT]),
        *_find_among(quote.article_id, "article_ids", shape.article_ids),
        *([quote.id.in_(among("quote_ids"))] if shape.quote_ids is not None else []),
        *_find_among(quote.kind, "kinds", shape.kinds),
        *([quote.confidence >= bindparam("min_confidence")] if shape.min_confidence else []),
    ]


def _conditions(shape: ArticleFilter, article: Any) -> list[ColumnElement[bool]]:
    quoted = select(quote_table.c.article_id).where(
        said_by("quoted_speaker_ids"), quote_table.c.kind != INDIRECT
    )
    return [
        *_date_conditions(shape, article),
        *_find_among(article.source_key, "source_keys", shape.sources),
        *_find_among(article.language, "languages", shape.languages),
        *([article.id.in_(quoted)] if shape.speaker_ids is not None else []),
    ]


def _mark(values: Sequence[str]) -> tuple[str, ...]:
    """What stands for a list in a shape."""
    return _SEVERAL if len(values) > 1 else _ONE if values else ()


def _bind_list(name: str, values: Sequence[str]) -> dict[str, Any]:
    return {name: fold(values), f"one_of_{name}": min(values, default=None)}


def _find_among(column: Any, name: str, shape: Sequence[str]) -> list[ColumnElement[bool]]:
    """The condition that a column is in a list, none for an empty one."""
    if not shape:
        return []
    # With one value SQLite walks an index in the order of its other columns; with a list it has to sort.
    one = column == bindparam(f"one_of_{name}", type_=column.type)
    return [one if len(shape) == 1 else column.in_(among(name))]


def _date_conditions(shape: ArticleFilter, article: Any) -> list[ColumnElement[bool]]:
    undated = article.first_day.is_(None)
    if shape.undated == "only":
        return [undated]
    within = []
    if shape.first_day:
        # What ends on a day or later begins in its year or later: so far an index need be read.
        within.append(article.first_day >= bindparam("first_year"))
        within.append(article.last_day >= bindparam("first_day"))
    if shape.last_day:
        within.append(article.first_day <= bindparam("last_day"))
    if shape.undated == "exclude":
        return [article.first_day.is_not(None), *within]
    return [or_(undated, and_(*within))] if within else []
