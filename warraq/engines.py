"""The command for engines: what each has translated, which is shown, which are searched."""

from typing import Any

import click

from archive.translation.engines import Engines, EngineUse
from warraq.output import echo_json, isolate
from warraq.settings import Settings
from warraq.workspace import Workspace, open_workspace

_NEWEST = "newest"


@click.command()
@click.option(
    "--show",
    "shown",
    metavar="ENGINE|newest",
    help="Show this engine's English where it has made some, else that of the newest other; "
    "newest: the engine that translated last.",
)
@click.option(
    "--index",
    "indexed",
    type=click.Choice(["shown", "all"]),
    help="Search only the English that is shown, or that of all engines.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the engines as one JSON object.")
@click.pass_obj
def engines(settings: Settings, shown: str | None, indexed: str | None, as_json: bool) -> None:
    """List the engines that have translated, or choose which is shown and which are searched.

    ENGINE is an engine's name and version, or the beginning of its hash, as they are listed. Both
    choices hold until they are changed; the index follows at once.

    \b
    Example:
      warraq engines --show "warraq-ar_en 1.0" --index all
    """
    with open_workspace(settings) as workspace:
        use = Engines(workspace.archive)
        if shown is not None or indexed is not None:
            with workspace.writing():
                _choose(workspace, use, shown, indexed)
        found = use.used()
        chosen, all_indexed = use.is_chosen(), use.all_are_indexed()
    if as_json:
        values = [_value(one) for one in found]
        echo_json(
            {
                "engines": values,
                "show": "chosen" if chosen else _NEWEST,
                "index": "all" if all_indexed else "shown",
            }
        )
        return
    for one in found:
        days = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
        mark = "  shown" if one.is_shown else ""
        click.echo(
            f"{isolate(one.label)}  {one.short_hash}  {one.sentences} sentences, {days}{mark}"
        )
    if not found:
        click.echo("nothing is translated yet: run `warraq translate`")
    click.echo(f"shown    {'as chosen' if chosen else 'the newest'}")
    click.echo(f"indexed  {'all engines' if all_indexed else 'what is shown'}")


def _choose(workspace: Workspace, use: Engines, shown: str | None, indexed: str | None) -> None:
    if shown == _NEWEST:
        use.show_newest()
    elif shown is not None:
        use.show(shown)
    if indexed is not None:
        use.index_all(indexed == "all")
    workspace.update_index()


def _value(one: EngineUse) -> dict[str, Any]:
    return {
        "engine": one.label,
        "hash": one.model_hash,
        "sentences": one.sentences,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "shown": one.is_shown,
    }
