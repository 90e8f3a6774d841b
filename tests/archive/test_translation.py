import json
import os
import shutil
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.ingest import read_article
from archive.store import Archive
from archive.tables import translation
from archive.translation.argos import open_package
from archive.translation.decoding import DEFAULT, PLAIN, Decoding
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import BUNDLED, Package, find_package, open_folder
from archive.translation.run import translate_missing
from archive.translation.translator import Translator


@pytest.fixture(scope="module")
def package() -> Package:
    return open_folder(BUNDLED / "ar_en")


@pytest.fixture(scope="module")
def translator(package: Package) -> Translator:
    return Translator(package)


@pytest.fixture
def archive(tmp_path: Path, seeds: Path) -> Archive:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        for path in sorted(seeds.iterdir())[:2]:
            archive.add(*read_article(path.read_bytes(), path.name))
        yield archive


def copy_package(package: Package, folder: Path, version: str) -> Path:
    shutil.copytree(package.path, folder)
    metadata = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps(metadata | {"package_version": version}))
    return folder


def test_sentences_become_english_in_order(translator: Translator) -> None:
    drafts = translator.translate(["أرمينيا", "الولايات المتحدة", "الاتحاد الأوروبي"])
    assert [draft.text for draft in drafts] == ["Armenia", "United States", "European Union"]
    assert all(draft.score < 0 for draft in drafts)


def test_what_has_no_arabic_comes_back_unchanged(translator: Translator) -> None:
    texts = ["BBC News 2020", "", "12:30"]
    assert [draft.text for draft in translator.translate(texts)] == texts


def test_a_draft_does_not_depend_on_its_neighbours(translator: Translator, seeds: Path) -> None:
    path = max(seeds.iterdir(), key=lambda path: path.stat().st_size)
    article = read_article(path.read_bytes(), path.name)[1]
    sentences = ["روسيا", *(sentence.text for sentence in article.sentences[:40])]
    together = translator.translate(sentences)
    assert [translator.translate([sentence])[0] for sentence in sentences] == together
    assert translator.translate(sentences[::3]) == together[::3]


def test_a_heading_is_not_repeated(translator: Translator) -> None:
    assert [d.text for d in translator.translate(["روسيا", "فرنسا"])] == ["Russia", "France"]


@pytest.mark.parametrize("joint", ["، ", " "])
def test_a_very_long_sentence_is_not_cut_off(translator: Translator, joint: str) -> None:
    clause = "أعلنت وزارة الدفاع الأرمينية مقتل جندي"
    (short,) = translator.translate([clause])
    (long,) = translator.translate([joint.join([clause] * 60)])
    assert len(long.text) > 5 * len(short.text)


def test_one_word_of_a_thousand_letters(translator: Translator) -> None:
    assert translator.translate(["ا" * 3000])[0].text is not None


def test_everything_is_translated_once(archive: Archive, package: Package) -> None:
    seen: list[tuple[int, int, int]] = []
    count = translate_missing(archive, package, lambda *figures: seen.append(figures))
    figures = archive.statistics()
    assert figures.translated == figures.sentences
    assert figures.engine == package.label
    assert seen[-1][:2] == (count, count)
    assert seen[-1][2] > 5 * count
    assert translate_missing(archive, package) == 0
    for article in archive.changed_since(0):
        assert article.english_title
        assert article.engines == (package.label,)


def test_a_stopped_run_goes_on_where_it_stopped(archive: Archive, package: Package) -> None:
    memory = TranslationMemory(archive, package)
    total = memory.count()
    window = next(memory.windows())[:10]
    memory.store([(one.digest, Draft("done", -1.0)) for one in window])
    assert translate_missing(archive, package) == total - 10


def test_the_memory_serves_a_sentence_of_another_article(
    archive: Archive, package: Package
) -> None:
    translate_missing(archive, package)
    sentence = next(archive.changed_since(0)).article.sentences[3].text
    archive.add(
        *read_article(f"عنوان جديد\n\n{sentence}\n\nجملة لم ترد من قبل.".encode(), "new.txt")
    )
    assert translate_missing(archive, package) == 2


@pytest.fixture
def other(package: Package, tmp_path: Path) -> Package:
    """The same package, but for a byte: another model by its hash."""
    folder = copy_package(package, tmp_path / "translate-ar_en", "9.9")
    with (folder / "model" / "model.bin").open("ab") as file:
        file.write(b"\0")
    return open_folder(folder)


