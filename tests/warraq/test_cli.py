import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import click
import filelock
import pytest
from click.testing import CliRunner

from tests.conftest import ENGINE, ROOT, Program
from warraq.cli import main

CLASHES = "2e2a97e0d3f5"


def test_adding_the_seeds_stores_translates_and_indexes(warraq: Program, seeds: Path) -> None:
    report = warraq.json("add", seeds)
    assert [Path(entry["file"]).name for entry in report["added"]] == sorted(
        path.name for path in seeds.iterdir()
    )
    assert report["failed"] == report["known"] == []
    figures = warraq.json("stats")
    assert figures["articles"] == 5
    assert figures["translated"] == figures["sentences"] > 100
    assert figures["engine"] == ENGINE
    assert figures["index"] == "up to date"
    assert figures["index_version"].startswith("whoosh")
    again = warraq.json("add", seeds)
    assert again["added"] == []
    assert [e["id"] for e in again["known"]] == [e["id"] for e in report["added"]]
    assert again["translated"] == 0


def test_what_can_not_be_read_is_reported_and_the_rest_is_added(
    warraq: Program, seeds: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (folder / ".hidden").write_text("hidden")
    (folder / "a-binary.bin").write_bytes(bytes(range(256)) * 8)
    (folder / "b-empty.txt").write_bytes(b"")
    (folder / "c-english.txt").write_text("Title\n\nThe army withdrew on Monday.\n")
    (folder / "d-missing.txt").symlink_to(folder / "nowhere")
    seed = sorted(seeds.iterdir())[4]
    (folder / "below" / "seed.txt").write_bytes(seed.read_bytes())
    report = warraq.json("add", folder, tmp_path / "not-there", code=1)
    assert {Path(e["file"]).name: e["error"].split(";")[0] for e in report["failed"]} == {
        "a-binary.bin": "it is binary data, not text",
        "b-empty.txt": "the file is empty",
        "c-english.txt": "it has little or no Arabic text",
        "d-missing.txt": "it can't be read: No such file or directory",
        "not-there": "it can't be read: No such file or directory",
    }
    assert [e["id"] for e in report["added"]] == [CLASHES]
    assert warraq.json("search", "القوقاز")["total"] == 1
    shown = warraq("add", folder, code=1)
    assert "c-english.txt: it has little or no Arabic text" in shown.stderr
    assert "0 added, 1 already there, 4 failed" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["Karabakh"], 5),
        (["أذربيجان"], 5),
        (["ceasefire", "--from", "2022-01-01"], 1),
        (["قرة"], 5),
        (['entity:"قره باخ"'], 5),
        (["person:Erdogan"], 2),
        (["mentions:1988"], 2),
        (["أذربيجان", "--to", "2020"], 2),
        (["أذربيجان", "--from", "2021", "--to", "2021-12"], 0),
        (["--", "-Lavrov"], 3),
    ],
)
def test_search(seeded: Program, arguments: list[str], total: int) -> None:
    done = seeded("search", "--json", *arguments)
    found = json.loads(done.stdout)
    assert found["query"] == arguments[-1] if arguments[0] == "--" else arguments[0]
    assert found["total"] == total
    assert len(found["hits"]) == total
    for hit in found["hits"]:
        known = {"id", "title", "date", "source", "score", "snippets", "further", "why"}
        assert set(hit) == known | {"by", "passage"}
        assert set(hit["title"]) == {"ar", "en"}
        for snippet in hit["snippets"]:
            assert set(snippet) == {"ar", "en", "sentence", "near", "marks"}


def test_a_search_for_people(seeded: Program) -> None:
    done = seeded("search", "ceasefire", "--from", "2022", "--limit", 1)
    assert f"{CLASHES}  2022-09-13" in done.stdout
    assert "\u2068" in done.stdout
    assert f"1 article; English by {ENGINE}, a machine's draft" in done.stdout
    assert "2 undated articles left out" in done.stdout
    assert "\x1b" not in done.stdout


