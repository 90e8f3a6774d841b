"""Training the recogniser, on sentences made for it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from archive.entities.gazetteer import DATA, load
from archive.entities.recogniser import Recogniser, load_lexicon, spans
from archive.entities.training import corpus

PEOPLE = ("كريم", "سلمى", "نادر", "هالة")
CITIES = ("ترنوفا", "بلدورا", "مرسيلان", "كفردوما")


def write(path: Path, people: tuple[str, ...], cities: tuple[str, ...]) -> None:
    lines = ["-DOCSTART- O", ""]
    for person in people:
        for city in cities:
            lines += ["وصل O", f"{person} B-PERS", f"{person}ي I-PERS", "إلى O", f"{city} B-LOC"]
            lines += [". O", ""]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(*arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "archive.entities.training", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_recogniser_learns_from_labelled_sentences(tmp_path: Path) -> None:
    for name in ("clusters.tsv", "names.txt"):
        shutil.copyfile(DATA / name, tmp_path / name)
    write(tmp_path / "train.txt", PEOPLE, CITIES)
    run("train", tmp_path / "train.txt", "--data", tmp_path)
    trained = Recogniser(tmp_path / "recogniser.crf", load_lexicon(tmp_path), load())
    text = "وصل رامز رامزي إلى دلفونا ."
    found = [text[name.start : name.end] for name in trained.names(text)]
    assert found == ["رامز رامزي", "دلفونا"]


def test_evaluation_counts_exact_spans(tmp_path: Path) -> None:
    write(tmp_path / "set.txt", PEOPLE[:1], CITIES[:1])
    (sentence,) = corpus.read(tmp_path / "set.txt")
    assert sentence.labels == ("O", "B-PER", "I-PER", "O", "B-LOC", "O")
    assert spans(sentence.labels) == [(1, 3, "PER"), (4, 5, "LOC")]
    found = corpus.score([(sentence, ["O", "B-PER", "O", "O", "B-LOC", "B-ORG"])])
    assert (found["LOC"].f1, found["PER"].f1, found["ORG"].precision) == (1.0, 0.0, 0.0)
    assert found["all"].precision == 1 / 3
    assert found["all"].recall == 1 / 2
    lines = [json.loads(line) for line in run("evaluate", tmp_path / "set.txt").splitlines()]
    assert [line["label"] for line in lines] == ["PER", "LOC", "ORG", "all"]
