"""The tables. Every id is computed from content, so any order of writing makes the same rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

SCHEMA_REVISION = "0011"  # the newest in migrations/; a test holds the two together
_BY_DAY = ("first_day", "article_id", "start")  # the order in which quotations are listed


class Article(SQLModel, table=True):
    """One text. `first_day` and `last_day` (inclusive) bound the interval that `published` covers.

    `origin_id` is the origin that speaks for it; `source_key` the outlet as outlets compare;
    `copy_of` the leader of its near-copies, or None, with how much of their sequences of words the two share.
    """

    __tablename__ = "article"
    # Lists walk along these, and what they are narrowed by stands in them: the rows themselves are long.
    __table_args__ = (
        Index("ix_article_first_day", "first_day", "id", "last_day", "language", "source_key"),
        Index("ix_article_source_key", "source_key", "first_day", "id", "last_day", "language"),
    )

    id: str = Field(primary_key=True)
    origin_id: str
    title: str | None
    body: str = Field(sa_column=Column(Text, nullable=False))
    published: str | None
    published_precision: str | None
    published_source: str | None
    first_day: date | None
    last_day: date | None
    language: str
    source: str | None
    source_key: str | None
    url: str | None
    author: str | None
    section: str | None
    removed: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    copy_of: str | None = Field(foreign_key="article.id", index=True)
    copy_jaccard: float | None
    copy_containment: float | None
    extractor_version: str


class Origin(SQLModel, table=True):
    """One place where an article was seen, and what that place says. `location` is an address or a path.

    `stated` is what its format said beside the text, in its own words; None where that was not kept yet.
    """

    __tablename__ = "origin"
    # An address may be longer than a B-tree of PostgreSQL can hold; it is only ever looked up whole.
    __table_args__ = (Index("ix_origin_location", "location", postgresql_using="hash"),)

    id: str = Field(primary_key=True)
    article_id: str = Field(foreign_key="article.id", index=True, ondelete="CASCADE")
    location: str
    file: str
    url: str | None
    source: str | None
    author: str | None
    section: str | None
    title: str | None
    published: str | None
    published_precision: str | None
    published_source: str | None
    first_day: date | None
    raw_text: str = Field(sa_column=Column(Text, nullable=False))
    raw_hash: str
    stated: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True)))
    extra: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    notes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    seen_at: datetime
    replaced_at: datetime | None


class Quote(SQLModel, table=True):
    """A quotation in an article's body, at half-open offsets; `context_*` bound the sentences around it.

    `extracted` is the extractor's attribution of one that an editor corrected, else None. `first_day` and
    `last_day` are those of its article.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index("ix_quote_form_id", "form_id", *_BY_DAY, "kind", "last_day", "confidence"),
        Index("ix_quote_kind", "kind", *_BY_DAY, "last_day", "confidence"),
    )

    id: str = Field(primary_key=True)
    article_id: str = Field(foreign_key="article.id", index=True, ondelete="CASCADE")
    start: int
    end: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    kind: str
    form_id: str | None = Field(foreign_key="name_form.id")
    mention_start: int | None
    mention_end: int | None
    cue_lemma: str | None
    cue_start: int | None
    cue_end: int | None
    rule: str
    confidence: float
    rejected: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    context_start: int
    context_end: int
    extracted: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    wording_id: str | None = Field(default=None, index=True)
    statement_id: str | None = Field(default=None, index=True)
    first_day: date | None = None
    last_day: date | None = None


