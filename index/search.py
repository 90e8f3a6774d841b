"""Searching an archive: the index over it, kept up to date, and results with their sentences."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from archive.entities.catalogue import Catalogue
from archive.errors import ArchiveError
from archive.store import Archive
from index.archived import ArchivedDocuments
from index.deadline import Deadline
from index.engine import Engine, Found, Order, Period, Ranked, Searcher
from index.expansion import Expander
from index.fusing import By, Meant, as_typed, meant_text, strict_part
from index.generations import Generations
from index.highlight import Highlighter
from index.lexicon.learning import learn
from index.lexicon.lexicon import Lexicon
from index.meaning.embedder import MeaningUnavailable
from index.meaning.meaning import Meaning, Near
from index.naming import Naming
from index.notes import Note, plural_note
from index.parsing import parse
from index.query import And, Everything, Node, Or, Query, Wanted, join
from index.results import Alike, Facets, Hit, Results, facets, hits
from index.seal import Manifest, UnusableIndex, open_sealed, seal
from index.vocabulary import Vocabulary
from index.whoosh_engine import WhooshEngine

_LEXICON = "lexicon.tsv"  # what was learnt from the archive's own pairs, beside the index's files
_LEARNT_FROM = 5_000  # sentence pairs; 20,000 take 26 seconds instead of 7

_FEW = 10
"""Hits with all words of a long query below which articles with some of them are added.

