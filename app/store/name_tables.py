"""The tables of names: what is printed, whom it means, and what articles say of it."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Speaker(SQLModel, table=True):
    """The person, organisation or role behind name forms; `slug` is its id without a homonym's suffix.

    `key` and `kind` are the identity of its name forms; `quoted` is false of those of whom the archive
    holds indirect speech only. `given_key` is what readers look for in a `name` that an editor gave,
    None where the name is a printed one; `office` is what sets them apart from others of the name, None as
    a rule.
    """

    __tablename__ = "speaker"
    __table_args__ = (Index("ix_speaker_key", "key", "kind"),)

    id: str = Field(primary_key=True)
    slug: str = Field(index=True)
    name: str
    kind: str
    key: str
    quoted: bool
    given_key: str | None = Field(default=None, index=True)
    office: str | None = None


class NameForm(SQLModel, table=True):
    """A name as printed, of a person in articles that say which `office` they hold apart from the others.

    `slug` is the id that a speaker of that name would have.

    `key` is what readers look for. Forms of one `spelling` are one speaker unless an editor sets one apart,
    and `identity` is the spelling of the fullest name that they are joined to, as `joined_by` says;
    `identity_kind` is the kind of that name, another than the form's only where an editor merged them.
    `apart_by` is the office that sets forms of the spelling apart, this one among them; None as a rule.
    """

    __tablename__ = "name_form"
    __table_args__ = (
        Index("ix_name_form_key", "key", "kind"),
        Index("ix_name_form_spelling", "spelling", "kind"),
        Index("ix_name_form_identity", "identity", "identity_kind"),
    )

    id: str = Field(primary_key=True)
    text: str
    kind: str
    key: str
    spelling: str
    slug: str = Field(index=True)
    quoted: bool
    identity_kind: str
    identity: str
    joined_by: str
    speaker_id: str | None = Field(foreign_key="speaker.id", index=True)
    office: str | None = None
    apart_by: str | None = None


class Surname(SQLModel, table=True):
    """A folded word of a full name that can stand for its bearer: how readers find them by surname."""

    __tablename__ = "surname"

    word: str = Field(primary_key=True)
    form_id: str = Field(
        primary_key=True, foreign_key="name_form.id", index=True, ondelete="CASCADE"
    )


class ShortKey(SQLModel, table=True):
    """A spelling key under which a full name may stand shortened: how short forms find fuller ones."""

    __tablename__ = "short_key"

    key: str = Field(primary_key=True)
    form_id: str = Field(
        primary_key=True, foreign_key="name_form.id", index=True, ondelete="CASCADE"
    )


class Tie(SQLModel, table=True):
    """What an article says: `alias`, an acronym or a description, is another name of the body `name`."""

    __tablename__ = "tie"

    alias_key: str = Field(primary_key=True)
    name_key: str = Field(primary_key=True, index=True)
    article_id: str = Field(
        primary_key=True, foreign_key="article.id", index=True, ondelete="CASCADE"
    )
    alias: str
    name: str
    why: str


class HeldOffice(SQLModel, table=True):
    """What an article says: the person of this spelling holds this office."""

    __tablename__ = "held_office"
    __table_args__ = (Index("ix_held_office_spelling_office", "spelling", "office"),)

    article_id: str = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    spelling: str = Field(primary_key=True)
    office: str


# The same tables for reading with Core statements, whose columns type checkers see as columns.
name_form_table = SQLModel.metadata.tables["name_form"]
speaker_table = SQLModel.metadata.tables["speaker"]
surname_table = SQLModel.metadata.tables["surname"]
short_key_table = SQLModel.metadata.tables["short_key"]
held_office_table = SQLModel.metadata.tables["held_office"]
tie_table = SQLModel.metadata.tables["tie"]
