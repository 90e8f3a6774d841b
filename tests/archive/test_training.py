import json
import lzma
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from archive.translation.numbers import numbers
from archive.translation.packages import open_folder
from archive.translation.training import augmentation, corpus, tokeniser
from archive.translation.training.corpus import Held, Pair
from archive.translation.translator import Translator


def pair(arabic: str, english: str) -> Pair:
    return Pair(arabic, english, "news")


SENTENCE = pair(
    "أعلن وزير الخارجية سامي أن 12 جنديا قتلوا قرب دمشق في عام 2014 بعد المعارك",
    "Foreign Minister Sami announced that 12 soldiers were killed near Damascus in 2014",
)


@pytest.mark.parametrize(
    ("arabic", "english", "usable"),
    [
        ("قال الوزير إن الحرب انتهت", "The minister said that the war is over", True),
        ("", "nothing", False),
        ("قال الوزير", "قال الوزير", False),
        ("Only English here", "Only English here", False),
        ("نعم", "word " * 40, False),
        ("كلمة " * 121, "word " * 121, False),
    ],
)
def test_what_is_trained_on(arabic: str, english: str, usable: bool) -> None:
    assert corpus.is_usable(pair(arabic.strip(), english.strip())) is usable


def test_sources_are_read_and_cleaned(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "news.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("قالت وكالة {رويترز}  ذلك\tReuters said that\n\nبلا ترجمة\n")
    assert list(corpus.read_sources(tmp_path)) == [
        pair('قالت وكالة "رويترز" ذلك', "Reuters said that")
    ]


def test_evaluation_sentences_and_what_is_like_them_are_kept_out() -> None:
    held = Held([SENTENCE])
    assert held.has(SENTENCE)
    assert held.has(pair("أعلنَ وزيرُ الخارجيةِ " + SENTENCE.arabic[19:] + " العنيفة", "Other words"))
    assert held.has(pair("نص آخر", SENTENCE.english.upper() + " and more"))
    assert not held.has(pair("قال الوزير إن الحرب انتهت أمس", "The minister said the war ended"))


def test_repeats_are_dropped_however_they_are_spelt() -> None:
    pairs = [pair("قرة باغ", "Karabakh"), pair("قره باغ", "karabakh"), pair("قره باغ", "Qarabagh")]
    assert [p.english for p in corpus.without_repeats(pairs)] == ["Karabakh", "Qarabagh"]


def test_news_weighs_more_than_manuals() -> None:
    assert corpus.weight("news") > corpus.weight("tatoeba") > corpus.weight("msdocs-x")
    assert corpus.weight("msdocs-x") > corpus.weight("msdocs-x-mt")


def test_numbers_change_together() -> None:
    copy = augmentation.with_other_numbers(SENTENCE, random.Random(1))
    assert copy is not None
    assert numbers(copy.arabic) == numbers(copy.english)
    assert numbers(copy.arabic) != numbers(SENTENCE.arabic)
    digits = pair("قتل ١٢ جنديا", "12 soldiers were killed")
    copy = augmentation.with_other_numbers(digits, random.Random(1))
    assert copy is not None
    assert numbers(copy.arabic) == numbers(copy.english)


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("قتل اثنا عشر جنديا", "12 soldiers were killed"),
        ("قتل 12 جنديا", "13 soldiers were killed"),
        ("بلغ 3.5 مليون", "It reached 3.5 million"),
        ("بلا أرقام", "No numbers"),
    ],
)
def test_numbers_that_do_not_agree_stay(arabic: str, english: str) -> None:
    assert augmentation.with_other_numbers(pair(arabic, english), random.Random(1)) is None


def test_names_change_together() -> None:
    table = augmentation.NameTable([pair("سامي", "Sami"), pair("دمشق", "Damascus")])
    assert set(table.find(SENTENCE)) == {("سامي", "Sami"), ("دمشق", "Damascus")}
    other = augmentation.NameTable([pair("سامي", "Sami"), pair("يريفان", "Yerevan")])
    changed = set()
    for seed in range(20):
        copy = augmentation.with_other_names(SENTENCE, other, random.Random(seed))
        assert copy is not None
        assert ("يريفان" in copy.arabic) == ("Yerevan" in copy.english)
        changed.add(copy.english)
    assert len(changed) == 2
    assert (
        augmentation.with_other_names(pair("بلا اسم", "No name"), other, random.Random(1)) is None
    )


