"""Two engines in one archive: which is shown, which are searched, what is translated again."""

import hashlib
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.ingest import read_article
from archive.store import Archive
from archive.tables import translation
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import Package
from tests.conftest import ENGINE, Program

CLASHES = "2e2a97e0d3f5"
OTHER = "argos-other 2"


@dataclass(frozen=True)
class OtherPackage(Package):
    """A package that is only a name."""

    @property
    def model_hash(self) -> str:
        return hashlib.sha256(self.label.encode()).hexdigest()


def store_by(home: Path, package: Package, mark: str) -> int:
    """Let a package have translated all sentences as the mark and a number; return how many."""
    with Archive.in_file(home / "archive.db") as archive:
        memory = TranslationMemory(archive, package)
        waiting = [one for window in memory.windows(stale=True) for one in window]
        memory.store([(one.digest, Draft(f"{mark} {n}", -1.0)) for n, one in enumerate(waiting)])
    return len(waiting)


@pytest.fixture
def two(seeded: Program) -> Program:
    """The seeds, translated by the bundled package and then by another."""
    assert store_by(seeded.home, OtherPackage(Path(), "argos-other", "2"), "zyzzyva") > 100
    return seeded


def first_english(program: Program) -> tuple[str, str]:
    """Return the English of a title, and the engine that made it."""
    with Archive.in_file(program.home / "archive.db") as archive:
        shown = archive.get(CLASHES).pairs[0].translation
    assert shown is not None
    assert shown.engine is not None
    return shown.text, shown.engine


def test_engines_are_listed_with_what_they_made(two: Program) -> None:
    listed = two.json("engines")
    assert (listed["show"], listed["index"]) == ("newest", "shown")
    other, own = listed["engines"]
    assert (other["engine"], other["shown"]) == (OTHER, False)
    assert (own["engine"], own["shown"]) == (ENGINE, True)
    assert own["sentences"] == other["sentences"] > 100
    assert own["first"] <= own["last"]
    text = two("engines").stdout
    assert f"{OTHER}\u2069  {other['hash'][:12]}  {other['sentences']} sentences" in text
    assert "shown    the newest" in text


def test_an_archive_without_translations_has_no_engines(warraq: Program, seeds: Path) -> None:
    warraq("--package", "none", "add", seeds)
    assert "nothing is translated yet" in warraq("engines").stdout
    assert warraq.json("engines", "--show", "newest")["engines"] == []


def test_the_engine_that_is_shown_is_chosen_and_indexed(two: Program) -> None:
    assert first_english(two)[1] == ENGINE
    assert two.json("search", "zyzzyva")["total"] == 0
    chosen = two.json("engines", "--show", OTHER)
    assert chosen["show"] == "chosen"
    text, engine = first_english(two)
    assert text.startswith("zyzzyva ")
    assert engine == OTHER
    assert two.json("search", "zyzzyva", "--limit", 50)["total"] == 5
    # Translating goes on with the package, but a person chose what is shown.
    two("add", article_file(two.home))
    assert first_english(two)[1] == OTHER
    own = next(one for one in two.json("engines")["engines"] if one["engine"] == ENGINE)
    two("engines", "--show", own["hash"][:6])
    assert first_english(two)[1] == ENGINE
    two("engines", "--show", "newest")
    assert first_english(two)[1] == ENGINE  # it translated the article that came last


def test_all_engines_are_searched_where_that_is_wanted(two: Program) -> None:
    assert two.json("engines", "--index", "all")["index"] == "all"
    found = two.json("search", "zyzzyva", "--limit", 50)
    assert found["total"] == 5
    assert "zyzzyva" not in str(found["hits"])  # what is shown stays with one engine
    assert first_english(two)[1] == ENGINE
    two("engines", "--index", "shown")
    assert two.json("search", "zyzzyva")["total"] == 0
    assert two.json("stats")["index"] == "up to date"


def test_an_engine_must_be_known_and_only_one(two: Program) -> None:
    done = two("engines", "--show", "nobody 1", code=1)
    assert "no engine “nobody 1” has translated anything here" in done.stderr
    store_by(two.home, OtherPackage(Path("b"), "argos-other", "2 "), "xyzzy")
    with Archive.in_file(two.home / "archive.db") as archive, archive.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE engine SET version = '2' WHERE version = '2 '")
    assert "may be several engines" in two("engines", "--show", OTHER, code=1).stderr
    assert "is not one of" in two("engines", "--index", "some", code=2).stderr


def test_stale_translations_are_made_again_on_demand(warraq: Program, seeds: Path) -> None:
    home = warraq.home
    seed = home.parent / "seed.md"
    shutil.copy(min(seeds.iterdir(), key=lambda path: path.stat().st_size), seed)
    warraq("--package", "none", "add", seed)
    with Archive.in_file(home / "archive.db") as archive:
        memory = TranslationMemory(archive, OtherPackage(Path(), "argos-other", "2"))
        waiting = next(memory.windows())
        memory.make_current()
        memory.store([(one.digest, Draft("old", -1.0)) for one in waiting])
    figures = warraq.json("stats")
    assert figures["stale"] == figures["translated"] == figures["sentences"]
    assert f"{figures['stale']} by another engine (see `warraq translate --stale`)" in (
        warraq("stats").stdout
    )
    assert "nothing to translate" in warraq("translate").stdout
    (article,) = warraq.json("search", seed_word(seed))["hits"]
    assert {s["en"] for s in warraq.json("show", article["id"])["sentences"]} == {"old"}
    assert f"{len(waiting)} sentences translated" in warraq("translate", "--stale").stdout
    assert warraq.json("stats")["stale"] == 0
    shown = warraq.json("show", article["id"])["sentences"]
    assert {(s["engine"], s["decoding"]) for s in shown} == {
        (ENGINE, "beam 4, int8; loops broken; numbers: beam 12, mended")
    }
    assert all(s["made_on"] for s in shown)
    assert len(warraq.json("engines")["engines"]) == 2


def test_a_run_that_is_killed_ends_with_the_translations_of_an_undisturbed_one(
    seeded: Program, warraq: Program, seeds: Path
) -> None:
    warraq("--package", "none", "add", seeds)
    command = [sys.executable, "-m", "warraq.cli", "--home", str(warraq.home), "translate"]
    done = 0
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while process.poll() is None and len(translations(warraq.home)) == done:
                pass
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = len(translations(warraq.home))
    whole = translations(seeded.home)
    assert 0 < done < len(whole)
    assert f"{len(whole) - done} sentences translated" in warraq("translate").stdout
    assert translations(warraq.home) == whole


def translations(home: Path) -> dict[str, tuple[str, float]]:
    """Return the text and the score of every sentence that is translated, by digest."""
    query = sa.select(translation.c.digest, translation.c.text, translation.c.score)
    with Archive.in_file(home / "archive.db") as archive, archive.engine.connect() as connection:
        return {digest: (text, score) for digest, text, score in connection.execute(query)}


def article_file(home: Path) -> Path:
    path = home.parent / "new.txt"
    path.write_text("عنوان جديد\n\nجملة لم ترد من قبل.", encoding="utf-8")
    return path


def seed_word(path: Path) -> str:
    return read_article(path.read_bytes(), path.name)[1].title.split()[0]
