"""Telling an article from the page it stood on, by rules that hold for any site.

A page repeats itself: the title comes twice, the first paragraph or a caption is doubled, labels
and links stand between paragraphs. What is not the article is kept as an omission with its reason,
never lost; the original's bytes are untouched.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.arabic import fold
from archive.article import DatedBy, Omission, Role
from archive.credits import (
    Dateline,
    read_caption,
    read_dateline,
    read_dateline_line,
    read_reporter_line,
    read_source_line,
)
from archive.dates import find_date, whole_line_date
from archive.furniture import (
    is_byline,
    is_label,
    is_link,
    is_section_name,
    is_update_line,
    opens_links,
)
from archive.readers.document import Document, RawBlock
from archive.sentences import split_sentences

VERSION = 2
"""Changes whenever the same file would be read otherwise."""

_SENTENCE_END = re.compile(r"[.!?؟…؛:،,][\"'”’»)\]]*$")
_LONGEST_HEADING = 12  # words
_LONGEST_TITLE = 40  # words
_FEWEST_TITLE_WORDS = 3  # of a title that may have the site's name behind it
_MOST_SECTION_LABELS = 3  # above a title: "أخبار", "سياسة دولية"
_LONGEST_LINK = 20  # words of another article's headline
_LONGEST_CAPTION = 25  # words, where no credit tells a caption
_SHORTEST_REPEAT = 80  # characters; a shorter line may come again later for good reasons


@dataclass(frozen=True)
class CleanBlock:
    """A block of the article with its role known."""

    role: Role
    text: str
    credit: str | None = None


@dataclass(frozen=True)
class CleanDocument:
    """The article that a document holds, what was left out, and what its lines say of it."""

    title: str
    blocks: tuple[CleanBlock, ...]
    omitted: tuple[Omission, ...]
    source: str | None
    place: str | None
    published: DatedBy | None


def clean(document: Document) -> CleanDocument:
    """Tell title, standfirst, captions, headings and paragraphs from page furniture.

    The title is the first block. A date is taken from the front matter, else from the dateline or a
    line of its own near the title, else from the page's line of its last change; a date inside a
    sentence dates nothing.
    """
    page = _Page(document)
    page.drop_furniture()
    title = page.take_title(document.title)
    page.drop_repeats()
    page.take_head_lines()
    page.take_dateline()
    blocks = (CleanBlock(Role.TITLE, title), *page.article_blocks())
    return CleanDocument(
        title=title,
        blocks=blocks,
        omitted=tuple(omission for _, omission in sorted(page.omitted, key=lambda o: o[0])),
        source=document.source or page.source,
        place=page.place,
        published=document.published or page.published or page.updated,
    )


class _Page:
    """The lines of a page that are not yet told apart, and what was found in the others."""

    def __init__(self, document: Document) -> None:
        self.lines = list(document.blocks)
        self._places = {id(line): n for n, line in enumerate(document.blocks)}
        self.omitted: list[tuple[int, Omission]] = []  # with the place of the line
        self.source: str | None = None
        self.place: str | None = None
        self.published: DatedBy | None = None
        self.updated: DatedBy | None = None
        self.standfirst: RawBlock | None = None
        self.captions: list[CleanBlock] = []

    def drop_furniture(self) -> None:
        """Leave out labels, links to other articles and the page's date of change."""
        kept: list[RawBlock] = []
        among_links = False
        for line in self.lines:
            if is_link(line.text):
                self._omit(line, "link to another article")
            elif opens_links(line.text):
                among_links = True
                self._omit(line, "links to other articles")
            elif among_links and kept and _is_headline(line):
                self._omit(line, "links to other articles")
            elif is_update_line(line.text):
                self._note_update(line)
            elif is_label(line.text):
                self._omit(line, "page label")
            elif is_byline(line.text):
                self._omit(line, "byline")
            else:
                among_links = False
                kept.append(line)
        self.lines = kept

    def take_title(self, known: str | None) -> str:
        """Return the title; leave out the section's name before it and the title's repetitions."""
        for _ in range(_MOST_SECTION_LABELS):
            if len(self.lines) > 1 and self._is_section_label(self.lines[0]):
                self._omit_all_like(self.lines[0], "section")
        title = known or self._first_title()
        if known is None and len(title.split()) > _LONGEST_TITLE:
            # A text without a title goes by its first sentence.
            span = next(split_sentences(title))
            return title[span.start : span.end]
        titles = [n for n, line in enumerate(self.lines) if _repeats(line, title)]
        last = titles[-1] if titles else -1
        after = {_key(line) for line in self.lines[last + 1 :]}
        kept = []
        for n, line in enumerate(self.lines):
            if n in titles[1:] or (n in titles and line.text != title):
                self._omit(line, "repeated title")
            elif n < last and n not in titles and _key(line) in after:
                # Before the second title stands the page's summary of what follows it.
                self._omit(line, "repeated")
            elif n not in titles:
                kept.append(line)
        self.lines = kept
        return title

    def _first_title(self) -> str:
        titled = next((line.text for line in self.lines if line.role is Role.TITLE), None)
        if titled or not self.lines:
            return titled or ""
        first, *others = self.lines[:10]
        # "Title | Site" on top, the title alone below.
        alone = (line.text for line in others if _repeats(first, line.text))
        return next(alone, first.text)

    def drop_repeats(self) -> None:
        """Leave out a line that says again what the one before it, or an earlier one, said."""
        kept: list[RawBlock] = []
        seen: set[str] = set()
        for line in self.lines:
            key = _key(line)
            next_to_it = bool(kept) and _key(kept[-1]) == key
            if next_to_it or (key in seen and len(key) >= _SHORTEST_REPEAT):
                self._omit(line, "repeated")
            else:
                kept.append(line)
            seen.add(key)
        self.lines = kept

    def take_head_lines(self) -> None:
        """Tell date, source, captions and standfirst from the first paragraph of the story."""
        while self.lines:
            line = self.lines[0]
            if self._take_date_or_source(line):
                pass
            elif self._is_caption(line):
                self.captions.append(CleanBlock(Role.CAPTION, *read_caption(line.text)))
            elif self.standfirst is None and self._is_standfirst(line):
                self.standfirst = line
            else:
                break
            self.lines.pop(0)
        while self.lines and (source := read_source_line(self.lines[-1].text)):
            self.source = self.source or source
            self._omit(self.lines.pop(), "source line")

    def take_dateline(self) -> None:
        """Take the dateline off the first paragraph, which then begins with its sentence."""
        for n, line in enumerate(self.lines[:2]):
            if n == 1 and _SENTENCE_END.search(self.lines[0].text):
                return  # the story has begun
            dateline = read_dateline(line.text)
            if dateline is not None and dateline.end < len(line.text):
                self._note_dateline(line, dateline)
                self.lines[n] = replace(line, text=line.text[dateline.end :])
                return

    def article_blocks(self) -> Iterable[CleanBlock]:
        """Yield standfirst, captions and the story's blocks, each with its role."""
        if self.standfirst is not None:
            yield CleanBlock(Role.STANDFIRST, self.standfirst.text)
        yield from self.captions
        for n, line in enumerate(self.lines):
            following = self.lines[n + 1] if n + 1 < len(self.lines) else None
            caption, credit = read_caption(line.text)
            in_brackets = line.text.endswith((")", "]"))  # ends a report as often as a caption
            is_credited = _is_credited_caption(line.text) and following is not None
            if line.role is Role.CAPTION or (is_credited and not in_brackets):
                yield CleanBlock(Role.CAPTION, caption, credit)
            elif line.role in (Role.HEADING, Role.TITLE) or _is_heading(line, following):
                yield CleanBlock(Role.HEADING, line.text.rstrip(":： "))
            else:
                yield CleanBlock(Role.PARAGRAPH, line.text)

    def _take_date_or_source(self, line: RawBlock) -> bool:
        if (found := whole_line_date(line.text)) is not None:
            quote = line.text[found.start : found.end]
            self.published = self.published or DatedBy(found.date, quote)
            self._omit(line, "date line")
            return True
        if (source := read_source_line(line.text)) is not None:
            self.source = self.source or source
            self._omit(line, "source line")
            return True
        if (dateline := read_dateline_line(line.text)) is not None:
            self._note_dateline(line, dateline)
            return True
        if (reporter := read_reporter_line(line.text)) is not None:
            self.place = self.place or reporter.place
            self.source = self.source or reporter.source
            self._omit(line, "byline")
            return True
        return False

    def _is_caption(self, line: RawBlock) -> bool:
        """Tell a caption: before the story begins, a line that ends no sentence."""
        if line.role is not None:
            return line.role is Role.CAPTION
        if len(self.lines) == 1 or read_dateline(line.text) is not None:
            return False
        if _is_credited_caption(line.text):
            return True
        return _could_be_caption(line.text) and not _is_short_line(self.lines[1])

    def _is_standfirst(self, line: RawBlock) -> bool:
        """Tell a paragraph before the story by the date, source or photo that comes after it."""
        if line.role is not None or read_dateline(line.text) is not None or len(self.lines) < 3:
            return False
        following = self.lines[1]
        if whole_line_date(following.text) or read_source_line(following.text):
            return True
        return following.role is None and _is_credited_caption(following.text)

    def _is_section_label(self, line: RawBlock) -> bool:
        if line.role is Role.TITLE:
            return False
        doubled = sum(_key(other) == _key(line) for other in self.lines) > 1
        next_other = next((o for o in self.lines if _key(o) != _key(line)), None)
        next_doubled = next_other is not None and (
            sum(_key(other) == _key(next_other) for other in self.lines) > 1
        )
        return is_section_name(line.text) or (
            doubled and next_doubled and len(line.text.split()) <= 3
        )

    def _note_update(self, line: RawBlock) -> None:
        found = find_date(line.text)
        if found is not None and self.updated is None:
            self.updated = DatedBy(found.date, line.text)
        self._omit(line, "date of the page's last change")

    def _note_dateline(self, line: RawBlock, dateline: Dateline) -> None:
        self.source = dateline.source or self.source
        self.place = dateline.place or self.place
        self.omitted.append((self._places[id(line)], Omission(dateline.text, "dateline")))
        if dateline.date is not None:
            # The dateline was cut out of brackets: look again for where the words stand in it.
            found = find_date(dateline.text)
            if found is not None:
                quote = dateline.text[found.start : found.end]
                self.published = DatedBy(found.date, quote)

    def _omit(self, line: RawBlock, reason: str) -> None:
        self.omitted.append((self._places[id(line)], Omission(line.text, reason)))

    def _omit_all_like(self, label: RawBlock, reason: str) -> None:
        for line in self.lines:
            if _key(line) == _key(label):
                self._omit(line, reason)
        self.lines = [line for line in self.lines if _key(line) != _key(label)]


