"""Entities, their mentions and the dates that texts name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("annotated_by", sa.String(40)))
    op.create_table(
        "entity",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_ar", sa.Text, nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("sound", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entity"),
    )
    op.create_index("ix_entity_sound", "entity", ["sound"])
    op.create_table(
        "spelling",
        sa.Column("entity_id", sa.String(64), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "folded", name="pk_spelling"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name="fk_spelling_entity_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_spelling_folded", "spelling", ["folded"])
    op.create_table(
        "mention",
        *_place_in_article(),
        sa.Column("spelling", sa.String(200), nullable=False),
        sa.Column("entity_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "n", "start", name="pk_mention"),
        _of_article("mention"),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_mention_entity_id"),
    )
    op.create_index("ix_mention_entity_id", "mention", ["entity_id"])
    op.create_table(
        "date_mention",
        *_place_in_article(),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("precision", sa.String(10), nullable=False),
        sa.Column("calendar", sa.String(10), nullable=False),
        sa.Column("relative", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "n", "start", name="pk_date_mention"),
        _of_article("date_mention"),
    )
    op.create_table(
        "spelling_choice",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("entity_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "folded", name="pk_spelling_choice"),
    )
    op.create_table(
        "entity_choice",
        sa.Column("entity_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_ar", sa.Text, nullable=False),
        sa.Column("country", sa.String(2)),
        sa.PrimaryKeyConstraint("entity_id", name="pk_entity_choice"),
    )


def downgrade() -> None:
    for table in (
        "entity_choice",
        "spelling_choice",
        "date_mention",
        "mention",
        "spelling",
        "entity",
    ):
        op.drop_table(table)
    op.drop_column("article", "annotated_by")


def _place_in_article() -> list[sa.Column]:
    return [
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    ]


def _of_article(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["article_id"], ["article.id"], name=f"fk_{table}_article_id", ondelete="CASCADE"
    )
