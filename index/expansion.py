"""What a query's words may mean in an archive: other spellings and forms, sounds, counterparts.

Every word or phrase gets the patterns that stand for it. What was typed counts fully, what was
taken for it less, and users are told what that was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archive.entities.catalogue import Catalogue
from archive.entities.entity import Kind
from index import sound
from index.analysis import Token, analyse
from index.clitics import joined
from index.deadline import Deadline
from index.lexicon.lexicon import Lexicon
from index.notes import Note
from index.query import (
    Alternative,
    And,
    Form,
    How,
    Language,
    Named,
    Node,
    Not,
    Or,
    Pattern,
    Scope,
    Slot,
    View,
    Wanted,
    Words,
    all_leaves,
)
from index.stop_words import STOP_WORDS
from index.vocabulary import Vocabulary

_JOINED = 0.7  # weight of a word with a particle, which may be another word after all
_FUZZY = 0.5  # weight of a word that is spelt nearly so
_SOUND = 0.5  # weight of a word that sounds alike

# Weights of a counterpart of certain meaning, by the language it is in, by measurement on XQuAD.
# The Arabic is what was written, the English a machine's draft of it.
_COUNTERPART = {Language.ARABIC: 1.0, Language.ENGLISH: 0.05}

_NOBODY = {
    None: Note("No entity in the archive is called “{name}”."),
    Kind.PERSON: Note("No person in the archive is called “{name}”."),
    Kind.PLACE: Note("No place in the archive is called “{name}”."),
    Kind.ORG: Note("No organisation in the archive is called “{name}”."),
}

_MOST_SOUNDED = 2  # words of a query that are looked up by their sound
_MOST_SUGGESTED = 2  # words of a query that suggestions are made for


@dataclass(frozen=True)
class Also:
    """What was searched for besides what was typed, and why."""

    typed: str
    how: How
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Expanded:
    """A query as an engine takes it.

    ``suggestion`` is the query with probably misspelt words put right, if there are any.
    """

    root: Node | None
    notes: tuple[Note, ...] = ()
    also: tuple[Also, ...] = ()
    suggestion: str | None = None


class Expander:
    """Expands queries for one state of an archive and its index.

    ``lexicon`` is ``None`` where no counterparts are wanted.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        catalogue: Catalogue,
        lexicon: Lexicon | None,
        deadline: Deadline | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        self._lexicon = lexicon
        self._deadline = deadline or Deadline()
        self._sounds_left = _MOST_SOUNDED

    def expand(self, root: Node | None, text: str) -> Expanded:
        """Expand a query that was read from ``text``."""
        if root is None:
            return Expanded(None)
        notes: list[Note] = []
        expanded = self._node(_without_stop_words(root), notes, excluded=False)
        also = tuple(_also(expanded))
        sounding = list(dict.fromkeys(_sounded(expanded)))
        if sounding:
            words = ", ".join(f"“{typed}”" for typed in sounding)
            notes.append(
                Note(
                    "No text has {words}: Arabic words that sound like it were taken.",
                    {"words": words},
                )
            )
        return Expanded(expanded, tuple(notes), also, self._suggestion(expanded, text))

    def _node(self, node: Node, notes: list[Note], *, excluded: bool) -> Node:
        match node:
            case Words():
                return Wanted(node, tuple(self._patterns(node, excluded)))
            case Named():
                return self._named(node, notes)
            case And(parts):
                return And(tuple(self._node(part, notes, excluded=excluded) for part in parts))
            case Or(parts):
                return Or(tuple(self._node(part, notes, excluded=excluded) for part in parts))
            case Not(part):
                return Not(self._node(part, notes, excluded=True))
        return node

    def _named(self, name: Named, notes: list[Note]) -> Named:
        found = self._catalogue.lookup(name.typed, name.kind)
        if not found:
            notes.append(replace(_NOBODY[name.kind], values={"name": name.typed}))
        elif len(found) > 1:
            called = ", ".join(entity.name_en for entity in found[:5])
            notes.append(
                Note(
                    "“{name}” may be {count} entities: {called}.",
                    {"name": name.typed, "count": len(found), "called": called},
                )
            )
        return replace(name, ids=tuple(entity.id for entity in found))

    def _patterns(self, words: Words, excluded: bool) -> Iterator[Pattern]:
        self._deadline.check()
        yield self._typed(words)
        plain = all(slot.form is Form.PLAIN for slot in words.slots)
        if not plain or words.scope.exact:
            return
        tokens = [slot.token for slot in words.slots]
        # A doubtful meaning of what is to be left out must hide nothing.
        counterparts = [] if excluded or words.slop is not None else self._counterparts(tokens)
        yield from counterparts
        if len(tokens) == 1 and not counterparts and self._sounds_left:
            sounding = list(self._sounding(tokens[0]))
            self._sounds_left -= bool(sounding)
            yield from sounding

    def _counterparts(self, tokens: Sequence[Token]) -> list[Pattern]:
        if self._lexicon is None:
            return []
        into = Language.ENGLISH if tokens[0].is_arabic else Language.ARABIC
        return [
            _pattern(found.text, How.COUNTERPART, _COUNTERPART[into] * found.probability)
            for found in self._lexicon.phrase_counterparts(tokens)
        ]

    def _typed(self, words: Words) -> Pattern:
        alone = len(words.slots) == 1
        slots = tuple(tuple(self._alternatives(s, words.scope, alone)) for s in words.slots)
        how = {Form.PREFIX: How.PREFIX, Form.FUZZY: How.FUZZY}.get(words.slots[0].form, How.TYPED)
        return Pattern(slots, how if alone else How.TYPED, words.typed, slop=words.slop)

    def _alternatives(self, slot: Slot, scope: Scope, alone: bool) -> Iterator[Alternative]:
        token = slot.token
        if slot.form is Form.PLAIN:
            yield Alternative(View.EXACT, token.exact)
            if not scope.exact:
                yield Alternative(View.STEM, token.stem)
                if token.is_arabic:
                    for stem in joined(token, self._vocabulary):
                        yield Alternative(View.STEM, stem, _JOINED)
            return
        if slot.form is Form.PREFIX:
            found = self._vocabulary.beginning_with(token)
        else:
            found = self._vocabulary.near(token)
        weights = dict.fromkeys(found, _FUZZY) if slot.form is Form.FUZZY else {}
        if token.exact in weights:
            weights[token.exact] = 1.0
        for word in found:
            yield Alternative(View.EXACT, word, weights.get(word, 1.0))
        if not alone:
            # The other words of a phrase may stand in another form than was typed.
            for stem in dict.fromkeys(t.stem for word in found for t in analyse(word)):
                yield Alternative(View.STEM, stem)

    def _sounding(self, token: Token) -> Iterator[Pattern]:
        patterns = sound.skeletons(token)
        if not patterns or self._vocabulary.is_known(token):
            return
        for parts in patterns:
            words = [self._vocabulary.sounding(part) for part in parts]
            if all(words):
                slots = tuple(tuple(Alternative(View.EXACT, w) for w in each) for each in words)
                shown = " ".join(each[0] for each in words)
                yield Pattern(slots, How.SOUND, shown, _SOUND)

    def _suggestion(self, root: Node, text: str) -> str | None:
        """Return the text with words that no article has put right."""
        plain = (
            slot.token
            for wanted in _wanted(root)
            for slot in wanted.words.slots
            if slot.form is Form.PLAIN
        )
        unknown = (token for token in plain if not self._vocabulary.is_known(token))
        meant = {
            token.exact: word
            for token in islice(unknown, _MOST_SUGGESTED)
            if (word := self._vocabulary.suggestion(token)) is not None
        }
        if not meant:
            return None
        pieces, end = [], 0
        for token in analyse(text):
            if token.exact in meant:
                pieces += [text[end : token.start], meant[token.exact]]
                end = token.end
        return "".join([*pieces, text[end:]])


