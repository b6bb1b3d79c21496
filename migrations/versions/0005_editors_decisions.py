"""editor's decisions"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: editor's decisions; before there were any, each form was of the kind of its identity."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "decision",
        sa.Column("id", text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", text(), nullable=True),
        sa.Column("note", text(), nullable=True),
        sa.Column("kind", text(), nullable=False),
        sa.Column("operands", sa.JSON(), nullable=False),
        sa.Column("reverts", text(), nullable=True),
        sa.Column("article_id", text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_decision_article_id", "decision", ["article_id"], unique=False)
    op.add_column("quote", sa.Column("extracted", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("speaker", sa.Column("given_key", text(), nullable=True))
    op.create_index("ix_speaker_given_key", "speaker", ["given_key"], unique=False)
    # Added in place, with a default for the rows there are: quotations point at them.
    op.add_column(
        "name_form", sa.Column("identity_kind", text(), nullable=False, server_default="")
    )
    op.execute("UPDATE name_form SET identity_kind = kind")
    op.drop_index("ix_name_form_identity", table_name="name_form")
    op.create_index("ix_name_form_identity", "name_form", ["identity", "identity_kind"])


def downgrade() -> None:
    """Take back: editor's decisions; what they made of speakers stays until their forms are settled anew."""
    op.drop_index("ix_name_form_identity", table_name="name_form")
    op.drop_column("name_form", "identity_kind")
    op.create_index("ix_name_form_identity", "name_form", ["identity", "kind"])
    op.drop_index("ix_speaker_given_key", table_name="speaker")
    op.drop_column("speaker", "given_key")
    op.drop_column("quote", "extracted")
    op.drop_index("ix_decision_article_id", table_name="decision")
    op.drop_table("decision")