class JointSpeaker(SQLModel, table=True):
    """Who says a quotation with its speaker, at a `position` from 1 on; `mention` is None for nobody's words.

    The mention stands in the article's body at half-open offsets.
    """

    __tablename__ = "joint_speaker"

    quote_id: str = Field(primary_key=True, foreign_key="quote.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    form_id: str = Field(foreign_key="name_form.id", index=True)
    mention: str | None
    mention_start: int | None
    mention_end: int | None


class Wording(SQLModel, table=True):
    """The words that quotations are compared by, however many print them. `size` counts them.

    `parent_id` is the longest wording that has these words too, None where there is none.
    """

    __tablename__ = "wording"

    id: str = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    size: int
    parent_id: str | None = Field(index=True)


class Fingerprint(SQLModel, table=True):
    """A run of words of a wording: wordings that share one are compared.

    Without an index by wording: the keys of a wording that goes are computed from its words.
    """

    __tablename__ = "fingerprint"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    wording_id: str = Field(primary_key=True)


class Statement(SQLModel, table=True):
    """Quotations of several articles that say the same words; the id is that of the smallest of them.

    `text` is the fullest wording as printed, and `wording_id` the one under which all others stand.
    `outlet_count` counts outlets that are not copies of each other; `first_day` is the earliest article's.
    """

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_outlet_count_id", "outlet_count", "id"),
        Index("ix_statement_first_day_id", "first_day", "id"),
    )

    id: str = Field(primary_key=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    wording_id: str = Field(index=True)
    first_day: date | None
    first_published: str | None
    first_source: str | None
    quote_count: int
    article_count: int
    outlet_count: int


class Unsettled(SQLModel, table=True):
    """A wording whose quotations came, went or changed in this transaction; empty when it ends."""

    __tablename__ = "unsettled"

    wording_id: str = Field(primary_key=True)


class Band(SQLModel, table=True):
    """A band of an article's MinHash signature: articles that share one are compared.

    Without an index by article: the keys of an article that goes are computed from its words.
    """

    __tablename__ = "band"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    article_id: str = Field(primary_key=True)


class Deletion(SQLModel, table=True):
    """An article that went: an editor deleted it, so that it stays out when its file is ingested again.

    Or its text was read again, as that of another article, its `successor`; None for a deleted one.
    """

    __tablename__ = "deletion"

    article_id: str = Field(primary_key=True)
    deleted_at: datetime
    successor: str | None = None


class Change(SQLModel, table=True):
    """When an article, there or gone, last changed: the generation of the store that has it as it is now.

    Also when what is said in it has another speaker, name of a speaker or statement.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_generation_article_id", "generation", "article_id"),
        {"sqlite_with_rowid": False},
    )

    article_id: str = Field(primary_key=True)
    generation: int


class DecisionRecord(SQLModel, table=True):
    """A decision of an editor, never changed: `number` is its place in the history, from 1.

    `reverts` is the id of the decision that it takes back; `article_id` the article of the quotation that
    it, or what it takes back, is about, None for one about speakers. The article need not be there.
    """

    __tablename__ = "decision"

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    made_at: datetime
    made_by: str | None
    note: str | None
    kind: str
    operands: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reverts: str | None
    article_id: str | None = Field(index=True)


class Outbox(SQLModel, table=True):
    """An article that changed or went, which the text index has not taken over yet."""

    __tablename__ = "outbox"

    article_id: str = Field(primary_key=True)
    generation: int = Field(index=True)


class ArchiveState(SQLModel, table=True):
    """What is known of the archive as a whole: `generation` counts the transactions that changed it."""

    __tablename__ = "archive_state"

    name: str = Field(primary_key=True)
    value: str


# The same tables for reading with Core statements, whose columns type checkers see as columns.
article_table = SQLModel.metadata.tables["article"]
origin_table = SQLModel.metadata.tables["origin"]
quote_table = SQLModel.metadata.tables["quote"]
archive_state_table = SQLModel.metadata.tables["archive_state"]
joint_table = SQLModel.metadata.tables["joint_speaker"]
band_table = SQLModel.metadata.tables["band"]
outbox_table = SQLModel.metadata.tables["outbox"]
deletion_table = SQLModel.metadata.tables["deletion"]
change_table = SQLModel.metadata.tables["change"]
wording_table = SQLModel.metadata.tables["wording"]
fingerprint_table = SQLModel.metadata.tables["fingerprint"]
decision_table = SQLModel.metadata.tables["decision"]
statement_table = SQLModel.metadata.tables["statement"]
unsettled_table = SQLModel.metadata.tables["unsettled"]

INDIRECT = "indirect"  # the kind of quotation that readers leave out unless asked
