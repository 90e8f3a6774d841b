"""What all tests share: an environment of their own, the seeds, the program as a process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


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
    # Playwright is told where the browser is; it must not look for one in the home.
    yield home
    os.environ.clear()
    os.environ.update(saved)