def test_show(seeded: Program) -> None:
    article = seeded.json("show", CLASHES)
    assert article["title"].startswith("تراجع وتيرة")
    assert (article["date"], article["date_evidence"]) == ("2022-09-13", "2022/09/13")
    assert (article["source"], article["place"]) == (None, "يريفان")
    assert [s["n"] for s in article["sentences"]] == list(range(1, 28))
    first = article["sentences"][0]
    assert first["role"] == "title"
    assert first["paragraph"] == 0
    assert first["ar"] == article["title"]
    assert first["en"] == article["title_en"]
    assert {s["engine"] for s in article["sentences"]} == {ENGINE}
    text = seeded("show", CLASHES).stdout
    assert "2022-09-13" in text
    assert all(
        sentence["ar"] in text and sentence["en"] in text for sentence in article["sentences"]
    )


def test_reindexing_translates_nothing(seeded: Program) -> None:
    before = seeded.json("show", CLASHES)
    assert "5 articles indexed" in seeded("--package", "none", "reindex").stdout
    assert seeded.json("show", CLASHES) == before
    assert "up to date" in seeded("reindex", "--if-needed").stdout
    assert seeded.json("search", "Karabakh")["total"] == 5


def test_reindexing_reads_again_what_an_older_version_read(seeded: Program) -> None:
    before = seeded.json("show", CLASHES)
    with sqlite3.connect(seeded.home / "archive.db") as database:
        database.execute("UPDATE article SET made_by = '0', title = 'old'")
        database.execute("UPDATE original SET content = x'00' WHERE filename LIKE '000%'")
    database.close()
    assert "81f36cc25451 stays as it was" in seeded("reindex", code=1).stderr
    assert seeded.json("show", CLASHES) == before
    assert seeded.json("show", "81f36cc25451")["title"] == "old"
    assert seeded.json("search", "Karabakh")["total"] == 5


def test_without_a_package_articles_are_searchable_in_arabic(warraq: Program, seeds: Path) -> None:
    done = warraq("--package", "none", "add", seeds)
    assert "5 added" in done.stdout
    assert "translation is switched off" in done.stderr
    assert warraq.json("search", "القوقاز")["total"] == 1
    assert warraq.json("search", "Azerbaijan")["total"] == 5  # by its sound
    assert warraq.json("show", CLASHES)["sentences"][0]["en"] is None
    assert "not translated yet" in warraq("show", CLASHES).stdout
    assert "no translation yet: run `warraq translate`" in warraq("search", "القوقاز").stdout
    assert "no translation package" in warraq("--package", "none", "stats").stdout
    assert "switched off" in warraq("--package", "none", "translate", code=1).stderr
    assert "sentences translated" in warraq("translate").stdout
    assert "nothing to translate" in warraq("translate").stdout
    assert warraq.json("search", "ceasefire")["total"] == 5


