"""Reading what a user types: words, "phrases", names, dates, OR, NOT or -, in either language.

Words are joined by AND. ``person:``, ``place:``, ``org:`` and ``entity:`` before a word or phrase
ask for a name in any spelling; ``published:`` and ``mentions:`` for a date or a range of dates. The
result names no search engine; an engine turns it into its own terms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from archive.arabic import INVISIBLE
from archive.dates import parse_period
from archive.entities.entity import Kind
from index.analysis import Token, analyse

MAX_LENGTH = 1000
"""Characters of a query that are read; what comes after is said to be left out."""

MAX_WORDS = 64
"""Words of a query that are searched for."""


@dataclass(frozen=True)
class Words:
    """One word, or several that must stand next to each other in this order; ``typed`` as is."""

    tokens: tuple[Token, ...]
    typed: str


@dataclass(frozen=True)
class Sound:
    """A word looked up by its sound in the other script.

    Each pattern is a run of skeletons that neighbouring words have: see ``index.sound``.
    """

    patterns: tuple[tuple[str, ...], ...]


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


Searched = Words | Sound | Named | Dated
Node = Words | Sound | Named | Dated | And | Or | Not


@dataclass(frozen=True)
class Query:
    """A query that was read; ``root`` is ``None`` where it has no word to search for.

    ``notes`` say to the user what of it was left out.
    """

    text: str
    root: Node | None
    notes: tuple[str, ...] = ()


# An invisible mark before an operator, pasted with Arabic, must not hide it.
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_PIECE = re.compile(
    r"(?P<minus>[-−–](?=[^\s−–-]))?"
    r"(?:(?P<field>person|place|org|entity|published|mentions):(?=\S))?"
    r'(?:["“”«»„](?P<phrase>[^"“”«»„]*)["“”«»„]?|(?P<word>[^\s"“”«»„]+))'
)
_BRACKETS = "Brackets are not understood: OR divides the whole query."


@dataclass(frozen=True)
class _Piece:
    """A word or phrase as typed, a name or date, or the operator OR or NOT.

    Its tokens may be none.
    """

    tokens: tuple[Token, ...] = ()
    typed: str = ""
    operator: str | None = None
    field: Named | Dated | None = None


def parse(text: str) -> Query:
    """Read a query; whatever is typed gives a query, with notes on what was left out."""
    notes: list[str] = []
    if len(text) > MAX_LENGTH:
        notes.append(f"Only the first {MAX_LENGTH} characters of the query were read.")
    visible = _INVISIBLE.sub("", text[:MAX_LENGTH])
    pieces = list(_pieces(visible, notes))
    if sum(len(piece.tokens) for piece in pieces) > MAX_WORDS:
        notes.append(f"Only the first {MAX_WORDS} words of the query were searched for.")
        pieces = list(_first_words(pieces))
    if "(" in visible and any(piece.operator == "OR" for piece in pieces):
        notes.append(_BRACKETS)
    return Query(text, _alternatives(pieces), tuple(notes))


def positive_parts(node: Node | None) -> Iterator[Searched]:
    """Yield what makes an article a hit, words, names and dates, not what excludes it."""
    match node:
        case Words() | Sound() | Named() | Dated():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive_parts(part)


def all_words(node: Node | None) -> Iterator[Words]:
    """Yield all words of a query, those that exclude an article as well."""
    match node:
        case Words():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from all_words(part)
        case Not(part):
            yield from all_words(part)


def all_names(node: Node | None) -> Iterator[Named]:
    """Yield all names of a query, those that exclude an article as well."""
    match node:
        case Named():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from all_names(part)
        case Not(part):
            yield from all_names(part)


def _pieces(text: str, notes: list[str]) -> Iterator[_Piece]:
    for match in _PIECE.finditer(text):
        if match["minus"]:
            yield _Piece(operator="NOT")
        if match["word"] in ("OR", "NOT", "AND", "|"):
            if match["word"] != "AND":  # words are joined by AND anyway
                yield _Piece(operator="NOT" if match["word"] == "NOT" else "OR")
            continue
        typed = match["phrase"] if match["word"] is None else match["word"]
        if match["field"] in list(Dating):
            try:
                first, last = parse_period(typed)
            except ValueError as error:
                notes.append(str(error))
                continue
            yield _Piece(typed=typed, field=Dated(Dating(match["field"]), first, last, typed))
            continue
        if match["field"] is not None:
            kind = None if match["field"] == "entity" else Kind(match["field"])
            yield _Piece(typed=typed, field=Named(kind, typed))
            continue
        yield _Piece(tuple(analyse(typed)), typed)


def _first_words(pieces: list[_Piece]) -> Iterator[_Piece]:
    left = MAX_WORDS
    for piece in pieces:
        yield replace(piece, tokens=piece.tokens[:left])
        left -= len(piece.tokens[:left])
        if left == 0:
            return


def _alternatives(pieces: list[_Piece]) -> Node | None:
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.operator == "OR":
            groups.append([])
        else:
            groups[-1].append(piece)
    parts = [part for group in groups if (part := _conjunction(group)) is not None]
    return _joined(Or, parts)


def _conjunction(pieces: list[_Piece]) -> Node | None:
    parts: list[Node] = []
    negated = False
    for piece in pieces:
        if piece.operator == "NOT":
            negated = not negated
            continue
        if piece.tokens or piece.field:  # "-!" excludes nothing, and nothing else
            wanted = piece.field or Words(piece.tokens, piece.typed)
            parts.append(Not(wanted) if negated else wanted)
        negated = False
    return _joined(And, parts)


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))
