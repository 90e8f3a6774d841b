"""Reading the figures that a package's card gives of its quality."""

import re
from dataclasses import dataclass
from pathlib import Path

_MOST = 1_000_000  # characters of a card that are looked at
_MEASURES = frozenset({"bleu", "chrf"})
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


@dataclass(frozen=True)
class Figures:
    """How well a package translates one set of sentences; ``None`` for what its card leaves out.

    ``bleu`` and ``chrf`` go from 0 to 100; ``numbers_kept`` and ``names_kept`` are percentages.
    """

    name: str
    sentences: int | None = None
    bleu: float | None = None
    chrf: float | None = None
    numbers_kept: float | None = None
    names_kept: float | None = None


def figures(folder: Path) -> list[Figures]:
    """Return what the table with BLEU or chrF in a package's README.md says, a row a set."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:_MOST]
    except OSError:
        return []
    found: list[Figures] = []
    header: list[str] = []
    for line in card.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.lstrip().startswith("|"):
            header = []
        elif header and set(line) - set("|-: "):
            found.append(_row(dict(zip(header, cells, strict=False)), cells[0]))
        elif not header and _MEASURES & {cell.lower() for cell in cells}:
            header = [cell.lower() for cell in cells]
    return found


def _row(cells: dict[str, str], name: str) -> Figures:
    sentences = _number(cells.get("sentences", ""))
    return Figures(
        name,
        sentences=None if sentences is None else int(sentences),
        bleu=_number(cells.get("bleu", "")),
        chrf=_number(cells.get("chrf", "")),
        numbers_kept=_number(cells.get("numbers kept", "")),
        names_kept=_number(cells.get("names kept", "")),
    )


def _number(text: str) -> float | None:
    found = _NUMBER.match(text)
    digits = found[0].replace(",", "") if found else ""
    return float(digits) if digits else None
