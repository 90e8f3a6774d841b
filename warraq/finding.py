"""The commands that look into the archive: search, show, stats."""

from collections.abc import Callable, Sequence
from datetime import date

import click

from archive.article import TranslatedArticle
from archive.citation import bibtex, csv_table, ris
from archive.dates import parse_bound
from archive.translation.flagging import flag_counts
from index.engine import Order, Period
from index.expansion import Also
from index.export import explained, rows
from index.fusing import By
from index.json_values import details_value, hit_value, results_value
from index.query import How
from index.results import Facets, Hit, Results
from warraq.output import as_json_text, echo_json, emphasise, isolate
from warraq.settings import Settings
from warraq.workspace import BEHIND, HOW_TO_TRANSLATE, open_workspace

_FOUND_BY = {By.MEANING: "meaning", By.BOTH: "words and meaning"}


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
    "--sort",
    type=click.Choice([order.value for order in Order]),
    default=Order.RELEVANCE.value,
    show_default=True,
    help="Order of the hits; recent is by relevance, older articles counting less.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Most hits to print.",
)
@click.option(
    "--offset", type=click.IntRange(0), default=0, show_default=True, help="Hits to pass over."
)
@click.option(
    "--counterparts/--no-counterparts",
    default=True,
    show_default=True,
    help="Search for the words' translations in the other language as well.",
)
@click.option(
    "--by",
    type=click.Choice([by.value for by in By]),
    help="Find by the words, by what they mean, or by both. [default: both where the archive has "
    "vectors, see `warraq embed`; else words]",
)
@click.option("--facets", is_flag=True, help="Say what all hits have in common, with counts.")
@click.option("--why", is_flag=True, help="Say of each hit which words matched, and how.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "bibtex", "ris"]),
    default="text",
    show_default=True,
    help="What to print: for readers, programs, tables, reference managers.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def search(
    settings: Settings,
    query: str,
    start: date | None,
    end: date | None,
    sort: str,
    limit: int,
    offset: int,
    counterparts: bool,
    by: str | None,
    facets: bool,
    why: bool,
    form: str,
    as_json: bool,
) -> None:
    """Find articles by words in Arabic, English or both.

    All words must occur; "quoted words" must stand together; OR, NOT, - and brackets combine;
    govern* finds beginnings, aliev~ near spellings; title:, source:, tag:, lang:, exact:, person:,
    place:, org:, entity:, published:, mentions: narrow down. The page /help of `warraq serve` tells
    it all. Write -- before a query that begins with -. --from and --to leave undated articles out.

    \b
    Example:
      warraq search '"وقف إطلاق النار" Lavrov -Syria' --from 2020-09 --to 2020
    """
    form = "json" if as_json else form
    with open_workspace(settings) as workspace:
        results = workspace.index.search(
            query,
            _period(start, end),
            limit=limit,
            offset=offset,
            order=Order(sort),
            with_facets=facets,
            counterparts=counterparts,
            by=By(by) if by else None,
        )
        figures = workspace.archive.statistics()
        notes = [*map(str, results.notes), *([BEHIND] if workspace.index.is_behind() else [])]
    if form != "text":
        # What is for other programs goes out byte for byte, whatever the terminal's settings.
        click.echo(_exported(results, notes, form, facets).encode(), nl=False)
        return
    for note in (*notes, *map(_also_text, results.also)):
        click.echo(note, err=True)
    if results.suggestion:
        click.echo(f"Did you mean: {isolate(results.suggestion)}", err=True)
    for hit in results.hits:
        _print_hit(hit, why=why)
    if facets:
        _print_facets(results.facets)
    undated = figures.undated if start or end else 0
    untranslated = figures.sentences - figures.translated
    shown = f", {len(results.hits)} shown" if len(results.hits) < results.total else ""
    engines = {engine for hit in results.hits for engine in hit.article.engines}
    authors = {author for hit in results.hits for author in hit.article.authors}
    credit = _credit(sorted(engines), sorted(authors))
    made = f"; {credit}" if credit else ""
    click.echo(f"{results.total} article{'s' * (results.total != 1)}{shown}{made}")
    if untranslated:
        click.echo(f"{untranslated} sentences have no translation yet: run `warraq translate`")
    if undated:
        click.echo(f"{undated} undated article{'s' * (undated != 1)} left out of the search")


