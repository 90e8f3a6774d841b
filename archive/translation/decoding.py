"""How a translator searches for the English of a sentence."""

from dataclasses import dataclass

COMPUTE_TYPE = "int8"
"""The arithmetic of the model: 8-bit integers, the fastest on a processor."""


@dataclass(frozen=True)
class Decoding:
    """What is tried for a sentence.

    ``beam`` hypotheses are followed at a time. A translation that goes round in circles is made
    again where ``breaks_loops``. One that loses a number is made again with ``number_beam``
    hypotheses, of which the one that keeps the most numbers is taken, and a misread number is put
    right in it; ``None`` leaves numbers as they are.
    """

    beam: int = 4
    number_beam: int | None = 12
    breaks_loops: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether the likeliest translation is taken as it comes."""
        return self.number_beam is None and not self.breaks_loops

    @property
    def label(self) -> str:
        """What is stored with each translation; at most 60 characters, as its column holds."""
        parts = [f"beam {self.beam}, {COMPUTE_TYPE}"]
        if self.breaks_loops:
            parts.append("loops broken")
        if self.number_beam is not None:
            parts.append(f"numbers: beam {self.number_beam}, mended")
        return "; ".join(parts)


DEFAULT = Decoding()
"""What an archive is translated with."""

PLAIN = Decoding(number_beam=None, breaks_loops=False)
"""The likeliest translation as it comes, which is what Argos makes: to compare with."""
