"""Fetching a package from where Argos' index says: the one part that ever uses the network.

Nothing here runs unless the user asks for it by name. No address is written here either: that of
the index is argostranslate's own, and those of the packages are in the index.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin

from archive.errors import ArchiveError
from archive.translation.argos import index_address, user_agent
from archive.translation.unpacking import MOST_BYTES

_SECONDS = 30  # without a byte, after which a server is given up
_MOST_INDEX = 20_000_000  # bytes
_PIECE = 1 << 18
_WEB = re.compile(r"https?://")
_TRANSLATES = "translate"  # the type of a package that leaves it out


@dataclass(frozen=True)
class Offer:
    """A package for Arabic to English in Argos' index.

    ``sha256`` is what the index gives under that name; the public one gives none.
    """

    index: str
    name: str
    version: str
    links: tuple[str, ...]
    sha256: str | None


@dataclass(frozen=True)
class Delivery:
    """A package that a server is about to send; ``size`` in bytes where it says so."""

    link: str
    size: int | None
    answer: HTTPResponse

    def save(self, path: Path, advance: Callable[[int], None]) -> None:
        """Write it to a file, telling ``advance`` the bytes of each piece; ``ArchiveError``."""
        if self.size is not None and self.size > MOST_BYTES:
            raise ArchiveError(self._too_large())
        done = 0
        with path.open("wb") as file:
            while piece := self._read():
                done += len(piece)
                if done > MOST_BYTES:
                    raise ArchiveError(self._too_large())
                file.write(piece)
                advance(len(piece))
        if self.size is not None and done != self.size:
            raise ArchiveError(
                f"{self.link} broke off after {done} of {self.size} bytes: try again later"
            )

    def _too_large(self) -> str:
        return f"{self.link} is larger than {MOST_BYTES // 10**9} GB: it is not fetched"

    def _read(self) -> bytes:
        try:
            return self.answer.read(_PIECE)
        except (OSError, HTTPException) as error:
            raise ArchiveError(f"{self.link} broke off: {error}; try again later") from error


def newest_offer() -> Offer:
    """Fetch Argos' index and return its newest package; raises ``ArchiveError``."""
    address = index_address()
    with _open(address) as answer:
        try:
            content = answer.read(_MOST_INDEX + 1)
        except (OSError, HTTPException) as error:
            raise ArchiveError(f"{address} broke off: {error}; try again later") from error
    try:
        listed = json.loads(content) if len(content) <= _MOST_INDEX else None
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        raise ArchiveError(f"{address} is no index of Argos packages: see ARGOS_PACKAGE_INDEX")
    offers = [_offer(one, address) for one in listed if _is_wanted(one)]
    if not offers:
        raise ArchiveError(f"the index {address} has no package from Arabic to English")
    return max(offers, key=lambda offer: [int(n) for n in re.findall(r"\d+", offer.version)])


@contextmanager
def delivery(offer: Offer) -> Iterator[Delivery]:
    """Ask for a package at each of its addresses until one has it; raises ``ArchiveError``."""
    problems = []
    for link in offer.links:
        try:
            answer = _open(link)
        except ArchiveError as error:
            problems.append(str(error))
            continue
        with answer:
            yield Delivery(link, _size(answer), answer)
        return
    raise ArchiveError("; ".join(problems) or f"the index {offer.index} says nowhere to fetch it")


def _is_wanted(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.get("from_code") == "ar"
        and entry.get("to_code") == "en"
        and entry.get("type", _TRANSLATES) == _TRANSLATES
    )


def _offer(entry: dict[str, object], address: str) -> Offer:
    links = entry.get("links")
    given = entry.get("sha256")
    return Offer(
        address,
        _plain(entry.get("code") or "translate-ar_en"),
        _plain(entry.get("package_version") or ""),
        # Others, such as ipfs:, need programs of their own.
        tuple(link for one in _as_list(links) if _WEB.match(link := _joined(address, one))),
        _plain(given) if given else None,
    )


def _size(answer: HTTPResponse) -> int | None:
    given = answer.headers.get("Content-Length", "")
    return int(given) if re.fullmatch(r"[0-9]{1,18}", given) else None


def _joined(address: str, link: object) -> str:
    try:
        return urljoin(address, _plain(link))
    except ValueError:  # a half bracket, say
        return ""


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _plain(value: object) -> str:
    """Return what a stranger's index says without what could steer a terminal."""
    return "".join(c for c in str(value)[:1000] if c.isprintable())


def _open(address: str) -> HTTPResponse:
    if not _WEB.match(address):
        raise ArchiveError(f"{address} is no address on the web: see ARGOS_PACKAGE_INDEX")
    try:
        request = urllib.request.Request(address, headers={"User-Agent": user_agent()})
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=_SECONDS)
    except urllib.error.HTTPError as error:
        with error:
            reason = f"{error.code} {error.reason}"
        raise ArchiveError(f"{address} can't be fetched: {reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise ArchiveError(f"{address} can't be fetched: {why}") from error
    return answer
