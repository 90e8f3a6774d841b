"""Which model has compared the two sides of a translation."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("translation", sa.Column("compared_by", sa.String(80)))


def downgrade() -> None:
    op.execute("DELETE FROM quality_flag WHERE flag = 'meaning'")
    op.drop_column("translation", "compared_by")
