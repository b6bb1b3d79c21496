"""what reading an article again needs"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what an origin's format stated, unknown of those there are, and articles' successors."""
    op.add_column("origin", sa.Column("stated", sa.JSON(), nullable=True))
    op.add_column("deletion", sa.Column("successor", sa.String(), nullable=True))


def downgrade() -> None:
    """Take back: both; an article that has a successor may come in again."""
    op.execute("DELETE FROM deletion WHERE successor IS NOT NULL")
    op.drop_column("deletion", "successor")
    op.drop_column("origin", "stated")
