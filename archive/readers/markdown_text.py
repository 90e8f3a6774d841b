"""Markdown, with or without front matter (YAML between two lines of ``---``)."""

import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import PurePath
from typing import Any

import markdown
import yaml

from archive.arabic import is_invisible_mark
from archive.article import DatedBy, Role
from archive.dates import find_date
from archive.errors import UnreadableFile
from archive.readers.document import Document, RawBlock

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY_LINE = re.compile(r"^[A-Za-z_-]+[ \t]*:", re.MULTILINE)
_MOST_OPEN_BRACKETS = 500
_LONGEST_TAG = 100  # characters
_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+\S")


class MarkdownReader:
    """Reads Markdown; front matter may give title, date, source, url, language and tags."""

    media_type = "text/markdown"

    def accepts(self, text: str, name: PurePath) -> bool:
        """Take a text with front matter or a first line ``# Title``, and files named ``.md``."""
        if _front_matter(text) is not None:
            return True
        return bool(_FIRST_HEADING.match(text)) or name.suffix.lower() in (".md", ".markdown")

    def read(self, text: str) -> Document:
        """Render the Markdown and collect its blocks; raises for front matter that is no YAML."""
        front = _front_matter(text)
        matter = _load(front["yaml"]) if front else {}
        html = _render(text[front.end() :] if front else text)
        collector = _BlockCollector()
        collector.feed(html)
        collector.close()
        return Document(
            blocks=tuple(collector.blocks),
            title=_text(matter, "title"),
            published=_published(matter),
            source=_text(matter, "source"),
            url=_text(matter, "url"),
            language=_text(matter, "language") or _text(matter, "lang"),
            tags=_tags(matter),
        )


def _front_matter(text: str) -> re.Match[str] | None:
    """Return the YAML between two lines of dashes, which are rules where no key stands there."""
    front = _FRONT_MATTER.match(text)
    return front if front and _KEY_LINE.search(front["yaml"] or "") else None


def _render(text: str) -> str:
    # Unclosed brackets cost the renderer the square of their number.
    if text.count("[") - text.count("]") > _MOST_OPEN_BRACKETS:
        raise UnreadableFile("it has too many unclosed brackets for Markdown; name it .txt")
    try:
        html: str = markdown.markdown(text, extensions=["tables"], output_format="html")
    except RecursionError as error:
        raise UnreadableFile("its lists are nested too deeply for Markdown") from error
    return _with_open_tags_as_text(html)


def _with_open_tags_as_text(html: str) -> str:
    """Keep a ``<script>`` or ``<style>`` that is never closed from hiding all that follows."""
    for tag in _HIDDEN:
        opening, closing = (re.compile(f"<{mark}{tag}", re.IGNORECASE) for mark in ("", "/"))
        if len(opening.findall(html)) != len(closing.findall(html)):
            html = opening.sub(f"&lt;{tag}", html)
    return html


def _load(source: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise UnreadableFile(f"its front matter is not valid YAML: {reason}") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise UnreadableFile("its front matter is not a list of “key: value” lines")
    return {str(key).lower(): value for key, value in loaded.items()}


def _text(matter: dict[str, Any], key: str) -> str | None:
    value = matter.get(key)
    if value is None:
        return None
    if not isinstance(value, (str, int, float, date)):
        raise UnreadableFile(f"its front matter's “{key}” is not a text")
    return " ".join(_printable(str(value)).split()) or None


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or is_invisible_mark(c) else " " for c in text)


def _tags(matter: dict[str, Any]) -> tuple[str, ...]:
    value = matter.get("tags") or ()
    if isinstance(value, str):
        value = re.split("[,،]", value)
    if not isinstance(value, (list, tuple)):
        value = (value,)
    return tuple(
        stripped for tag in value if (stripped := _printable(str(tag)[:_LONGEST_TAG]).strip())
    )


def _published(matter: dict[str, Any]) -> DatedBy | None:
    value = matter.get("date")
    if value is None:
        return None
    evidence = f"date: {value}"
    if isinstance(value, datetime):
        return DatedBy(value.date(), evidence)
    if isinstance(value, date):
        return DatedBy(value, evidence)
    found = find_date(str(value))
    if found is None:
        raise UnreadableFile(f"its front matter's date “{value}” is not a date such as 2020-09-28")
    return DatedBy(found.date, evidence)


_ROLES: dict[str, Role | None] = {
    "h1": Role.HEADING,
    "h2": Role.HEADING,
    "h3": Role.HEADING,
    "h4": Role.HEADING,
    "h5": Role.HEADING,
    "h6": Role.HEADING,
    "p": None,
    "li": None,
    "td": None,
    "th": None,
    "pre": None,
    "figcaption": Role.CAPTION,
}
_HIDDEN = ("script", "style", "template")


class _BlockCollector(HTMLParser):
    """Collects the text of rendered Markdown, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[RawBlock] = []
        self._text: list[str] = []
        self._role: Role | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._text.append(" ")
        elif tag == "img":
            # What a picture shows stands in its alternative text: the caption of a news photo.
            around = self._role
            self._end_block()
            self._text.append(dict(attrs).get("alt") or "")
            self._role = Role.CAPTION
            self._end_block()
            self._role = around
        elif tag in _ROLES:
            self._end_block()
            is_title = tag == "h1" and not any(b.role is Role.TITLE for b in self.blocks)
            self._role = Role.TITLE if is_title else _ROLES[tag]

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _ROLES:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_block()

    def _end_block(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self.blocks.append(RawBlock(text, len(self.blocks), self._role))
        self._text.clear()
        self._role = None
