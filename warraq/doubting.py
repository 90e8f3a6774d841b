"""The command that lists what readers are warned of: sentences with doubtful translations."""

import click

from archive.article import Flag
from archive.translation.flagging import FlaggedSentence, flagged_sentences
from warraq.output import echo_json, isolate
from warraq.settings import Settings
from warraq.workspace import open_workspace


@click.command()
@click.option("--flag", type=click.Choice([flag.value for flag in Flag]), help="Only this one.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Most to print."
)
@click.option("--json", "as_json", is_flag=True, help="Print the sentences as one JSON list.")
@click.pass_obj
def flagged(settings: Settings, flag: str | None, limit: int, as_json: bool) -> None:
    """List the sentences whose English is doubtful, of the newest articles first.

    numbers: some are missing; term: it lacks one of the glossary; length: far shorter or longer
    than the Arabic; cut: it breaks off; repetition: it repeats itself; arabic: Arabic is left in
    it; meaning: it means something else (once `warraq embed --sentences` has compared them);
    score: the engine was unsure.

    \b
    Example:
      warraq flagged --flag numbers
    """
    with open_workspace(settings) as workspace:
        found = flagged_sentences(workspace.archive, Flag(flag) if flag else None, limit)
    if as_json:
        echo_json([_value(one) for one in found])
        return
    for one in found:
        detail = isolate(one.flagged.detail)
        click.echo(f"{one.article_id}:{one.n}  {one.flagged.flag}: {detail}")
        click.echo(f"      {isolate(one.arabic)}")
        click.echo(f"      {isolate(one.english)}")
    click.echo(f"{len(found)} flag{'s' * (len(found) != 1)}")


def _value(one: FlaggedSentence) -> dict[str, object]:
    return {
        "article": one.article_id,
        "sentence": one.n,
        "flag": one.flagged.flag,
        "detail": one.flagged.detail,
        "ar": one.arabic,
        "en": one.english,
    }
