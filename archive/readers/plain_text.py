"""Plain text: one paragraph a line, or paragraphs of hard-wrapped lines between blank ones."""

from pathlib import PurePath

from archive.arabic import fold
from archive.readers.document import Document, RawBlock

_WIDEST_WRAP = 120
_FEWEST_WRAPPED_LINES = 5


class PlainTextReader:
    """Reads plain text, the format of whatever has no other."""

    media_type = "text/plain"

    def accepts(self, text: str, name: PurePath) -> bool:
        """Take everything."""
        return True

    def read(self, text: str) -> Document:
        """Make a block of each line, or of each group of lines where the file is hard-wrapped."""
        groups = _groups(text)
        if _is_hard_wrapped(groups):
            groups = [[" ".join(group)] for group in groups]
        blocks = (RawBlock(line, n) for n, group in enumerate(groups) for line in group)
        return Document(tuple(blocks))


def _groups(text: str) -> list[list[str]]:
    """Return the runs of lines between blank lines, white space folded into single spaces."""
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        words = line.split()
        if words and fold(line).strip():  # more than marks of direction
            groups[-1].append(" ".join(words))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _is_hard_wrapped(groups: list[list[str]]) -> bool:
    """Tell whether an editor broke the lines: many of nearly one length, none of them long."""
    inner = [line for group in groups for line in group[:-1]]
    widest = max(len(line) for group in groups for line in group)
    if len(inner) < _FEWEST_WRAPPED_LINES or widest > _WIDEST_WRAP:
        return False
    nearly_full = sum(len(line) >= 0.7 * widest for line in inner)
    return nearly_full >= 0.8 * len(inner)
