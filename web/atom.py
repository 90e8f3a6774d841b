"""Atom feeds, after RFC 4287."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_DIRECTIONS = {"ar": "rtl", "en": "ltr"}

# What XML 1.0 can't hold at all, its section 2.2.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Text:
    """A text in a language."""

    text: str
    language: str


@dataclass(frozen=True)
class Entry:
    """One article of a feed; ``published`` is ``None`` where nobody knows.

    ``id`` is an IRI that never changes; ``summary`` is shown paragraph by paragraph.
    """

    id: str
    title: Text
    link: str
    updated: datetime
    published: datetime | None
    author: Text
    summary: tuple[Text, ...]


@dataclass(frozen=True)
class Feed:
    """A feed with the addresses of itself and of the page that shows the same."""

    id: str
    title: Text
    self_link: str
    page_link: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """The newest of its entries' times; 1970 where it has none."""
        return max((entry.updated for entry in self.entries), default=_NEVER)


def feed_xml(feed: Feed) -> bytes:
    """Write a feed as XML in UTF-8."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.title.language})
    _add(root, "id", feed.id)
    _add_text(root, "title", feed.title)
    _add(root, "updated", _time(feed.updated))
    _add_link(root, "self", "application/atom+xml", feed.self_link)
    _add_link(root, "alternate", "text/html", feed.page_link)
    _add(root, "generator", "Warraq")
    for entry in feed.entries:
        _add_entry(root, entry)
    return xml_bytes(root)


def xml_bytes(root: ET.Element) -> bytes:
    """Write XML in UTF-8, a declaration first, without the characters that XML can't hold."""
    for element in root.iter():
        element.text = _UNSPEAKABLE.sub("", element.text) if element.text else element.text
        for name, value in element.attrib.items():
            element.set(name, _UNSPEAKABLE.sub("", value))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add_text(element, "title", entry.title)
    _add_link(element, "alternate", "text/html", entry.link)
    _add(element, "updated", _time(entry.updated))
    if entry.published is not None:
        _add(element, "published", _time(entry.published))
    author = ET.SubElement(element, "author")
    _add_text(author, "name", entry.author)
    _add_summary(element, entry.summary)


def _add_summary(entry: ET.Element, texts: Iterable[Text]) -> None:
    # Readers mark the direction of no text: each paragraph says its own.
    summary = ET.SubElement(entry, "summary", {"type": "xhtml"})
    div = ET.SubElement(summary, "div", {"xmlns": _XHTML})
    for text in texts:
        marked = {"xml:lang": text.language, "lang": text.language}
        paragraph = ET.SubElement(div, "p", marked | {"dir": _DIRECTIONS[text.language]})
        paragraph.text = text.text


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text


def _add_text(parent: ET.Element, name: str, text: Text) -> None:
    ET.SubElement(parent, name, {"xml:lang": text.language}).text = text.text


def _add_link(parent: ET.Element, relation: str, media_type: str, address: str) -> None:
    _add(parent, "link", "", rel=relation, type=media_type, href=address)


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