def test_the_tokeniser_folds_what_arabic_writes_in_many_ways() -> None:
    rules = dict(line.split("\t") for line in tokeniser.normalisation_rules().splitlines())
    folded = {
        chr(int(code, 16)): "".join(chr(int(c, 16)) for c in to.split())
        for code, to in rules.items()
    }
    assert folded["أ"] == "ا"
    assert folded["ی"] == "ي"
    assert folded["٣"] == "3"
    assert folded["،"] == ","
    assert folded["»"] == '"'
    assert folded["\u064e"] == folded["\u0640"] == folded["\u200f"] == ""
    assert folded["ﻻ"] == "لا"
    assert folded["Ａ"] == "A"


@pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra “train” (torch)")
def test_a_small_model_learns_resumes_and_becomes_a_package(tmp_path: Path) -> None:
    words = {"الوزير": "minister", "الجيش": "army", "الرئيس": "president", "البيان": "statement"}
    verbs = {"أعلن": "announced", "نفى": "denied", "أكد": "confirmed", "رفض": "rejected"}
    things = {"الهدنة": "truce", "الحرب": "war", "الاتفاق": "deal", "القرار": "decision"}
    pairs = [
        (f"{va} {wa} {ta}", f"The {we} {ve} the {te}")
        for wa, we in words.items()
        for va, ve in verbs.items()
        for ta, te in things.items()
    ]
    for folder in ("parallel", "names", "evaluation"):
        (tmp_path / folder).mkdir()
    with lzma.open(tmp_path / "parallel" / "news.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"{arabic}\t{english}\n" for arabic, english in pairs[4:] * 2)
    table = "| file | pairs | words | licence |\n|---|---|---|---|\n| news | 60 | 300 | ours |\n"
    (tmp_path / "parallel" / "README.md").write_text(table, encoding="utf-8")
    (tmp_path / "names" / "people.tsv").write_text("سامي\tSami\n", encoding="utf-8")
    held = "".join(f"{arabic}\t{english}\n" for arabic, english in pairs[:4])
    (tmp_path / "evaluation" / "news-dev.tsv").write_text(held, encoding="utf-8")

    def run(*arguments: object) -> str:
        command = [sys.executable, "-m", "archive.translation.training", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    work = tmp_path / "work"
    folders = [
        f for name in ("parallel", "names", "evaluation") for f in (f"--{name}", tmp_path / name)
    ]
    run("prepare", *folders, "--vocabulary", 90, "--work", work)
    size = ["--width", 64, "--heads", 2, "--inner", 128, "--encoder", 2, "--decoder", 1]
    assert str(tmp_path).encode() not in (work / "tokeniser.model").read_bytes()
    assert b"/model" not in (work / "tokeniser.model").read_bytes()
    pace = ["--minutes", 60, "--batch", 256, "--rate", 3e-3, "--warmup", 30, "--dropout", 0]
    processes = ["--processes", 2]
    run("train", *pace, *size, *processes, "--work", work, "--steps", 50)
    resumed = run("train", *pace, *size, "--processes", 1, "--work", work, "--steps", 600)
    assert "going on from step 50" in resumed
    package = tmp_path / "ar_en"
    sets = ["--evaluation", tmp_path / "evaluation", "--names", tmp_path / "names"]
    run("package", package, "--version", "9", "--average", 1, *sets, "--work", work)
    card = (package / "README.md").read_text(encoding="utf-8")
    assert "version 9" in card
    assert "| news | 60 | 120 | ours |" in card
    assert "| news-dev | 4 |" in card
    found = Translator(open_folder(package)).translate([arabic for arabic, _ in pairs[10:20]])
    exact = sum(d.text == english for d, (_, english) in zip(found, pairs[10:20], strict=True))
    assert exact >= 8, found
    (line,) = run("evaluate", package, "--evaluation", tmp_path / "evaluation").splitlines()
    assert json.loads(line)["set"] == "news-dev"
