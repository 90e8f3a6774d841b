"""Figures on the evaluation sets, beside public ones, and the floors under them."""

import hashlib
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.ingest import read_article
from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from archive.translation.translator import Translator
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
def translator() -> Translator:
    print(f"\n{PUBLIC}")
    return Translator(open_folder(BUNDLED / "ar_en"))


@pytest.mark.parametrize("name", ["news-dev", "ntrex-a", "flores-dev"])
def test_translation(translator: Translator, shared: Path, name: str) -> None:
    import sacrebleu

    path = shared / "eval" / "mt" / f"{name}.tsv"
    pairs = xquad.read_pairs(path)
    started = time.perf_counter()
    drafts = [draft.text for draft in translator.translate([arabic for arabic, _ in pairs])]
    seconds = time.perf_counter() - started
    references = [[english for _, english in pairs]]
    with_numbers = [
        numbers(arabic) <= numbers(draft)
        for (arabic, _), draft in zip(pairs, drafts, strict=True)
        if numbers(arabic)
    ]
    figures = {
        "bleu": sacrebleu.corpus_bleu(drafts, references).score,
        "chrf": sacrebleu.corpus_chrf(drafts, references).score,
        "numbers_kept": sum(with_numbers) / len(with_numbers),
    }
    print(f"\n{len(pairs) / seconds:.0f} sentences a second")
    check(name, path, figures)


def numbers(text: str) -> set[str]:
    digits = text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
    return set(re.findall(r"\d+", digits))


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
