"""Searching an archive: the index over it, kept up to date, and results with their sentences."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from archive.article import Role, SentencePair, TranslatedArticle
from archive.entities.catalogue import Catalogue, Counted
from archive.errors import ArchiveError
from archive.store import Archive
from index.engine import Engine, Found, IndexDocument, Period, Searcher
from index.generations import Generations
from index.highlight import Highlighter, Marked, Match, Stretch
from index.naming import NamedPair, Naming
from index.query import And, Named, Node, Not, Or, Sound, Words, all_names, all_words, parse
from index.seal import Manifest, UnusableIndex, open_sealed, seal
from index.sound import patterns
from index.whoosh_engine import WhooshEngine

_SNIPPETS = 3  # sentence pairs shown for a hit
_BATCH = 200  # articles whose names are read at a time
_FACET_HITS = 1000  # best hits that facets are counted over
_FACETS = 8  # entities of a kind


class IndexUnavailable(ArchiveError):
    """There is no index that can be searched; the message says why and what to do."""


@dataclass(frozen=True)
class Snippet:
    """A sentence that matches, with its counterpart, marked where the query's words are."""

    n: int
    arabic: Marked
    english: Marked | None


@dataclass(frozen=True)
class Hit:
    """An article that matches, its titles marked, and its best sentences in reading order."""

    article: TranslatedArticle
    score: float
    title: Marked
    english_title: Marked | None
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True)
class Facets:
    """What the best ``counted`` hits have in common: entities of each kind, and years."""

    counted: int = 0
    entities: tuple[Counted, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Results:
    """The hits asked for out of ``total``, and notes to the user on how the query was read."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    facets: Facets = Facets()


class SearchIndex:
    """The index over an archive, in ``folder``; ``key`` seals what this installation writes.

    One process writes at a time (the caller holds the archive's lock); any number reads.
    """

    def __init__(self, archive: Archive, folder: Path, key: bytes) -> None:
        self._archive = archive
        self._catalogue = Catalogue(archive)
        self._generations = Generations(folder)
        self._key = key
        self._engine: Engine = WhooshEngine()
        self._lock = Lock()
        self._opened: tuple[Path, Manifest, Searcher] | None = None

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._opened is not None:
                self._opened[2].close()
                self._opened = None

    def manifest(self) -> Manifest:
        """Say what the index holds; raises ``IndexUnavailable`` where it can't be searched."""
        return self._open()[0]

    def is_behind(self) -> bool:
        """Tell whether the archive has changed since the index was written."""
        return self.manifest().revision != self._archive.revision

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Index the whole archive anew and return the number of articles.

        ``progress`` is called with the number of articles done and of all.
        """
        return self._write(None, 0, progress)

    def update(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Index what has changed since the last time and return the number of articles.

        Where there is no usable index, all are indexed.
        """
        try:
            manifest, _ = self._open()
        except IndexUnavailable:
            return self.rebuild(progress)
        if manifest.revision == self._archive.revision:
            return 0
        return self._write(self._generations.current(), manifest.revision, progress)

    def search(
        self,
        text: str,
        period: Period | None = None,
        *,
        limit: int = 10,
        offset: int = 0,
        facets: bool = False,
    ) -> Results:
        """Find articles by words in either language; ``limit`` of them from ``offset`` on.

        Where no article has all the words, those with some are found, and a note says so. With
        ``facets`` the entities and years of the hits are counted. Raises ``IndexUnavailable``.
        """
        _, searcher = self._open()
        root, notes = self._read(text, searcher)
        period = period or Period()
        if root is None:
            if text.strip():
                notes += ("There is no word in the query to search for.",)
            return Results(text, 0, (), notes)
        deep = max(offset + limit, _FACET_HITS) if facets else offset + limit
        found = searcher.search(root, period, 0, deep)
        if found.total == 0 and isinstance(root, And) and (some := _some_of(root)) is not None:
            root, found = some, searcher.search(some, period, 0, deep)
            if found.total:
                notes += ("No article has all the words: these have some of them.",)
        shown = Found(found.total, found.ranked[offset : offset + limit])
        hits = tuple(self._hits(shown, root))
        if not facets:
            return Results(text, found.total, hits, notes)
        best = [article_id for article_id, _ in found.ranked[:_FACET_HITS]]
        return Results(text, found.total, hits, notes, self._facets(best))

    def searcher(self) -> Searcher:
        """Return the engine's view of the index; raises ``IndexUnavailable``."""
        return self._open()[1]

    def highlighter(self, text: str) -> Highlighter:
        """Return what marks an article's sentences as this query's results were marked."""
        _, searcher = self._open()
        root, _ = self._read(text, searcher)
        return Highlighter(root)

    def _read(self, text: str, searcher: Searcher) -> tuple[Node | None, tuple[str, ...]]:
        """Read a query, its names looked up, and what no text has looked up by its sound."""
        query = parse(text)
        root, notes = query.root, query.notes
        named: dict[Node, Node] = {}
        for name in all_names(root):
            found = self._catalogue.lookup(name.typed, name.kind)
            named[name] = Named(name.kind, name.typed, tuple(entity.id for entity in found))
            if not found:
                what = name.kind or "entity"
                notes += (f"No {what} in the archive is called “{name.typed}”.",)
            elif len(found) > 1:
                called = ", ".join(entity.name_en for entity in found[:5])
                notes += (f"“{name.typed}” may be {len(found)} entities: {called}.",)
        root = _replaced(root, named)
        return _with_sounds(root, notes, searcher)

    def _facets(self, article_ids: list[str]) -> Facets:
        return Facets(
            len(article_ids),
            tuple(self._catalogue.in_articles(article_ids, _FACETS)),
            tuple(self._archive.years_of(article_ids)),
        )

    def _hits(self, found: Found, root: Node) -> Iterator[Hit]:
        highlighter = Highlighter(root)
        scores = dict(found.ranked)
        # An article that was removed since is in the index still, but not in the archive.
        naming = Naming(self._catalogue, list(scores))
        for article in self._archive.get_many(list(scores)):
            yield _hit(article, scores[article.article.id], highlighter, naming)

    def _open(self) -> tuple[Manifest, Searcher]:
        """Open the current generation, or return what is open of it."""
        with self._lock:
            folder = self._generations.current()
            if folder is None:
                raise IndexUnavailable("the archive has no index yet: run `warraq reindex`")
            if self._opened is not None and self._opened[0] == folder:
                return self._opened[1:]
            try:
                manifest = open_sealed(folder, self._key)
                if manifest.engine != self._engine.version:
                    raise UnusableIndex("it was written by another version of Warraq")
                if manifest.archive != self._archive.identity:
                    raise UnusableIndex("it belongs to another archive")
                searcher = self._engine.open(folder)
            except UnusableIndex as error:
                raise IndexUnavailable(
                    f"the index can't be used, {error}: run `warraq reindex`"
                ) from error
            # The searcher of the generation before is not closed here: other threads may be
            # searching in it. It goes when the last of them lets go.
            self._opened = (folder, manifest, searcher)
            return manifest, searcher

    def _write(
        self,
        base: Path | None,
        since: int,
        progress: Callable[[int, int], None] | None,
    ) -> int:
        # Read before the articles: what changes meanwhile is then indexed twice, never missed.
        revision = self._archive.revision
        changed = self._archive.ids_changed_since(since)
        documents = self._documents(changed)
        removed = self._archive.removed_since(since) if base else []
        with self._new_generation(base) as folder:
            if base is None:
                self._engine.create(folder)
            count = self._engine.write(
                folder,
                documents,
                removed,
                lambda done: progress(done, len(changed)) if progress else None,
            )
            manifest = Manifest(self._engine.version, self._archive.identity, revision, count)
            seal(folder, manifest, self._key)
            self._generations.publish(folder)
        return len(changed)

    def _documents(self, article_ids: list[str]) -> Iterator[IndexDocument]:
        for start in range(0, len(article_ids), _BATCH):
            batch = article_ids[start : start + _BATCH]
            naming = Naming(self._catalogue, batch)
            for article in self._archive.get_many(batch):
                yield _document(article, naming)

    @contextmanager
    def _new_generation(self, base: Path | None) -> Iterator[Path]:
        folder = self._generations.begin(base)
        try:
            yield folder
        except BaseException:
            self._generations.discard(folder)
            raise


def _document(translated: TranslatedArticle, naming: Naming) -> IndexDocument:
    article = translated.article
    titles = [p for p in translated.pairs if article.blocks[p.sentence.block].role is Role.TITLE]
    rest = [p for p in translated.pairs if article.blocks[p.sentence.block].role is not Role.TITLE]
    photographers = [block.credit for block in article.blocks if block.credit]
    about = (article.source, article.place, *article.tags, *photographers)
    return IndexDocument(
        id=article.id,
        published=article.published.date if article.published else None,
        title_ar=[pair.sentence.text for pair in titles],
        title_en=_english(titles),
        text_ar=[pair.sentence.text for pair in rest],
        text_en=_english(rest),
        about=[text for text in about if text],
        entities=naming.entities(article.id),
        names=naming.names(article.id),
        days=naming.days(article.id),
    )


def _english(pairs: Iterable[SentencePair]) -> list[str]:
    return [pair.translation.text for pair in pairs if pair.translation is not None]


def _with_sounds(
    root: Node | None, notes: tuple[str, ...], searcher: Searcher
) -> tuple[Node | None, tuple[str, ...]]:
    """Look up by sound in Arabic the Latin words that no article has as they are spelt."""
    sounds: dict[Node, Node] = {
        part: Sound(found)
        for part in all_words(root)
        if len(part.tokens) == 1
        and (found := patterns(part.tokens[0]))
        and not searcher.knows(part.tokens[0])
    }
    if not sounds:
        return root, notes
    words = ", ".join(f"“{part.typed}”" for part in sounds if isinstance(part, Words))
    note = f"No text has {words}: Arabic words that sound like it were taken instead."
    return _replaced(root, sounds), (*notes, note)


def _replaced(node: Node | None, sounds: dict[Node, Node]) -> Node | None:
    match node:
        case Words() | Named():
            return sounds.get(node, node)
        case And(parts):
            return And(tuple(found for part in parts if (found := _replaced(part, sounds))))
        case Or(parts):
            return Or(tuple(found for part in parts if (found := _replaced(part, sounds))))
        case Not(part):
            return Not(found) if (found := _replaced(part, sounds)) else None
    return node


def _some_of(root: And) -> Node | None:
    """Return what finds articles with at least one of the parts that ``root`` wants together."""
    wanted = tuple(part for part in root.parts if not isinstance(part, Not))
    unwanted = tuple(part for part in root.parts if isinstance(part, Not))
    return And((Or(wanted), *unwanted)) if len(wanted) > 1 else None


def _hit(
    translated: TranslatedArticle, score: float, highlighter: Highlighter, naming: Naming
) -> Hit:
    article = translated.article
    english = translated.english_title
    named = naming.pairs(translated)
    matches = [
        _match(pair, highlighter, naming, named.get(pair.sentence.n, NamedPair()))
        for pair in translated.pairs
    ]
    in_text = [m for m in matches if article.blocks[m.pair.sentence.block].role is not Role.TITLE]
    # The titles are shown anyway; their sentence is repeated only where nothing else matches.
    # A hit on the source or a tag has none to mark: it is shown with its first sentence.
    best = _best(in_text) or _best(matches) or in_text[:1]
    return Hit(
        article=translated,
        score=score,
        title=highlighter.mark(article.title).marked,
        english_title=highlighter.mark(english).marked if english is not None else None,
        snippets=tuple(
            Snippet(m.pair.sentence.n, m.arabic.marked, m.english.marked if m.english else None)
            for m in best
        ),
    )


@dataclass(frozen=True)
class _PairMatch:
    pair: SentencePair
    arabic: Match
    english: Match | None

    @property
    def parts(self) -> frozenset[int]:
        return self.arabic.parts | (self.english.parts if self.english else frozenset())


def _match(
    pair: SentencePair, highlighter: Highlighter, naming: Naming, named: NamedPair
) -> _PairMatch:
    stretches: list[Stretch] = [*naming.stretches(named.arabic), *named.dated]
    arabic = highlighter.mark(pair.sentence.text, stretches)
    if pair.translation is None:
        return _PairMatch(pair, arabic, None)
    english = highlighter.mark(pair.translation.text, naming.stretches(named.english))
    return _PairMatch(pair, arabic, english)


def _best(matches: list[_PairMatch]) -> list[_PairMatch]:
    """Return the sentences that match most of the query, in reading order."""
    found = sorted((m for m in matches if m.parts), key=lambda m: -len(m.parts))
    return sorted(found[:_SNIPPETS], key=lambda m: m.pair.sentence.n)
