"""Speakers as the directory answers them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from app.api.models.answers import Answer
from app.api.models.quotes import SpeakerRef


class Alias(Answer):
    """A name as printed, how many quotations have it, and in which outlets."""

    name: str
    quote_count: int
    joined_by: str = Field(
        description="What makes it this speaker: `same spelling` as the name in full, `short form` of it, "
        "`tied by article` with the article's id, `another office` (perhaps `of few articles`) than that of "
        "another of the name, or `decision of an editor`.",
        examples=["short form"],
    )
    sources: list[str] = Field(description="Outlets that print it, as far as they are known.")


class SpeakerAnswer(SpeakerRef):
    """A speaker in the directory."""

    office: str | None = Field(
        description="What tells them from others of the same name, where articles of one month give two "
        "offices that nobody has at once: its kind and, after a colon, the place. Null as a rule.",
        examples=["mayor:torrealta"],
    )
    aliases: list[Alias]
    quote_count: int
    first_date: date | None = Field(description="First day of a dated article that quotes them.")
    last_date: date | None


class Companion(SpeakerRef):
    """Somebody quoted in the same articles."""

    article_count: int


class DecisionAnswer(Answer):
    """A decision of an editor."""

    number: int = Field(description="Its place in the history.")
    kind: Literal["merge", "split", "rename"]
    made_at: datetime
    by: str | None
    note: str | None
    decision: str = Field(
        description="What was decided.",
        examples=['merge person "Igor Valenko" person "Igor P. Valenko"'],
    )


class SpeakerDetail(SpeakerAnswer):
    """A speaker with the people quoted in the same articles."""

    quoted_with: list[Companion]
    decided_by_editor: list[DecisionAnswer] = Field(
        description="The decisions in force that made this one speaker or gave the name, in order."
    )
