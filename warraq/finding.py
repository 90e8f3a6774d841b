"""The commands that look into the archive: search, show, stats."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from archive.article import TranslatedArticle
from archive.dates import parse_bound
from index.engine import Period
from index.search import Hit, Snippet
from warraq.output import echo_json, emphasise, isolate
from warraq.settings import Settings
from warraq.workspace import BEHIND, HOW_TO_TRANSLATE, open_workspace


def _bound(*, end: bool) -> Callable[[click.Context, click.Parameter, str | None], date | None]:
    def convert(
        _context: click.Context, _parameter: click.Parameter, value: str | None
    ) -> date | None:
        if value is None:
            return None
        try:
            return parse_bound(value, end=end)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return convert


def _period(start: date | None, end: date | None) -> Period:
    try:
        return Period(start, end)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.argument("query")
@click.option(
    "--from",
    "start",
    metavar="DATE",
    callback=_bound(end=False),
    help="Published on or after this day, month or year.",
)
@click.option(
    "--to",
    "end",
    metavar="DATE",
    callback=_bound(end=True),
    help="Published on or before this day, month or year.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Most hits to print.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as one JSON object.")
@click.pass_obj
def search(
    settings: Settings, query: str, start: date | None, end: date | None, limit: int, as_json: bool
) -> None:
    """Find articles by words in Arabic, English or both.

    All words must occur; "quoted words" must stand together; OR gives a choice; NOT or - excludes
    (write -- before a query that begins with -). --from and --to leave undated articles out.

    \b
    Example:
      warraq search '"وقف إطلاق النار" Lavrov -Syria' --from 2020-09 --to 2020
    """
    with open_workspace(settings) as workspace:
        results = workspace.index.search(query, _period(start, end), limit=limit)
        figures = workspace.archive.statistics()
        notes = results.notes + ((BEHIND,) if workspace.index.is_behind() else ())
    undated = figures.undated if start or end else 0
    untranslated = figures.sentences - figures.translated
    if as_json:
        echo_json(
            {"query": results.query, "total": results.total}
            | {"hits": [_hit_json(hit) for hit in results.hits], "notes": notes}
        )
        return
    for note in notes:
        click.echo(note, err=True)
    for hit in results.hits:
        _print_hit(hit)
    shown = f", {len(results.hits)} shown" if len(results.hits) < results.total else ""
    engines = {engine for hit in results.hits for engine in hit.article.engines}
    draft = f"; English by {', '.join(sorted(engines))}, a machine's draft" if engines else ""
    click.echo(f"{results.total} article{'s' * (results.total != 1)}{shown}{draft}")
    if untranslated:
        click.echo(f"{untranslated} sentences have no translation yet: run `warraq translate`")
    if undated:
        click.echo(f"{undated} undated article{'s' * (undated != 1)} left out of the search")


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the article as one JSON object.")
@click.pass_obj
def show(settings: Settings, article_id: str, as_json: bool) -> None:
    """Print an article, each sentence above its translation.

    \b
    Example:
      warraq show 81f36cc25451
    """
    with open_workspace(settings) as workspace:
        translated = workspace.archive.get(article_id)
    if as_json:
        echo_json(_article_json(translated))
    else:
        _print_article(translated)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.pass_obj
def stats(settings: Settings, as_json: bool) -> None:
    """Say how much the archive holds, and the state of translation and index.

    \b
    Example:
      warraq stats --json
    """
    with open_workspace(settings) as workspace:
        figures = workspace.archive.statistics()
        state, manifest = workspace.index_state()
        package = settings.find_package()
    version = manifest.engine if manifest else None
    next_engine = package.label if package else None
    if as_json:
        echo_json(
            figures.__dict__ | {"package": next_engine, "index_version": version, "index": state}
        )
        return
    click.echo(f"articles    {figures.articles}, of which {figures.undated} undated")
    click.echo(f"sentences   {figures.sentences}")
    click.echo(f"translated  {figures.translated}, of which {figures.stale} by another engine")
    click.echo(f"engine      {figures.engine or 'none yet'}")
    click.echo(f"package     {next_engine or HOW_TO_TRANSLATE}")
    click.echo(f"index       {state}{f' ({version})' if version else ''}")


def _hit_json(hit: Hit) -> dict[str, Any]:
    article = hit.article.article
    return {
        "id": article.id,
        "title": {"ar": article.title, "en": hit.article.english_title},
        "date": article.published.date.isoformat() if article.published else None,
        "source": article.source,
        "score": round(hit.score, 4),
        "snippets": [_snippet_json(snippet) for snippet in hit.snippets],
    }


def _snippet_json(snippet: Snippet) -> dict[str, Any]:
    english = snippet.english
    return {
        "ar": snippet.arabic.text,
        "en": english.text if english else None,
        "sentence": snippet.n,
        "marks": {"ar": snippet.arabic.marks, "en": english.marks if english else ()},
    }


def _article_json(translated: TranslatedArticle) -> dict[str, Any]:
    article = translated.article
    return {
        "id": article.id,
        "title": article.title,
        "title_en": translated.english_title,
        "date": article.published.date.isoformat() if article.published else None,
        "date_evidence": article.published.evidence if article.published else None,
        "source": article.source,
        "place": article.place,
        "photo_credits": [block.credit for block in article.blocks if block.credit],
        "url": article.url,
        "tags": article.tags,
        "sentences": [
            {
                "n": pair.sentence.n,
                "paragraph": pair.sentence.block,
                "role": article.blocks[pair.sentence.block].role,
                "ar": pair.sentence.text,
                "en": pair.translation.text if pair.translation else None,
                "engine": pair.translation.engine if pair.translation else None,
            }
            for pair in translated.pairs
        ],
        "left_out": [omission.__dict__ for omission in article.omitted],
    }


def _print_hit(hit: Hit) -> None:
    article = hit.article.article
    published = article.published.date.isoformat() if article.published else "undated"
    source = f"  {isolate(article.source)}" if article.source else ""
    click.echo(f"{article.id}  {published}{source}")
    click.echo(f"  {emphasise(hit.title)}")
    if hit.english_title:
        click.echo(f"  {emphasise(hit.english_title)}")
    for snippet in hit.snippets:
        click.echo(f"    {snippet.n:>3}  {emphasise(snippet.arabic)}")
        if snippet.english:
            click.echo(f"         {emphasise(snippet.english)}")
    click.echo()


def _print_article(translated: TranslatedArticle) -> None:
    article = translated.article
    published = article.published
    dated = f"{published.date} (from “{isolate(published.evidence)}”)" if published else "undated"
    click.echo(f"{article.id}  {dated}")
    for label, value in (
        ("source", article.source),
        ("place", article.place),
        ("url", article.url),
    ):
        if value:
            click.echo(f"{label}: {isolate(value)}")
    if translated.engines:
        click.echo(f"English by {', '.join(translated.engines)}, a machine's draft")
    else:
        click.echo("not translated yet: run `warraq translate`")
    block = None
    for pair in translated.pairs:
        if pair.sentence.block != block:
            block = pair.sentence.block
            click.echo(f"\n[{article.blocks[block].role}]")
        click.echo(f"{pair.sentence.n:>4}  {isolate(pair.sentence.text)}")
        click.echo(f"      {isolate(pair.translation.text) if pair.translation else '–'}")
