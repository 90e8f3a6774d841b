"""The command that reads files into the archive."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from archive.errors import ArchiveError
from archive.ingest import read_article
from archive.readers.registry import MAX_BYTES
from warraq.output import echo_json, isolate
from warraq.progress import progress_bar
from warraq.settings import Settings
from warraq.workspace import TranslationOff, Workspace, open_workspace


@dataclass
class Report:
    """What became of the files of one run."""

    added: list[dict[str, str]] = field(default_factory=list)
    known: list[dict[str, str]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    translated: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    note: str | None = None


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def add(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> None:
    """Read files, or all files in folders, into the archive; translate and index them.

    A file whose bytes are in the archive already is passed over; one that can't be read is
    reported and the rest is added. Exit code 1 says that some failed.

    \b
    Example:
      warraq add news/2020 interview.md
    """
    with open_workspace(settings, create=True) as workspace, workspace.writing():
        report = add_paths(workspace, paths)
    if as_json:
        echo_json(report.__dict__)
    else:
        _print(report)
    if report.failed or report.problems:
        raise SystemExit(1)


def add_paths(workspace: Workspace, paths: tuple[Path, ...]) -> Report:
    """Add every file; annotate, fingerprint and translate what is missing; update the index."""
    report = Report()
    files = list(_files(paths, report))
    with progress_bar("Reading", "file") as advance:
        for n, path in enumerate(files, start=1):
            _add_file(workspace, path, report)
            advance(n, len(files))
    try:
        workspace.annotate()
    except ArchiveError as error:
        report.problems.append(f"no entities found: {error}")
    try:
        workspace.fingerprint()
    except ArchiveError as error:
        report.problems.append(f"no shared passages found: {error}")
    started = time.monotonic()
    try:
        report.translated = workspace.translate()
    except TranslationOff as word:
        report.note = str(word)
    except ArchiveError as error:
        report.problems.append(f"not translated: {error}")
    report.seconds = round(time.monotonic() - started, 2)
    workspace.flag()
    try:
        workspace.update_index()
    except (ArchiveError, OSError) as error:
        report.problems.append(f"stored, but not indexed: {error}")
    try:
        workspace.embed_added()
    except (ArchiveError, OSError) as error:
        report.problems.append(f"not found by meaning yet: {error}")
    return report


def _files(paths: tuple[Path, ...], report: Report) -> Iterator[Path]:
    """Yield files as they are named, and what folders hold, in order, without hidden ones."""

    def note(error: OSError) -> None:
        report.failed.append({"file": _shown(error.filename), "error": f"{error.strerror}"})

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, subfolders, names in os.walk(path, onerror=note):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _add_file(workspace: Workspace, path: Path, report: Report) -> None:
    try:
        original, article = read_article(_read_bytes(path), _shown(path.name))
        is_new = workspace.archive.add(original, article)
    except ArchiveError as error:
        report.failed.append({"file": _shown(path), "error": str(error)})
        return
    entry = {"file": _shown(path), "id": article.id, "title": article.title}
    (report.added if is_new else report.known).append(entry)


def _shown(name: str | Path) -> str:
    """Return a file's name as text; old archives hold names in other encodings than UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def _read_bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ArchiveError("it is not a regular file")
    try:
        with path.open("rb") as file:
            # One byte more than is allowed is enough to be refused by size.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArchiveError(f"it can't be read: {error.strerror}") from error


def _print(report: Report) -> None:
    for entry in report.added:
        click.echo(f"added   {entry['id']}  {entry['file']}  {isolate(entry['title'])}")
    for entry in report.known:
        click.echo(f"known   {entry['id']}  {entry['file']}")
    for entry in report.failed:
        click.echo(f"failed  {entry['file']}: {entry['error']}", err=True)
    click.echo(
        f"{len(report.added)} added, {len(report.known)} already there, {len(report.failed)} failed"
    )
    if report.translated:
        click.echo(f"{report.translated} sentences translated in {report.seconds:.1f} s")
    for word in (*report.problems, *filter(None, [report.note])):
        click.echo(word, err=True)
