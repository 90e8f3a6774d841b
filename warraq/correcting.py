"""The commands for corrections: put a person's English in the place of a machine's, list them."""

import getpass
import re
from dataclasses import dataclass
from typing import Any

import click

from archive.errors import ArchiveError
from archive.translation import corrections
from archive.translation.corrections import CorrectedSentence
from warraq.output import echo_json, isolate
from warraq.settings import Settings
from warraq.workspace import open_workspace


@dataclass(frozen=True)
class _Place:
    """A sentence of an article."""

    article_id: str
    n: int


class _PlaceType(click.ParamType[_Place]):
    name = "place"

    def convert(
        self, value: Any, _param: click.Parameter | None, _context: click.Context | None
    ) -> _Place:
        article_id, _, n = str(value).rpartition(":")
        if not article_id or not re.fullmatch("[0-9]{1,9}", n):
            self.fail(f"“{value}” names no sentence: write an article's id, a colon and a number")
        return _Place(article_id, int(n))


@click.command()
@click.argument("place", metavar="ID:N", type=_PlaceType())
@click.argument("text", required=False)
@click.option("--author", metavar="NAME", help="Who says so.  [default: your login name]")
@click.option("--undo", is_flag=True, help="Withdraw the correction; the one before it counts.")
@click.pass_obj
def correct(
    settings: Settings, place: _Place, text: str | None, author: str | None, undo: bool
) -> None:
    """Let TEXT stand as the English of sentence N of the article ID, wherever else it occurs.

    It wins over every engine and is found by searches at once. What was there before is kept.

    \b
    Example:
      warraq correct 2e2a97e0d3f5:4 "Fighting has eased." --author Nour
    """
    if undo == (text is not None):
        raise click.UsageError("write the English TEXT, or --undo, one of the two")
    with open_workspace(settings) as workspace, workspace.writing():
        if text is None:
            gone = corrections.withdraw(workspace.archive, place.article_id, place.n)
            said = f"withdrawn: {isolate(gone.text)}"
        else:
            made = corrections.correct(
                workspace.archive, place.article_id, place.n, text, author or _login_name()
            )
            said = f"{place.article_id}:{place.n}  {isolate(made.text)}"
        workspace.update_index()
    click.echo(said)


@click.command(name="corrections")
@click.option("--json", "as_json", is_flag=True, help="Print them as one JSON list.")
@click.pass_obj
def list_corrections(settings: Settings, as_json: bool) -> None:
    """List the corrections that count, the newest first.

    \b
    Example:
      warraq corrections --json
    """
    with open_workspace(settings) as workspace:
        found = corrections.in_force(workspace.archive)
    if as_json:
        echo_json([_value(one) for one in found])
        return
    for one in found:
        made = one.correction
        place = f"{one.article_id}:{one.n}" if one.article_id else "in no article any more"
        click.echo(f"{place}  {made.made_at.date()}  {isolate(made.author)}")
        if one.arabic is not None:
            click.echo(f"  {isolate(one.arabic)}")
        click.echo(f"  {isolate(made.text)}")
    click.echo(f"{len(found)} correction{'s' * (len(found) != 1)}")


def _value(one: CorrectedSentence) -> dict[str, Any]:
    made = one.correction
    return {
        "id": one.article_id,
        "sentence": one.n,
        "ar": one.arabic,
        "en": made.text,
        "author": made.author,
        "made_at": made.made_at.isoformat(timespec="seconds"),
    }


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ArchiveError("your login name is not known: say who you are with --author") from error
