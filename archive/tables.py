"""The tables of an archive, in SQLAlchemy Core: SQLite today, any other database by its URL."""

import hashlib

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""What is said of the archive as a whole: its identity, revision and current engine."""

original = sa.Table(
    "original",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("encoding", sa.String(40), nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sha256", sa.ForeignKey("original.sha256"), nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("place", sa.Text),
    sa.Column("published", sa.Date, index=True),
    sa.Column("date_evidence", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("tags", sa.JSON, nullable=False),
    sa.Column("made_by", sa.String(40), nullable=False),
    sa.Column("annotated_by", sa.String(40)),
    sa.Column("revision", sa.Integer, nullable=False, index=True),
)
"""``made_by`` is the version of the ingest, ``annotated_by`` that of the entities and dates;
``revision`` the archive's at the last change."""

block = sa.Table(
    "block",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("credit", sa.Text),
)

omission = sa.Table(
    "omission",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

sentence = sa.Table(
    "sentence",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("block", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
)
"""``digest`` is the sentence's key in the translation memory: see ``sentence_digest``."""

engine = sa.Table(
    "engine",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("model_hash", sa.String(64), nullable=False, unique=True),
)

translation = sa.Table(
    "translation",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("engine_id", sa.ForeignKey("engine.id"), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decoding", sa.String(60)),
    sa.Column("flagged_by", sa.String(40)),
    sa.Column("compared_by", sa.String(80)),
)
"""The translation memory. ``score`` is the mean log-probability of a token, natural logarithm.

``decoding`` says with which settings it was made, ``flagged_by`` which version of the quality flags
has looked at it, ``compared_by`` which model has compared it with its Arabic."""

quality_flag = sa.Table(
    "quality_flag",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("engine_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("flag", sa.String(20), primary_key=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["digest", "engine_id"],
        ["translation.digest", "translation.engine_id"],
        ondelete="CASCADE",
    ),
)
"""What to beware of in a translation; ``detail`` is what a reader is told of it, numbers say."""

correction = sa.Table(
    "correction",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
)
"""A person's English for a sentence: the newest that is not withdrawn wins over every engine."""

glossary_term = sa.Table(
    "glossary_term",
    metadata,
    sa.Column("folded", sa.String(200), primary_key=True),
    sa.Column("ar", sa.Text, nullable=False),
    sa.Column("en", sa.Text, primary_key=True),
)
"""What the user wants an Arabic term to be in English; ``folded`` is the Arabic as it is found."""

entity = sa.Table(
    "entity",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("name_ar", sa.Text, nullable=False),
    sa.Column("country", sa.String(2)),
    sa.Column("sound", sa.Text, nullable=False, index=True),
)
"""Entities that an article mentions or a person made. ``sound`` is that of the Arabic name."""

spelling = sa.Table(
    "spelling",
    metadata,
    sa.Column("entity_id", sa.ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("folded", sa.String(200), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("origin", sa.String(10), nullable=False),
    sa.Index("ix_spelling_folded", "folded"),
)
"""What an entity is called, in either script. ``origin`` says how that is known: "listed",
"office", "found" in an article, "romanised" or a "person" said so."""

mention = sa.Table(
    "mention",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("spelling", sa.String(200), nullable=False),
    sa.Column("entity_id", sa.ForeignKey("entity.id"), nullable=False, index=True),
)
"""A stretch of sentence ``n`` that names an entity; offsets are into the sentence's text."""

date_mention = sa.Table(
    "date_mention",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("precision", sa.String(10), nullable=False),
    sa.Column("calendar", sa.String(10), nullable=False),
    sa.Column("relative", sa.Boolean, nullable=False),
)
"""A stretch of sentence ``n`` that names a day, month, year or period, both ends included."""

fingerprinted = sa.Table(
    "fingerprinted",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column(
        "article_id",
        sa.ForeignKey("article.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    sa.Column("made_by", sa.String(40), nullable=False),
)
"""Articles whose sentences have fingerprints, and the version of ``fingerprints`` they are of.

``number`` stands for the id, which would make up half of each row of ``fingerprint``."""

fingerprint = sa.Table(
    "fingerprint",
    metadata,
    sa.Column(
        "number",
        sa.ForeignKey("fingerprinted.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.Integer, primary_key=True, autoincrement=False, index=True),
    # Every query is answered by the key or by the index alone.
    sqlite_with_rowid=False,
)
"""The fingerprints of sentence ``n``, by which its copies in other articles are found."""

spelling_choice = sa.Table(
    "spelling_choice",
    metadata,
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("folded", sa.String(200), primary_key=True),
    sa.Column("entity_id", sa.String(64), nullable=False),
)
"""Which entity a person says a spelling means: it holds for every reading of the articles."""

entity_choice = sa.Table(
    "entity_choice",
    metadata,
    sa.Column("entity_id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("name_ar", sa.Text, nullable=False),
    sa.Column("country", sa.String(2)),
)
"""What a person says an entity is and is called."""

removal = sa.Table(
    "removal",
    metadata,
    sa.Column("article_id", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False, index=True),
)
"""Articles that are gone, so that an index knows what to drop."""


def sentence_digest(text: str) -> str:
    """Return the key of a sentence in the translation memory: the SHA-256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_corrected(digest: sa.ColumnElement[str]) -> sa.Exists:
    """Return the condition that a person's correction of a sentence is in force."""
    return sa.exists().where(correction.c.digest == digest, correction.c.withdrawn_at.is_(None))
