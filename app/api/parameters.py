"""The parameters of the resources, and what they mean for the store."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy import Connection, RowMapping

from app.api.pagination import PageQuery
from app.errors import InvalidParameterError, Problem
from app.store.directory import NO_SPEAKER, understand_speakers
from app.store.filters import ArticleFilter, Copies, Sort, Undated
from app.store.listing import QuoteFilter

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written like 2025-11-30")
    return value


Day = Annotated[date, BeforeValidator(_read_day)]
Sources = Annotated[list[str], Field(description="Outlet, as printed; may be repeated.")]
Speakers = Annotated[
    list[str], Field(description="Id, name or alias of a speaker; may be repeated.")
]


class NoQuery(BaseModel):
    """For resources that take no parameters."""

    model_config = ConfigDict(extra="forbid")


class DateQuery(BaseModel):
    """A range of days, both inclusive, either open."""

    model_config = ConfigDict(extra="forbid")

    from_: Day | None = Field(default=None, alias="from", description="First day: `2025-11-01`.")
    to: Day | None = Field(default=None, description="Last day, inclusive: `2025-11-30`.")
    undated: Undated | None = Field(
        default=None,
        description="Articles without a date: `include`, `exclude`, `only`. By default they are excluded as "
        "soon as `from` or `to` is given.",
    )

    @model_validator(mode="after")
    def _check_order(self) -> "DateQuery":
        if self.from_ and self.to and self.from_ > self.to:
            reason = f"{self.from_} is after {self.to}, which `to` names"
            raise InvalidParameterError(f"from: {reason}", (Problem("from", reason),))
        return self

    @property
    def undated_or_default(self) -> Undated:
        """What to do with undated articles."""
        if self.undated:
            return self.undated
        return "exclude" if self.from_ or self.to else "include"


class ArticleQuery(DateQuery):
    """Which articles."""

    source: Sources = Field(default=[])
    speaker: Speakers = Field(default=[])
    language: list[str] = Field(
        default=[], description="ISO 639-1 code, `es` for Spanish; may be repeated."
    )
    copies: Copies = Field(
        default="collapse",
        description="`collapse` shows a group of near-copies once, by its earliest article; `all` shows all.",
    )


class ArticleListQuery(PageQuery, ArticleQuery):
    """Which articles, and which page of them."""

    sort: Sort = Field(
        default="newest", description="By date; undated articles come last either way."
    )


class QuoteQuery(DateQuery):
    """Which quotations."""

    speaker: Annotated[
        list[str],
        Field(
            default=[],
            description="Id, name or alias of a speaker, in any spelling of case and accents; `none` for "
            "quotations without one; may be repeated.",
        ),
    ]
    article: list[str] = Field(default=[], description="Id of an article; may be repeated.")
    kind: list[Literal["direct", "partial", "fragment", "indirect"]] = Field(
        default=[], description="Kind of quotation; may be repeated."
    )
    source: Sources = Field(default=[])
    min_confidence: float = Field(
        default=0.0, ge=0, le=1, description="Only attributions at least as sure as this, 0 to 1."
    )


class QuoteListQuery(PageQuery, QuoteQuery):
    """Which quotations, and which page of them."""

    q: str | None = Field(
        default=None,
        description="Only quotations with these words, in the query language of the search.",
    )

    sort: Sort = Field(
        default="newest",
        description="By the article's date; undated articles come last either way.",
    )
    explain: bool = Field(
        default=False, description="Add the speakers that were rejected, and why."
    )


def choose_articles(connection: Connection, query: ArticleQuery) -> ArticleFilter:
    """The filter that the parameters ask for; raise BadRequestError for an ambiguous speaker."""
    speakers = understand_speakers(connection, query.speaker)
    return ArticleFilter(
        first_day=query.from_,
        last_day=query.to,
        undated=query.undated_or_default,
        sources=tuple(query.source),
        languages=tuple(query.language),
        speaker_ids=_ids(speakers) if query.speaker else None,
        copies=query.copies,
    )


def choose_quotes(query: QuoteQuery, speakers: Sequence[RowMapping]) -> QuoteFilter:
    """The filter that the parameters ask for, with the speakers as they were understood."""
    return QuoteFilter(
        articles=ArticleFilter(
            first_day=query.from_,
            last_day=query.to,
            undated=query.undated_or_default,
            sources=tuple(query.source),
        ),
        article_ids=tuple(query.article),
        speaker_ids=_ids(speakers) if query.speaker else None,
        unattributed=NO_SPEAKER in query.speaker,
        kinds=tuple(query.kind),
        min_confidence=query.min_confidence,
    )


def _ids(speakers: Sequence[RowMapping]) -> tuple[str, ...]:
    return tuple(speaker["id"] for speaker in speakers)
