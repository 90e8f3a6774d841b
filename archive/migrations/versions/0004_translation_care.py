"""How translations were decoded, what to beware of in them, corrections, and a glossary."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("translation", sa.Column("decoding", sa.String(60)))
    op.add_column("translation", sa.Column("flagged_by", sa.String(40)))
    op.create_table(
        "quality_flag",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("engine_id", sa.Integer, nullable=False),
        sa.Column("flag", sa.String(20), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", "engine_id", "flag", name="pk_quality_flag"),
        sa.ForeignKeyConstraint(
            ["digest", "engine_id"],
            ["translation.digest", "translation.engine_id"],
            name="fk_quality_flag_digest",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_digest", "correction", ["digest"])
    op.create_table(
        "glossary_term",
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("ar", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("folded", "en", name="pk_glossary_term"),
    )


def downgrade() -> None:
    op.drop_table("glossary_term")
    op.drop_table("correction")
    op.drop_table("quality_flag")
    op.drop_column("translation", "flagged_by")
    op.drop_column("translation", "decoding")
