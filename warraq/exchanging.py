"""The commands that exchange the translation memory with other tools, as TMX."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from archive.translation.tmx.taking import Taken, take
from archive.translation.tmx.writing import Which, write
from warraq.output import echo_json
from warraq.progress import progress_bar
from warraq.settings import Settings
from warraq.workspace import open_workspace


@click.group()
def tmx() -> None:
    """Exchange translations with other tools, as TMX files.

    \b
    Example:
      warraq tmx export memory.tmx
    """


@tmx.command(name="export")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--all", "which", flag_value=Which.ALL, help="What every engine made, not only one.")
@click.option(
    "--corrections", "which", flag_value=Which.CORRECTIONS, help="Only what persons corrected."
)
@click.pass_obj
def export(settings: Settings, path: Path, which: str | None) -> None:
    """Write the English of every sentence to FILE, or to standard output for -.

    \b
    Example:
      warraq tmx export memory.tmx --all
    """
    with open_workspace(settings) as workspace, _target(path) as file:
        written = write(workspace.archive, file, Which(which or Which.SHOWN))
    left_out = f", {written.left_out} left out that XML can't hold" if written.left_out else ""
    click.echo(f"{written.units} units written{left_out}", err=True)


@tmx.command(name="import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as-corrections",
    is_flag=True,
    help="Take what no engine made as corrections by whoever the file names.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@click.pass_obj
def take_in(settings: Settings, path: Path, as_corrections: bool, as_json: bool) -> None:
    """Take the translations of FILE into the memory, for sentences of now and later.

    What Warraq exported comes back as it was. Units of other tools become translations by an engine
    named after the file; the newer of two texts stays. A unit that can't be read is named, and the
    others are taken: exit code 1 says that there are such.

    \b
    Example:
      warraq tmx import agency.tmx --as-corrections
    """
    with open_workspace(settings) as workspace, workspace.writing():
        size = path.stat().st_size
        with path.open("rb") as file, progress_bar("Importing", "byte") as advance:
            taken = take(
                workspace.archive,
                file,
                path.stem,
                as_corrections=as_corrections,
                progress=lambda done: advance(done, size),
            )
        workspace.flag()
        workspace.update_index()
    if as_json:
        echo_json(taken.__dict__)
    else:
        _print(path, taken)
    if taken.failed:
        raise SystemExit(1)


def _print(path: Path, taken: Taken) -> None:
    for problem in taken.problems:
        click.echo(f"{path}: {problem}", err=True)
    if taken.failed > len(taken.problems):
        click.echo(f"{path}: {taken.failed - len(taken.problems)} more units failed", err=True)
    click.echo(
        f"{taken.units} units: {taken.new} new, {taken.replaced} newer than what was there, "
        f"{taken.corrected} corrections, {taken.known} known, {taken.older} older, "
        f"{taken.failed} failed"
    )
    if taken.waiting:
        click.echo(f"{taken.waiting} of them wait for an article that has their sentence")


@contextmanager
def _target(path: Path) -> Iterator[BinaryIO]:
    """Open what is written to; a file is replaced as a whole, once all is written."""
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