def test_where_no_package_is_found_the_way_to_one_is_said(
    warraq: Program, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warraq.settings.find_package", lambda: None)
    done = CliRunner().invoke(main, ["--home", str(warraq.home), "add", str(seeds)])
    assert done.exit_code == 1
    assert "5 added" in done.output
    assert "install one from Arabic to English with Argos" in done.output
    assert warraq.json("search", "القوقاز")["total"] == 1


def test_names_of_files_in_other_encodings(warraq: Program, seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    content = sorted(seeds.iterdir())[4].read_bytes()
    with open(os.fsencode(folder) + b"/\xe3\xde.txt", "wb") as file:  # noqa: PTH123
        file.write(content)
    with open(os.fsencode(folder) + b"/\xe3.bin", "wb") as file:  # noqa: PTH123
        file.write(b"\0")
    report = warraq.json("add", folder, code=1)
    assert [entry["id"] for entry in report["added"]] == [CLASHES]
    assert "\ufffd" in report["added"][0]["file"]
    assert "binary" in report["failed"][0]["error"]


def test_what_is_no_regular_file_is_reported(warraq: Program, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe")
    report = warraq.json("add", tmp_path / "in", code=1)
    assert [entry["error"] for entry in report["failed"]] == ["it is not a regular file"]


def test_a_search_says_that_the_index_is_behind(seeded: Program) -> None:
    with sqlite3.connect(seeded.home / "archive.db") as database:
        database.execute("UPDATE setting SET value = '999' WHERE name = 'revision'")
    database.close()
    assert "reindex --if-needed" in seeded("search", "Karabakh").stderr
    assert any("behind" in note for note in seeded.json("search", "Karabakh")["notes"])


def test_an_index_that_can_not_be_read_is_built_anew(seeded: Program) -> None:
    (generation,) = (p for p in (seeded.home / "index").iterdir() if p.is_dir())
    (generation / "folder").mkdir()
    assert "run `warraq reindex`" in seeded("search", "Karabakh", code=1).stderr
    assert "5 articles indexed" in seeded("reindex", "--if-needed").stdout
    assert seeded.json("search", "Karabakh")["total"] == 5


def test_an_index_that_can_not_be_written_spoils_no_report(seeded: Program, tmp_path: Path) -> None:
    shutil.rmtree(seeded.home / "index")
    (seeded.home / "index").write_text("in the way")
    (tmp_path / "new.txt").write_text(
        "عنوان جديد\n\nقال الوزير إن القوات انسحبت.\n", encoding="utf-8"
    )
    report = seeded.json("add", tmp_path / "new.txt", code=1)
    assert len(report["added"]) == 1
    assert "stored, but not indexed" in report["problems"][0]


def test_an_empty_database_is_not_taken_for_an_archive(seeded: Program) -> None:
    (seeded.home / "archive.db").write_bytes(b"")
    assert "put a backup in its place" in seeded("stats", code=1).stderr


def test_removing(seeded: Program) -> None:
    seeded("remove", CLASHES)
    assert seeded.json("search", "القوقاز")["total"] == 0
    assert seeded.json("stats")["articles"] == 4
    assert CLASHES in seeded("remove", CLASHES, code=1).stderr


def test_an_index_of_another_user_is_built_anew(seeded: Program, tmp_path: Path) -> None:
    other = {"XDG_STATE_HOME": str(tmp_path / "other")}
    assert "another machine" in seeded("search", "x", code=1, env=other).stderr
    assert "another machine" in seeded("stats", env=other).stdout
    assert "5 articles indexed" in seeded("reindex", "--if-needed", env=other).stdout
    seeded("search", "x", env=other)
    key = tmp_path / "other" / "warraq" / "index.key"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "x"], 1, "there is no archive in"),
        (["show", "x"], 1, "there is no archive in"),
        (["search", "x", "--from", "soon"], 2, "“soon” is not a date"),
        (["show", "\udcff"], 1, "there is no archive in"),
        (["search"], 2, "Missing argument"),
        (["add"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
        (["--package", "/nowhere", "add", "."], 1, "holds no Arabic to English package"),
    ],
)
def test_errors_say_what_to_do(
    warraq: Program, arguments: list[str], code: int, words: str
) -> None:
    assert words in warraq(*arguments, code=code).stderr


def test_a_period_that_ends_before_it_starts(seeded: Program) -> None:
    done = seeded("search", "x", "--from", "2022", "--to", "2020", code=2)
    assert "before it starts" in done.stderr


@pytest.mark.parametrize("host", ["nosuch.invalid", ""])
def test_a_host_that_can_not_be_listened_on(seeded: Program, host: str) -> None:
    assert (
        "another address" in seeded("serve", "--host", host, "--port", free_port(), code=1).stderr
    )


def test_an_unknown_id_is_named(seeded: Program) -> None:
    assert "not valid text" in seeded("show", "\udcff", code=1).stderr
    assert "“nope”" in seeded("show", "nope", code=1).stderr


def test_a_damaged_database_is_said(seeded: Program) -> None:
    database = seeded.home / "archive.db"
    content = bytearray(database.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    database.write_bytes(content)
    for arguments in (["stats"], ["show", CLASHES], ["search", "x"], ["reindex"]):
        assert "malformed" in seeded(*arguments, code=1).stderr


def test_one_command_writes_at_a_time(seeded: Program, seeds: Path) -> None:
    with filelock.FileLock(seeded.home / "write.lock"):
        assert "another command is writing" in seeded("add", seeds, code=1).stderr
        assert seeded.json("search", "Karabakh")["total"] == 5


def every_command() -> list[tuple[str, click.Command]]:
    context = click.Context(main)
    return [(name, main.get_command(context, name)) for name in main.list_commands(context)]


def test_every_command_has_help_with_an_example() -> None:
    for name, command in every_command():
        text = command.get_help(click.Context(command, info_name=name))
        assert f"warraq {name}" in text.split("Example:")[1]


def test_every_command_and_option_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in every_command():
        assert f"`warraq {name}" in readme
        for parameter in (*command.params, *main.params):
            for option in parameter.opts:
                if option.startswith("--") and option not in ("--help", "--version"):
                    assert option in readme, (name, option)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "warraq.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def fetch(port: int, path: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from None
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_serving_over_http(seeded: Program, tmp_path: Path, command: str) -> None:
    home = seeded.home if command == "serve" else tmp_path / "demo"
    port = free_port()
    server = start("--home", home, command, "--port", port)
    try:
        assert "Karabakh" in fetch(port, "/?q=Karabakh")
        assert "باشينيان" in fetch(port, f"/article/{CLASHES}")
        with pytest.raises(AssertionError, match="Not Found"):
            fetch(port, "/article/none")
        busy = start("--home", seeded.home, "serve", "--port", port)
        assert "choose another port" in busy.communicate(timeout=60)[0]
        assert busy.returncode == 1
    finally:
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=30)
    assert f"Warraq is at http://127.0.0.1:{port}" in output
    assert server.returncode == 0
    assert "Traceback" not in output


def wait_for_articles(database: Path, seconds: float = 60) -> None:
    """Wait until another process has stored an article."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(sqlite3.OperationalError):
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
            try:
                if connection.execute("SELECT count(*) FROM article").fetchone()[0]:
                    return
            finally:
                connection.close()
        time.sleep(0.05)
    pytest.fail("nothing was stored")


def test_a_stopped_run_keeps_what_was_done(warraq: Program, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    paragraph = "قالت وزارة الدفاع في بيان رقم {n} إن القوات انسحبت من المدينة {n} بعد معارك عنيفة."
    for n in range(120):
        text = "\n\n".join(paragraph.format(n=n * 10 + k) for k in range(10))
        (folder / f"{n:04}.txt").write_text(f"عنوان المقال رقم {n}\n\n{text}\n", encoding="utf-8")
    process = start("--home", warraq.home, "add", folder)
    wait_for_articles(warraq.home / "archive.db")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "stopped; what was done is stored" in output
    before = warraq.json("--package", "none", "stats")
    assert before["articles"] > 0
    report = warraq.json("add", folder)
    assert len(report["added"]) + len(report["known"]) == 120
    assert len(report["known"]) == before["articles"]
    after = warraq.json("stats")
    assert after["translated"] == after["sentences"] == 1320
    assert after["index"] == "up to date"


def test_entities_are_listed_and_mended(seeded: Program) -> None:
    found = {one["id"]: one for one in seeded.json("entities", "--limit", 500)}
    karabakh = found["nagorno-karabakh"]
    assert karabakh["name"] == {"en": "Nagorno-Karabakh", "ar": "ناغورني كاراباخ"}
    assert karabakh["articles"] == 5
    assert {"قره باغ", "قرة باغ", "كراباخ", "كاراباخ"} & set(karabakh["spellings"])
    persons = seeded.json("entities", "lavr", "--kind", "person")
    assert [one["id"] for one in persons] == ["sergey-lavrov"]
    shown = seeded("entities", "باك").stdout
    assert "Baku" in shown
    assert "1 entity" in shown

    seeded("entity", "merge", "goris", "nowhere", code=1)
    seeded("entity", "merge", "goris", "yerevan")
    assert [one["id"] for one in seeded.json("entities", "غوريس")] == ["yerevan"]
    assert seeded.json("search", "place:Goris")["total"] == 2
    seeded("entity", "split", "yerevan", "غوريس", "--en", "Goris town")
    (parted,) = seeded.json("entities", "goris town")
    assert parted["articles"] == 2
    seeded("entity", "rename", parted["id"], "--en", "Goris", "--kind", "org")
    seeded("entity", "rename", parted["id"], code=2)
    assert "4 articles annotated" not in seeded("annotate").stdout
    assert seeded("annotate", "--anew").stdout == "5 articles annotated\n"
    assert seeded.json("search", "org:Goris")["total"] == 2
    assert seeded.json("search", "place:Yerevan")["total"] == 1