def test_another_engine_translates_what_is_missing_and_what_is_stale_on_demand(
    archive: Archive, package: Package, other: Package
) -> None:
    translate_missing(archive, package)
    before = archive.statistics(other.model_hash)
    assert before.stale == before.translated == before.sentences
    assert archive.statistics().stale == 0
    assert translate_missing(archive, other) == 0
    archive.add(*read_article("عنوان جديد\n\nجملة لم ترد من قبل.".encode(), "new.txt"))
    assert translate_missing(archive, other) == 2
    mixed = archive.statistics(other.model_hash)
    assert (mixed.engine, mixed.stale) == ("argos-translate-ar_en 9.9", before.stale)
    assert mixed.translated == mixed.sentences == before.sentences + 2

    memory = TranslationMemory(archive, other)
    count = memory.count(stale=True)
    assert 0 < count <= before.stale
    stale = next(memory.windows(stale=True))[0]
    revision = archive.revision
    memory.store([(stale.digest, Draft("the new text", -1.0))], "beam 1")
    (changed, *_) = archive.changed_since(revision)
    shown = {pair.sentence.text: pair.translation for pair in changed.pairs}
    new, old = shown.pop(stale.text), next(iter(shown.values()))
    assert new is not None
    assert old is not None
    assert (new.text, new.engine, new.decoding) == ("the new text", other.label, "beam 1")
    assert (old.engine, old.decoding) == (package.label, DEFAULT.label)
    assert memory.count(stale=True) == count - 1
    assert memory.count() == 0


def test_what_made_a_translation_fits_its_column() -> None:
    assert DEFAULT.label == "beam 4, int8; loops broken; numbers: beam 12, mended"
    assert PLAIN.label == "beam 4, int8"
    widest = Decoding(beam=999, number_beam=999).label
    assert len(widest) <= (translation.c.decoding.type.length or 0)


def test_plain_decoding_is_what_argos_makes(package: Package, seeds: Path) -> None:
    import ctranslate2
    from argostranslate.translate import apply_packaged_translation

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    sentences = [
        sentence.text
        for path in sorted(seeds.iterdir())
        for sentence in read_article(path.read_bytes(), path.name)[1].sentences
    ]
    chosen = sentences[:: len(sentences) // 60]
    assert len(chosen) >= 60
    argos = open_package(package.path)
    model = ctranslate2.Translator(str(package.path / "model"), device="cpu", compute_type="auto")
    theirs = [
        apply_packaged_translation(argos, sentence, model, Whole(), num_hypotheses=1)[0].value
        for sentence in chosen
    ]
    ours = [draft.text for draft in Translator(package, PLAIN).translate(chosen)]
    assert ours == [text.strip() for text in theirs]


def test_a_package_of_the_user_is_preferred(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_package() == package
    folder = tmp_path / "argos-translate" / "packages"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (folder / "broken").mkdir()
    (folder / "broken" / "metadata.json").write_text("{")
    assert find_package() == package
    copy_package(package, folder / "translate-ar_en-1_9", "1.9")
    found = find_package()
    assert found is not None
    assert (found.label, found.is_bundled) == ("argos-translate-ar_en-1_9 1.9", False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p: (p / "metadata.json").unlink(), "no metadata.json"),
        (lambda p: (p / "model" / "model.bin").unlink(), "no model/model.bin"),
        (lambda p: (p / "sentencepiece.model").unlink(), "neither sentencepiece.model"),
        (
            lambda p: (p / "metadata.json").write_text('{"from_code": "en", "to_code": "ar"}'),
            "translates en to ar",
        ),
    ],
)
def test_what_is_no_package_is_said(package: Package, tmp_path: Path, change, reason) -> None:
    folder = copy_package(package, tmp_path / "package", "1")
    change(folder)
    with pytest.raises(ArchiveError, match=reason):
        open_folder(folder)


def test_a_damaged_model_is_said_and_changes_nothing(
    archive: Archive, package: Package, tmp_path: Path
) -> None:
    translate_missing(archive, package)
    folder = copy_package(package, tmp_path / "package", "1")
    (folder / "model" / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ArchiveError, match="can't be opened"):
        translate_missing(archive, open_folder(folder), stale=True)
    assert archive.statistics().engine == package.label


def test_opening_a_package_leaves_nothing_in_the_home(translator: Translator) -> None:
    home = Path(os.environ["HOME"])
    assert not list(home.rglob("argos-translate"))
