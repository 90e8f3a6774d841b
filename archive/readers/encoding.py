"""Telling a file's encoding from its bytes, or saying by name why it can't be read."""

import codecs
import re

from archive.arabic import arabic_share
from archive.errors import UnreadableFile

# Formats that a reader may join for later; till then they are refused by their name.
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MARKUP = (
    (re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE), "an HTML page"),
    (re.compile(r"\s*<\?xml"), "an XML document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# An Arabic word with Latin letters or signs in it is what another Arabic encoding looks like
# when read as Windows-1256: ISO-8859-6 turns ط into × and ك into ن, ف into à.
_MIXED_WORD = re.compile(r"[\u0621-\u064a][\u00c0-\u00ff×÷]|[\u00c0-\u00ff×÷][\u0621-\u064a]")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of ``content`` and the name of its encoding, a Python codec.

    Reads UTF-8, UTF-16 with or without a byte order mark, and Windows-1256. Line ends become
    ``\\n``. Raises ``UnreadableFile``, naming what the bytes are, for anything else.
    """
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(f"it is {what}; only plain text and Markdown can be read")
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"it is damaged {encoding} text: {error.reason}") from error
    if _is_binary(text):
        raise UnreadableFile("it is binary data, not text")
    text = _CONTROL.sub("", text)
    for pattern, what in _MARKUP:
        if pattern.match(text):
            raise UnreadableFile(f"it is {what}; only plain text and Markdown can be read")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _high_bytes(content: bytes) -> int:
    return sum(byte > 0x7F for byte in content)


def _is_binary(text: str) -> bool:
    """Tell data, which is full of control characters, from text, which carries a stray few."""
    return "\0" in text or len(_CONTROL.findall(text)) * 20 > len(text)


def _encoding(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            if encoding == "utf-32":
                raise UnreadableFile("it is UTF-32 text; save it as UTF-8")
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _utf_16_in_disguise(content) or "utf-8"
    return _utf_16_in_disguise(content) or _eight_bit(content)


def _utf_16_in_disguise(content: bytes) -> str | None:
    """Find UTF-16 without a mark: spaces, digits and stops have a zero byte, letters an 06."""
    if len(content) % 2:
        return None
    even, odd = content[0::2], content[1::2]
    for encoding, high in (("utf-16-le", odd), ("utf-16-be", even)):
        zero_or_arabic = high.count(0) + high.count(6)
        if high.count(0) and zero_or_arabic > 0.9 * len(high):
            return encoding
    return None


def _eight_bit(content: bytes) -> str:
    if _is_binary(content.decode("latin-1")):
        raise UnreadableFile("it is binary data, not text")
    # Most of a damaged UTF-8 text is valid still; of Windows-1256 next to nothing is.
    if 2 * _high_bytes(content.decode("utf-8", "ignore").encode()) > _high_bytes(content):
        raise UnreadableFile("it is damaged UTF-8 text")
    text = content.decode("cp1256")
    mixed = len(_MIXED_WORD.findall(text))
    if arabic_share(text) > 0.5 and mixed * 100 < len(text):
        return "cp1256"
    try:
        looks_iso = arabic_share(content.decode("iso8859_6")) > 0.8
    except UnicodeDecodeError:
        looks_iso = False
    if looks_iso:
        raise UnreadableFile("it is ISO-8859-6 text; save it as UTF-8")
    raise UnreadableFile("its encoding is neither UTF-8, UTF-16 nor Windows-1256; save it as UTF-8")
