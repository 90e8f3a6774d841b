import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from archive import schema, tables
from archive.errors import ArchiveError, UnknownArticle
from archive.ingest import read_article
from archive.store import Archive
from tests.conftest import ROOT


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    with Archive.in_file(tmp_path / "home" / "archive.db") as archive:
        yield archive


@pytest.fixture
def seed(seeds: Path) -> Path:
    return sorted(seeds.iterdir())[4]


def test_an_article_comes_back_as_it_was_read(archive: Archive, seed: Path) -> None:
    original, article = read_article(seed.read_bytes(), seed.name)
    assert archive.add(original, article)
    found = archive.get(article.id)
    assert found.article == article
    assert [pair.translation for pair in found.pairs] == [None] * len(article.sentences)
    assert found.english_title is None
    assert archive.original(article.id) == original


def test_the_same_bytes_are_added_once(archive: Archive, seed: Path) -> None:
    first = read_article(seed.read_bytes(), "one.txt")
    second = read_article(seed.read_bytes(), "two.txt")
    assert archive.add(*first)
    revision = archive.revision
    assert not archive.add(*second)
    assert archive.revision == revision
    assert archive.statistics().articles == 1


def test_ids_come_from_the_bytes_alone(seed: Path) -> None:
    original, article = read_article(seed.read_bytes(), "renamed.md")
    assert original.sha256.startswith(article.id)
    assert len(article.id) == 12


def test_an_archive_is_there_again_when_it_is_opened_again(tmp_path: Path, seed: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.in_file(path) as archive:
        archive.add(*read_article(seed.read_bytes(), seed.name))
        identity = archive.identity
    with Archive.in_file(path) as archive:
        assert archive.identity == identity
        assert archive.statistics().articles == 1


def test_removing_takes_everything_but_the_translations(archive: Archive, seed: Path) -> None:
    original, article = read_article(seed.read_bytes(), seed.name)
    archive.add(original, article)
    revision = archive.revision
    archive.remove(article.id)
    with archive.engine.connect() as connection:
        for table in (tables.article, tables.original, tables.block, tables.sentence):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0
    assert archive.removed_since(revision) == [article.id]
    assert archive.add(original, article)
    assert archive.removed_since(revision) == []


def test_unknown_ids_are_named(archive: Archive) -> None:
    for ask in (archive.get, archive.original, archive.remove, archive.read_again):
        with pytest.raises(UnknownArticle, match="“nope”"):
            ask("nope")


def test_articles_of_an_older_reader_are_read_again(archive: Archive, seed: Path) -> None:
    original, article = read_article(seed.read_bytes(), seed.name)
    archive.add(original, article)
    assert archive.stale() == []
    with archive.engine.begin() as connection:
        connection.execute(tables.article.update().values(made_by="0", title="old"))
    assert archive.stale() == [article.id]
    archive.read_again(article.id)
    assert archive.get(article.id).article == article
    assert archive.stale() == []


def test_the_migrations_make_the_tables_of_the_program(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == schema.CURRENT


def test_foreign_keys_and_the_write_ahead_log_are_on(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_newer_archive_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.in_file(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ArchiveError, match="newer version of Warraq"):
        Archive.in_file(path)


def test_other_databases_and_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(ArchiveError, match="is not a Warraq archive"):
        Archive.in_file(other)
    text = tmp_path / "text.db"
    text.write_text("no database " * 200)
    with pytest.raises(ArchiveError, match="can't be opened"):
        Archive.in_file(text)
    with pytest.raises(ArchiveError, match="can't be made"):
        Archive.in_file(text / "below" / "archive.db")


def test_several_processes_make_one_new_archive(tmp_path: Path) -> None:
    code = "import sys, pathlib; from archive.store import Archive; "
    code += "print(Archive.in_file(pathlib.Path(sys.argv[1])).identity)"
    path = tmp_path / "new" / "archive.db"
    command = [sys.executable, "-c", code, str(path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    identities = {process.communicate(timeout=60)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert len(identities) == 1
    assert len(identities.pop()) == 36


def test_a_reader_sees_one_state_of_an_article(archive: Archive, seed: Path) -> None:
    archive.add(*read_article(seed.read_bytes(), seed.name))
    with archive.engine.connect() as reader:
        count = sa.select(sa.func.count()).select_from(tables.sentence)
        before = reader.execute(count).scalar()
        archive.remove(archive.ids_changed_since(0)[0])
        assert reader.execute(count).scalar() == before
