"""joint speakers"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: joint speakers; those of the articles there are, `app.store.renewal` finds."""
    op.create_table(
        "joint_speaker",
        sa.Column("quote_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mention", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("mention_start", sa.Integer(), nullable=True),
        sa.Column("mention_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["name_form.id"]),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("quote_id", "position"),
    )
    with op.batch_alter_table("joint_speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_speaker_form_id"), ["form_id"], unique=False)

    op.execute(
        "INSERT INTO archive_state (name, value) "
        "SELECT 'joint speakers', 'to be found' WHERE EXISTS (SELECT 1 FROM article)"
    )


def downgrade() -> None:
    """Take back: joint speakers."""
    op.execute("DELETE FROM archive_state WHERE name = 'joint speakers'")
    with op.batch_alter_table("joint_speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_speaker_form_id"))

    op.drop_table("joint_speaker")
