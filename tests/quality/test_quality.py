"""Figures on the evaluation sets, beside public ones, and the floors under them."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from archive.entities.annotation import annotate_missing
from archive.entities.training.corpus import evaluated
from archive.ingest import read_article
from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from archive.translation.training.corpus import Pair
from archive.translation.training.measure import (
    PUBLIC_BLEU,
    Figures,
    measure,
    names_of_people_and_places,
)
from index.search import SearchIndex
from tests.conftest import KEY
from tests.quality import xquad

pytestmark = pytest.mark.quality

FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
SETS = ("news-dev", "ntrex-a", "flores-dev")


def check(name: str, path: Path, figures: dict[str, float]) -> None:
    """Print figures, and hold them against the floors measured on the same file."""
    print(f"\n{name:<28}" + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    floors: dict[str, Any] = FLOORS[name]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == floors["sha256"], f"{path.name} is not the file the floors were measured on"
    for key, value in figures.items():
        assert value >= floors.get(key, 0), f"{key} fell below {floors[key]}"


@pytest.fixture(scope="module")
def translated(shared: Path) -> dict[str, Figures]:
    """The bundled package's figures on each set, printed beside the public ones."""
    names = names_of_people_and_places(shared / "names")
    found = {}
    for name in SETS:
        pairs = xquad.read_pairs(shared / "eval" / "mt" / f"{name}.tsv")
        package = open_folder(BUNDLED / "ar_en")
        found[name] = measure(package, [Pair(*pair, name) for pair in pairs], names)
    print(f"\n{package.label} beside public models (FLORES devtest BLEU)")
    print(f"{'':<24}{'BLEU':>6}{'chrF':>7}{'numbers':>9}{'names':>8}{'sentences/s':>13}")
    for name, f in found.items():
        print(
            f"{name:<24}{f.bleu:>6.1f}{f.chrf:>7.1f}{f.numbers_kept:>9.1%}{f.names_kept:>8.1%}"
            f"{f.speed:>13.0f}"
        )
    for name, bleu in PUBLIC_BLEU.items():
        print(f"{name:<24}{bleu:>6.1f}")
    return found


@pytest.mark.parametrize("name", SETS)
def test_translation(translated: dict[str, Figures], shared: Path, name: str) -> None:
    held = asdict(translated[name])
    del held["speed"], held["sentences"]
    check(name, shared / "eval" / "mt" / f"{name}.tsv", held)


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
        annotate_missing(archive)
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


def test_entities(shared: Path) -> None:
    path = shared / "ner" / "anercorp-dev.txt"
    figures = {}
    print("\nEntities, exact spans")
    for label, found in evaluated(path).items():
        print(
            f"{label:<6}precision {found.precision:.3f}  recall {found.recall:.3f}  "
            f"F1 {found.f1:.3f}  of {found.count}"
        )
        figures[f"f1_{label.lower()}"] = found.f1
    check("anercorp-dev", path, figures)
