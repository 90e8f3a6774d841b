"""Results as users see them: hits with their best sentences, why they matched, facets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.article import Role, SentencePair, TranslatedArticle
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity, Kind
from index.engine import Ranked, Tally
from index.expansion import Also
from index.highlight import Highlighter, Marked, Match, Reason, Stretch
from index.naming import NamedPair, Naming
from index.notes import Note
from index.query import Language

_SNIPPETS = 3  # sentence pairs shown for a hit
_NAMED = 5  # entities shown for a hit
_ENTITIES = 8  # of a kind that are offered as facets


@dataclass(frozen=True)
class Snippet:
    """A sentence that matches, with its counterpart, marked where the query's words are."""

    n: int
    arabic: Marked
    english: Marked | None


@dataclass(frozen=True)
class Hit:
    """An article that matches, its titles marked, and its best sentences in reading order.

    ``further`` counts the sentences that match too and are not shown. ``reasons`` say by language
    which words matched, and for what. ``entities`` are those that the article names most.
    """

    article: TranslatedArticle
    score: float
    title: Marked
    english_title: Marked | None
    snippets: tuple[Snippet, ...]
    further: int = 0
    reasons: tuple[tuple[Language, Reason], ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Facets:
    """What all hits have in common, each with the number of hits that have it."""

    entities: tuple[tuple[Entity, int], ...] = ()
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Results:
    """The hits asked for out of ``total``, and how the query was read.

    ``notes`` tell the user what was left out or taken otherwise, ``also`` what was searched for
    besides, ``suggestion`` what may have been meant.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...] = ()
    also: tuple[Also, ...] = ()
    suggestion: str | None = None
    facets: Facets = field(default_factory=Facets)


def facets(tally: Tally, catalogue: Catalogue) -> Facets:
    """Return a tally with the entities that most hits name, some of each kind."""
    counts = dict(tally.entities)
    left = dict.fromkeys(Kind, _ENTITIES)
    chosen = []
    for entity in catalogue.get_many(list(counts)):
        if left[entity.kind]:
            left[entity.kind] -= 1
            chosen.append((entity, counts[entity.id]))
    return Facets(tuple(chosen), tally)


def hits(
    articles: Sequence[TranslatedArticle],
    ranked: Sequence[Ranked],
    highlighter: Highlighter,
    naming: Naming,
) -> Iterator[Hit]:
    """Yield the hits that articles make, in their order."""
    scores = {one.id: one.score for one in ranked}
    for article in articles:
        yield _hit(article, scores[article.article.id], highlighter, naming)


@dataclass(frozen=True)
class _PairMatch:
    pair: SentencePair
    arabic: Match
    english: Match | None

    @property
    def parts(self) -> frozenset[int]:
        return self.arabic.parts | (self.english.parts if self.english else frozenset())

    @property
    def on_both_sides(self) -> int:
        return len(self.arabic.parts & self.english.parts) if self.english else 0


def _hit(
    translated: TranslatedArticle, score: float, highlighter: Highlighter, naming: Naming
) -> Hit:
    article = translated.article
    named = naming.pairs(translated)
    titles: list[_PairMatch] = []
    others: list[_PairMatch] = []
    for pair in translated.pairs:
        is_title = article.blocks[pair.sentence.block].role is Role.TITLE
        found = named.get(pair.sentence.n, NamedPair())
        match = _match(pair, highlighter, naming, found, is_title)
        (titles if is_title else others).append(match)
    matching = [match for match in others if match.parts]
    # The titles are shown anyway; their sentence is repeated only where nothing else matches.
    # A hit on the source or a tag has none to mark: it is shown with its first sentence.
    best = _best(matching) or _best([m for m in titles if m.parts]) or others[:1]
    english = translated.english_title
    return Hit(
        article=translated,
        score=score,
        title=highlighter.mark(article.title, Language.ARABIC, is_title=True).marked,
        english_title=(
            highlighter.mark(english, Language.ENGLISH, is_title=True).marked
            if english is not None
            else None
        ),
        snippets=tuple(
            Snippet(m.pair.sentence.n, m.arabic.marked, m.english.marked if m.english else None)
            for m in best
        ),
        further=len(matching) - sum(match in best for match in matching),
        reasons=tuple(_reasons([*titles, *matching])),
        entities=naming.most_named(article.id, _NAMED),
    )


def _match(
    pair: SentencePair, highlighter: Highlighter, naming: Naming, named: NamedPair, is_title: bool
) -> _PairMatch:
    stretches: list[Stretch] = [*naming.stretches(named.arabic), *named.dated, *named.termed]
    text = pair.sentence.text
    arabic = highlighter.mark(text, Language.ARABIC, stretches, is_title=is_title)
    if pair.translation is None:
        return _PairMatch(pair, arabic, None)
    english = highlighter.mark(
        pair.translation.text,
        Language.ENGLISH,
        naming.stretches(named.english),
        is_title=is_title,
    )
    return _PairMatch(pair, arabic, english)


def _best(matching: Sequence[_PairMatch]) -> list[_PairMatch]:
    """Return the sentences that match most of the query, in reading order."""
    found = sorted(matching, key=lambda m: (-len(m.parts), -m.on_both_sides))
    return sorted(found[:_SNIPPETS], key=lambda m: m.pair.sentence.n)


def _reasons(matches: Sequence[_PairMatch]) -> Iterator[tuple[Language, Reason]]:
    """Yield each reason once, in reading order."""
    told: dict[tuple[Language, Reason], None] = {}
    for match in matches:
        for reason in match.arabic.reasons:
            told[Language.ARABIC, reason] = None
        for reason in match.english.reasons if match.english else ():
            told[Language.ENGLISH, reason] = None
    yield from told
