"""offices"""

import hashlib

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
    """Take back: offices; names that had several are one again, of one of those whom they set apart."""
    _take_offices()
    op.execute(
        "DELETE FROM speaker WHERE NOT EXISTS "
        "(SELECT 1 FROM name_form WHERE name_form.speaker_id = speaker.id)"
    )
    op.drop_column("speaker", "office")
    op.drop_column("name_form", "apart_by")
    op.drop_column("name_form", "office")
    op.drop_index("ix_held_office_spelling_office", table_name="held_office")
    op.drop_table("held_office")


def _take_offices() -> None:
    """Point what a name says as the holder of an office at the name alone, whose id has no office."""
    connection = op.get_bind()
    kept = "text, kind, key, spelling, slug, quoted, identity_kind, identity, joined_by, speaker_id"
    unless_there = "ON CONFLICT DO NOTHING"
    moves = (
        f"INSERT INTO name_form (id, {kept}) "  # noqa: S608  constants
        f"SELECT :bare, {kept} FROM name_form WHERE id = :id {unless_there}",
        f"INSERT INTO surname SELECT word, :bare FROM surname WHERE form_id = :id {unless_there}",  # noqa: S608
        f"INSERT INTO short_key SELECT key, :bare FROM short_key WHERE form_id = :id {unless_there}",  # noqa: S608
        "UPDATE quote SET form_id = :bare WHERE form_id = :id",
        "UPDATE joint_speaker SET form_id = :bare WHERE form_id = :id",
        "DELETE FROM name_form WHERE id = :id",
    )
    held = "SELECT id, kind, text FROM name_form WHERE office IS NOT NULL ORDER BY id"
    for form_id, kind, text in connection.execute(sa.text(held)).all():
        bare = hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()[:16]
        for move in moves:
            connection.execute(sa.text(move), {"id": form_id, "bare": bare})
