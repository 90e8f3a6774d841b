"""Measuring a package: BLEU and chrF, the numbers and names that survive, its speed."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.translation.numbers import lost, numbers
from archive.translation.packages import Package
from archive.translation.training.corpus import Pair, read_names
from archive.translation.translator import Translator

PUBLIC_BLEU = {"Argos 1.9": 29.5, "OPUS-MT": 33.9, "NLLB-600M": 36.5, "Bergamot": 38.6}
"""BLEU of public Arabic to English models on FLORES devtest, as their makers or Bergamot's
evaluation published it; FLORES-dev, on which packages are measured here, is its sister set."""

_CAPITALISED = re.compile(r"(?<!^)(?<![.!?\"“”] )(?<![.!?\"“”])\b[A-Z][a-z]{3,}\b")


@dataclass(frozen=True)
class Figures:
    """What a package reaches on one set.

    ``numbers_kept`` is the share of the sentences with numbers whose numbers are all in the output;
    ``names_kept`` the share of the names of the reference that are in the output, ``None`` without
    lists of names; ``speed`` is sentences a second on this machine.
    """

    sentences: int
    bleu: float
    chrf: float
    numbers_kept: float
    names_kept: float | None
    speed: float


def measure(package: Package, pairs: Sequence[Pair], names: set[str] | None = None) -> Figures:
    """Translate the Arabic of ``pairs`` and compare with their English."""
    import sacrebleu

    translator = Translator(package)
    started = time.perf_counter()
    outputs = [draft.text for draft in translator.translate([pair.arabic for pair in pairs])]
    seconds = time.perf_counter() - started
    references = [[pair.english for pair in pairs]]
    return Figures(
        sentences=len(pairs),
        bleu=sacrebleu.corpus_bleu(outputs, references).score,
        chrf=sacrebleu.corpus_chrf(outputs, references).score,
        numbers_kept=_share(
            not lost(pair.arabic, output)
            for pair, output in zip(pairs, outputs, strict=True)
            if numbers(pair.arabic)
        ),
        names_kept=None
        if names is None
        else _share(
            name in output
            for pair, output in zip(pairs, outputs, strict=True)
            for name in set(_CAPITALISED.findall(pair.english)) & names
        ),
        speed=len(pairs) / seconds,
    )


def names_of_people_and_places(folder: Path) -> set[str]:
    """Return the single words of the lists of people and places in ``folder``."""
    return {
        word for pair in read_names(folder) for word in pair.english.split() if word[0].isupper()
    }


def _share(kept: Iterable[bool]) -> float:
    outcomes = list(kept)
    return sum(outcomes) / len(outcomes) if outcomes else 1.0
