"""What a query asks for, as a tree that names no search engine.

``index.parsing`` reads what a user types into it, ``index.expansion`` adds what else the words may
mean in an archive, an engine turns it into its own terms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.arabic import has_arabic
from archive.entities.entity import Kind
from index.analysis import Token
from index.notes import Note


class Language(StrEnum):
    """A side of the archive."""

    ARABIC = "ar"
    ENGLISH = "en"


class Form(StrEnum):
    """How a word of a query is meant: as it is, as the beginning of words, or nearly so spelt."""

    PLAIN = "plain"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


@dataclass(frozen=True)
class Slot:
    """One word of a query."""

    token: Token
    form: Form = Form.PLAIN


@dataclass(frozen=True)
class Scope:
    """Where words are searched for: in titles only, on one side only, in their exact spelling."""

    title: bool = False
    language: Language | None = None
    exact: bool = False


@dataclass(frozen=True)
class Words:
    """One word, or several that stand together; ``typed`` is what the user wrote.

    Without ``slop`` the words follow each other in this order; with it they stand in any order
    with at most so many other words among them. Words that are not quoted stand together where a
    sign joins them, as in ``cease-fire``.
    """

    slots: tuple[Slot, ...]
    typed: str
    slop: int | None = None
    scope: Scope = Scope()
    is_quoted: bool = False


class View(StrEnum):
    """A view of a word in the index: its folded spelling, or its stem."""

    EXACT = "exact"
    STEM = "stem"


class How(StrEnum):
    """How a pattern came about from what was typed."""

    TYPED = "typed"
    PREFIX = "prefix"
    FUZZY = "fuzzy"
    SOUND = "sound"
    COUNTERPART = "counterpart"


@dataclass(frozen=True)
class Alternative:
    """A term that may stand in one place; ``weight`` is what an occurrence of it counts."""

    view: View
    word: str
    weight: float = 1.0


@dataclass(frozen=True)
class Pattern:
    """Words that stand together, with alternatives for each; ``slop`` as in ``Words``.

    ``shown`` is the pattern as users read it. ``weight`` is what its score counts.
    """

    slots: tuple[tuple[Alternative, ...], ...]
    how: How
    shown: str
    weight: float = 1.0
    slop: int | None = None

    @property
    def is_arabic(self) -> bool:
        """Whether any of its words is written in Arabic letters."""
        return any(has_arabic(slot[0].word) for slot in self.slots if slot)


@dataclass(frozen=True)
class Wanted:
    """Words of a query with the patterns that stand for them in an archive; any of them will do."""

    words: Words
    patterns: tuple[Pattern, ...]

    @property
    def typed(self) -> str:
        """What the user wrote."""
        return self.words.typed


class Label(StrEnum):
    """What an article's metadata says that can be asked for."""

    SOURCE = "source"
    TAG = "tag"
    FLAG = "flag"


@dataclass(frozen=True)
class Labelled:
    """Articles whose source, tags or flags have all these words."""

    label: Label
    tokens: tuple[Token, ...]
    typed: str


@dataclass(frozen=True)
class Named:
    """A name in whatever spelling; ``kind`` is ``None`` for any, ``ids`` the entities it means."""

    kind: Kind | None
    typed: str
    ids: tuple[str, ...] = ()


class Dating(StrEnum):
    """Which date of an article is meant."""

    PUBLISHED = "published"
    MENTIONS = "mentions"


@dataclass(frozen=True)
class Dated:
    """A date from ``first`` to ``last``, both included, ``None`` being open."""

    dating: Dating
    first: date | None
    last: date | None
    typed: str


@dataclass(frozen=True)
class And:
    """All of its parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """At least one of its parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """Everything but its part."""

    part: "Node"


@dataclass(frozen=True)
class Everything:
    """Every article; its score says nothing."""


Leaf = Words | Wanted | Labelled | Named | Dated
Node = Leaf | Everything | And | Or | Not


@dataclass(frozen=True)
class Query:
    """A query that was read; ``root`` is ``None`` where it has no word to search for.

    ``notes`` say to the user what of it was left out or not understood.
    """

    text: str
    root: Node | None
    notes: tuple[Note, ...] = ()


def positive_leaves(node: Node | None) -> Iterator[Leaf]:
    """Yield what makes an article a hit, not what excludes it."""
    match node:
        case Words() | Wanted() | Labelled() | Named() | Dated():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive_leaves(part)


def all_leaves(node: Node | None) -> Iterator[Leaf]:
    """Yield every leaf of a query, those that exclude an article as well."""
    match node:
        case Words() | Wanted() | Labelled() | Named() | Dated():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from all_leaves(part)
        case Not(part):
            yield from all_leaves(part)


def join(kind: type[And] | type[Or], parts: Iterable[Node]) -> Node | None:
    """Join parts, those of a part that is joined in the same way among them."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat))
