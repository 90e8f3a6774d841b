"""Reading what a user types: words, "phrases", fields, names, dates, in either language.

Words are joined by AND, which binds more tightly than OR; parentheses group. ``"near these"~5``
lets words stand near each other, ``govern*`` is a beginning, ``aliev~`` a spelling that is nearly
right. Fields stand before a word, a phrase or a group: ``title:``, ``person:`` and the others in
``FIELDS``, each with an Arabic name. ``lang:ar`` sets the side for the group it stands in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from archive.arabic import INVISIBLE, MARKS, fold, has_arabic
from archive.dates import ReversedPeriod, parse_period
from archive.entities.entity import Kind
from index.analysis import analyse
from index.notes import Note
from index.query import (
    And,
    Dated,
    Dating,
    Form,
    Label,
    Labelled,
    Language,
    Leaf,
    Named,
    Node,
    Not,
    Or,
    Query,
    Scope,
    Slot,
    Words,
    join,
)

MAX_LENGTH = 1000
"""Characters of a query that are read; what comes after is said to be left out."""

MAX_WORDS = 32
"""Words of a query that are searched for; a name or date counts as one."""

MAX_EXPANDED = 4
"""Words of a query with * or ~, each of which stands for up to 64 others."""

MAX_DEPTH = 8
"""Parentheses inside each other that are heeded."""

MAX_SLOP = 50
"""Other words that may stand among words near each other; ``index.zones`` keeps sentences apart."""

MIN_PREFIX = 2
"""Letters of a beginning; a single one begins too many words to mean anything."""

MIN_FUZZY = 3
"""Letters of a word in a similar spelling; any other word of two letters is similar to one."""

FIELDS = {
    "title": "عنوان",
    "exact": "حرفي",
    "source": "مصدر",
    "tag": "وسم",
    "flag": "تنبيه",
    "lang": "لغة",
    "person": "شخص",
    "place": "مكان",
    "org": "منظمة",
    "entity": "كيان",
    "published": "نشر",
    "mentions": "ذكر",
}
"""The fields by their English names, with their Arabic ones."""

_BY_NAME = {fold(name): field for field, arabic in FIELDS.items() for name in (field, arabic)}
_SCOPES = ("title", "exact")  # say where words stand, and may have another field after them

_LANGUAGES = {
    fold(name): language
    for language, names in (
        (Language.ARABIC, ("ar", "arabic", "عربي", "عربية", "العربية")),
        (
            Language.ENGLISH,
            ("en", "english", "إنجليزي", "إنجليزية", "الإنجليزية", "إنكليزي", "إنكليزية"),
        ),
    )
    for name in names
}

# An invisible mark before an operator, pasted with Arabic, must not hide it.
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# Neither control characters nor half characters are text, and a database refuses the latter.
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"\s*")
_MINUS = re.compile(r"[-−–](?=[^\s−–-])")
_FIELD = re.compile(rf"((?:[^\W\d_]|[{MARKS}])+):")
_PHRASE = re.compile(r'["“”«»„](?P<typed>[^"“”«»„]*)(?:["“”«»„](?P<near>~\d*)?)?')
_WORD = re.compile(r'[^\s"“”«»„()]+')
# What a word ends with; "10*5" and "a~b" have signs of another kind.
_ENDING = re.compile(r"(?:(?P<prefix>\*++)|(?P<fuzzy>~\d*+))(?!\w)")
_ENDINGS = re.compile(r"\*|~\d*")

_TOO_LONG = Note("Only the first {count} characters of the query were read.", {"count": MAX_LENGTH})
_TOO_MANY = Note(
    "Only the first {count} words of the query were searched for.", {"count": MAX_WORDS}
)
_TOO_DEEP = Note(
    "Only {count} parentheses inside each other are understood: others were left out.",
    {"count": MAX_DEPTH},
)
_UNBALANCED = Note("A parenthesis has no counterpart: the query was read as if it had.")
_STAR = Note("A * is understood only at the end of a word: any other was left out.")
_EXPANDED = Note(
    "Only the first {count} words with * or ~ stand for others.", {"count": MAX_EXPANDED}
)
_SHORT_PREFIX = Note(
    "A beginning needs at least {count} letters before its *: "
    "shorter ones were read as whole words.",
    {"count": MIN_PREFIX},
)
_SHORT_FUZZY = Note(
    "A word needs at least {count} letters before its ~: shorter ones were read as typed.",
    {"count": MIN_FUZZY},
)
_NO_SLOP = Note('A ~ after a phrase needs a number: "these words"~5.')
_FAR = Note("Words near each other have at most {count} others among them.", {"count": MAX_SLOP})
_WORDS_ONLY = Note(
    "title:, exact:, * and ~ are for words only: names, dates, sources and tags were read without."
)
_TWO_LANGUAGES = Note("Two languages are asked for in one place: the last one counts.")
_NO_LANGUAGE = Note("lang: takes ar or en.")
_REVERSED = Note("“{typed}” ends before it begins: write the earlier date first.")
_NO_DATE = Note(
    "“{typed}” is not a date or period: write 2020, 2020-09, 2020-09-28, أيلول 2020, "
    "رمضان 1441 or two of them, 2020-09..2020-10."
)


def _no_field(name: str) -> Note:
    there_are = ", ".join(f"{field}:" for field in FIELDS)
    return Note(
        "“{name}:” is not a field: there are {fields}.", {"name": name, "fields": there_are}
    )


def _space_after(name: str) -> Note:
    return Note(
        "“{name}:” was read as a word: a field stands right before a word, without a space.",
        {"name": name},
    )


class _Sign(Enum):
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


# Arabic ones are folded. English words are operators in capitals only, as elsewhere.
_SIGNS = {
    "AND": _Sign.AND,
    "و": _Sign.AND,
    "OR": _Sign.OR,
    "|": _Sign.OR,
    "او": _Sign.OR,
    "NOT": _Sign.NOT,
    "ليس": _Sign.NOT,
}


@dataclass(frozen=True)
class _Piece:
    """A sign, or a word or phrase as typed, with the fields before it."""

    sign: _Sign | None = None
    typed: str = ""
    fields: tuple[str, ...] = ()
    is_phrase: bool = False
    slop: int | None = None


def parse(text: str) -> Query:
    """Read a query; whatever is typed gives a query, with notes on what was left out."""
    notes: list[Note] = []
    if len(text) > MAX_LENGTH:
        notes.append(_TOO_LONG)
    visible = _NO_TEXT.sub(" ", _INVISIBLE.sub("", text[:MAX_LENGTH]))
    pieces = list(_pieces(visible, notes))
    if len(pieces) == 1 and pieces[0].sign in (_Sign.OR, _Sign.NOT) and has_arabic(visible):
        # There is no other way that looks so to ask for these words, which news is full of.
        pieces = [replace(pieces[0], sign=None)]
    root = _Reader(pieces, notes).group(Scope(), None)
    return Query(text, root, tuple(dict.fromkeys(notes)))


def _pieces(text: str, notes: list[Note]) -> Iterator[_Piece]:
    at = _end(_SPACE, text, 0)
    while at < len(text):
        start = at
        at = _end(_MINUS, text, at)
        if at > start:
            yield _Piece(_Sign.NOT)
        fields, at = _fields(text, at, notes)
        is_marked = at > start
        if text[at] == "(":
            yield _Piece(_Sign.OPEN, fields=fields)
            at += 1
        elif text[at] == ")":
            yield _Piece(_Sign.CLOSE)
            at += 1
        elif (phrase := _PHRASE.match(text, at)) is not None:
            slop = _slop(phrase["near"], notes)
            yield _Piece(None, phrase["typed"].strip(), fields, is_phrase=True, slop=slop)
            at = phrase.end()
        else:
            end = _end(_WORD, text, at)
            word = text[at:end]
            sign = None if is_marked else _SIGNS.get(word, _SIGNS.get(fold(word)))
            yield _Piece(sign, word, fields)
            at = end
        at = _end(_SPACE, text, at)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _fields(text: str, at: int, notes: list[Note]) -> tuple[tuple[str, ...], int]:
    """Return the fields that begin at ``at``, and where what they are for begins."""
    fields: list[str] = []
    while (match := _FIELD.match(text, at)) is not None:
        name, next_char = match[1], text[match.end() : match.end() + 1]
        field = _BY_NAME.get(fold(name))
        if next_char.strip() in ("", ")"):
            if field is not None:
                notes.append(_space_after(name))
            break
        if field is None:
            if not next_char.isdigit() and name.casefold() not in ("http", "https"):
                notes.append(_no_field(name))
            break
        fields.append(field)
        at = match.end()
        if field not in _SCOPES:
            break
    return tuple(fields), at


def _slop(near: str | None, notes: list[Note]) -> int | None:
    if near is None:
        return None
    if near == "~":
        notes.append(_NO_SLOP)
        return None
    slop = int(near[1:])
    if slop > MAX_SLOP:
        notes.append(_FAR)
    return min(slop, MAX_SLOP)


class _Reader:
    """Makes a tree of pieces."""

    def __init__(self, pieces: Iterable[_Piece], notes: list[Note]) -> None:
        self._pieces = iter(pieces)
        self._notes = notes
        self._words_left = MAX_WORDS
        self._expanded_left = MAX_EXPANDED
        self._unheeded = 0  # parentheses that are open and left out

    def group(self, scope: Scope, field: str | None, depth: int = 0) -> Node | None:
        """Read up to the end of a group; ``scope`` and ``field`` are those that stand before it."""
        alternatives: list[list[Node]] = [[]]
        language: Language | None = None
        negated = False
        for piece in self._pieces:
            node: Node | None = None
            within = _scope(piece, scope)
            own = next((name for name in piece.fields if name not in _SCOPES), field)
            match piece.sign:
                case _Sign.AND:
                    continue
                case _Sign.NOT:
                    negated = not negated
                    continue
                case _Sign.OR:
                    alternatives.append([])
                case _Sign.CLOSE if self._unheeded:
                    self._unheeded -= 1
                case _Sign.CLOSE if depth:
                    break
                case _Sign.CLOSE:
                    self._notes.append(_UNBALANCED)
                case _Sign.OPEN if depth == MAX_DEPTH:
                    self._notes.append(_TOO_DEEP)
                    self._unheeded += 1
                    continue
                case _Sign.OPEN if own == "lang":
                    self._notes.append(_NO_LANGUAGE)
                    node = self.group(within, field, depth + 1)
                case _Sign.OPEN:
                    node = self.group(within, own, depth + 1)
                case None if own == "lang":
                    language = self._language(piece, negated, language)
                case None if own is None:
                    node = self._words(piece, within)
                case None:
                    node = self._other(piece, within, own)
            if node is not None:
                alternatives[-1].append(_negation(node) if negated else node)
            negated = False  # "-!" excludes nothing, and nothing else
        else:
            if depth:
                self._notes.append(_UNBALANCED)
        root = join(Or, filter(None, (join(And, parts) for parts in alternatives)))
        return root if root is None or language is None else _on_side(root, language)

    def _language(self, piece: _Piece, negated: bool, before: Language | None) -> Language | None:
        names = [token.exact for token in analyse(piece.typed)]
        language = _LANGUAGES.get(" ".join(names))
        if language is None:
            self._notes.append(_NO_LANGUAGE)
            return before
        if negated:
            language = next(other for other in Language if other is not language)
        if before not in (None, language):
            self._notes.append(_TWO_LANGUAGES)
        return language

    def _words(self, piece: _Piece, scope: Scope) -> Words | None:
        slots = tuple(self._slots(piece))
        slots = slots[: self._room(len(slots))]
        if not slots:
            return None
        slop = piece.slop if len(slots) > 1 else None
        return Words(slots, piece.typed, slop, scope, is_quoted=piece.is_phrase)

    def _slots(self, piece: _Piece) -> Iterator[Slot]:
        stars = piece.typed.count("*")
        end = 0
        for token in analyse(piece.typed):
            if token.start < end:
                continue  # the number of "~2"
            form = Form.PLAIN
            ending = _ENDING.match(piece.typed, token.end)
            if ending is not None and ending["prefix"]:
                stars -= len(ending["prefix"])
                if len(token.exact) >= MIN_PREFIX:
                    form = Form.PREFIX
                else:
                    self._notes.append(_SHORT_PREFIX)
            elif ending is not None and not piece.is_phrase:
                end = ending.end()
                if len(token.exact) >= MIN_FUZZY:
                    form = Form.FUZZY
                else:
                    self._notes.append(_SHORT_FUZZY)
            if form is not Form.PLAIN and not self._expanded_left:
                self._notes.append(_EXPANDED)
                form = Form.PLAIN
            self._expanded_left -= form is not Form.PLAIN
            yield Slot(token, form)
        if stars:
            self._notes.append(_STAR)

    def _other(self, piece: _Piece, scope: Scope, field: str) -> Leaf | None:
        """Read what a field asks for that isn't words of a text."""
        typed = _ENDINGS.sub("", piece.typed)
        if scope != Scope() or piece.slop is not None or typed != piece.typed:
            self._notes.append(_WORDS_ONLY)
        tokens = tuple(analyse(typed))
        if field in list(Label):
            tokens = tokens[: self._room(len(tokens))]
            return Labelled(Label(field), tokens, typed) if tokens else None
        if not tokens or not self._room(1):
            return None
        if field in list(Dating):
            try:
                first, last = parse_period(typed)
            except ReversedPeriod:
                self._notes.append(replace(_REVERSED, values={"typed": typed}))
                return None
            except ValueError:
                self._notes.append(replace(_NO_DATE, values={"typed": typed}))
                return None
            return Dated(Dating(field), first, last, typed)
        return Named(None if field == "entity" else Kind(field), typed)

    def _room(self, words: int) -> int:
        """Return how many of so many words more are searched for."""
        room = min(words, self._words_left)
        self._words_left -= room
        if room < words:
            self._notes.append(_TOO_MANY)
        return room


def _scope(piece: _Piece, outer: Scope) -> Scope:
    return replace(
        outer,
        title=outer.title or "title" in piece.fields,
        exact=outer.exact or "exact" in piece.fields,
    )


def _negation(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)


def _on_side(node: Node, language: Language) -> Node:
    """Restrict words to a side, unless a group of theirs already does."""
    match node:
        case Words(scope=scope) if scope.language is None:
            return replace(node, scope=replace(scope, language=language))
        case And(parts) | Or(parts):
            return type(node)(tuple(_on_side(part, language) for part in parts))
        case Not(part):
            return Not(_on_side(part, language))
    return node
