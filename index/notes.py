"""What a user is told about a query, as messages that an interface can translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """A message in English with ``{names}`` for what stands in it, and their values.

    Where ``plural`` is given, the value ``count`` says which of the two forms holds. ``str`` gives
    the English.
    """

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        is_plural = self.plural is not None and self.values["count"] != 1
        template = self.plural if is_plural and self.plural is not None else self.message
        return template.format(**self.values)

    def __hash__(self) -> int:
        return hash((self.message, tuple(self.values.items()), self.plural))