def _key(line: RawBlock) -> str:
    return _folded(line.text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Return what repetitions of a line have in common; each line is compared with many."""
    return " ".join(fold(text).split())


def _repeats(line: RawBlock, title: str) -> bool:
    """Tell whether the line is the title again, alone or with the site's name behind it."""
    key, wanted = _key(line), _folded(title)
    if key == wanted:
        return True
    if not key.startswith(wanted) or len(wanted.split()) < _FEWEST_TITLE_WORDS:
        return False
    return re.match(r"\s*[|–—-]\s*.{2,40}$", key[len(wanted) :]) is not None


def _is_heading(line: RawBlock, following: RawBlock | None) -> bool:
    """Tell a heading: a short line without a stop, with a paragraph behind it."""
    if following is None or line.role is not None:
        return False
    return _is_short_line(line) and not _is_short_line(following)


def _could_be_caption(text: str) -> bool:
    return len(text.split()) <= _LONGEST_CAPTION and _could_end_without_stop(text)


def _could_end_without_stop(text: str) -> bool:
    has_letters = any(c.isalpha() for c in text)  # "***" and "(3)" head nothing
    return has_letters and not _SENTENCE_END.search(text)


def _is_headline(line: RawBlock) -> bool:
    if line.role is not None or _SENTENCE_END.search(line.text):
        return False
    return len(line.text.split()) <= _LONGEST_LINK


def _is_credited_caption(text: str) -> bool:
    caption, credit = read_caption(text)
    return credit is not None and _could_be_caption(caption)


def _is_short_line(line: RawBlock) -> bool:
    text = line.text.rstrip(":： ") if len(line.text.split()) <= 4 else line.text
    return len(text.split()) <= _LONGEST_HEADING and _could_end_without_stop(text)
