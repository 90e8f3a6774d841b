"""The flags of the translations that are shown: the current engine's, else the newest.

What a person corrected has none.
"""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from archive import settings
from archive.article import Flag, Flagged
from archive.tables import is_corrected, quality_flag, translation

_ORDER = {flag: n for n, flag in enumerate(Flag)}


def flags(
    connection: sa.Connection, digests: Sequence[str] | sa.Select[str] | None = None
) -> sa.Select[str, str, str, str]:
    """Return a query for ``digest``, ``flag``, ``detail`` and ``english`` of what is shown.

    With ``digests`` only of those sentences.
    """
    current = settings.current_engine(connection)
    by_rank = (
        sa.case((translation.c.engine_id == current, 0), else_=1),
        translation.c.made_at.desc(),
    )
    rank = sa.func.row_number().over(partition_by=translation.c.digest, order_by=by_rank)
    ranked = sa.select(
        translation.c.digest, translation.c.engine_id, translation.c.text, rank.label("rank")
    )
    if digests is not None:
        ranked = ranked.where(translation.c.digest.in_(digests))
    best = ranked.subquery()
    return (
        sa.select(
            best.c.digest, quality_flag.c.flag, quality_flag.c.detail, best.c.text.label("english")
        )
        .join(
            quality_flag,
            (quality_flag.c.digest == best.c.digest)
            & (quality_flag.c.engine_id == best.c.engine_id),
        )
        .where(best.c.rank == 1, ~is_corrected(best.c.digest))
    )


def flags_by_digest(
    connection: sa.Connection, digests: Sequence[str] | sa.Select[str]
) -> dict[str, tuple[Flagged, ...]]:
    """Return the flags of each sentence that has some, in the order in which readers are told."""
    found: defaultdict[str, list[Flagged]] = defaultdict(list)
    for row in connection.execute(flags(connection, digests)):
        found[row.digest].append(Flagged(Flag(row.flag), row.detail))
    return {
        digest: tuple(sorted(each, key=lambda one: _ORDER[one.flag]))
        for digest, each in found.items()
    }
