"""The commands that look after an archive: annotate, translate, reindex, remove."""

import sys
import time

import click

from archive.entities.annotation import forget
from index.search import IndexUnavailable
from warraq.settings import Settings
from warraq.workspace import open_workspace


@click.command()
@click.option(
    "--stale",
    is_flag=True,
    help="Translate again what only other engines than the package in use have translated.",
)
@click.pass_obj
def translate(settings: Settings, stale: bool) -> None:
    """Translate the sentences that have no translation.

    What --stale translates again keeps its old translation beside the new one, see `warraq
    engines`. Stop it with Ctrl-C at any time: it goes on from there.

    \b
    Example:
      warraq translate --stale
    """
    with open_workspace(settings) as workspace, workspace.writing():
        started = time.monotonic()
        count = workspace.translate(stale=stale)
        seconds = time.monotonic() - started
        workspace.flag()
        workspace.update_index()
    click.echo(
        f"{count} sentences translated in {seconds:.1f} s" if count else "nothing to translate"
    )


@click.command()
@click.option("--if-needed", is_flag=True, help="Only what has changed since the last time.")
@click.pass_obj
def reindex(settings: Settings, if_needed: bool) -> None:
    """Build the index anew from the archive; nothing is translated again.

    The old index serves searches until the new one is complete.

    \b
    Example:
      warraq reindex --if-needed
    """
    with open_workspace(settings) as workspace, workspace.writing():
        started = time.monotonic()
        if if_needed:
            try:
                needed = workspace.index.is_behind()
            except IndexUnavailable as error:
                click.echo(str(error), err=True)
                needed = True
            count = workspace.update_index() if needed else None
            problems = []
        else:
            problems = workspace.read_stale_again()
            workspace.annotate()
            workspace.fingerprint()
            workspace.flag()
            count = workspace.rebuild_index()
        seconds = time.monotonic() - started
    if count is None:
        click.echo("the index is up to date")
    else:
        rate = f", {count / seconds:.0f} articles/s" if seconds >= 1 else ""
        click.echo(f"{count} articles indexed in {seconds:.1f} s{rate}")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)


@click.command()
@click.option("--anew", is_flag=True, help="All articles, not only those that lack it.")
@click.pass_obj
def annotate(settings: Settings, anew: bool) -> None:
    """Find the persons, places, organisations and dates that articles name.

    Passages that are in several articles are looked for as well, in articles where they were not.
    What was merged, split or renamed by hand stays so. Stop it with Ctrl-C at any time: it goes on
    from there.

    \b
    Example:
      warraq annotate --anew
    """
    with open_workspace(settings) as workspace, workspace.writing():
        if anew:
            forget(workspace.archive)
        count = workspace.annotate()
        compared = workspace.fingerprint()
        workspace.update_index()
    if count or not compared:
        click.echo(f"{count} articles annotated" if count else "nothing to annotate")
    if compared:
        click.echo(f"{compared} articles compared with the others")


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(settings: Settings, article_id: str, yes: bool) -> None:
    """Delete an article and its original file from the archive, for good.

    On a terminal it asks first; in a script it does not.

    \b
    Example:
      warraq remove 81f36cc25451
    """
    with open_workspace(settings) as workspace, workspace.writing():
        title = workspace.archive.get(article_id).article.title
        if not yes and sys.stdin.isatty():
            click.confirm(f"Delete {article_id}, “{title}”, for good?", abort=True)
        workspace.archive.remove(article_id)
        workspace.update_index()
        workspace.embed_added()
    click.echo(f"removed {article_id}")