@click.command()
@click.argument("of", metavar="ID[:N]")
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="Most articles to print.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the articles as one JSON object.")
@click.pass_obj
def alike(settings: Settings, of: str, limit: int, as_json: bool) -> None:
    """Find articles about the same as an article, or as its sentence N; see `warraq embed`.

    \b
    Example:
      warraq alike 81f36cc25451:3
    """
    article_id, _, number = of.partition(":")
    if number and not number.isdecimal():
        raise click.UsageError(f"“{of}” is not ID or ID:N")
    n = int(number) if number else None
    with open_workspace(settings) as workspace:
        article = workspace.archive.get(article_id).article
        if n is not None and not 1 <= n <= len(article.sentences):
            raise click.UsageError(f"{article_id} has no sentence {n}")
        found = workspace.index.alike(article_id, n, limit=limit)
    if as_json:
        values = [hit_value(one.hit) | {"is_same_story": one.is_same_story} for one in found]
        echo_json({"id": article_id, "sentence": n, "alike": values})
        return
    for one in found:
        _print_hit(one.hit, why=False, note="tells the same story" if one.is_same_story else "")
    click.echo(f"{len(found)} article{'s' * (len(found) != 1)}")


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
        titles = {"title": translated.article.title, "title_en": translated.english_title}
        echo_json({"id": translated.article.id} | titles | details_value(translated))
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
        package = settings.find_package()
        figures = workspace.archive.statistics(package.model_hash if package else None)
        flags = flag_counts(workspace.archive)
        state, manifest = workspace.index_state()
        meaning = workspace.meaning_state()
    version = manifest.engine if manifest else None
    next_engine = package.label if package else None
    if as_json:
        echo_json(
            figures.__dict__
            | {"flags": flags, "package": next_engine, "index_version": version, "index": state}
            | {"meaning": meaning}
        )
        return
    click.echo(f"articles    {figures.articles}, of which {figures.undated} undated")
    click.echo(f"sentences   {figures.sentences}")
    click.echo(
        f"translated  {figures.translated}, of which {figures.stale} by another engine"
        f"{' (see `warraq translate --stale`)' if figures.stale else ''}, "
        f"{figures.corrected} by a person"
    )
    shown = ", ".join(f"{flag} {count}" for flag, count in flags.items())
    click.echo(f"beware of   {shown or 'nothing'}")
    click.echo(f"engine      {figures.engine or 'none yet'}")
    click.echo(f"package     {next_engine or HOW_TO_TRANSLATE}")
    click.echo(f"index       {state}{f' ({version})' if version else ''}")
    click.echo(f"meaning     {meaning}")


def _exported(results: Results, notes: Sequence[str], form: str, with_facets: bool) -> str:
    articles = [hit.article for hit in results.hits]
    match form:
        case "csv":
            return csv_table(rows(results.hits))
        case "bibtex":
            return bibtex(articles)
        case "ris":
            return ris(articles)
    return as_json_text(results_value(results, notes, with_facets=with_facets))


def _also_text(also: Also) -> str:
    reason = "sounds like" if also.how is How.SOUND else "also searched for"
    return f"{isolate(also.typed)}, {reason}: {', '.join(map(isolate, also.shown))}"


def _print_facets(facets: Facets) -> None:
    tally = facets.tally
    for label, counts in (
        ("years", [(str(year), count) for year, count in tally.years]),
        ("sources", tally.sources[:10]),
        ("names", [(entity.name_en, count) for entity, count in facets.entities]),
        ("matches in", tally.languages),
        ("beware of", tally.flags),
    ):
        if counts:
            found = ", ".join(f"{isolate(value)} {count}" for value, count in counts)
            click.echo(f"{label:<12}{found}")


def _print_hit(hit: Hit, *, why: bool, note: str = "") -> None:
    article = hit.article.article
    published = article.published.date.isoformat() if article.published else "undated"
    source = f"  {isolate(article.source)}" if article.source else ""
    found = note or ("" if hit.by is By.WORDS else f"by {_FOUND_BY[hit.by]}")
    click.echo(f"{article.id}  {published}{source}{'  ' if found else ''}{found}")
    click.echo(f"  {emphasise(hit.title)}")
    if hit.english_title:
        click.echo(f"  {emphasise(hit.english_title)}")
    for snippet in hit.snippets:
        near = "≈" if snippet.is_near else " "
        click.echo(f"   {near}{snippet.n:>3}  {emphasise(snippet.arabic)}")
        if snippet.english:
            click.echo(f"         {emphasise(snippet.english)}")
    if hit.further:
        click.echo(f"         {hit.further} more matching sentence{'s' * (hit.further > 1)}")
    for language, reason in hit.reasons if why else ():
        how = explained(reason)
        click.echo(
            f"    why  {language}: {isolate(reason.found)} for {isolate(reason.typed)}, {how}"
        )
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
    credit = _credit(translated.engines, translated.authors)
    click.echo(credit or "not translated yet: run `warraq translate`")
    block = None
    for pair in translated.pairs:
        if pair.sentence.block != block:
            block = pair.sentence.block
            click.echo(f"\n[{article.blocks[block].role}]")
        click.echo(f"{pair.sentence.n:>4}  {isolate(pair.sentence.text)}")
        click.echo(f"      {isolate(pair.translation.text) if pair.translation else '–'}")
        if pair.translation and pair.translation.author is not None:
            by, when = isolate(pair.translation.author), pair.translation.made_on
            click.echo(f"      (corrected by {by}, {when})")


def _credit(engines: Sequence[str], authors: Sequence[str]) -> str:
    """Say who made some English, nothing where there is none."""
    persons = ", ".join(map(isolate, authors))
    if not engines:
        return f"English by {persons}" if persons else ""
    corrected = f", in part corrected by {persons}" if persons else ""
    return f"English by {', '.join(engines)}, a machine's draft{corrected}"
