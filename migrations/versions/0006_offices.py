"""offices"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: offices; those of the articles there are, `ingest --refresh` finds."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "held_office",
        sa.Column("article_id", text(), nullable=False),
        sa.Column("spelling", text(), nullable=False),
        sa.Column("office", text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "spelling"),
    )
    op.create_index("ix_held_office_spelling_office", "held_office", ["spelling", "office"])
    # Added in place: quotations point at name forms.
    op.add_column("name_form", sa.Column("office", text(), nullable=True))
    op.add_column("name_form", sa.Column("apart_by", text(), nullable=True))
    op.add_column("speaker", sa.Column("office", text(), nullable=True))


def downgrade() -> None:
    """Take back: offices; who was set apart by one stays so until the forms are settled anew."""
    op.drop_column("speaker", "office")
    op.drop_column("name_form", "apart_by")
    op.drop_column("name_form", "office")
    op.drop_index("ix_held_office_spelling_office", table_name="held_office")
    op.drop_table("held_office")
