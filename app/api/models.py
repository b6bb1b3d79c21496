"""What answers look like: the schema of the OpenAPI document. Tests hold the answers to it."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
QuoteKind = Literal["direct", "partial", "fragment", "indirect"]
SpeakerKindName = Literal["person", "organisation", "role"]


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
        description="What states the date: `header`, `metadata`, `feed`, `filename`, `dateline`."
    )
    language: str = Field(description="ISO 639-1 code.", examples=["es"])
    source: str | None = Field(description="Outlet; null when not known.")
    url: str | None
    author: str | None
    copy_of: str | None = Field(description="Id of the article that this one is a near-copy of.")
    copy_likeness: CopyLikeness | None = Field(
        description="How alike it is to that one; null for no copy, and for one linked by an older version."
    )


class ArticleAnswer(ArticleSummary):
    """An article whole."""

    body: str = Field(description="The clean text; offsets of quotations count its characters.")
    origins: list[OriginAnswer] = Field(description="Where it was seen; the first speaks for it.")
    removed: list[RemovedText] = Field(description="What cleaning took out.")


class CopyAnswer(ArticleSummary, CopyLikeness):
    """A near-copy, and how alike it is to the article asked for."""


class SpeakerRef(Answer):
    """A speaker, in short."""

    id: str = Field(examples=["igor-valenko"])
    name: str
    kind: SpeakerKindName


class MentionAnswer(Answer):
    """The words that name the speaker, at offsets of the body."""

    text: str
    start: int
    end: int


class CueAnswer(Answer):
    """The words that mark speech, at offsets of the body."""

    text: str
    lemma: str | None
    start: int
    end: int


class QuotedArticle(Answer):
    """The article of a quotation, in short."""

    id: str
    title: str | None
    published: str | None
    source: str | None
    url: str | None


class RejectedSpeaker(Answer):
    """A speaker that was considered for a quotation and rejected."""

    name: str
    why: str


class QuoteAnswer(Answer):
    """A quotation: `body[start:end]` of its article is `text`."""

    id: str = Field(description="The article's id with the offsets.")
    text: str
    start: int
    end: int
    kind: QuoteKind = Field(
        description="`direct`: a sentence or clause of speech; `partial`: three words or more woven into "
        "the reporter's sentence; `fragment`: one or two words; `indirect`: reported without marks."
    )
    speaker: SpeakerRef | None = Field(description="Null when the article does not say who.")
    joint: list[SpeakerRef] = Field(
        description="Who says it with the speaker, as named in the text; empty for nearly all."
    )
    mention: MentionAnswer | None
    cue: CueAnswer | None
    rule: str = Field(
        description="The rule that named the speaker, or none; `editor`: an editor corrected it."
    )
    confidence: float = Field(description="How sure the attribution is, 0 to 1.")
    before: str = Field(description="The sentence before, up to the quotation.")
    after: str = Field(description="The sentence after, from the quotation on.")
    statement: str | None = Field(
        description="Id of the statement: the same words in other articles; null when there are none."
    )
    article: QuotedArticle
    rejected: list[RejectedSpeaker] | None = Field(
        default=None, description="Speakers that were rejected, with why; only with `explain=true`."
    )


class QuotePage(PageOf[QuoteAnswer]):
    """A page of quotations."""

    speaker: SpeakerRef | None = Field(
        description="How the name in `speaker` was understood; null when it is not known or not one."
    )


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
    """Quotations of several articles that say the same words."""

    id: str = Field(description="The smallest id of its quotations.")
    text: str = Field(description="The fullest wording.")
    variants: list[VariantAnswer] = Field(
        description="Its wordings, that with the most quotations first: 10 in a list, 100 by id."
    )
    speakers: list[StatementSpeaker] = Field(description="As the articles name them.")
    first_published: str | None = Field(description="Date of the earliest dated article.")
    first_source: str | None = Field(description="Outlet of the earliest dated article.")
    quote_count: int
    article_count: int
    outlet_count: int = Field(
        description="Outlets whose articles are not copies of each other; unknown ones count once an article."
    )


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


class BucketAnswer(Answer):
    """An interval of time; both days inclusive."""

    start: date
    end: date
    count: int


class TimelineAnswer(Answer):
    """Counts over time, without gaps, oldest first."""

    of: Literal["articles", "quotes"]
    interval: Literal["day", "week", "month", "year"]
    buckets: list[BucketAnswer]
    undated: int = Field(description="What has no date.")
    imprecise: int = Field(description="What is dated less precisely than the interval.")


class SourceAnswer(Answer):
    """An outlet."""

    source: str | None = Field(description="Null: articles whose outlet is not known.")
    article_count: int
    quote_count: int
    first_date: date | None
    last_date: date | None


class HealthAnswer(Answer):
    """Whether the service works."""

    status: Literal["ok"]


class ReadyAnswer(HealthAnswer):
    """Whether database and index answer."""

    generation: int = Field(description="Generation of the archive.")
    index_generation: int = Field(description="Generation that the text index has reached.")
    articles: int
    disk_free_mb: int = Field(description="Megabytes left on the disk of the archive.")
