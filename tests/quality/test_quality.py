"""Figures on the evaluation sets, beside public ones, and the floors under them."""

import hashlib
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.entities.annotation import annotate_missing, forget
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


@dataclass(frozen=True)
class Asked:
    """What questions are asked of: an index over every paragraph as an article."""

    index: SearchIndex
    questions: xquad.RetrievalSet
    numbers_by_id: dict[str, int]

    def figures(self, language: int, *, counterparts: bool = True) -> dict[str, float]:
        ranks = []
        for pair, answer in zip(self.questions.questions, self.questions.answers, strict=True):
            hits = self.index.search(pair[language], limit=20, counterparts=counterparts).hits
            found = [self.numbers_by_id[hit.article.article.id] for hit in hits]
            ranks.append(found.index(answer) + 1 if answer in found else None)
        return xquad.figures(ranks)


ARABIC, ENGLISH = 0, 1


@pytest.fixture(scope="module")
def retrieval(
    tmp_path_factory: pytest.TempPathFactory, questions: xquad.RetrievalSet
) -> dict[str, dict[str, float]]:
    """Figures of every way to ask, printed beside plain words."""
    home = tmp_path_factory.mktemp("xquad")
    numbers_by_id = {}
    found = {}
    with Archive.in_file(home / "archive.db") as archive:
        for n, (arabic, _) in enumerate(questions.paragraphs):
            original, article = read_article(f"فقرة {n}\n\n{arabic}".encode(), f"{n}.txt")
            archive.add(original, article)
            numbers_by_id[article.id] = n
        index = SearchIndex(archive, home / "index", KEY)
        asked = Asked(index, questions, numbers_by_id)
        index.rebuild()
        found["en→ar without translations, (c)"] = asked.figures(ENGLISH)
        annotate_missing(archive)
        index.rebuild()
        found["en→ar without translations, (b)"] = asked.figures(ENGLISH, counterparts=False)
        found["en→ar without translations, (b, c)"] = asked.figures(ENGLISH)
        translate_missing(archive, open_folder(BUNDLED / "ar_en"))
        index.rebuild()
        found["ar→ar"] = asked.figures(ARABIC)
        found["ar→ar, no counterparts"] = asked.figures(ARABIC, counterparts=False)
        found["en→ar translated (b)"] = asked.figures(ENGLISH, counterparts=False)
        found["en→ar translated (b, c)"] = asked.figures(ENGLISH)
        forget(archive)
        index.rebuild()
        found["en→ar translated"] = asked.figures(ENGLISH, counterparts=False)
        found["en→ar translated (c)"] = asked.figures(ENGLISH)
        index.close()
    for view in ("exact", "stem"):
        found[f"ar→ar, plain words, {view} alone"] = xquad.plain_words(questions, view)
    print("\nXQuAD: (b) names in all spellings, (c) counterparts")
    for name, figures in sorted(found.items()):
        print(f"{name:<40}" + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    return found


@pytest.mark.parametrize(
    "name",
    ["ar→ar", "en→ar translated (b, c)", "en→ar without translations, (b, c)"],
)
def test_retrieval(retrieval: dict[str, dict[str, float]], shared: Path, name: str) -> None:
    path = shared / "eval" / "retrieval" / "xquad" / "questions.tsv"
    check(f"xquad {name}", path, retrieval[name])


def test_what_lifts_retrieval(retrieval: dict[str, dict[str, float]]) -> None:
    reached = {name: figures["mrr_at_10"] for name, figures in retrieval.items()}
    single = max(reached[f"ar→ar, plain words, {view} alone"] for view in ("exact", "stem"))
    assert reached["ar→ar"] >= single + 0.02
    assert reached["en→ar translated (b, c)"] > reached["en→ar translated"]
    assert reached["en→ar translated (b)"] > reached["en→ar translated"]
    assert reached["en→ar translated (c)"] > reached["en→ar translated"]


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
