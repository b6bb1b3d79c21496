"""band keys as numbers, fewer of them"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: the bands of another signature, which `app.store.renewal` computes of the articles there are."""
    op.drop_table("band")
    op.create_table(
        "band",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO archive_state (name, value) "
        "SELECT 'near-copies', 'to be linked' WHERE EXISTS (SELECT 1 FROM article)"
    )


def downgrade() -> None:
    """Take back: the bands; without them the articles there are get no new copies."""
    op.execute("DELETE FROM archive_state WHERE name = 'near-copies'")
    op.drop_table("band")
    op.create_table(
        "band",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("article_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "article_id"),
    )
    op.create_index("ix_band_article_id", "band", ["article_id"], unique=False)