def _pattern(text: str, how: How, weight: float) -> Pattern:
    slots = tuple(
        (Alternative(View.EXACT, token.exact), Alternative(View.STEM, token.stem))
        for token in analyse(text)
    )
    return Pattern(slots, how, text, weight)


def _without_stop_words(root: Node) -> Node:
    """Leave out the words that say nothing, unless there is nothing else."""
    match root:
        case And(parts):
            kept = tuple(_without_stop_words(part) for part in parts if not _is_stop_word(part))
            if not any(not isinstance(part, Not) for part in kept):
                return root
            return And(kept) if len(kept) > 1 else kept[0]
        case Or(parts):
            kept = tuple(_without_stop_words(part) for part in parts if not _is_stop_word(part))
            if not kept:
                return root
            return Or(kept) if len(kept) > 1 else kept[0]
    return root


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Words)
        and len(node.slots) == 1
        and node.slots[0].form is Form.PLAIN
        and not node.scope.exact
        and node.slots[0].token.exact in STOP_WORDS
    )


def _wanted(node: Node | None) -> Iterator[Wanted]:
    match node:
        case Wanted():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _wanted(part)


def _sounded(node: Node | None) -> Iterator[str]:
    """Yield the words that were looked up by their sound, those that exclude as well."""
    for leaf in all_leaves(node):
        if isinstance(leaf, Wanted) and any(p.how is How.SOUND for p in leaf.patterns):
            yield leaf.typed


def _also(node: Node | None) -> Iterator[Also]:
    """Yield what words that are not excluded were also taken for, each word once."""
    told: set[tuple[str, How]] = set()
    for wanted in _wanted(node):
        for how in (How.SOUND, How.COUNTERPART):
            shown = tuple(p.shown for p in wanted.patterns if p.how is how)
            if shown and (wanted.words.typed, how) not in told:
                told.add((wanted.words.typed, how))
                yield Also(wanted.words.typed, how, shown)
