"""Articles as they are answered: in lists, whole, and as copies of others."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.api.models.answers import Answer, PageOf


class RemovedText(Answer):
    """A piece of the page that is not part of the article."""

    text: str
    why: str


class OriginAnswer(Answer):
    """One place where an article was seen, and what that place says."""

    path: str | None = Field(description="File; null for an address.")
    url: str | None
    source: str | None = Field(description="Outlet.")
    title: str | None
    published: str | None
    published_precision: Literal["day", "month", "year"] | None
    published_source: str | None
    seen_at: datetime
    replaced_at: datetime | None = Field(description="When the place was seen with another text.")
    notes: list[str] = Field(description="What was odd when it was read.")


class CopyLikeness(Answer):
    """How much two articles share of their sequences of three words."""

    jaccard: float = Field(description="Shared word triples over all, 0 to 1.")
    containment: float = Field(description="Shared word triples over the shorter's, 0 to 1.")


class ArticleSummary(Answer):
    """An article as it stands in lists."""

    id: str = Field(description="A hash of the words of the body.", examples=["3f5c0a91be27d846"])
    title: str | None
    published: str | None = Field(
        description="As precise as it is known: `2025-12-11`, `2025-12`, `2025`; null when not stated.",
        examples=["2025-12-11"],
    )
    published_precision: Literal["day", "month", "year"] | None
    published_source: str | None = Field(
        description="What states the date: `header`, `metadata`, `feed`, `filename`, `dateline`, `text`."
    )
    language: str = Field(description="ISO 639-1 code.", examples=["es"])
    source: str | None = Field(description="Outlet; null when not known.")
    url: str | None
    author: str | None
    copy_of: str | None = Field(description="Id of the article that this one is a near-copy of.")
    copy_likeness: CopyLikeness | None = Field(
        description="How alike it is to that one; null for no copy, and for one linked by an older version."
    )


class ListedArticle(ArticleSummary):
    """An article in a list by date or of changes."""

    changed: str | None = Field(
        default=None,
        description="Only with `changed_since`: hand it in there to go on after this item.",
    )


class VoidArticle(Answer):
    """With `changed_since`: forget this article. It went, or is not among those asked for (any more)."""

    id: str
    deleted: bool = Field(
        description="Whether it is gone from the archive; else the filters hide it."
    )
    successor: str | None = Field(description="The article that its text is read as now.")
    changed: str


class ArticlePage(PageOf[ListedArticle | VoidArticle]):
    """A page of articles."""

    changed_since: str | None = Field(
        default=None, description="Only with `changed_since`: what to ask with next time."
    )


class ArticleAnswer(ArticleSummary):
    """An article whole."""

    body: str = Field(description="The clean text; offsets of quotations count its characters.")
    origins: list[OriginAnswer] = Field(description="Where it was seen; the first speaks for it.")
    removed: list[RemovedText] = Field(description="What cleaning took out.")


class CopyAnswer(ArticleSummary, CopyLikeness):
    """A near-copy, and how alike it is to the article asked for."""
