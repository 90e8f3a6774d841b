"""Writing the translation memory as TMX 1.4b, a batch of sentences at a time."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import BinaryIO
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import sqlalchemy as sa

from archive import settings
from archive.store import Archive
from archive.tables import article, correction, engine, is_corrected, sentence, translation
from archive.translation.tmx import unit
from archive.translation.tmx.unit import Machine, Unit

_BATCH = 500  # sentences read at a time
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0, section 2.2; a carriage return is read back as a line's end (section 2.11).
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Which(StrEnum):
    """What of the memory is written."""

    SHOWN = "shown"
    """A unit for each translated sentence, as it is shown."""
    ALL = "all"
    """Units for all that engines made of a sentence, and for the correction in force."""
    CORRECTIONS = "corrections"
    """The corrections in force alone."""


@dataclass(frozen=True)
class Written:
    """How many units were written, and how many have a character that XML can't hold."""

    units: int
    left_out: int


def write(archive: Archive, file: BinaryIO, which: Which) -> Written:
    """Write the memory of an archive's sentences, in reading order, as UTF-8."""
    file.write(_head().encode())
    count = left_out = 0
    for one in units(archive, which):
        if _is_writable(one):
            file.write(_element(one))
            count += 1
        else:
            left_out += 1
    file.write(b"</body>\n</tmx>\n")
    return Written(count, left_out)


def units(archive: Archive, which: Which) -> Iterator[Unit]:
    """Yield the units of an archive's sentences, each sentence once, all of one state of it."""
    with archive.engine.connect() as connection:
        for texts in _sentences(connection, which):
            corrected = _corrected(connection, list(texts))
            if which is Which.CORRECTIONS:
                for digest, made in corrected.items():
                    yield _by_person(texts[digest], made)
                continue
            by_engines = _by_engines(connection, list(texts), which)
            for digest, arabic in texts.items():
                person = [_by_person(arabic, corrected[digest])] if digest in corrected else []
                machines = [_by_engine(arabic, row) for row in by_engines[digest]]
                yield from (person + machines if which is Which.ALL else (person or machines[-1:]))


def _sentences(connection: sa.Connection, which: Which) -> Iterator[dict[str, str]]:
    """Yield batches of sentences by digest, at their first occurrence, in reading order."""
    earlier = sentence.alias()
    place = sa.tuple_(sentence.c.article_id, sentence.c.n)
    is_repeated = sa.exists().where(
        earlier.c.digest == sentence.c.digest, sa.tuple_(earlier.c.article_id, earlier.c.n) < place
    )
    text = sa.func.substr(article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start)
    query = (
        sa.select(sentence.c.article_id, sentence.c.n, sentence.c.digest, text.label("text"))
        .join(article, article.c.id == sentence.c.article_id)
        .where(~is_repeated)
        .order_by(sentence.c.article_id, sentence.c.n)
        .limit(_BATCH)
    )
    if which is Which.CORRECTIONS:
        query = query.where(is_corrected(sentence.c.digest))
    after = ("", 0)
    while rows := connection.execute(query.where(place > after)).all():
        after = (rows[-1].article_id, rows[-1].n)
        yield {row.digest: row.text for row in rows}


def _corrected(
    connection: sa.Connection, digests: Sequence[str]
) -> dict[str, sa.Row[tuple[object, ...]]]:
    query = (
        sa.select(correction)
        .where(correction.c.digest.in_(digests), correction.c.withdrawn_at.is_(None))
        .order_by(correction.c.id)
    )
    newest = {row.digest: row for row in connection.execute(query)}
    return {digest: newest[digest] for digest in digests if digest in newest}


def _by_engines(
    connection: sa.Connection, digests: Sequence[str], which: Which
) -> dict[str, list[sa.Row[tuple[object, ...]]]]:
    """Return the translations of each sentence, the one that is shown last.

    Where all are written, they are in the order of their models instead, which is the same in
    every archive.
    """
    is_current = engine.c.id == settings.current_engine(connection)
    order = (engine.c.model_hash,) if which is Which.ALL else (is_current, translation.c.made_at)
    query = (
        sa.select(translation, engine.c.name, engine.c.version, engine.c.model_hash)
        .join(engine, engine.c.id == translation.c.engine_id)
        .where(translation.c.digest.in_(digests))
        .order_by(*order)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.digest].append(row)
    return found


def _by_person(arabic: str, row: sa.Row[tuple[object, ...]]) -> Unit:
    return Unit(arabic, row.text, row.author, row.made_at, is_correction=True)


def _by_engine(arabic: str, row: sa.Row[tuple[object, ...]]) -> Unit:
    machine = Machine(row.name, row.version, row.model_hash, row.score, row.decoding)
    return Unit(arabic, row.text, machine, row.made_at)


def _head() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="Warraq" creationtoolversion={quoteattr(version("warraq"))} '
        'segtype="sentence" o-tmf="Warraq" adminlang="en" srclang="ar" datatype="plaintext" '
        f'creationdate="{unit.written(datetime.now(UTC))}"/>\n<body>\n'
    )


def _element(one: Unit) -> bytes:
    element = ET.Element("tu", _attributes(one))
    for kind, value in _properties(one):
        ET.SubElement(element, "prop", {"type": kind}).text = value
    for language, text in (("ar", one.arabic), ("en", one.english)):
        side = ET.SubElement(element, "tuv", {_LANG: language})
        ET.SubElement(side, "seg").text = text
    return f"{ET.tostring(element, encoding='unicode')}\n".encode()


def _attributes(one: Unit) -> dict[str, str]:
    attributes = {"srclang": "ar"}
    if one.made_at is not None:
        moment = unit.written(one.made_at)
        attributes |= {"creationdate": moment, "changedate": moment}
    if isinstance(one.made_by, Machine):
        attributes["creationid"] = f"{one.made_by.name} {one.made_by.version}".strip()
        attributes["creationtool"] = one.made_by.name
        attributes["creationtoolversion"] = one.made_by.version
    elif one.made_by is not None:
        attributes |= {"creationid": one.made_by, "changeid": one.made_by}
    return attributes


def _properties(one: Unit) -> Iterator[tuple[str, str]]:
    if one.is_correction:
        yield unit.PERSON, "yes"
    if isinstance(one.made_by, Machine):
        yield unit.ENGINE, one.made_by.name
        yield unit.VERSION, one.made_by.version
        yield unit.MODEL, one.made_by.model_hash
        yield unit.SCORE, repr(one.made_by.score)
        if one.made_by.decoding is not None:
            yield unit.DECODING, one.made_by.decoding


def _is_writable(one: Unit) -> bool:
    values: Iterable[str] = (
        one.arabic,
        one.english,
        *_attributes(one).values(),
        *(value for _, value in _properties(one)),
    )
    return not any(_UNWRITABLE.search(value) for value in values)
