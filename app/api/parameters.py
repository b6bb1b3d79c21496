"""The parameters of the resources."""

import re
from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.api.formats import ChangesQuery, FormatQuery
from app.api.models import QuoteKind
from app.errors import InvalidParameterError, Problem
from app.store.filters import Copies, Undated
from app.store.pages import Sort

_MANY = 50  # values of one filter: each name of a speaker costs up to four look-ups
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written like 2025-11-30")
    return value


Day = Annotated[date, BeforeValidator(_read_day)]
Value = Annotated[str, Field(min_length=1, max_length=300)]
Sources = Annotated[
    list[Value],
    Field(
        max_length=_MANY,
        description="Outlet, as `/v1/sources` lists it; may be repeated.",
        examples=[["Diario Velamen"]],
    ),
]
Speakers = Annotated[
    list[Value],
    Field(
        max_length=_MANY,
        description="Id, name or alias of a speaker whom the article quotes, in any spelling of case and "
        "accents; may be repeated. A surname will do where one speaker alone bears it.",
        examples=[["Marta Olivenza"]],
    ),
]
QuotedSpeakers = Annotated[
    list[Value],
    Field(
        max_length=_MANY,
        description="Id, name or alias of the speaker, in any spelling of case and accents, or `none` for "
        "quotations without one; may be repeated. A surname will do where one speaker alone bears it.",
        examples=[["Marta Olivenza"]],
    ),
]
Articles = Annotated[
    list[Value], Field(max_length=_MANY, description="Id of an article; may be repeated.")
]
ArticleId = Annotated[
    str,
    Path(
        description="Id of an article. Where cleaning changed the words of one, it has another id.",
        examples=["2c227427e816d61a"],
    ),
]
QuoteId = Annotated[
    str,
    Path(
        description="Id of a quotation: its article's id and its offsets.",
        examples=["2057510908172903-357-396"],
    ),
]
StatementId = Annotated[
    str,
    Path(
        description="Id of a statement; that of any of its quotations is answered with 308. Of a quotation "
        "that is in no statement, or in none any more: a statement of that quotation alone.",
        examples=["2057510908172903-613-647"],
    ),
]
SpeakerId = Annotated[
    str,
    Path(
        description="Id of a speaker; one that it had before is answered with 308.",
        examples=["marta-olivenza"],
    ),
]


class NoQuery(BaseModel):
    """For resources that take no parameters."""

    model_config = ConfigDict(extra="forbid")


class DateQuery(BaseModel):
    """A range of days, both inclusive, either open."""

    model_config = ConfigDict(extra="forbid")

    from_: Day | None = Field(
        default=None,
        alias="from",
        description="First day, inclusive: `2025-11-01`. What is dated to a month or year matches when one "
        "of its days does.",
    )
    to: Day | None = Field(
        default=None, description="Last day, inclusive, not before `from`: `2025-11-30`."
    )
    undated: Undated | None = Field(
        default=None,
        description="Articles without a date: `include`, `exclude`, `only`. By default they are excluded as "
        "soon as `from` or `to` is given.",
    )

    @model_validator(mode="after")
    def _check_order(self) -> "DateQuery":
        if self.from_ and self.to and self.from_ > self.to:
            reason = f"{self.from_} is after {self.to}, which `to` names"
            raise InvalidParameterError.of(Problem("from", reason))
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
        default=[],
        max_length=_MANY,
        description="ISO 639-1 code, `es` for Spanish; may be repeated.",
    )
    copies: Copies = Field(
        default="collapse",
        description="`collapse`, the default, shows a group of near-copies once, by its earliest article; "
        "`all` shows all.",
    )


class ArticleListQuery(ChangesQuery, ArticleQuery):
    """Which articles, and which page of them."""

    sort: Sort = Field(
        default="newest",
        description="By date, by default `newest` first; undated articles come last either way.",
    )


class QuoteQuery(FormatQuery, DateQuery):
    """Which quotations of whatever the path names, and which page of them."""

    q: str | None = Field(
        default=None,
        description="Only quotations with these words, in the query language of the search.",
        examples=["invierno"],
    )
    kind: list[QuoteKind] = Field(
        default=[], max_length=_MANY, description="Kind of quotation; may be repeated."
    )
    include: list[Literal["indirect"]] = Field(
        default=[],
        max_length=1,
        description="`indirect` adds indirect speech, the clause after *que* of a reporting verb. It is left "
        "out of everything that is not asked for it here or by `kind=indirect`.",
    )
    source: Sources = Field(default=[])
    min_confidence: float = Field(
        default=0.0, ge=0, le=1, description="Only attributions at least as sure as this, 0 to 1."
    )
    sort: Sort = Field(
        default="newest",
        description="By the article's date, by default `newest` first; undated articles come last either "
        "way.",
    )
    explain: bool = Field(
        default=False, description="Add the speakers that were rejected, and why."
    )

    @property
    def indirect(self) -> bool:
        """Whether indirect speech is asked for."""
        return "indirect" in self.include or "indirect" in self.kind


class SpeakerQuoteQuery(QuoteQuery):
    """Which quotations of one speaker."""

    article: Articles = Field(default=[])


class ArticleQuoteQuery(QuoteQuery):
    """Which quotations of one article."""

    speaker: QuotedSpeakers = Field(default=[])


class QuoteListQuery(ChangesQuery, QuoteQuery):
    """Which quotations of the whole archive."""

    speaker: QuotedSpeakers = Field(default=[])
    article: Articles = Field(default=[])
