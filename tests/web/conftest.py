"""What tests of search by meaning share: the seeds with vectors of a small model."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Archive
from index.meaning import meaning as opening
from index.meaning.embedder import Model
from index.meaning.embedding import embed_missing
from index.meaning.passages import Side
from index.meaning.vectors import About, VectorWriter
from index.search import SearchIndex
from tests.conftest import KEY
from tests.embedders import BagEmbedder


def give_vectors(archive: Archive, index: SearchIndex, folder: Path) -> None:
    """Make the vectors of an archive, in the folder where its index looks for them."""
    embedder = BagEmbedder()
    embedder.alike = (0.3, 0.78)
    writer = VectorWriter(folder, About.of(archive.identity, embedder, Side.BOTH))
    embed_missing(archive, writer, embedder, Side.BOTH)
    writer.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "model_of", lambda _name: Model.E5)
        patch.setattr(opening, "open_embedder", lambda _model: embedder)
        index.meaning.warm()


@pytest.fixture(scope="session")
def understood(
    tmp_path_factory: pytest.TempPathFactory, _seeded_home: Path
) -> Iterator[tuple[Archive, SearchIndex]]:
    """An open archive of the seeds with its index and vectors, for tests that only read."""
    pytest.importorskip("numkong", reason="needs the extra “semantic”")
    home = tmp_path_factory.mktemp("understood") / "archive"
    shutil.copytree(_seeded_home, home)
    with Archive.in_file(home / "archive.db") as archive:
        index = SearchIndex(archive, home / "own-index", KEY)
        index.rebuild()
        give_vectors(archive, index, home / "vectors")
        yield archive, index
        index.close()
