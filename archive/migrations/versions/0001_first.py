"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "original",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("encoding", sa.String(40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_original"),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("date_evidence", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.ForeignKeyConstraint(["sha256"], ["original.sha256"], name="fk_article_sha256"),
        sa.UniqueConstraint("sha256", name="uq_article_sha256"),
    )
    op.create_index("ix_article_published", "article", ["published"])
    op.create_index("ix_article_revision", "article", ["revision"])
    op.create_table(
        "block",
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("credit", sa.Text),
        sa.PrimaryKeyConstraint("article_id", "n", name="pk_block"),
        _of_article("block"),
    )
    op.create_table(
        "omission",
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "n", name="pk_omission"),
        _of_article("omission"),
    )
    op.create_table(
        "sentence",
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("block", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "n", name="pk_sentence"),
        _of_article("sentence"),
    )
    op.create_index("ix_sentence_digest", "sentence", ["digest"])
    op.create_table(
        "engine",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("model_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_engine"),
        sa.UniqueConstraint("model_hash", name="uq_engine_model_hash"),
    )
    op.create_table(
        "translation",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("engine_id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", "engine_id", name="pk_translation"),
        sa.ForeignKeyConstraint(["engine_id"], ["engine.id"], name="fk_translation_engine_id"),
    )
    op.create_table(
        "removal",
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_removal"),
    )
    op.create_index("ix_removal_revision", "removal", ["revision"])


def downgrade() -> None:
    for name in (
        "removal",
        "translation",
        "engine",
        "sentence",
        "omission",
        "block",
        "article",
        "original",
        "setting",
    ):
        op.drop_table(name)


def _of_article(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["article_id"], ["article.id"], name=f"fk_{table}_article_id", ondelete="CASCADE"
    )
