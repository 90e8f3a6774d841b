"""What all tests share: an environment of their own, the seeds, the program as a process."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from index.search import SearchIndex

ROOT = Path(__file__).parent.parent
ENGINE = open_folder(BUNDLED / "ar_en").label
"""What the translations of the program's own package are labelled with."""
KEY = b"a key for the tests, of 32 bytes"


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The evaluation sets, which are no part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the evaluation sets in {folder.name}/ beside the project")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests out of the user's home, and the user's settings out of the tests."""
    home = tmp_path_factory.mktemp("user")
    saved = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("WARRAQ_", "XDG_", "ARGOS_")):
            del os.environ[name]
    os.environ["HOME"] = str(home)
    # Vectors take seconds to make: tests of search by meaning ask for them.
    os.environ["WARRAQ_MODEL"] = "none"
    # Tests started in the background ignore Ctrl-C, and so would the programs that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Playwright is told where the browser is; it must not look for one in the home.
    yield home
    os.environ.clear()
    os.environ.update(saved)


class Program:
    """Runs ``warraq`` as a process on one archive."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(
        self, *arguments: object, code: int = 0, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "warraq.cli", "--home", str(self.home)]
            + [str(argument) for argument in arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | (env or {}),
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments: object, code: int = 0, env: dict[str, str] | None = None) -> Any:
        return json.loads(self(*arguments, "--json", code=code, env=env).stdout)


@pytest.fixture(scope="session")
def _seeded_home(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    home = tmp_path_factory.mktemp("seeded") / "archive"
    Program(home)("add", seeds)
    return home


@pytest.fixture
def warraq(tmp_path: Path) -> Program:
    """The program on an archive that is not there yet."""
    return Program(tmp_path / "archive")


@pytest.fixture
def seeded(tmp_path: Path, _seeded_home: Path) -> Program:
    """The program on an archive of the seeds, a copy for this test alone."""
    home = tmp_path / "seeded"
    shutil.copytree(_seeded_home, home)
    return Program(home)


@pytest.fixture(scope="session")
def library(
    tmp_path_factory: pytest.TempPathFactory, _seeded_home: Path
) -> Iterator[tuple[Archive, SearchIndex]]:
    """An open archive of the seeds with its index, for tests that only read."""
    home = tmp_path_factory.mktemp("library") / "archive"
    shutil.copytree(_seeded_home, home)
    with Archive.in_file(home / "archive.db") as archive:
        index = SearchIndex(archive, home / "own-index", KEY)
        index.rebuild()
        yield archive, index
        index.close()
