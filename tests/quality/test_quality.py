"""Figures on the evaluation sets, beside public ones, and the floors under them."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from archive.ingest import read_article
from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from archive.translation.training.corpus import Pair
from archive.translation.training.measure import measure, names_of_people_and_places
from index.search import SearchIndex
from tests.conftest import KEY
from tests.quality import xquad

pytestmark = pytest.mark.quality

FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
PUBLIC = "FLORES devtest BLEU of others: Argos 29.5, OPUS-MT 33.9, NLLB-600M 36.5, Bergamot 38.6"


def check(name: str, path: Path, figures: dict[str, float]) -> None:
    """Print figures, and hold them against the floors measured on the same file."""
    print(f"\n{name:<28}" + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    floors: dict[str, Any] = FLOORS[name]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == floors["sha256"], f"{path.name} is not the file the floors were measured on"
    for key, value in figures.items():
        assert value >= floors.get(key, 0), f"{key} fell below {floors[key]}"


@pytest.fixture(scope="module")
def names(shared: Path) -> set[str]:
    print(f"\n{PUBLIC}")
    return names_of_people_and_places(shared / "names")


@pytest.mark.parametrize("name", ["news-dev", "ntrex-a", "flores-dev"])
def test_translation(names: set[str], shared: Path, name: str) -> None:
    path = shared / "eval" / "mt" / f"{name}.tsv"
    pairs = [Pair(arabic, english, name) for arabic, english in xquad.read_pairs(path)]
    figures = measure(open_folder(BUNDLED / "ar_en"), pairs, names)
    print(f"\n{figures.speed:.0f} sentences a second")
    held = asdict(figures)
    del held["speed"]
    check(name, path, held)


@pytest.fixture(scope="module")
def questions(shared: Path) -> xquad.RetrievalSet:
    return xquad.load(shared / "eval" / "retrieval" / "xquad")


@pytest.fixture(scope="module")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, questions: xquad.RetrievalSet
) -> Iterator[tuple[SearchIndex, dict[str, int]]]:
    """Every paragraph as an article, translated and indexed, with its number by its id."""
    home = tmp_path_factory.mktemp("xquad")
    numbers_by_id = {}
    with Archive.in_file(home / "archive.db") as archive:
        for n, (arabic, _) in enumerate(questions.paragraphs):
            original, article = read_article(f"فقرة {n}\n\n{arabic}".encode(), f"{n}.txt")
            archive.add(original, article)
            numbers_by_id[article.id] = n
        translate_missing(archive, open_folder(BUNDLED / "ar_en"))
        index = SearchIndex(archive, home / "index", KEY)
        index.rebuild()
        yield index, numbers_by_id
        index.close()


@pytest.mark.parametrize(("name", "language"), [("xquad ar→ar", 0), ("xquad en→ar translated", 1)])
def test_retrieval(
    indexed: tuple[SearchIndex, dict[str, int]],
    questions: xquad.RetrievalSet,
    shared: Path,
    name: str,
    language: int,
) -> None:
    index, numbers_by_id = indexed
    ranks = []
    for pair, answer in zip(questions.questions, questions.answers, strict=True):
        hits = index.search(pair[language], limit=20).hits
        found = [numbers_by_id[hit.article.article.id] for hit in hits]
        ranks.append(found.index(answer) + 1 if answer in found else None)
    check(
        name,
        shared / "eval" / "retrieval" / "xquad" / "questions.tsv",
        {
            "mrr_at_10": sum(1 / r for r in ranks if r is not None and r <= 10) / len(ranks),
            "recall_at_20": sum(r is not None for r in ranks) / len(ranks),
        },
    )
