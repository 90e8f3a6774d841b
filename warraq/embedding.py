"""The command that makes vectors for search by meaning."""

import time

import click

from archive.article import Flag
from archive.translation.flagging import flag_counts
from index.meaning.passages import Side
from warraq.settings import Settings
from warraq.workspace import Workspace, open_workspace


@click.command()
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    help="Language whose passages get vectors; both take twice as long and find little more. "
    "[default: what there is, else ar]",
)
@click.option(
    "--sentences",
    is_flag=True,
    help="Compare the two sides of every translation too, and flag those that are far apart.",
)
@click.pass_obj
def embed(settings: Settings, side: str | None, sentences: bool) -> None:
    """Make the vectors that search by meaning lacks.

    Two cores make about 50 passages a second, ten news articles. Those of another model or side
    replace what there was. Stop it with Ctrl-C at any time: it goes on from there, and what is done
    so far can be searched.

    With --sentences, translations that were not compared yet are compared first: 2,000 a minute, by
    the model “use”, which is the better one at that, whichever makes the vectors. `warraq flagged
    --flag meaning` lists what is far apart.

    \b
    Example:
      warraq embed --sentences
    """
    with open_workspace(settings) as workspace, workspace.writing():
        if sentences:
            _compare(workspace)
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


def _compare(workspace: Workspace) -> None:
    started = time.monotonic()
    count = workspace.compare()
    seconds = time.monotonic() - started
    workspace.update_index()
    click.echo(
        f"{count} translations compared in {seconds:.1f} s" if count else "nothing to compare"
    )
    flagged = flag_counts(workspace.archive).get(Flag.MEANING, 0)
    click.echo(f"{flagged} sentence{'s' * (flagged != 1)} whose two sides are far apart")
