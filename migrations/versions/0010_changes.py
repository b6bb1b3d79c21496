"""changes, and lists by day along indexes"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MARKED = ("article", "deletion")
_DAYS = ("first_day", "last_day")
_BY_DAY = ("first_day", "article_id", "start")
_INDEXES = {
    "ix_article_first_day": ("first_day", "id", "last_day", "language", "source_key"),
    "ix_article_source_key": ("source_key", "first_day", "id", "last_day", "language"),
    "ix_quote_form_id": ("form_id", *_BY_DAY, "kind", "last_day", "confidence"),
    "ix_quote_kind": ("kind", *_BY_DAY, "last_day", "confidence"),
}
_FORMER = {
    "ix_article_first_day_id": ("first_day", "id"),
    "ix_article_source_key": ("source_key",),
    "ix_quote_form_id_article_id_kind": ("form_id", "article_id", "kind"),
}


def upgrade() -> None:
    """Apply: the generations of all changes in one table; quotations with the days of their articles."""
    op.create_table(
        "change",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_change_generation_article_id", "change", ["generation", "article_id"])
    op.execute("INSERT INTO change SELECT id, generation FROM article")
    op.execute(
        "INSERT INTO change SELECT article_id, generation FROM deletion WHERE true "
        "ON CONFLICT (article_id) DO UPDATE SET generation = excluded.generation"
    )
    for table in _MARKED:
        op.drop_index(f"ix_{table}_generation", table)
        op.drop_column(table, "generation")
    for name in _DAYS:
        op.add_column("quote", sa.Column(name, sa.Date(), nullable=True))
    op.execute(
        "UPDATE quote SET first_day = article.first_day, last_day = article.last_day "
        "FROM article WHERE article.id = quote.article_id"
    )
    _replace(_FORMER, _INDEXES)


def downgrade() -> None:
    """Take back: the generations stand with the articles, there or gone; the days with articles alone."""
    _replace(_INDEXES, _FORMER)
    for name in _DAYS:
        op.drop_column("quote", name)
    for table, key in zip(_MARKED, ("id", "article_id"), strict=True):
        op.add_column(
            table, sa.Column("generation", sa.Integer(), nullable=False, server_default="0")
        )
        op.execute(
            f"UPDATE {table} SET generation = "  # noqa: S608  the names are those above
            f"(SELECT generation FROM change WHERE change.article_id = {table}.{key})"
        )
        op.create_index(f"ix_{table}_generation", table, ["generation"])
    op.drop_table("change")


def _replace(former: Mapping[str, Sequence[str]], present: Mapping[str, Sequence[str]]) -> None:
    for name in former:
        op.drop_index(name, name.split("_")[1])
    for name, columns in present.items():
        op.create_index(name, name.split("_")[1], list(columns))
