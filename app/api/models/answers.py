"""What all answers have in common: pages of lists, and errors."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Answer(BaseModel):
    """Base of the schemas: an answer has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class PageOf(Answer, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None = Field(description="Address of the next page; null on the last one.")
    total: int | None = Field(description="Items in all, with `count=true`; else null.")


class WrongParameter(Answer):
    """One wrong parameter."""

    name: str
    reason: str
    position: int | None = Field(default=None, description="Where in its value, from 0.")


class ProblemAnswer(Answer):
    """An error (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str = Field(description="What was wrong, and what to do about it.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[WrongParameter] = Field(default=[])
