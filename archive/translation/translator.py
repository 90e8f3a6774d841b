"""Turning Arabic sentences into English with the model of an Argos package.

Argos itself translates one paragraph at a time. Here its package is opened and its tokeniser used,
and CTranslate2 decodes many sentences a call with the settings Argos would use.

Only pieces of exactly one length share a batch, so that none is padded: then what becomes of a
sentence depends on nothing but itself. Of 1,938 news sentences in batches of mixed lengths, 93 came
out with another score than alone, by up to 1.3, and 2 with another text: padding changes the order
in which the attention adds up its numbers, and rounding to 8 bits magnifies that. In batches of one
length none did, whichever sentences were in them, and they take no longer.
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import ctranslate2

from archive.arabic import has_arabic
from archive.errors import ArchiveError
from archive.translation.argos import open_package
from archive.translation.decoding import COMPUTE_TYPE, DEFAULT, Decoding
from archive.translation.memory import Draft
from archive.translation.numbers import lost, mended
from archive.translation.packages import Package

CORES = os.cpu_count() or 1
"""How many batches are decoded side by side, each by one thread: faster than more for each."""

BATCH_TOKENS = 1024
"""How many tokens are decoded at a time: measured on two cores with the bundled package."""

_LENGTH_PENALTY = 0.2  # what apply_packaged_translation of argostranslate passes on
_LONGEST_PIECE = 160  # tokens; models trained on sentences lose the thread in longer ones
_REPEATED = 3  # times that the same three words make a loop
_CLAUSE = re.compile(r"(?<=[،,؛:])\s+")


class Translator:
    """Translates sentences with one package, on all cores; loading takes well under a second.

    Several threads may use it at the same time.
    """

    def __init__(self, package: Package, decoding: Decoding = DEFAULT) -> None:
        """Load the model; raises ``ArchiveError`` where the package is damaged."""
        self.decoding = decoding
        try:
            self._argos = open_package(package.path)
            self._model = ctranslate2.Translator(
                str(package.path / "model"),
                device="cpu",
                compute_type=COMPUTE_TYPE,
                inter_threads=CORES,
                intra_threads=1,
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise ArchiveError(
                f"the translation package {package.path} can't be opened: {error}"
            ) from error

    def length(self, sentence: str) -> int:
        """Return the number of tokens to decode, 0 for what comes back unchanged."""
        return len(self._argos.tokenizer.encode(sentence)) if has_arabic(sentence) else 0

    def translate(self, sentences: Sequence[str]) -> list[Draft]:
        """Return a draft for each sentence, in order.

        A text without Arabic letters comes back unchanged. A sentence too long for the model is
        cut at its clauses and put together again; nothing is cut off.
        """
        pieces: list[list[str]] = []
        owners: list[int] = []
        for n, sentence in enumerate(sentences):
            if has_arabic(sentence):
                found = self._pieces(sentence)
                pieces += found
                owners += [n] * len(found)
        decoded: list[list[Draft]] = [[] for _ in sentences]
        for n, draft in zip(owners, self._decode(pieces), strict=True):
            decoded[n].append(draft)
        return [
            _join(drafts) if drafts else Draft(sentence, 0.0)
            for sentence, drafts in zip(sentences, decoded, strict=True)
        ]

    def _pieces(self, sentence: str) -> list[list[str]]:
        tokens: list[str] = self._argos.tokenizer.encode(sentence)
        if len(tokens) <= _LONGEST_PIECE:
            return [tokens]
        clauses = _CLAUSE.split(sentence)
        if len(clauses) == 1:
            clauses = sentence.split()
        if len(clauses) == 1:
            return [tokens[n : n + _LONGEST_PIECE] for n in range(0, len(tokens), _LONGEST_PIECE)]
        # Halves of about one length read better than full pieces with a scrap at the end.
        ends = list(accumulate(len(clause) for clause in clauses))
        middle = min(range(1, len(clauses)), key=lambda n: abs(2 * ends[n - 1] - ends[-1]))
        left, right = " ".join(clauses[:middle]), " ".join(clauses[middle:])
        return self._pieces(left) + self._pieces(right)

    def _decode(self, pieces: Sequence[list[str]]) -> list[Draft]:
        """Decode, and decode again what went round in circles or lost a number."""
        beam, number_beam = self.decoding.beam, self.decoding.number_beam
        sources = [self._argos.tokenizer.decode(piece) for piece in pieces]
        found = self._search(pieces, beam)
        drafts = [self._best(source, tries) for source, tries in zip(sources, found, strict=True)]
        if self.decoding.breaks_loops:
            looping = [n for n, draft in enumerate(drafts) if _is_loop(draft.text)]
            again = self._search([pieces[n] for n in looping], beam, guarded=True)
            for n, tries in zip(looping, again, strict=True):
                drafts[n] = self._best(sources[n], tries)
        if number_beam is not None:
            losing = [n for n, draft in enumerate(drafts) if lost(sources[n], draft.text)]
            again = self._search([pieces[n] for n in losing], number_beam)
            for n, tries in zip(losing, again, strict=True):
                best = self._best(sources[n], [drafts[n], *tries])
                drafts[n] = replace(best, text=mended(sources[n], best.text))
        return drafts

    def _search(
        self, pieces: Sequence[list[str]], beam: int, *, guarded: bool = False
    ) -> list[list[Draft]]:
        """Return the drafts that a beam ends with, the likeliest first, for each piece."""
        by_length: dict[int, list[int]] = defaultdict(list)
        for n, piece in enumerate(pieces):
            by_length[len(piece)].append(n)
        prefix = self._argos.target_prefix
        waiting: list[tuple[int, Any]] = []
        for length, members in by_length.items():
            limits = _guard(length) if guarded else {"max_decoding_length": 2 * length + 16}
            results = self._model.translate_batch(
                [pieces[n] for n in members],
                target_prefix=[[prefix]] * len(members) if prefix else None,
                beam_size=beam,
                num_hypotheses=1 if self.decoding.is_plain else beam,
                length_penalty=_LENGTH_PENALTY,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                max_input_length=0,
                replace_unknowns=True,
                return_scores=True,
                asynchronous=True,
                **limits,
            )
            waiting += zip(members, results, strict=True)
        found: list[list[Draft]] = [[] for _ in pieces]
        for n, waited in waiting:
            result = waited.result()
            found[n] = [
                self._draft(tokens, score)
                for tokens, score in zip(result.hypotheses, result.scores, strict=True)
            ]
        return found

    def _best(self, source: str, drafts: Sequence[Draft]) -> Draft:
        """Return the likeliest of the drafts that keep the most of the source's numbers."""
        if self.decoding.breaks_loops:
            drafts = [draft for draft in drafts if not _is_loop(draft.text)] or drafts
        if self.decoding.number_beam is None:
            return drafts[0]
        return min(drafts, key=lambda draft: len(lost(source, draft.text)))

    def _draft(self, tokens: list[str], score: float) -> Draft:
        text: str = self._argos.tokenizer.decode(tokens)
        # CTranslate2 divides the sum by length ** penalty; a mean compares across lengths.
        mean = score * len(tokens) ** (_LENGTH_PENALTY - 1) if tokens else 0.0
        return Draft(text.removeprefix(self._argos.target_prefix).strip(), mean)


def _guard(length: int) -> dict[str, float]:
    """Return decoding settings that break a loop in sources of ``length`` tokens."""
    if length <= 3:  # a heading of a word or two, which a model of sentences likes to repeat
        # Three tokens are room for a word that is longer in English.
        return {"max_decoding_length": 3, "no_repeat_ngram_size": 1}
    return {
        "max_decoding_length": 2 * length,
        "no_repeat_ngram_size": 3,
        "repetition_penalty": 1.2,
    }


def _is_loop(text: str) -> bool:
    words = text.split()
    if len(words) > 1 and len(set(words)) == 1:
        return True
    for size in (1, 2, 3):
        for n in range(len(words) - 3 * size + 1):
            unit = words[n : n + size]
            if unit == words[n + size : n + 2 * size] == words[n + 2 * size : n + 3 * size]:
                return True
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    return any(times >= _REPEATED for times in triples.values())


def _join(drafts: Sequence[Draft]) -> Draft:
    text = " ".join(draft.text for draft in drafts)
    return Draft(text, sum(draft.score for draft in drafts) / len(drafts))
