"""spellings, short forms and ties"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: spellings, short forms and ties; what rows there are is computed anew by `app.store.renewal`."""
    op.create_table(
        "short_key",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("form_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["name_form.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "form_id"),
    )
    with op.batch_alter_table("short_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_short_key_form_id"), ["form_id"], unique=False)

    op.create_table(
        "tie",
        sa.Column("alias_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("article_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("alias", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alias_key", "name_key", "article_id"),
    )
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tie_name_key"), ["name_key"], unique=False)

    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index("ix_speaker_key", ["key", "kind"], unique=False)

    # Added in place, with a default for the rows there are: quotations point at them, so that the table
    # cannot be written anew. An empty spelling tells `app.store.renewal` what to compute.
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table("name_form", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("spelling", text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("quoted", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("identity", text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("joined_by", text(), nullable=False, server_default=""))
        batch_op.create_index("ix_name_form_spelling", ["spelling", "kind"], unique=False)
        batch_op.create_index("ix_name_form_identity", ["identity", "kind"], unique=False)


def downgrade() -> None:
    """Take back: spellings, short forms and ties."""
    with op.batch_alter_table("name_form", schema=None, recreate="never") as batch_op:
        batch_op.drop_index("ix_name_form_identity")
        batch_op.drop_index("ix_name_form_spelling")
        for name in ("joined_by", "identity", "quoted", "spelling"):
            batch_op.drop_column(name)

    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_index("ix_speaker_key")

    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tie_name_key"))
        batch_op.drop_index(batch_op.f("ix_tie_article_id"))

    op.drop_table("tie")
    with op.batch_alter_table("short_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_short_key_form_id"))

    op.drop_table("short_key")
