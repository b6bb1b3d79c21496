"""changes"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MARKED = ("article", "deletion")


def upgrade() -> None:
    """Apply: the generations of all changes in one table, out of the long rows of articles."""
    op.create_table(
        "change",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_change_generation_article_id", "change", ["generation", "article_id"])
    op.execute("INSERT INTO change SELECT id, generation FROM article")
    op.execute("INSERT OR REPLACE INTO change SELECT article_id, generation FROM deletion")
    for table in _MARKED:
        op.drop_index(f"ix_{table}_generation", table)
        op.drop_column(table, "generation")


def downgrade() -> None:
    """Take back: the generations stand with the articles, there or gone."""
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
