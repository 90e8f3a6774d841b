"""How fast an archive is translated beside Argos' own call, what our decoding gives, and kills."""

import json
import lzma
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.store import Archive
from archive.tables import translation
from archive.translation.argos import open_package
from archive.translation.decoding import DEFAULT, PLAIN, Decoding
from archive.translation.numbers import lost, numbers
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from archive.translation.translator import Translator

pytestmark = pytest.mark.bench

SENTENCES = 2000
ARGOS_TAKES = 5  # Argos' call gets one sentence in so many of them: it is slow
PARTS = 5
EVALUATED = 200
ARTICLES = 300
KILLS = 10

PACKAGE = open_folder(BUNDLED / "ar_en")


@pytest.fixture(scope="module")
def news(shared: Path) -> list[bytes]:
    """Real newspaper articles of 2015, as files, in an order drawn by lots."""
    with lzma.open(shared / "news" / "saudinewsnet.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = random.Random(1).sample(rows, 2 * ARTICLES)
    return [f"{row['title']}\n\n{row['text']}\n".encode() for row in chosen]


def report(what: str, figure: str) -> None:
    print(f"\n{what:<52}{figure}")


def fill(archive: Archive, files: Sequence[bytes]) -> None:
    for n, file in enumerate(files):
        with suppress(UnreadableFile):  # a handful has no text
            archive.add(*read_article(file, f"{n}.txt"))


def sentences_of(files: Sequence[bytes]) -> list[str]:
    found: dict[str, None] = {}
    for file in files:
        with suppress(UnreadableFile):
            _, article = read_article(file, "article.txt")
            found |= dict.fromkeys(sentence.text for sentence in article.sentences)
    return list(found)


def ours(folder: Path, files: Sequence[bytes], decoding: Decoding) -> float:
    """Return the seconds in which articles are translated and stored; loading the model counts."""
    with Archive.in_file(folder / "archive.db") as archive:
        fill(archive, files)
        started = time.perf_counter()
        translate_missing(archive, PACKAGE, decoding=decoding)
        seconds = time.perf_counter() - started
    shutil.rmtree(folder)
    return seconds


@pytest.fixture(scope="module")
def argos() -> Callable[[Sequence[str]], float]:
    """Argos' own call, as a function that returns the seconds in which it translates."""
    import ctranslate2
    from argostranslate.translate import apply_packaged_translation

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    package = open_package(PACKAGE.path)
    model = ctranslate2.Translator(
        str(PACKAGE.path / "model"), device="cpu", compute_type="auto", inter_threads=1
    )

    def run(sentences: Sequence[str]) -> float:
        started = time.perf_counter()
        for sentence in sentences:
            apply_packaged_translation(package, sentence, model, Whole(), num_hypotheses=1)
        return time.perf_counter() - started

    run(["السلام عليكم"])  # the tokeniser is loaded at its first use
    return run


def test_speed_beside_the_call_of_argos(
    tmp_path: Path, news: list[bytes], argos: Callable[[Sequence[str]], float]
) -> None:
    article = next(file for file in news if 20 <= len(sentences_of([file])) <= 30)
    count = next(n for n in range(len(news)) if len(sentences_of(news[:n])) >= SENTENCES)
    parts = [news[n : n + count // PARTS] for n in range(0, count, count // PARTS)]
    for label, runs, step in (
        ("one article", [[article]], 1),
        (f"{count} articles", parts, ARGOS_TAKES),
    ):
        total = taken = 0
        theirs = plain = chosen = 0.0
        for files in runs:  # in turns, so that what else the machine does slows all of them
            sentences = sentences_of(files)
            total += len(sentences)
            taken += len(sentences[::step])
            theirs += argos(sentences[::step])
            plain += ours(tmp_path / "plain", files, PLAIN)
            chosen += ours(tmp_path / "chosen", files, DEFAULT)
        rate = taken / theirs
        report(f"{label}, {total} sentences", "")
        report(f"  Argos' call, {taken} of them", f"{rate:.1f} sentences/s")
        for name, seconds in ((PLAIN.label, plain), ("as chosen", chosen)):
            speed = total / seconds
            report(f"  ours, {name}", f"{speed:.1f} sentences/s, {speed / rate:.1f} times")


def test_what_the_chosen_decoding_gives(shared: Path) -> None:
    from sacrebleu import corpus_bleu

    lines = (shared / "eval" / "mt" / "news-dev.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in random.Random(3).sample(lines, EVALUATED)]
    arabic, english = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    total = sum(len(numbers(sentence)) for sentence in arabic)
    for decoding in (PLAIN, DEFAULT):
        texts = [draft.text for draft in Translator(PACKAGE, decoding).translate(arabic)]
        missing = sum(len(lost(*pair)) for pair in zip(arabic, texts, strict=True))
        bleu = corpus_bleu(texts, [english]).score
        report(decoding.label, f"BLEU {bleu:.2f}, {total - missing} of {total} numbers kept")


@pytest.fixture
def homes(tmp_path: Path, news: list[bytes]) -> Iterator[tuple[Path, Path]]:
    """Two folders of the same archive, nothing in them translated."""
    first, second = tmp_path / "undisturbed", tmp_path / "killed"
    with Archive.in_file(first / "archive.db") as archive:
        fill(archive, news[:ARTICLES])
    shutil.copytree(first, second)
    return first, second


def test_ten_kills_change_no_translation(homes: tuple[Path, Path]) -> None:
    undisturbed, killed = homes
    started = time.monotonic()
    assert translate(undisturbed).wait() == 0
    seconds = time.monotonic() - started
    drawn = random.Random(4)
    stored = []
    for _ in range(KILLS):
        process = translate(killed)
        # On the average they come to nine tenths of what the whole takes.
        with suppress(subprocess.TimeoutExpired):
            process.wait(drawn.uniform(0, 1.8 * seconds / KILLS))
        process.send_signal(signal.SIGKILL)
        process.wait()
        stored.append(len(translations(killed)))
    assert translate(killed).wait() == 0
    whole = translations(undisturbed)
    report(f"{len(whole)} sentences, stored after each kill", ", ".join(map(str, stored)))
    assert translations(killed) == whole


def translate(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "warraq.cli", "--home", str(home), "translate"],
        stdout=subprocess.DEVNULL,
    )


def translations(home: Path) -> dict[str, tuple[str, float]]:
    """Return the text and the score of every sentence that is translated, by digest."""
    query = sa.select(translation.c.digest, translation.c.text, translation.c.score)
    with Archive.in_file(home / "archive.db") as archive, archive.engine.connect() as connection:
        return {digest: (text, score) for digest, text, score in connection.execute(query)}
