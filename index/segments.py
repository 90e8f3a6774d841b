"""Writing articles into segments of a Whoosh index.

Whoosh's own writer analyses a text for each of its fields and sorts the postings of all on disk:
it took 13 ms an article. Here a text is analysed once for all fields, postings are collected in
memory by term, and a segment is written by Whoosh's codec when there are enough of them.
"""

import math
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from whoosh.codec import default_codec
from whoosh.codec.base import FieldWriter
from whoosh.filedb.filestore import FileStorage

from index import schema
from index.analysis import analyse
from index.documents import IndexDocument
from index.zones import occurrences

INDEX_NAME = "MAIN"
"""Whoosh's own default; the names of all files begin with it."""

_MOST_POSTINGS = 1_500_000
"""Postings of a segment, about 170 bytes each while they are collected."""

_STEPS = 16
"""Weights are rounded to so many steps in each doubling, which halves the space they take."""

_Posting = tuple[int, float, bytes]


def write_segments(
    folder: Path, documents: Iterable[IndexDocument], progress: Callable[[int], None]
) -> list[schema.Segment]:
    """Write documents into as many segments as they need; ``progress`` is told after each.

    The segments are files in ``folder`` that no index knows of yet.
    """
    segments = []
    segment = _Segment()
    for n, document in enumerate(documents, start=1):
        segment.add(document)
        progress(n)
        if segment.postings >= _MOST_POSTINGS:
            segments.append(segment.write(folder))
            segment = _Segment()
    if segment.documents:
        segments.append(segment.write(folder))
    return segments


class _Segment:
    """Documents on their way into one segment."""

    def __init__(self) -> None:
        self.documents: list[IndexDocument] = []
        self.postings = 0
        self._terms: defaultdict[str, defaultdict[str, list[_Posting]]]
        self._terms = defaultdict(lambda: defaultdict(list))

    def add(self, document: IndexDocument) -> None:
        number = len(self.documents)
        for language, side in (("ar", document.arabic), ("en", document.english)):
            found = occurrences(side)
            for view, words in (("exact", found.exact), ("stem", found.stem)):
                terms = self._terms[f"{language}_{view}"]
                for word, (weight, places) in words.items():
                    terms[word].append((number, _rounded(weight), schema.Places.encode(places)))
                self.postings += len(words)
        self._add_names(number, document.names)
        for field, words_of_field in _plain_terms(document):
            for word in words_of_field:
                self._terms[field][word].append((number, 1.0, b""))
        self.documents.append(document)

    def _add_names(self, number: int, names: Iterable[str]) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        place = 0
        for name in names:
            for token in analyse(name):
                places[token.exact].append(place)
                place += 1
            place += 1  # so that no phrase reaches from one name into the next
        for word, found in places.items():
            self._terms["names"][word].append((number, 1.0, schema.Places.encode(found)))
        self.postings += len(places)

    def write(self, folder: Path) -> schema.Segment:
        """Write the segment's files."""
        codec = default_codec()
        storage = FileStorage(str(folder))
        segment: schema.Segment = codec.new_segment(storage, INDEX_NAME)
        values = codec.per_document_writer(storage, segment)
        for number, document in enumerate(self.documents):
            values.start_doc(number)
            if document.published is not None:
                day = document.published.toordinal()
                values.add_column_value(schema.PUBLISHED, schema.DAYS, day)
            for name, value in zip(schema.COLUMNS, _values(document), strict=True):
                values.add_column_value(name, schema.BYTES, value.encode())
            values.finish_doc()
        values.close()
        self._write_postings(codec.field_writer(storage, segment))
        for field in schema.LISTED:
            write_words(folder, segment, field, self._terms[field])
        segment.set_doc_count(len(self.documents))
        shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
        return segment

    def _write_postings(self, writer: FieldWriter) -> None:
        fields = schema.make()
        for field in sorted(self._terms):
            writer.start_field(field, fields[field])
            terms = self._terms[field]
            # In the order of the encoded words, which is not that of the words themselves.
            for encoded, word in sorted((word.encode(), word) for word in terms):
                writer.start_term(encoded)
                for number, weight, places in terms[word]:
                    writer.add(number, weight, places, None)
                writer.finish_term()
            writer.finish_field()
        writer.close()


def write_words(
    folder: Path, segment: schema.Segment, field: str, terms: Mapping[str, Sequence[_Posting]]
) -> None:
    """List the words of a field beside the segment: a word, then the articles that have it.

    To go through all words, for near spellings, Whoosh's own table of terms takes five times as
    long to read.
    """
    lines = (line for word, found in terms.items() for line in (word, str(len(found))))
    _words_file(folder, segment, field).write_text("\n".join(lines), encoding="utf-8")


def read_words(folder: Path, segment: schema.Segment, field: str) -> dict[str, int]:
    """Return the words of a field of a segment, with how many of its articles have each."""
    text = _words_file(folder, segment, field).read_text(encoding="utf-8")
    lines = text.split("\n") if text else []
    return dict(zip(lines[::2], map(int, lines[1::2]), strict=True))


def _words_file(folder: Path, segment: schema.Segment, field: str) -> Path:
    # Whoosh clears away a segment's files by the beginning of their names.
    return folder / str(segment.make_filename(f".{field}.words"))


@lru_cache(maxsize=65_536)
def _rounded(weight: float) -> float:
    return float(2 ** (round(math.log2(weight) * _STEPS) / _STEPS))


def _plain_terms(document: IndexDocument) -> Iterator[tuple[str, set[str]]]:
    source = {token.stem for token in analyse(document.source or "")}
    tags = {token.stem for tag in document.tags for token in analyse(tag)}
    about = {token.stem for text in document.about for token in analyse(text)}
    yield "source", source
    yield "tag", tags
    yield "about", about | source | tags
    yield "entity", set(document.entities)
    yield "day", set(document.days)
    yield "flag", set(document.flags)


def _values(document: IndexDocument) -> tuple[str, ...]:
    lists = (document.entities, document.flags)
    return document.id, document.source or "", *map(" ".join, lists)
