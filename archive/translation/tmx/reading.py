"""Reading TMX files of any tool and size, a unit at a time.

Expat reads them as they come, where the libraries for TMX hold a whole file in memory. Nothing is
ever fetched: a DOCTYPE is passed over, and a file that declares entities is refused, as they could
stand for gigabytes or for other files.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from xml.parsers import expat

from archive.errors import ArchiveError
from archive.translation.tmx import unit
from archive.translation.tmx.unit import Machine, Unit

LONGEST_SIDE = 200_000
"""Characters of a sentence in one language."""

_LONGEST_NOTE = 1_000  # characters of a property
_CHUNK = 64 * 1024  # bytes
_LONGEST_TAG = 1024 * 1024  # bytes

# What these hold are the codes of a document's format, not text (specification, section 2.4).
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_LANGUAGES = {"ar": "ar", "ara": "ar", "arb": "ar", "en": "en", "eng": "en"}
_BREAK = re.compile(r"[ \t]*[\r\n]\s*")
_HASH = re.compile("[0-9a-f]{64}")


class UnreadableMemory(ArchiveError):
    """A file that can't be read, or read on, as TMX; the message says where and why."""


@dataclass(frozen=True)
class Flawed:
    """A unit that can't be taken: which one it is, from 1, in which line, and why."""

    number: int
    line: int
    reason: str


@dataclass
class _Side:
    """What is read of one language of a unit."""

    attributes: dict[str, str]
    text: str = ""


@dataclass
class _Open:
    """A unit that is being read."""

    line: int
    attributes: dict[str, str]
    properties: dict[str, str] = field(default_factory=dict)
    sides: dict[str, _Side] = field(default_factory=dict)
    flaw: str | None = None


