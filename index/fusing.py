"""Fusing what words find with what is near in meaning."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from index.meaning.meaning import Near
from index.query import And, Form, How, Node, Or, Scope, Wanted, Words, positive_leaves
from index.ranking import Mask, Matches, Scores

_NEAREST = 100
"""Articles that are found by meaning alone; to a query that has one answer more are noise."""

_FIRST = 100.0
"""Added to the score of an article that has every word as it was typed: more than any other score.

On XQuAD that costs nothing: .956 MRR@10 against .956 in Arabic, .905 against .904 across.
"""


class By(StrEnum):
    """How articles are found: by the words of a query, by what it means, or by both."""

    WORDS = "words"
    BOTH = "both"
    MEANING = "meaning"


@dataclass(frozen=True)
class Meant:
    """What a query means, beside its words.

    ``near`` tells how near the articles are; it is called once the words are ranked, and waits for
    what is being compared meanwhile. ``whole`` is what has all the words as they were typed,
    ``within`` what every hit must match. ``is_word`` says that it is a single word, which is looked
    up rather than understood.
    """

    by: By
    near: Callable[[], Near]
    whole: Node | None
    within: Node | None
    is_word: bool = False


@dataclass(frozen=True)
class Fused:
    """What was found, and which articles were found by their words and by their meaning."""

    matches: Matches
    by_words: Mask
    by_meaning: Mask


def fuse(words: Matches, meant: Meant, whole: Mask, allowed: Mask) -> Fused:
    """Fuse the articles that words find with those near in meaning, of all that are allowed.

    The score is that of the words, 1 for the best, and the weighted cosine above that of the last
    of the nearest: what has no vector, or is far, has its words alone.
    """
    compared = meant.near()
    cosines = np.where(allowed, compared.cosines, np.nan)
    near, floor = _nearest(cosines, compared.least)
    gain = np.nan_to_num(np.maximum(cosines - floor, 0)) * np.float32(compared.weight)
    if meant.by is By.MEANING:
        nothing = np.zeros_like(near)
        found = replace(words, mask=near, scores=gain, arabic=nothing, english=nothing)
        return Fused(found, nothing, near)
    by_words = words.mask & allowed
    best = float(words.scores[by_words].max(initial=0))
    scores = gain + (words.scores / np.float32(best) if best > 0 else 0)
    scores += np.where(whole & by_words, np.float32(_FIRST), np.float32(0))
    # Where a word or a name is found as it is, what is merely about the same would be in the way.
    mask = by_words if meant.is_word and by_words.any() else by_words | near
    found = replace(words, mask=mask, scores=np.where(mask, scores, np.float32(0)))
    return Fused(found, by_words, near)


def _nearest(cosines: Scores, least: float) -> tuple[Mask, float]:
    """Return the articles nearest to a query, and the cosine that they have at least."""
    known = cosines[~np.isnan(cosines)]
    if known.size > _NEAREST:
        least = max(least, float(np.partition(known, -_NEAREST)[-_NEAREST]))
    return np.nan_to_num(cosines, nan=-2.0) >= least, least


def meant_text(text: str, root: Node | None) -> str:
    """Return what of a query is compared in meaning: all of a plain one, else its words."""
    leaves = [leaf for leaf in positive_leaves(root) if isinstance(leaf, Words)]
    parts = root.parts if isinstance(root, And) else (root,)
    if all(isinstance(part, Words) and _is_plain(part) for part in parts):
        return text.strip()
    return " ".join(leaf.typed for leaf in leaves)


def strict_part(root: Node | None) -> Node | None:
    """Return what of an expanded query every hit must match: all but its plain words."""
    if root is None:
        return None
    parts = root.parts if isinstance(root, And) else (root,)
    strict = tuple(p for p in parts if not (isinstance(p, Wanted) and _is_free(p.words)))
    return And(strict) if len(strict) > 1 else next(iter(strict), None)


def as_typed(root: Node) -> Node:
    """Return an expanded query without what its words were taken for besides."""
    match root:
        case Wanted(patterns=patterns):
            kept = tuple(p for p in patterns if p.how in (How.TYPED, How.PREFIX, How.FUZZY))
            return replace(root, patterns=kept)
        case And(parts):
            return And(tuple(map(as_typed, parts)))
        case Or(parts):
            return Or(tuple(map(as_typed, parts)))
    return root


def _is_plain(words: Words) -> bool:
    return _is_free(words) and words.scope == Scope()


def _is_free(words: Words) -> bool:
    """Tell whether a word is asked for without any operator; its side may be given."""
    return (
        not words.is_quoted
        and all(slot.form is Form.PLAIN for slot in words.slots)
        and not words.scope.title
        and not words.scope.exact
    )
