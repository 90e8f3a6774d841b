"""The commands that exchange the memory with other tools, as processes."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import filelock

from tests.conftest import ENGINE, ROOT, Program
from tests.warraq.test_cli import CLASHES

OMEGAT = ROOT / "tests" / "archive" / "tmx" / "omegat.tmx"


def units(path: Path) -> str:
    """Return what follows the header, which says when a file was written."""
    return path.read_text(encoding="utf-8").partition("<body>")[2]


def test_a_memory_moves_to_another_archive(seeded: Program, tmp_path: Path, seeds: Path) -> None:
    seeded("correct", f"{CLASHES}:4", "A zeppelin passed.", "--author", "Nour")
    out = tmp_path / "out.tmx"
    said = seeded("tmx", "export", out).stderr
    assert f"{len(ElementTree.parse(out).findall('body/tu'))} units written" in said
    other = Program(tmp_path / "other")
    other("--package", "none", "add", seeds)
    taken = other.json("tmx", "import", out)
    assert (taken["corrected"], taken["failed"], taken["waiting"]) == (1, 0, 0)
    assert taken["new"] == taken["units"] - 1
    again = tmp_path / "again.tmx"
    other("tmx", "export", again)
    assert units(again) == units(out)
    assert other.json("search", "zeppelin", "--no-counterparts")["total"] == 1
    assert other.json("search", "ceasefire", "--no-counterparts")["total"] > 0
    assert other.json("stats")["index"] == "up to date"
    first = other.json("show", CLASHES)["sentences"][0]
    assert first["engine"] == ENGINE
    assert other.json("flagged", "--limit", 500) == seeded.json("flagged", "--limit", 500)


def test_corrections_and_all_engines_are_exported_where_asked_for(
    seeded: Program, tmp_path: Path
) -> None:
    seeded("correct", f"{CLASHES}:4", "A zeppelin passed.", "--author", "Nour")
    shown, both, only = tmp_path / "a.tmx", tmp_path / "b.tmx", tmp_path / "c.tmx"
    seeded("tmx", "export", shown)
    seeded("tmx", "export", both, "--all")
    assert "1 units written" in seeded("tmx", "export", only, "--corrections").stderr
    counts = [units(path).count("<tu ") for path in (shown, both, only)]
    assert counts == [counts[0], counts[0] + 1, 1]


def test_standard_output_is_the_file_alone(seeded: Program) -> None:
    done = seeded("tmx", "export", "-")
    assert ElementTree.fromstring(done.stdout).tag == "tmx"
    arguments = [sys.executable, "-m", "warraq.cli", "--home", seeded.home, "tmx", "export", "-"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_an_export_that_fails_leaves_the_file_as_it_was(seeded: Program, tmp_path: Path) -> None:
    out = tmp_path / "out.tmx"
    out.write_text("as it was")
    (seeded.home / "archive.db").write_bytes(b"x" * 10_000)
    seeded("tmx", "export", out, code=1)
    assert out.read_text() == "as it was"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_other_tools_files(seeded: Program, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(
        "عنوان الخبر\n\nقالت وزارة الدفاع إن القوات عادت.\n", encoding="utf-8"
    )
    done = seeded("tmx", "import", OMEGAT)
    assert "2 units: 2 new, 0 newer" in done.stdout
    assert "2 of them wait for an article" in done.stdout
    (added,) = seeded.json("--package", "none", "add", tmp_path / "new.txt")["added"]
    found = seeded.json("show", added["id"])["sentences"]
    assert found[0]["en"] == "News headline"
    assert found[0]["engine"] == "tmx-omegat OmegaT 6.0.0_0_c3ffb9d8b"
    assert "2 corrections" in seeded("tmx", "import", OMEGAT, "--as-corrections").stdout
    assert seeded.json("show", added["id"])["sentences"][0]["correction"]["author"] == "layla"
    assert {one["author"] for one in seeded.json("corrections")} == {"layla"}


def test_what_is_wrong_with_a_file_is_said(seeded: Program, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tmx"
    bad.write_text("<tmx><body>" + "<tu></tu>\n" * 30 + "</body></tmx>")
    done = seeded("tmx", "import", bad, code=1)
    assert f"{bad}: unit 1, line 1: it has no Arabic" in done.stderr
    assert "10 more units failed" in done.stderr
    assert "30 failed" in done.stdout
    bad.write_text("<html/>")
    assert "it is no TMX file" in seeded("tmx", "import", bad, code=1).stderr
    assert "No such file" in seeded("tmx", "import", tmp_path / "none.tmx", code=1).stderr
    seeded("tmx", "import", tmp_path, code=2)
    with filelock.FileLock(seeded.home / "write.lock"):
        assert "another command" in seeded("tmx", "import", OMEGAT, code=1).stderr
