"""The commands for corrections, and the server that takes them, as processes."""

import re
import signal
import urllib.error
import urllib.parse
import urllib.request

import filelock
import pytest

from tests.conftest import ENGINE, Program
from tests.warraq.test_cli import CLASHES, fetch, free_port, start


def test_correcting_and_undoing(seeded: Program) -> None:
    before = seeded.json("show", CLASHES)
    assert seeded.json("corrections") == []
    said = seeded("correct", f"{CLASHES}:4", "A zeppelin passed.", "--author", "Nour")
    assert f"{CLASHES}:4" in said.stdout
    assert seeded.json("search", "zeppelin", "--no-counterparts")["total"] == 1
    sentence = seeded.json("show", CLASHES)["sentences"][3]
    assert (sentence["en"], sentence["engine"]) == ("A zeppelin passed.", None)
    assert sentence["correction"]["author"] == "Nour"
    assert sentence["correction"]["machine"]["engine"] == ENGINE
    (listed,) = seeded.json("corrections")
    assert (listed["id"], listed["sentence"], listed["author"]) == (CLASHES, 4, "Nour")
    assert listed["ar"] == before["sentences"][3]["ar"]
    shown = seeded("show", CLASHES).stdout
    assert f"English by {ENGINE}, a machine's draft, in part corrected by \u2068Nour" in shown
    assert "(corrected by \u2068Nour\u2069, 2" in shown
    assert "1 correction\n" in seeded("corrections").stdout
    assert "in part corrected by" in seeded("search", "zeppelin").stdout
    assert "1 by a person" in seeded("stats").stdout
    assert "A zeppelin passed." in seeded("correct", f"{CLASHES}:4", "--undo").stdout
    assert seeded.json("search", "zeppelin", "--no-counterparts")["total"] == 0
    assert seeded.json("show", CLASHES) == before
    assert seeded.json("stats")["index"] == "up to date"


def test_the_author_is_who_is_logged_in(seeded: Program) -> None:
    seeded("correct", f"{CLASHES}:1", "A title", env={"LOGNAME": "layla"})
    assert seeded.json("corrections")[0]["author"] == "layla"
    assert seeded.json("show", CLASHES)["title_en"] == "A title"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["correct", CLASHES, "x"], 2, f"“{CLASHES}” names no sentence"),
        (["correct", f"{CLASHES}:x", "x"], 2, "names no sentence"),
        (["correct", f"{CLASHES}:99", "x"], 1, "its sentences are 1 to 27"),
        (["correct", "nope:1", "x"], 1, "“nope”"),
        (["correct", f"{CLASHES}:1"], 2, "write the English TEXT, or --undo"),
        (["correct", f"{CLASHES}:1", "x", "--undo"], 2, "one of the two"),
        (["correct", f"{CLASHES}:1", "--undo"], 1, "no correction stands"),
        (["correct", f"{CLASHES}:1", " "], 1, "the correction is empty"),
        (["correct", f"{CLASHES}:1", "x" * 5001], 1, "at most 5000 characters"),
        (["correct", f"{CLASHES}:1", "\udcff"], 1, "control character"),
        (["correct", f"{CLASHES}:1", "x", "--author", "\x1b"], 1, "the name has a control"),
        (["serve", "--allow-corrections", "--host", "0.0.0.0"], 2, "name one address"),
    ],
)
def test_what_can_not_be_corrected_is_said(
    seeded: Program, arguments: list[str], code: int, words: str
) -> None:
    assert words in seeded(*arguments, code=code).stderr
    assert seeded.json("corrections") == []


def test_corrections_wait_for_other_commands(seeded: Program) -> None:
    with filelock.FileLock(seeded.home / "write.lock"):
        refused = seeded("correct", f"{CLASHES}:1", "x", code=1)
    assert "another command is writing" in refused.stderr


def post(url: str, origin: str, **fields: str) -> tuple[int, str]:
    """Send a form and return the status and text of what is answered at its end."""
    data = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url, data, {"Origin": origin})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_served_archive_takes_corrections(seeded: Program) -> None:
    port = free_port()
    own = f"http://127.0.0.1:{port}"
    path = f"/article/{CLASHES}/sentence/4/correct"
    server = start("--home", seeded.home, "serve", "--port", port, "--allow-corrections")
    try:
        (token,) = set(re.findall('name="token" value="([^"]+)"', fetch(port, path)))
        fields = {"token": token, "text": "A zeppelin passed.", "author": "Nour"}
        assert post(own + path, "http://evil.example", **fields)[0] == 403
        with filelock.FileLock(seeded.home / "write.lock"):
            status, text = post(own + path, own, **fields)
        assert status == 503
        assert "A zeppelin passed." in text
        status, text = post(own + path, own, **fields)
        assert status == 200
        assert "A zeppelin passed." in text
        assert seeded.json("search", "zeppelin", "--no-counterparts")["total"] == 1
        assert CLASHES in fetch(port, "/?q=zeppelin&also=no")
        seeded("correct", f"{CLASHES}:4", "--undo")
        assert CLASHES not in fetch(port, "/?q=zeppelin&also=no")
    finally:
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in output