Asking for a third of the words costs .008 MRR@10 on XQuAD's questions, for a quarter .003.
"""

_ASIDE = 4  # queries that are compared in meaning at a time, as many as are answered

_LONG = 3  # words from which on a query may be a question; on XQuAD .002 better than 4


_ONLY_NEAR = Note("No article has the words: these are near in meaning.")

_NO_WORD = Note("There is no word in the query to search for.")


class IndexUnavailable(ArchiveError):
    """There is no index that can be searched; the message says why and what to do."""


@dataclass(frozen=True)
class _Opened:
    folder: Path
    manifest: Manifest
    searcher: Searcher
    vocabulary: Vocabulary
    lexicon: Lexicon


class SearchIndex:
    """The index over an archive, in ``folder``; ``key`` seals what this installation writes.

    ``meaning`` are the archive's vectors, in a folder beside it, where there are any.

    One process writes at a time (the caller holds the archive's lock); any number reads.
    """

    def __init__(self, archive: Archive, folder: Path, key: bytes) -> None:
        self._archive = archive
        self.meaning = Meaning(folder.with_name("vectors"), archive.identity)
        self._catalogue = Catalogue(archive)
        self._generations = Generations(folder)
        self._key = key
        self._engine: Engine = WhooshEngine()
        self._lock = Lock()
        self._aside = ThreadPoolExecutor(_ASIDE, "meaning")
        self._opened: _Opened | None = None

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._opened is not None:
                self._opened.searcher.close()
                self._opened = None

    def manifest(self) -> Manifest:
        """Say what the index holds; raises ``IndexUnavailable`` where it can't be searched."""
        return self._open().manifest

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

        Where there is no usable index, or most of it has changed, all are indexed.
        """
        try:
            opened = self._open()
        except IndexUnavailable:
            return self.rebuild(progress)
        since = opened.manifest.revision
        if since == self._archive.revision:
            return 0
        if len(self._archive.ids_changed_since(since)) > opened.manifest.documents / 2:
            return self.rebuild(progress)
        return self._write(opened.folder, since, progress)

    def search(
        self,
        text: str,
        period: Period | None = None,
        *,
        filters: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        with_facets: bool = False,
        counterparts: bool = True,
        everything: bool = False,
        by: By | None = By.WORDS,
        seconds: float | None = None,
    ) -> Results:
        """Find articles by words in either language; ``limit`` of them from ``offset`` on.

        ``filters`` are queries of their own that every hit must match as well. With ``everything``
        a query without any words finds every article, else none. Where no article has all the
        words, or few have all of many, those with some of them are found, and a note says so.
        ``counterparts`` looks for the words' translations too. ``by`` says whether articles near
        in meaning are looked for; ``None`` stands for both ways where that works, and for words
        where it does not. With ``with_facets`` it is counted what all hits have in common. Raises
        ``IndexUnavailable``, and ``QueryTooSlow`` after so many ``seconds``.
        """
        deadline = Deadline(seconds)
        opened = self._open()
        asked = _asked(text, filters)
        near, notes = self._near(opened, meant_text(text, parse(text).root), by)
        expanded = self._expander(opened, counterparts, deadline).expand(asked.root, text)
        root, notes = expanded.root, asked.notes + expanded.notes + notes
        if root is None and everything and not text.strip():
            root = Everything()
        if root is None:
            return Results(text, 0, (), notes)

        def found_by(node: Node, within: Node | None) -> Found:
            meant = None
            if near is not None:
                is_word = isinstance(root, Wanted)
                meant = Meant(by or By.BOTH, near.result, as_typed(root), within, is_word)
            return opened.searcher.search(
                node,
                period or Period(),
                offset=offset,
                limit=limit,
                order=order,
                tally=with_facets,
                deadline=deadline,
                meant=meant,
            )

        # Where only the meaning counts, what has the words need not be ranked.
        first = Everything() if near and by is By.MEANING else root
        found, node = found_by(first, strict_part(root)), root
        some, count = _some_of(root)
        few = found.by_words == 0 or (found.by_words < _FEW and count >= _LONG)
        if some is not None and few and by is not By.MEANING:
            wider = found_by(some, join(And, _parts(root)[1]))
            if wider.by_words > found.by_words:
                notes += (_with_all_words(found.by_words),)
                found, node = wider, some
        if near and by is not By.MEANING and found.total and not found.by_words:
            notes += (_ONLY_NEAR,)
        hits = self._hits(found.ranked, node, near.result() if near else None, deadline)
        return Results(
            text,
            found.total,
            hits,
            notes,
            expanded.also,
            expanded.suggestion,
            facets(found.tally, self._catalogue) if with_facets else Facets(),
            (by or By.BOTH) if near else By.WORDS,
        )

    def alike(self, article_id: str, n: int | None = None, *, limit: int = 10) -> list[Alike]:
        """Find articles about the same as an article, or as the passage around its sentence ``n``.

        The nearest come first. Raises ``IndexUnavailable`` and ``MeaningUnavailable``.
        """
        opened = self._open()
        near = self.meaning.like(article_id, opened.searcher.ids, n)
        if near is None:
            return []
        found = opened.searcher.nearest(near.cosines, near.least, limit + 1)
        others = [one for one in found if one.id != article_id][:limit]
        shown = self._hits(others, None, near, Deadline())
        return [
            Alike(hit, n is None and hit.span is not None and hit.span.cosine >= near.same)
            for hit in shown
        ]

    def warm(self) -> None:
        """Read what the first searches would have to wait for; raises ``IndexUnavailable``."""
        self._open().vocabulary.read()
        with suppress(MeaningUnavailable):
            self.meaning.warm()

    def searcher(self) -> Searcher:
        """Return the engine's view of the index; raises ``IndexUnavailable``."""
        return self._open().searcher

    def highlighter(
        self,
        text: str,
        filters: Sequence[str] = (),
        *,
        counterparts: bool = True,
        seconds: float | None = None,
    ) -> Highlighter:
        """Return what marks an article's sentences as this query's results were marked.

        Raises ``IndexUnavailable``, and ``QueryTooSlow`` after so many ``seconds``.
        """
        expander = self._expander(self._open(), counterparts, Deadline(seconds))
        return Highlighter(expander.expand(_asked(text, filters).root, text).root)

    def _expander(self, opened: _Opened, counterparts: bool, deadline: Deadline) -> Expander:
        lexicon = opened.lexicon if counterparts else None
        return Expander(opened.vocabulary, self._catalogue, lexicon, deadline)

    def _near(
        self, opened: _Opened, text: str, by: By | None
    ) -> tuple[Future[Near] | None, tuple[Note, ...]]:
        """Begin to compare what is meant with all passages, or say why that can't be done."""
        if by is By.WORDS or not text:
            return None, ()
        try:
            self.meaning.check()
            # The model does its work outside of Python: the words are ranked meanwhile.
            return self._aside.submit(self.meaning.near, text, opened.searcher.ids), ()
        except MeaningUnavailable as error:
            if by is None:
                return None, ()
            told = Note("It was searched by words only: {reason}.", {"reason": str(error)})
            return None, (told,)

    def _hits(
        self, found: Sequence[Ranked], root: Node | None, near: Near | None, deadline: Deadline
    ) -> tuple[Hit, ...]:
        ids = [one.id for one in found]
        # An article that was removed since is in the index still, but not in the archive.
        articles = self._archive.get_many(ids)
        naming = Naming(self._catalogue, ids)
        spans = near.spans(ids) if near else {}
        shown = []
        for hit in hits(articles, found, Highlighter(root), naming, spans):
            deadline.check()
            shown.append(hit)
        return tuple(shown)

    def _open(self) -> _Opened:
        """Open the current generation, or return what is open of it."""
        with self._lock:
            folder = self._generations.current()
            if folder is None:
                raise IndexUnavailable("the archive has no index yet: run `warraq reindex`")
            if self._opened is not None and self._opened.folder == folder:
                return self._opened
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
            lexicon = Lexicon.base()
            if (folder / _LEXICON).exists():
                lexicon = Lexicon.load(folder / _LEXICON).merged(lexicon)
            # The searcher of the generation before is not closed here: other threads may be
            # searching in it. It goes when the last of them lets go.
            self._opened = _Opened(folder, manifest, searcher, Vocabulary(searcher.terms), lexicon)
            return self._opened

    def _write(
        self,
        base: Path | None,
        since: int,
        progress: Callable[[int, int], None] | None,
    ) -> int:
        # Read before the articles: what changes meanwhile is then indexed twice, never missed.
        revision = self._archive.revision
        changed = self._archive.ids_changed_since(since)
        removed = self._archive.removed_since(since) if base else []
        read = ArchivedDocuments(self._archive.url)
        with self._new_generation(base) as folder:
            if base is None:
                self._engine.create(folder)
                learn(self._archive.sample_pairs(_LEARNT_FROM)).save(folder / _LEXICON)
            count = self._engine.write(
                folder, read, changed, removed, progress or (lambda done, total: None)
            )
            manifest = Manifest(self._engine.version, self._archive.identity, revision, count)
            seal(folder, manifest, self._key, base)
            self._generations.publish(folder)
        return len(changed)

    @contextmanager
    def _new_generation(self, base: Path | None) -> Iterator[Path]:
        folder = self._generations.begin(base)
        try:
            yield folder
        except BaseException:
            self._generations.discard(folder)
            raise


def _asked(text: str, filters: Sequence[str]) -> Query:
    """Read a query together with what else every hit must match."""
    query = parse(text)
    notes = query.notes + ((_NO_WORD,) if query.root is None and text.strip() else ())
    root = join(And, [root for root in (query.root, *(parse(f).root for f in filters)) if root])
    return Query(text, root, notes)


def _with_all_words(count: int) -> Note:
    if count == 0:
        return Note("No article has all the words: others have some of them.")
    return plural_note(
        "{count} article has all the words: others have some of them.",
        "{count} articles have all the words: others have some of them.",
        count,
    )


def _some_of(root: Node) -> tuple[Node | None, int]:
    """Return what finds articles with any of the words that are wanted together, and their number.

    Names, dates, sources and what is excluded stay as they were asked for. ``None`` where no words
    are wanted together.
    """
    words, others = _parts(root)
    if isinstance(root, Or):
        found = [_parts(part) for part in root.parts if isinstance(part, And)]
        words = [part for parts, _ in found for part in parts]
        others = []
    if len(words) < 2:
        return None, len(words)
    some = Or(tuple(words))
    return (And((some, *others)) if others else some), len(words)


def _parts(node: Node) -> tuple[list[Node], list[Node]]:
    """Return the words and phrases that a conjunction asks for, and what else it does."""
    parts: tuple[Node, ...] = node.parts if isinstance(node, And) else (node,)
    words: list[Node] = [part for part in parts if isinstance(part, Wanted | Or)]
    return words, [part for part in parts if not isinstance(part, Wanted | Or)]