class TmxFile:
    """A TMX file that is read once, from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._skip_entity
        self._header: dict[str, str] = {}
        self._is_begun = False
        self._done: list[Unit | Flawed] = []
        self._count = 0
        self._unit: _Open | None = None
        self._side: _Side | None = None
        self._property: str | None = None
        self._pieces: list[str] | None = None  # of the text that is being read
        self._length = 0
        self._codes = 0  # how many of them the text is in
        self.bytes_read = 0

    @property
    def tool(self) -> str:
        """The name and version of the program that wrote the file, as far as it says."""
        names = (self._header.get(n, "") for n in ("creationtool", "creationtoolversion"))
        return " ".join(name.strip() for name in names).strip()

    def __iter__(self) -> Iterator[Unit | Flawed]:
        """Yield the units in the order of the file; raises ``UnreadableMemory``."""
        is_last = False
        while not is_last:
            chunk = self._file.read(_CHUNK)
            is_last = not chunk
            self.bytes_read += len(chunk)
            flaw = self._parse(chunk, is_last)
            yield from self._done
            self._done.clear()
            if flaw is not None:
                raise UnreadableMemory(flaw)

    def _parse(self, chunk: bytes, is_last: bool) -> str | None:
        """Read on and say what keeps the rest from being read."""
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            return (
                f"line {error.lineno}: it is no well-formed XML ({expat.ErrorString(error.code)})"
            )
        except UnreadableMemory as error:
            return str(error)
        except (LookupError, ValueError) as error:  # an encoding that Python doesn't have
            return f"line 1: {error}"
        if self.bytes_read - self._parser.CurrentByteIndex > _LONGEST_TAG + _CHUNK:
            return f"line {self._line}: it has a tag of more than {_LONGEST_TAG} bytes"
        return None

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _refuse_entity(self, name: str, *_details: object) -> None:
        raise UnreadableMemory(
            f"line {self._line}: it declares the entity “{name}”, which no TMX file needs: "
            "it could stand for anything"
        )

    def _skip_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and self._unit is not None:
            self._unit.flaw = f"what &{name}; stands for is not known"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._is_begun and name != "tmx":
            raise UnreadableMemory(f"line {self._line}: it is no TMX file: it begins with <{name}>")
        self._is_begun = True
        if name == "header":
            self._header = attributes
        elif name == "tu":
            self._unit = _Open(self._line, attributes)
            self._count += 1
        elif self._unit is None:
            return
        elif name == "tuv":
            self._side = self._begin_side(self._unit, attributes)
        elif name == "prop" and attributes.get("type"):
            self._property = attributes["type"]
            self._collect()
        elif name == "seg" and self._side is not None:
            self._collect()
        elif name in _CODES:
            self._codes += 1

    def _end(self, name: str) -> None:
        if self._unit is None:
            return
        if name == "tu":
            self._done.append(self._finished(self._unit))
            self._unit = self._side = None
        elif name == "tuv":
            self._side = None
        elif name == "prop" and self._property is not None:
            self._unit.properties.setdefault(self._property, self._collected())
            self._property = None
        elif name == "seg" and self._side is not None:
            self._side.text = self._collected()
        elif name in _CODES:
            self._codes -= 1

    def _characters(self, text: str) -> None:
        if self._pieces is None or self._codes:
            return
        self._length += len(text)
        if self._property is not None and self._length > _LONGEST_NOTE:
            return
        if self._length <= LONGEST_SIDE:
            self._pieces.append(text)
        elif self._unit is not None:
            self._unit.flaw = f"a side of it has more than {LONGEST_SIDE} characters"

    def _collect(self) -> None:
        self._pieces, self._length, self._codes = [], 0, 0

    def _collected(self) -> str:
        text = _BREAK.sub(" ", "".join(self._pieces or ())).strip()
        self._pieces = None
        return text

    def _begin_side(self, opened: _Open, attributes: dict[str, str]) -> _Side | None:
        """Return where the text of a language goes, ``None`` where it isn't wanted."""
        tag = attributes.get("xml:lang") or attributes.get("lang") or ""
        language = _LANGUAGES.get(re.split("[-_]", tag.strip().lower())[0])
        if language is None or (language in opened.sides and opened.sides[language].text):
            return None
        opened.sides[language] = _Side(attributes)
        return opened.sides[language]

    def _finished(self, opened: _Open) -> Unit | Flawed:
        flaw = opened.flaw
        for language, name in (("ar", "Arabic"), ("en", "English")):
            if flaw is None and not (language in opened.sides and opened.sides[language].text):
                flaw = f"it has no {name}"
        if flaw is not None:
            return Flawed(self._count, opened.line, flaw)
        arabic, english = opened.sides["ar"].text, opened.sides["en"]
        return Unit(
            arabic,
            english.text,
            _machine(opened.properties) or _person(opened, english),
            _moment(opened, english),
            is_correction=opened.properties.get(unit.PERSON) == "yes",
        )


def _machine(properties: dict[str, str]) -> Machine | None:
    """Return the engine that a unit of a Warraq archive names."""
    name, model = properties.get(unit.ENGINE, ""), properties.get(unit.MODEL, "")
    if not name or not _HASH.fullmatch(model):
        return None
    try:
        score = float(properties.get(unit.SCORE, "0"))
    except ValueError:
        score = 0.0
    return Machine(
        name,
        properties.get(unit.VERSION, ""),
        model,
        score if math.isfinite(score) else 0.0,
        properties.get(unit.DECODING) or None,
    )


def _person(opened: _Open, english: _Side) -> str | None:
    """Return who changed or made a unit, as far as it says."""
    return next(
        (
            held[name].strip()
            for name in ("changeid", "creationid")
            for held in (english.attributes, opened.attributes)
            if held.get(name, "").strip()
        ),
        None,
    )


def _moment(opened: _Open, english: _Side) -> datetime | None:
    """Return when a unit was changed or made, as far as it says."""
    for name in ("changedate", "creationdate"):
        for held in (english.attributes, opened.attributes):
            if (moment := unit.read(held.get(name, ""))) is not None:
                return moment
    return None
