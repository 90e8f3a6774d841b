"""What a user is told about a query, as messages that an interface can translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """A message in English with ``{names}`` for what stands in it, and their values.

    Where there is a ``plural``, the value ``count`` says which of the two forms holds. ``str``
    gives the English.
    """

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        if self.plural is not None and self.values["count"] != 1:
            return self.plural.format(**self.values)
        return self.message.format(**self.values)

    def __hash__(self) -> int:
        return hash((self.message, tuple(self.values.items())))


def plural_note(message: str, plural: str, count: int) -> Note:
    """Return a note whose form depends on ``count``, which may stand in it."""
    return Note(message, {"count": count}, plural)
