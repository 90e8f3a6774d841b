"""Results as users see them: hits with their best sentences, why they matched, facets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.article import Role, SentencePair, TranslatedArticle
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity, Kind
from index.engine import Ranked, Tally
from index.expansion import Also
from index.fusing import By
from index.highlight import Highlighter, Marked, Match, Reason, Stretch
from index.meaning.nearest import Span
from index.naming import NamedPair, Naming
from index.notes import Note
from index.query import Language

_SNIPPETS = 3  # sentence pairs shown for a hit
_NAMED = 5  # entities shown for a hit
_ENTITIES = 8  # of a kind that are offered as facets


@dataclass(frozen=True)
class Snippet:
    """A sentence that matches, with its counterpart, marked where the query's words are.

    ``is_near`` says that it is in the article's passage nearest to the query in meaning.
    """

    n: int
    arabic: Marked
    english: Marked | None
    is_near: bool = False


@dataclass(frozen=True)
class Hit:
    """An article that matches, its titles marked, and its best sentences in reading order.

    ``further`` counts the sentences that match too and are not shown. ``reasons`` say by language
    which words matched, and for what. ``entities`` are those that the article names most. ``by``
    says how it was found, ``span`` is its passage nearest to the query, where that is known.
    """

    article: TranslatedArticle
    score: float
    title: Marked
    english_title: Marked | None
    snippets: tuple[Snippet, ...]
    further: int = 0
    reasons: tuple[tuple[Language, Reason], ...] = ()
    entities: tuple[Entity, ...] = ()
    by: By = By.WORDS
    span: Span | None = None


@dataclass(frozen=True)
class Alike:
    """An article that is about the same as another; ``is_same_story`` where it tells the same."""

    hit: Hit
    is_same_story: bool


@dataclass(frozen=True)
class Facets:
    """What all hits have in common, each with the number of hits that have it."""

    entities: tuple[tuple[Entity, int], ...] = ()
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Results:
    """The hits asked for out of ``total``, and how the query was read.

    ``notes`` tell the user what was left out or taken otherwise, ``also`` what was searched for
    besides, ``suggestion`` what may have been meant. ``by`` says how articles were looked for.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...] = ()
    also: tuple[Also, ...] = ()
    suggestion: str | None = None
    facets: Facets = field(default_factory=Facets)
    by: By = By.WORDS


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
    spans: Mapping[str, Span],
) -> Iterator[Hit]:
    """Yield the hits that articles make, in their order; ``spans`` are their nearest passages."""
    found = {one.id: one for one in ranked}
    for article in articles:
        one = found[article.article.id]
        span = spans.get(one.id) if one.by is not By.WORDS else None
        yield _hit(article, one, highlighter, naming, span)


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
    translated: TranslatedArticle,
    ranked: Ranked,
    highlighter: Highlighter,
    naming: Naming,
    span: Span | None,
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
    best = _best(matching) or _best([m for m in titles if m.parts])
    near = [m for m in others if span and span.first <= m.pair.sentence.n <= span.last]
    best = _with_passage(best, near) or others[:1]
    english = translated.english_title
    return Hit(
        article=translated,
        score=ranked.score,
        title=highlighter.mark(article.title, Language.ARABIC, is_title=True).marked,
        english_title=(
            highlighter.mark(english, Language.ENGLISH, is_title=True).marked
            if english is not None
            else None
        ),
        snippets=tuple(
            Snippet(
                m.pair.sentence.n,
                m.arabic.marked,
                m.english.marked if m.english else None,
                m in near,
            )
            for m in best
        ),
        further=len(matching) - sum(match in best for match in matching),
        reasons=tuple(_reasons([*titles, *matching])),
        entities=naming.most_named(article.id, _NAMED),
        by=ranked.by,
        span=span,
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


def _with_passage(best: list[_PairMatch], near: list[_PairMatch]) -> list[_PairMatch]:
    """Return the best sentences with some of the nearest passage among them."""
    if not best or not near:
        return best or near[:_SNIPPETS]
    if any(match in near for match in best):
        return best
    chosen = [*best[: _SNIPPETS - 1], near[0]]
    return sorted(chosen, key=lambda m: m.pair.sentence.n)


def _reasons(matches: Sequence[_PairMatch]) -> Iterator[tuple[Language, Reason]]:
    """Yield each reason once, in reading order."""
    told: dict[tuple[Language, Reason], None] = {}
    for match in matches:
        for reason in match.arabic.reasons:
            told[Language.ARABIC, reason] = None
        for reason in match.english.reasons if match.english else ():
            told[Language.ENGLISH, reason] = None
    yield from told
