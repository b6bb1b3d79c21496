"""Quotations as they are answered, with who says them and where they stand."""

from typing import Literal

from pydantic import Field

from app.api.models.answers import Answer, PageOf

QuoteKind = Literal["direct", "partial", "fragment", "indirect"]
SpeakerKindName = Literal["person", "organisation", "role"]


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


class ListedQuote(QuoteAnswer):
    """A quotation in a list by date or of changes."""

    changed: str | None = Field(
        default=None,
        description="Only with `changed_since`: hand it in there to go on after this item.",
    )


class ChangedArticleRef(Answer):
    """An article, by its id."""

    id: str


class VoidQuotes(Answer):
    """With `changed_since`: forget the quotations of this article; those it has now, if any, follow."""

    article: ChangedArticleRef
    deleted: bool = Field(description="Whether the article is gone from the archive.")
    successor: str | None = Field(description="The article that its text is read as now.")
    changed: str


class QuotePage(PageOf[QuoteAnswer]):
    """A page of quotations."""

    speaker: SpeakerRef | None = Field(
        description="How the name in `speaker` was understood; null when it is not known or not one."
    )


class QuoteListPage(PageOf[ListedQuote | VoidQuotes]):
    """A page of quotations."""

    speaker: SpeakerRef | None = Field(
        description="How the name in `speaker` was understood; null when it is not known or not one."
    )
    changed_since: str | None = Field(
        default=None, description="Only with `changed_since`: what to ask with next time."
    )
