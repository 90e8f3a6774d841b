"""The command that makes vectors for search by meaning."""

import time

import click

from index.meaning.passages import Side
from warraq.settings import Settings
from warraq.workspace import open_workspace


@click.command()
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    help="Language whose passages get vectors; both take twice as long and find little more. "
    "[default: what there is, else ar]",
)
@click.pass_obj
def embed(settings: Settings, side: str | None) -> None:
    """Make the vectors that search by meaning lacks.

    Two cores make about 40 passages a second, 9 news articles. Those of another model or side
    replace what there was. Stop it with Ctrl-C at any time: it goes on from there, and what is done
    so far can be searched.

    \b
    Example:
      warraq embed
    """
    with open_workspace(settings) as workspace, workspace.writing():
        started = time.monotonic()
        count = workspace.embed(Side(side) if side else None)
        seconds = time.monotonic() - started
        state = workspace.meaning_state()
    if count:
        rate = f", {count / seconds:.0f} passages/s" if seconds >= 1 else ""
        click.echo(f"{count} passages embedded in {seconds:.1f} s{rate}")
    else:
        click.echo("nothing to embed")
    click.echo(state)
