"""Statements as they are answered, and quotations that are near to a text."""

from typing import Literal

from pydantic import Field

from app.api.models.answers import Answer
from app.api.models.quotes import QuoteAnswer, SpeakerRef

LikenessKind = Literal["exact", "retold", "shortened", "extended", "overlapping", "changed"]


class Difference(Answer):
    """Words that one text has instead of another's, as each prints them."""

    has: str = Field(description="Empty where something is left out.")
    instead_of: str = Field(description="Empty where something is added.")


class MatchAnswer(Answer):
    """A stored quotation that is near to the text asked for."""

    kind: LikenessKind = Field(
        description="What the text is to it: `exact` has the same words; `retold` differs in words "
        "of grammar and forms of a word; `shortened` is cut out of it, `extended` has more around it, "
        "`overlapping` both; `changed` has other words where the rest is the same."
    )
    similarity: float = Field(description="Shared runs of words over the words of both, 0 to 1.")
    containment: float = Field(description="Shared runs of words over the shorter's, 0 to 1.")
    differs: list[Difference] = Field(description="What the quotation has instead of the text.")
    quote: QuoteAnswer


class VariantAnswer(Answer):
    """One of the distinct wordings of a statement."""

    text: str = Field(description="As the first of its quotations prints it.")
    kind: LikenessKind = Field(description="What it is to the text of the statement.")
    differs: list[Difference] = Field(
        description="What it has instead of the text of the statement."
    )
    quote_count: int
    quotes: list[QuoteAnswer] = Field(description="The earliest; a list shows one of each.")


class StatementSpeaker(SpeakerRef):
    """Somebody to whom quotations of a statement are attributed."""

    quote_count: int


class StatementAnswer(Answer):
    """Quotations of several articles that say the same words.

    Of one article, with one quotation, where the id is that of a quotation which is in no statement.
    """

    id: str = Field(description="The smallest id of its quotations.")
    text: str = Field(description="The fullest wording.")
    variants: list[VariantAnswer] = Field(
        description="Its wordings, that with the most quotations first: 10 in a list, 100 by id."
    )
    speakers: list[StatementSpeaker] = Field(description="As the articles name them.")
    first_published: str | None = Field(description="Date of the earliest dated article.")
    first_source: str | None = Field(description="Outlet of the earliest dated article.")
    quote_count: int
    article_count: int = Field(
        description="At least 2; 1 where a quotation is answered that is in no statement."
    )
    outlet_count: int = Field(
        description="Outlets whose articles are not copies of each other; unknown ones count once an article."
    )
