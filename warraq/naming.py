"""The commands for entities: list them, and join, part or rename them."""

import click

from archive.entities import mending
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity, Kind
from index.json_values import counted_value
from warraq.output import echo_json, isolate
from warraq.settings import Settings
from warraq.workspace import open_workspace

_KIND = click.Choice([kind.value for kind in Kind])


@click.command()
@click.argument("query", default="")
@click.option("--kind", type=_KIND, help="Only these.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Most to print."
)
@click.option("--json", "as_json", is_flag=True, help="Print the entities as one JSON list.")
@click.pass_obj
def entities(settings: Settings, query: str, kind: str | None, limit: int, as_json: bool) -> None:
    """List the persons, places and organisations of the archive, the most mentioned first.

    QUERY is the beginning of any of their names, in either script.

    \\b
    Example:
      warraq entities lavrov --kind person
    """
    with open_workspace(settings) as workspace:
        catalogue = Catalogue(workspace.archive)
        found = catalogue.listing(query, Kind(kind) if kind else None, limit)
        spellings = {
            counted.entity.id: [s.text for s in catalogue.seen_spellings(counted.entity.id)]
            for counted in found
        }
    if as_json:
        echo_json([counted_value(c) | {"spellings": spellings[c.entity.id]} for c in found])
        return
    for counted in found:
        shown = counted.entity
        names = f"{shown.name_en}  {isolate(shown.name_ar)}"
        click.echo(f"{counted.articles:>6} {counted.mentions:>7}  {shown.kind:<6}  {names}")
        others = [isolate(s) for s in spellings[shown.id] if s != shown.name_ar]
        click.echo(f"{'':16}{shown.id}{'  also ' if others else ''}{', '.join(others)}")
    click.echo(f"{len(found)} {'entity' if len(found) == 1 else 'entities'}")


@click.group()
def entity() -> None:
    """Join, part or rename entities; what is chosen holds for all articles to come.

    \b
    Example:
      warraq entity merge person-1f0c2b33aa ilham-aliyev
    """


@entity.command()
@click.argument("entity_id", metavar="ID")
@click.argument("into", metavar="INTO")
@click.pass_obj
def merge(settings: Settings, entity_id: str, into: str) -> None:
    """Make the entity ID part of the entity INTO, with all its spellings.

    \\b
    Example:
      warraq entity merge place-1f0c2b33aa nagorno-karabakh
    """
    with open_workspace(settings) as workspace, workspace.writing():
        mending.merge(workspace.archive, entity_id, into)
        workspace.update_index()
    click.echo(f"{entity_id} is part of {into} now")


@entity.command()
@click.argument("entity_id", metavar="ID")
@click.argument("spelling")
@click.option("--en", "name_en", metavar="NAME", help="What it is called in English.")
@click.pass_obj
def split(settings: Settings, entity_id: str, spelling: str, name_en: str | None) -> None:
    """Make an entity of its own of one SPELLING of the entity ID.

    \\b
    Example:
      warraq entity split ilham-aliyev "حيدر علييف" --en "Heydar Aliyev"
    """
    with open_workspace(settings) as workspace, workspace.writing():
        new = mending.split(workspace.archive, entity_id, spelling, name_en)
        workspace.update_index()
    _say(new)


@entity.command()
@click.argument("entity_id", metavar="ID")
@click.option("--en", "name_en", metavar="NAME", help="What it is called in English.")
@click.option("--ar", "name_ar", metavar="NAME", help="What it is called in Arabic.")
@click.option("--kind", type=_KIND, help="What it is.")
@click.pass_obj
def rename(
    settings: Settings, entity_id: str, name_en: str | None, name_ar: str | None, kind: str | None
) -> None:
    """Change what the entity ID is called or what it is.

    \\b
    Example:
      warraq entity rename person-5b1e2d90c4 --en "Arayik Harutyunyan"
    """
    if not (name_en or name_ar or kind):
        raise click.UsageError("say what to change: --en, --ar or --kind")
    with open_workspace(settings) as workspace, workspace.writing():
        new = mending.rename(
            workspace.archive,
            entity_id,
            name_en=name_en,
            name_ar=name_ar,
            kind=Kind(kind) if kind else None,
        )
        workspace.update_index()
    _say(new)


def _say(shown: Entity) -> None:
    click.echo(f"{shown.id}  {shown.kind}  {shown.name_en}  {isolate(shown.name_ar)}")
