"""The sentence pairs that the base lexicon is learnt from."""

import re
from pathlib import Path

from archive.translation.training import corpus
from index.lexicon.learning import sample

# News, and texts of general language; of a software maker's documentation a little, for the words
# of business. None stands for all pairs.
_SOURCES = {
    "news": None,
    "tatoeba": None,
    "security-guides": None,
    "xed-subtitles": None,
    "mt-geneval": None,
    "tico19": None,
    "fignews": None,
    "pud": None,
    "wikipedia-android": None,
    "msdocs-d365-finance-operations": 3_000,
}

# Persons of Tatoeba's sentences, thousands of times the same few: Sami's and Layla's names have the
# stems of poison and night, Ziri's that of minister.
_INVENTED = re.compile(
    r"\b(?:Dania|Dima|Fadil|Farid|Jamal|Layla|Mary|Rima|Sami|Skura|Tom|Yanni|Ziri)\b"
)


def read(folder: Path) -> list[tuple[str, str]]:
    """Return the (Arabic, English) pairs of a folder that are used."""
    pairs: dict[str, list[tuple[str, str]]] = {source: [] for source in _SOURCES}
    for pair in corpus.without_repeats(corpus.read_sources(folder)):
        is_invented = pair.source == "tatoeba" and _INVENTED.search(pair.english)
        if pair.source in pairs and not is_invented:
            pairs[pair.source].append((pair.arabic, pair.english))
    return [
        pair
        for source, found in pairs.items()
        for pair in sample(found, _SOURCES[source] or len(found))
    ]
