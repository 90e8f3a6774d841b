"""Taking the units of a TMX file into the translation memory."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

import sqlalchemy as sa

from archive.changes import mark_changed
from archive.citation.reference import one_line
from archive.store import Archive
from archive.tables import correction, engine, sentence, sentence_digest, translation
from archive.translation import corrections
from archive.translation.corrections import Part, RefusedCorrection
from archive.translation.tmx.reading import Flawed, TmxFile, UnreadableMemory
from archive.translation.tmx.unit import Machine, Unit

_BATCH = 500  # units stored at a time
_MOST_PROBLEMS = 20  # that are named
_LONGEST_NAME = 100  # characters of an engine's name or version
_SOMEONE = "unknown"


@dataclass
class Taken:
    """What became of the units of a file.

    ``new`` and ``replaced`` translations and ``corrected`` sentences were stored; ``known`` were
    there already, ``older`` are older than what is there. ``waiting`` counts those stored whose
    sentence is in no article yet. ``failed`` units are named in ``problems``, the first of them.
    """

    units: int = 0
    new: int = 0
    replaced: int = 0
    corrected: int = 0
    known: int = 0
    older: int = 0
    waiting: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)

    def fail(self, problem: str) -> None:
        """Count a unit that failed."""
        self.failed += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True)
class _Row:
    """A translation as the memory has it."""

    digest: str
    engine_id: int
    text: str
    score: float
    made_at: datetime
    decoding: str | None


def take(
    archive: Archive,
    file: BinaryIO,
    name: str,
    *,
    as_corrections: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Taken:
    """Store the units of a TMX file under their sentences, whether an article has them or not.

    What a Warraq archive exported comes back as what it was. Every other unit becomes a translation
    by the engine “tmx-” and ``name``, or with ``as_corrections`` a correction by whoever the file
    says made it. Of two texts by one engine the newer stays. What can't be read is counted and
    named; ``progress`` is called with the number of bytes read.
    """
    taken, read = Taken(), TmxFile(file)
    batch: list[tuple[int, Unit]] = []
    try:
        for one in read:
            taken.units += 1
            if isinstance(one, Flawed):
                taken.fail(f"unit {one.number}, line {one.line}: {one.reason}")
                continue
            batch.append((taken.units, one))
            if len(batch) == _BATCH:
                _store(archive, batch, _foreign(name, read.tool), as_corrections, taken)
                batch.clear()
                if progress is not None:
                    progress(read.bytes_read)
    except UnreadableMemory as error:
        taken.problems.append(f"{error}; what comes before it was taken")
        taken.failed += 1
    _store(archive, batch, _foreign(name, read.tool), as_corrections, taken)
    return taken


def _store(
    archive: Archive,
    batch: Sequence[tuple[int, Unit]],
    foreign: Machine,
    as_corrections: bool,
    taken: Taken,
) -> None:
    """Store some units in one transaction; the articles they are in change."""
    with archive.engine.begin() as connection:
        changed = _store_translations(connection, batch, foreign, as_corrections, taken)
        for number, one in batch:
            if one.is_correction or (as_corrections and not isinstance(one.made_by, Machine)):
                try:
                    changed |= _store_correction(connection, one, taken)
                except RefusedCorrection as error:
                    taken.fail(f"unit {number}: {error}")
        held = sa.select(sentence.c.digest).where(sentence.c.digest.in_(changed)).distinct()
        taken.waiting += len(changed) - len(connection.execute(held).all())
        if changed:
            mark_changed(connection, sentence.c.digest.in_(changed))


def _store_translations(
    connection: sa.Connection,
    batch: Iterable[tuple[int, Unit]],
    foreign: Machine,
    as_corrections: bool,
    taken: Taken,
) -> set[str]:
    engines: dict[str, int] = {}
    rows = []
    for _, one in batch:
        machine = one.made_by if isinstance(one.made_by, Machine) else foreign
        if one.is_correction or (as_corrections and machine is foreign):
            continue
        if machine.model_hash not in engines:
            engines[machine.model_hash] = _engine_id(connection, machine)
        made_at = one.made_at or datetime.now(UTC)
        key = (sentence_digest(one.arabic), engines[machine.model_hash])
        rows.append(_Row(*key, one.english, machine.score, made_at, machine.decoding))
    known = _known(connection, [row.digest for row in rows])
    wanted: dict[tuple[str, int], _Row] = {}
    for row in rows:
        key = (row.digest, row.engine_id)
        there = wanted.get(key) or known.get(key)
        if there is not None and there.text == row.text:
            taken.known += 1
        elif there is not None and _utc(there.made_at) >= row.made_at:
            taken.older += 1
        else:
            taken.new += there is None
            taken.replaced += there is not None
            wanted[key] = row
    for digest, engine_id in wanted.keys() & known.keys():
        # With what was flagged of the old text.
        connection.execute(
            translation.delete().where(
                translation.c.digest == digest, translation.c.engine_id == engine_id
            )
        )
    if wanted:
        connection.execute(translation.insert(), [asdict(row) for row in wanted.values()])
    return {row.digest for row in wanted.values()}


def _store_correction(connection: sa.Connection, one: Unit, taken: Taken) -> set[str]:
    """Store a person's unit unless it is known, withdrawn or not, or older than what stands."""
    digest = sentence_digest(one.arabic)
    text = corrections.clean(one.english, Part.TEXT)
    named = one.made_by if isinstance(one.made_by, str) else _SOMEONE
    author = corrections.clean(named, Part.AUTHOR)
    made_at = one.made_at or datetime.now(UTC)
    query = sa.select(correction).where(correction.c.digest == digest)
    written = connection.execute(query.order_by(correction.c.id)).all()
    if any((row.text, row.author) == (text, author) for row in written):
        taken.known += 1
        return set()
    standing = [row for row in written if row.withdrawn_at is None]
    if standing and _utc(standing[-1].made_at) >= made_at:
        taken.older += 1
        return set()
    corrections.store(connection, digest, text, author, made_at)
    taken.corrected += 1
    return {digest}


def _known(connection: sa.Connection, digests: Sequence[str]) -> dict[tuple[str, int], _Row]:
    query = sa.select(translation).where(translation.c.digest.in_(digests))
    return {
        (row.digest, row.engine_id): _Row(
            row.digest, row.engine_id, row.text, row.score, row.made_at, row.decoding
        )
        for row in connection.execute(query)
    }


def _engine_id(connection: sa.Connection, machine: Machine) -> int:
    query = sa.select(engine.c.id).where(engine.c.model_hash == machine.model_hash)
    known = connection.execute(query).scalar()
    if known is not None:
        return int(known)
    values = {"name": _name(machine.name), "version": _name(machine.version)}
    made = connection.execute(engine.insert().values(model_hash=machine.model_hash, **values))
    assert made.inserted_primary_key is not None  # an insert of one row always has it
    return int(made.inserted_primary_key[0])


def _foreign(name: str, tool: str) -> Machine:
    """Return the engine that a file's units without one are of."""
    name, tool = f"tmx-{_name(name)}", _name(tool)
    model_hash = hashlib.sha256(f"{name}\0{tool}".encode()).hexdigest()
    return Machine(name, tool, model_hash, score=0.0)


def _name(text: str) -> str:
    """Return a name without what turns or breaks the line that it stands in."""
    return one_line(text)[:_LONGEST_NAME]


def _utc(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored
