"""The tables of an archive in PostgreSQL that words are searched in, instead of the indexes of a folder.

What stands in them is derived from the other tables, and written in the same transactions.
"""

from sqlalchemy import (
    ARRAY,
    DDL,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

TEXT_METADATA = MetaData()


def _make_text_table(name: str) -> Table:
    """What is searched: whole articles, or their quotations, each under the article of its `group_id`.

    `terms` are all that a query can ask for, `forms` the ids of the name forms of those who are quoted,
    `digest` that of the row as a whole. The days (inclusive) are those of the article.
    """
    made = Table(
        name,
        TEXT_METADATA,
        Column("id", String, primary_key=True),
        Column("group_id", String, nullable=False),
        Column("first_day", Date),
        Column("last_day", Date),
        Column("source", String),
        Column("source_key", String),
        Column("language", String),
        Column("copy_of", String),
        Column("forms", ARRAY(String), nullable=False),
        Column("digest", String, nullable=False),
        Column("terms", TSVECTOR, nullable=False),
        Index(f"ix_{name}_terms", "terms", postgresql_using="gin"),
        Index(f"ix_{name}_group_id", "group_id"),
    )
    # Terms are fetched whole to reckon relevance, in half the time when they are not compressed.
    external = f"ALTER TABLE {name} ALTER COLUMN terms SET STORAGE EXTERNAL"
    event.listen(made, "after_create", DDL(external))  # type: ignore[no-untyped-call]  # SQLAlchemy's
    return made


def _make_word_table(name: str) -> Table:
    """The printed words of a text table, folded, also from their ends, and how many of its rows have each."""
    return Table(
        name,
        TEXT_METADATA,
        Column("word", String, primary_key=True),
        Column("reversed", String, nullable=False),
        Column("count", Integer, nullable=False),
        Index(f"ix_{name}_reversed", "reversed"),
    )


article_text_table = _make_text_table("article_text")
quote_text_table = _make_text_table("quote_text")
article_word_table = _make_word_table("article_word")
quote_word_table = _make_word_table("quote_word")

# Of each text table, by name: which generation of the store it shows, and how its texts were analysed.
text_state_table = Table(
    "text_state",
    TEXT_METADATA,
    Column("name", String, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("analyser_version", String, nullable=False),
)
