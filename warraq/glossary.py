"""The commands for the glossary: what terms are to be in English."""

from pathlib import Path

import click

from archive.errors import ArchiveError
from archive.translation import glossary as terms
from warraq.output import echo_json, isolate
from warraq.settings import Settings
from warraq.workspace import Workspace, open_workspace


@click.group()
def glossary() -> None:
    """Say what Arabic terms are to be in English; where they are not, sentences are flagged.

    \b
    Example:
      warraq glossary add terms.tsv
    """


@glossary.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.pass_obj
def add(settings: Settings, file: Path) -> None:
    """Add the terms of FILE, or of the input where it is "-".

    A line is a term: Arabic, a tab, English. Empty lines and those that begin with # are passed
    over. Lines that are no terms are reported, and the rest is added; exit code 1 says that there
    were some.

    \b
    Example:
      warraq glossary add terms.tsv
    """
    lines = _lines(file)
    with open_workspace(settings) as workspace, workspace.writing():
        added = terms.add(workspace.archive, lines, str(file))
        _bring_up_to_date(workspace)
    click.echo(f"{added.new} added, {added.known} already there, {len(added.problems)} failed")
    for problem in added.problems:
        click.echo(problem, err=True)
    if added.problems:
        raise SystemExit(1)


@glossary.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the terms as one JSON list.")
@click.pass_obj
def list_terms(settings: Settings, as_json: bool) -> None:
    """List the terms, as `warraq glossary add` reads them.

    \b
    Example:
      warraq glossary list > terms.tsv
    """
    with open_workspace(settings) as workspace:
        found = terms.listing(workspace.archive)
    if as_json:
        echo_json([{"ar": term.ar, "en": term.en} for term in found])
        return
    for term in found:
        click.echo(f"{term.ar}\t{term.en}")


@glossary.command()
@click.argument("arabic", metavar="AR")
@click.pass_obj
def remove(settings: Settings, arabic: str) -> None:
    """Remove the Arabic term AR, with all that it is to be in English.

    \b
    Example:
      warraq glossary remove "ناغورنو قره باغ"
    """
    with open_workspace(settings) as workspace, workspace.writing():
        gone = terms.remove(workspace.archive, arabic)
        _bring_up_to_date(workspace)
    for term in gone:
        click.echo(f"removed {isolate(term.ar)}: {term.en}")


def _bring_up_to_date(workspace: Workspace) -> None:
    workspace.flag()
    workspace.update_index()


def _lines(file: Path) -> list[str]:
    try:
        with click.open_file(str(file), "rb") as stream:
            content: bytes = stream.read()
    except OSError as error:
        raise ArchiveError(f"{file} can't be read: {error.strerror}") from error
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{file} is not UTF-8: save it as UTF-8") from error
