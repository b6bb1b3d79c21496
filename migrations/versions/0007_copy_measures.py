"""measures of near-copies"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MEASURES = ("copy_jaccard", "copy_containment")


def upgrade() -> None:
    """Apply: how much an article shares with the one that it is a copy of; unknown of those there are."""
    for name in _MEASURES:
        op.add_column("article", sa.Column(name, sa.Float(), nullable=True))


def downgrade() -> None:
    """Take back: the measures."""
    for name in reversed(_MEASURES):
        op.drop_column("article", name)
