"""What the recogniser sees of each word of a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.entities.tokens import without_proclitics

_NUMBER = re.compile(r"\d+")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True)
class Lexicon:
    """What is known of folded words beforehand.

    ``clusters`` numbers words that stand in like contexts; ``names`` are parts of persons' names;
    ``places`` single words that are places.
    """

    clusters: Mapping[str, int]
    names: frozenset[str]
    places: frozenset[str]


class Features:
    """Describes the words of a sentence by features of themselves and of their neighbours."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # News repeats its words: what depends on a word alone is made once.
        self._own = lru_cache(maxsize=200_000)(self._describe)

    def of(self, words: Sequence[str], gazetteer: Sequence[str]) -> list[list[str]]:
        """Return the features of each folded word.

        ``gazetteer`` says for each word where in a listed name it stands, as "B-place", or "".
        """
        own = [self._own(word) for word in words]
        return [_at(n, own, gazetteer) for n in range(len(words))]

    def _describe(self, word: str) -> tuple[str, str, tuple[str, ...]]:
        """Return a word, its cluster, and what else is seen of the word itself."""
        known = self._lexicon
        shape = "0" * len(word) if _NUMBER.fullmatch(word) else word
        cluster = known.clusters.get(word)
        cores = list(without_proclitics(word))
        if cluster is None:
            found = (known.clusters[core] for core in cores if core in known.clusters)
            inherited = next(found, None)
            cluster_name = "-" if inherited is None else f"~{inherited}"
        else:
            cluster_name = str(cluster)
        own = [f"p{n}={shape[:n]}" for n in (1, 2, 3, 4) if len(shape) > n]
        own += [f"s{n}={shape[-n:]}" for n in (1, 2, 3, 4) if len(shape) > n]
        own.append(f"len={min(len(word), 9)}")
        if cores:
            own.append(f"core={cores[-1]}")
        if _LATIN.match(word):
            own.append("latin")
        if not word[0].isalnum():
            own.append("mark")
        for label, listed in (("name", known.names), ("place", known.places)):
            if word in listed:
                own.append(f"is-{label}")
            elif any(core in listed for core in cores):
                own.append(f"has-{label}")
        return shape, cluster_name, tuple(own)


_NOWHERE: tuple[str, str, tuple[str, ...]] = ("<>", "<>", ())


def _at(
    n: int, own: Sequence[tuple[str, str, tuple[str, ...]]], gazetteer: Sequence[str]
) -> list[str]:
    word, cluster, features = own[n]
    before, cluster_before, features_before = own[n - 1] if n else _NOWHERE
    after, cluster_after, features_after = own[n + 1] if n + 1 < len(own) else _NOWHERE
    two_before = own[n - 2] if n > 1 else _NOWHERE
    two_after = own[n + 2] if n + 2 < len(own) else _NOWHERE
    found = [
        "bias",
        f"w={word}",
        f"c={cluster}",
        f"w-1={before}",
        f"c-1={cluster_before}",
        f"w+1={after}",
        f"c+1={cluster_after}",
        f"w-2={two_before[0]}",
        f"c-2={two_before[1]}",
        f"w+2={two_after[0]}",
        f"c+2={two_after[1]}",
        f"w-1w={before}|{word}",
        f"ww+1={word}|{after}",
        f"c-1c={cluster_before}|{cluster}",
        f"cc+1={cluster}|{cluster_after}",
        f"c-1c+1={cluster_before}|{cluster_after}",
        f"c-2c-1={two_before[1]}|{cluster_before}",
        *features,
    ]
    found += [f"-1{f}" for f in features_before if f[0] in "ilh"]
    found += [f"+1{f}" for f in features_after if f[0] in "ilh"]
    if gazetteer[n]:
        found.append(f"g={gazetteer[n]}")
    if n and gazetteer[n - 1]:
        found.append(f"g-1={gazetteer[n - 1]}")
    if n + 1 < len(gazetteer) and gazetteer[n + 1]:
        found.append(f"g+1={gazetteer[n + 1]}")
    return found
