"""What a search answers."""

from pydantic import Field

from app.api.models.answers import Answer, PageOf
from app.api.models.articles import ArticleSummary


class FacetValue(Answer):
    """A value of a facet and how many results have it."""

    value: str | None
    name: str | None = Field(default=None, description="The speaker's name, for that facet.")
    count: int


class SearchHit(Answer):
    """An article found."""

    article: ArticleSummary
    score: float | None = Field(description="Relevance (BM25); higher is better.")
    highlights: list[str] = Field(description="HTML-escaped pieces with `<mark>` at the matches.")


class InterpretedQuery(Answer):
    """How a query was read."""

    query: str | None = Field(description="The query with every operator written out.")
    ignored: list[str] = Field(description="Words that are too common to search.")
    notes: list[str] = Field(description="What was cut short.")


class SearchAnswer(PageOf[SearchHit]):
    """A page of search results."""

    facets: dict[str, list[FacetValue]]
    suggestion: str | None = Field(description="Did you mean; null when the query found something.")
    interpreted: InterpretedQuery
