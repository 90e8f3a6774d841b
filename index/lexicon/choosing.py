"""Choosing, from all runs that stand for each other in sentence pairs, those fit to be entries."""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.lexicon.lexicon import MOST, Counterpart, Entry, Lexicon
from index.lexicon.runs import Run, Text

# With, for, like, then: glued to a word, and also what many words begin with. Dropped from both
# sides of a comparison it does no harm there.
_PARTICLE = re.compile("^[بلكف](?=..)")

_CLITICS = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ف")
_ENOUGH = 0.1  # of a word's spellings, for one without clitics to be shown


@dataclass(frozen=True)
class Limit:
    """What a counterpart must reach, at the least.

    ``count`` is in sentence pairs, ``probability`` its share of what the source is translated with,
    ``dice`` its share of what both sides are translated with.
    """

    count: int
    probability: float
    dice: float

    def allows(self, option: "_Option") -> bool:
        """Tell whether a counterpart reaches all three."""
        return (
            option.count >= self.count
            and option.probability >= self.probability
            and option.dice >= self.dice
        )


@dataclass(frozen=True)
class Limits:
    """Limits for words, for words seen twice, and for the best counterpart of a phrase.

    The figures are measured, see the card of the base lexicon.
    """

    word: Limit = Limit(3, 0.05, 0.03)
    rare: Limit = Limit(2, 0.8, 0.8)
    phrase: Limit = Limit(5, 0.3, 0.3)


@dataclass(frozen=True)
class _Option:
    key: str
    count: int
    probability: float
    dice: float


def choose(
    english: Text, arabic: Text, found: Iterable[tuple[int, Run, Run]], limits: Limits
) -> Lexicon:
    """Return the entries, in both directions, from ``runs.matching``."""
    # A million of them as tuples would take more memory than all else.
    packed = array("i", (n for number, left, right in found for n in (number, *left, *right)))
    names: dict[str, str] = {}
    keys = [_keys(english, arabic, left, right, names) for _, left, right in _runs(packed)]
    counts: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    before, here = -1, set[tuple[str, str]]()
    for (number, _, _), pair in zip(_runs(packed), keys, strict=True):
        if number != before:
            before, here = number, set()
        if pair not in here:
            here.add(pair)
            counts[pair] += 1
            seen.update(pair)
    options: dict[str, list[_Option]] = defaultdict(list)
    for pair, count in counts.items():
        dice = 2 * count / (seen[pair[0]] + seen[pair[1]])
        for source, target in (pair, pair[::-1]):
            if count > 1:
                options[source].append(_Option(target, count, count / seen[source], dice))
    kept = {source: _best(source, listed, limits) for source, listed in options.items()}
    wanted = {(source, option.key) for source, best in kept.items() for option in best}
    texts = _spellings(english, arabic, _runs(packed), keys, wanted)
    return Lexicon(
        {
            source: Entry(
                seen[source],
                tuple(Counterpart(texts[source, o.key], round(o.probability, 3)) for o in best),
            )
            for source, best in kept.items()
            if best
        }
    )


def _runs(packed: "array[int]") -> Iterator[tuple[int, Run, Run]]:
    fields = iter(packed)
    for number, *of in zip(*[fields] * 5, strict=True):
        yield number, (of[0], of[1]), (of[2], of[3])


def _keys(
    english: Text, arabic: Text, left: Run, right: Run, names: dict[str, str]
) -> tuple[str, str]:
    e, a = english.key(left), arabic.key(right)
    return names.setdefault(e, e), names.setdefault(a, a)


def _best(source: str, options: Iterable[_Option], limits: Limits) -> tuple[_Option, ...]:
    best: list[_Option] = []
    for option in sorted(_without_particles(options), key=_weight):
        if " " in source and not best:
            is_good = limits.phrase.allows(option)
        else:
            # What stands beside a word both times it was seen is no proof of a phrase.
            is_rare = " " not in option.key and limits.rare.allows(option)
            is_good = limits.word.allows(option) or is_rare
        if is_good and not any(_overlap(option.key, other.key) for other in best):
            best.append(option)
    return tuple(sorted(best[:MOST], key=lambda option: (-option.probability, option.key)))


def _weight(option: _Option) -> tuple[int, str]:
    # Of two runs with one inside the other, the longer is the full translation even where it is
    # the rarer: طائرة بدون طيار, not طيار alone.
    return -option.count * len(option.key.split(" ")), option.key


def _without_particles(options: Iterable[_Option]) -> list[_Option]:
    """Join options that differ in particles only, under the more frequent spelling."""
    joined: dict[str, _Option] = {}
    for option in sorted(options, key=lambda option: (-option.count, option.key)):
        loose = _loose(option.key)
        if most := joined.get(loose):
            count = most.count + option.count
            probability = min(1.0, most.probability + option.probability)
            option = _Option(most.key, count, probability, max(most.dice, option.dice))
        joined[loose] = option
    return list(joined.values())


def _overlap(one: str, other: str) -> bool:
    one, other = f" {_loose(one)} ", f" {_loose(other)} "
    return one in other or other in one


def _loose(key: str) -> str:
    return " ".join(_PARTICLE.sub("", word) for word in key.split(" "))


def _spellings(
    english: Text,
    arabic: Text,
    found: Iterable[tuple[int, Run, Run]],
    keys: Iterable[tuple[str, str]],
    wanted: set[tuple[str, str]],
) -> dict[tuple[str, str], str]:
    """Return how to write each (source, target) that is wanted."""
    # Counted for each source: the stem سلم is of السلم beside "peace", elsewhere of سلمان.
    spellings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (_, left, right), (e, a) in zip(found, keys, strict=True):
        if (e, a) in wanted:
            spellings[e, a][arabic.surface(right)] += 1
        if (a, e) in wanted:
            spellings[a, e][english.surface(left)] += 1
    return {pair: _spelling(counted) for pair, counted in spellings.items()}


def _spelling(counted: Counter[str]) -> str:
    most = min(counted, key=lambda text: (-counted[text], text))
    for clitic in _CLITICS:
        bare = most.removeprefix(clitic)
        if bare != most and counted[bare] >= _ENOUGH * counted[most]:
            return bare
    return most
