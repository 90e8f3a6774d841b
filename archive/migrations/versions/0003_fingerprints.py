"""Fingerprints of sentences, by which passages are found in other articles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprinted",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_fingerprinted"),
        sa.UniqueConstraint("article_id", name="uq_fingerprinted_article_id"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name="fk_fingerprinted_article_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "fingerprint",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("hash", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", "n", "hash", name="pk_fingerprint"),
        sa.ForeignKeyConstraint(
            ["number"],
            ["fingerprinted.number"],
            name="fk_fingerprint_number",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_hash", "fingerprint", ["hash"])


def downgrade() -> None:
    op.drop_table("fingerprint")
    op.drop_table("fingerprinted")
