import json
import os
import shutil
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.ingest import read_article
from archive.store import Archive
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


def test_a_draft_does_not_depend_on_its_neighbours(translator: Translator) -> None:
    sentences = [
        "وأضاف أن اثنين من القتلى مدنيون.",
        "روسيا",
        "دعت روسيا أذربيجان إلى وقف إطلاق النار.",
    ]
    together = [draft.text for draft in translator.translate(sentences)]
    alone = [translator.translate([sentence])[0].text for sentence in sentences]
    assert together == alone


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
    seen: list[tuple[int, int]] = []
    count = translate_missing(archive, package, lambda done, total: seen.append((done, total)))
    figures = archive.statistics()
    assert figures.translated == figures.sentences
    assert figures.engine == package.label
    assert seen[-1] == (count, count)
    assert translate_missing(archive, package) == 0
    for article in archive.changed_since(0):
        assert article.english_title
        assert article.engines == (package.label,)


def test_a_stopped_run_goes_on_where_it_stopped(archive: Archive, package: Package) -> None:
    memory = TranslationMemory(archive, package)
    total = memory.missing()
    batch = next(memory.batches())[:10]
    memory.store([(digest, Draft("done", -1.0)) for digest, _ in batch])
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


def test_another_engine_translates_anew_and_the_old_text_stays(
    archive: Archive, package: Package, tmp_path: Path
) -> None:
    translate_missing(archive, package)
    folder = copy_package(package, tmp_path / "translate-ar_en", "9.9")
    with (folder / "model" / "model.bin").open("ab") as file:
        file.write(b"\0")  # another model by its hash
    other = open_folder(folder)
    memory = TranslationMemory(archive, other)
    memory.make_current()
    figures = archive.statistics()
    assert figures.engine == "argos-translate-ar_en 9.9"
    assert figures.stale == figures.translated == figures.sentences
    (digest, text), *_ = next(memory.batches())
    revision = archive.revision
    memory.store([(digest, Draft("the new text", -1.0))])
    (changed, *_) = archive.changed_since(revision)
    shown = {pair.sentence.text: pair.translation for pair in changed.pairs}
    assert shown[text] is not None
    assert shown[text].text == "the new text"
    assert shown[text].engine == other.label
    assert archive.statistics().stale == figures.stale - sum(
        pair.sentence.text == text for a in archive.changed_since(0) for pair in a.pairs
    )


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
        translate_missing(archive, open_folder(folder))
    assert archive.statistics().engine == package.label


def test_opening_a_package_leaves_nothing_in_the_home(translator: Translator) -> None:
    home = Path(os.environ["HOME"])
    assert not list(home.rglob("argos-translate"))
