"""texts that PostgreSQL searches itself"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KINDS = ("article", "quote")


def upgrade() -> None:
    """Apply: tables for the texts, in PostgreSQL alone; they are filled when the archive is next written."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for kind in _KINDS:
        _create_texts(f"{kind}_text")
        _create_words(f"{kind}_word")
    op.create_table(
        "text_state",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("analyser_version", sa.String(), nullable=False),
    )


def downgrade() -> None:
    """Take back: what stood in the tables is derived from the others."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_table("text_state")
    for kind in _KINDS:
        op.drop_table(f"{kind}_word")
        op.drop_table(f"{kind}_text")


def _create_texts(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date()),
        sa.Column("last_day", sa.Date()),
        sa.Column("source", sa.String()),
        sa.Column("source_key", sa.String()),
        sa.Column("language", sa.String()),
        sa.Column("copy_of", sa.String()),
        sa.Column("forms", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
    )
    op.execute(f"ALTER TABLE {name} ALTER COLUMN terms SET STORAGE EXTERNAL")
    op.create_index(f"ix_{name}_terms", name, ["terms"], postgresql_using="gin")
    op.create_index(f"ix_{name}_group_id", name, ["group_id"])


def _create_words(name: str) -> None:
    op.create_table(
        name,
        sa.Column("word", sa.String(), primary_key=True),
        sa.Column("reversed", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_index(f"ix_{name}_reversed", name, ["reversed"])
