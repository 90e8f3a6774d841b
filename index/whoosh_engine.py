"""Whoosh as the search engine.

The texts are analysed by ``index.analysis`` before Whoosh sees them: it gets words joined by
spaces, so the index holds nothing of the analysis but its words, and its schema pickles no code of
ours. Every word is a term in two fields of its language, for its exact view and for its stem.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

import whoosh
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.analysis.analyzers import CompositeAnalyzer
from whoosh.collectors import Collector, FilterCollector, TopCollector
from whoosh.index import FileIndex, create_in, open_dir
from whoosh.query.qcore import Query

from index import analysis, days, sound
from index.analysis import Token, analyse
from index.engine import Found, IndexDocument, Period, Searcher
from index.query import And, Dated, Dating, Named, Node, Not, Or, Sound, Words

_BOUNDARY = "¶"  # between sentences; no query has it, so that no phrase reaches across
_NO_SOUND = "-"  # keeps the places of words without a skeleton
_MEMORY_MB = 128  # what the writer keeps before it writes a run to disk

# Weights of the fields. Exact to stem as 1 to 2 is measured, see ``index.analysis``: a word spelt
# as in the query matches both. That a title counts twice is a choice.
_EXACT, _STEM, _TITLE, _SOUND, _NAMES = 0.5, 1.0, 2.0, 0.5, 0.5
_WEIGHTS = {
    f"{part}_{language}_{view}": part_weight * view_weight
    for part, part_weight in (("title", _TITLE), ("text", 1.0))
    for language in ("ar", "en")
    for view, view_weight in (("exact", _EXACT), ("stem", _STEM))
} | {"about_exact": _EXACT, "about_stem": _STEM, "names_exact": _NAMES}
_SOUND_FIELD = "text_ar_sound"


def _schema() -> fields.Schema:
    def text() -> fields.TEXT:
        words = CompositeAnalyzer(SpaceSeparatedTokenizer())
        return fields.TEXT(analyzer=words, phrase=True)

    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        published=fields.NUMERIC(int),
        entities=fields.KEYWORD(),
        days=fields.KEYWORD(),
        **{name: text() for name in (*_WEIGHTS, _SOUND_FIELD)},
    )


class WhooshEngine:
    """Writes and opens Whoosh indexes."""

    version = (
        f"whoosh {'.'.join(map(str, whoosh.__version__))}, analysis {analysis.VERSION}, schema 2"
    )

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        create_in(str(folder), _schema()).close()

    def write(
        self,
        folder: Path,
        documents: Iterable[IndexDocument],
        removed: Iterable[str],
        progress: Callable[[int], None],
    ) -> int:
        """Remove, then add or replace documents; return how many the index holds."""
        index = open_dir(str(folder))
        try:
            # An update that looks for a predecessor slows a first filling for nothing.
            is_empty = index.is_empty()
            writer = index.writer(limitmb=_MEMORY_MB)
            try:
                for article_id in removed:
                    writer.delete_by_term("id", article_id)
                for n, document in enumerate(documents, start=1):
                    add = writer.add_document if is_empty else writer.update_document
                    add(**_values(document))
                    progress(n)
            except BaseException:
                writer.cancel()
                raise
            writer.commit()
            return int(index.doc_count())
        finally:
            index.close()

    def open(self, folder: Path) -> Searcher:
        """Open an index for searching."""
        return WhooshSearcher(open_dir(str(folder), readonly=True))


class WhooshSearcher:
    """Searches one state of a Whoosh index."""

    def __init__(self, index: FileIndex) -> None:
        self._index = index
        # Opening a searcher reads the segments into memory: one serves all threads, in turn,
        # because its readers seek in files that they share.
        self._searcher = index.searcher()
        self._lock = Lock()

    def search(self, root: Node, period: Period, offset: int, limit: int) -> Found:
        """Rank the articles that match and return ``limit`` of them from ``offset`` on."""
        wanted = _translated(And((root,)))
        # What Whoosh does to skip documents that can't be among the best also skips some that are,
        # where one Or stands in another, and breaks query.Require: every match is scored.
        collector: Collector = TopCollector(limit=offset + limit, usequality=False, replace=0)
        if period.is_limited:
            collector = FilterCollector(collector, allow=_published_in(period))
        with self._lock:
            self._searcher.search_with_collector(wanted, collector)
            results = collector.results()
            ranked = [(str(hit["id"]), float(hit.score or 0.0)) for hit in results]
            total = len(results)
        return Found(total, tuple(ranked[offset : offset + limit]))

    def knows(self, token: Token) -> bool:
        """Tell whether any article has the word, in either view."""
        with self._lock:
            reader = self._searcher.reader()
            return any(
                reader.frequency(name, token.exact if name.endswith("exact") else token.stem) > 0
                for name in _fields_of(token)
            )

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._searcher.close()
            self._index.close()


def _values(document: IndexDocument) -> dict[str, str | int]:
    values: dict[str, str | int] = {"id": document.id}
    if document.published is not None:
        values["published"] = _day_number(document.published)
    parts = {
        "title_ar": document.title_ar,
        "title_en": document.title_en,
        "text_ar": document.text_ar,
        "text_en": document.text_en,
        "about": document.about,
        "names": document.names,
    }
    values["entities"] = " ".join(document.entities)
    values["days"] = " ".join(document.days)
    for name, texts in parts.items():
        sentences = [list(analyse(text)) for text in texts]
        values[f"{name}_exact"] = _terms([[t.exact for t in tokens] for tokens in sentences])
        if f"{name}_stem" in _WEIGHTS:
            values[f"{name}_stem"] = _terms([[t.stem for t in tokens] for tokens in sentences])
        if name in ("title_ar", "text_ar"):
            sounds = [[sound.skeleton(t) or _NO_SOUND for t in tokens] for tokens in sentences]
            before = values.get(_SOUND_FIELD)
            values[_SOUND_FIELD] = f"{before} {_BOUNDARY} " * bool(before) + _terms(sounds)
    return {name: value for name, value in values.items() if value != ""}


def _terms(sentences: Sequence[Sequence[str]]) -> str:
    return f" {_BOUNDARY} ".join(" ".join(words) for words in sentences)


def _translated(node: Node) -> Query:
    match node:
        case Words(tokens):
            return query.Or([_in_field(name, tokens) for name in _fields_of(*tokens)])
        case Sound(patterns):
            return query.Or([_run(_SOUND_FIELD, pattern, _SOUND) for pattern in patterns])
        case Named(ids=ids):
            return query.ConstantScoreQuery(
                query.Or([query.Term("entities", entity_id) for entity_id in ids])
            )
        case Dated(dating, first, last):
            wanted = (
                _published_in(Period(first, last))
                if dating is Dating.PUBLISHED
                else _naming(days.cover(first, last))
            )
            return query.ConstantScoreQuery(wanted)
        case And(parts):
            # Whoosh's AndNot lets the first document through that both of its sides have, and a
            # Not among others needs one part that is none.
            queries = [_translated(part) for part in parts]
            only_not = all(isinstance(part, Not) for part in parts)
            return query.And([query.Every(), *queries] if only_not else queries)
        case Or(parts):
            return query.Or([_translated(And((part,))) for part in parts])
        case Not(part):
            return query.Not(_translated(part))


def _fields_of(*tokens: Token) -> list[str]:
    """Return the fields that may hold the words: Latin ones stand in Arabic text as well."""
    if any(token.is_arabic for token in tokens):
        return [name for name in _WEIGHTS if "_en_" not in name]
    return list(_WEIGHTS)


def _in_field(name: str, tokens: Sequence[Token]) -> Query:
    words = [token.exact if name.endswith("exact") else token.stem for token in tokens]
    return _run(name, words, _WEIGHTS[name])


def _run(name: str, words: Sequence[str], weight: float) -> Query:
    if len(words) == 1:
        return query.Term(name, words[0], boost=weight)
    return query.Phrase(name, list(words), boost=weight)


def _naming(cover: days.Cover) -> Query:
    terms: list[Query] = [query.Term("days", term) for term in cover.terms]
    if cover.years is not None:
        terms.append(query.TermRange("days", *cover.years))
    return query.Or(terms)


def _published_in(period: Period) -> Query:
    start = _day_number(period.start) if period.start else None
    end = _day_number(period.end) if period.end else None
    return query.NumericRange("published", start, end)


def _day_number(day: date) -> int:
    return day.toordinal()
