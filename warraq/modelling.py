"""The commands for translation packages: list, install, remove and check them."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.translation.cards import Figures, figures
from archive.translation.fetching import Offer, delivery, newest_offer
from archive.translation.installing import Installed, install, remove, staging
from archive.translation.inventory import Entry, Origin, entries, find, is_same
from archive.translation.packages import Package
from archive.translation.verifying import SENTENCE, Damaged, verify
from warraq.output import echo_json, isolate
from warraq.progress import byte_bar
from warraq.settings import NO_PACKAGE, Settings
from warraq.workspace import HOW_TO_TRANSLATE

_WHY = {
    Origin.CHOSEN: "--package names it",
    Origin.INSTALLED: "it is the newest of those that are installed",
    Origin.BUNDLED: "no other is installed",
}
_SHORT = 12  # digits of a hash, enough to tell models apart


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List, install, remove or check the packages that translate Arabic into English.

    Without a command it lists them.

    \b
    Example:
      warraq models
      warraq models install translate-ar_en-1_0.argosmodel
    """
    if context.invoked_subcommand is None:
        context.invoke(list_packages)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the packages as one JSON list.")
@click.pass_obj
def list_packages(settings: Settings, as_json: bool) -> None:
    """List the packages that are there, which one is used and why, and how good it says it is.

    \b
    Example:
      warraq models list --json
    """
    used = settings.find_package()
    found = entries(used)
    if as_json:
        echo_json([_value(entry, _why(entry, used, settings)) for entry in found])
        return
    for entry in found:
        _show(entry, _why(entry, used, settings))
    if settings.package == NO_PACKAGE:
        click.echo("none is used: translation is switched off (--package none)")
    elif used is None:
        click.echo(HOW_TO_TRANSLATE)


@models.command("install")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--online", is_flag=True, help="Fetch the newest package that Argos' index has.")
@click.option("--sha256", metavar="HEX", help="Install only what has this SHA-256.")
@click.option("--replace", is_flag=True, help="Put it in the place of one of the same name.")
@click.pass_obj
def install_package(
    settings: Settings, file: Path | None, online: bool, sha256: str | None, replace: bool
) -> None:
    """Install a package from FILE, an .argosmodel file, or with --online from Argos' index.

    It is unpacked aside, has to be whole and to translate a sentence, and is then moved to where
    Argos looks, for other programs as well. Only with --online is anything ever fetched, from the
    index that the environment variable ARGOS_PACKAGE_INDEX names, or else Argos' own.

    \b
    Example:
      warraq models install translate-ar_en-1_0.argosmodel
      warraq models install --online
    """
    if online == (file is not None):
        raise click.UsageError("name a FILE, or take --online to fetch one")
    if sha256 is not None and not re.fullmatch(r"[0-9A-Fa-f]{64}", sha256):
        raise click.BadParameter("a SHA-256 has 64 hexadecimal digits", param_hint="--sha256")
    try:
        expected = [sha256] if sha256 else []
        done = _from_file(file, expected, replace) if file else _online(expected, replace)
    except KeyboardInterrupt:
        raise click.ClickException("stopped; nothing was installed") from None
    word = "replaced" if done.replaced else "installed"
    click.echo(f"{word} {done.package.label} in {done.package.path}")
    click.echo(_trial(done.english))
    if settings.package is None:
        click.echo("it is used from now on: run `warraq translate`")
    else:
        click.echo(f"--package {settings.package} stands: leave it out to use the new one")


@models.command("remove")
@click.argument("name")
def remove_package(name: str) -> None:
    """Delete an installed package; what it translated stays in the archives.

    \b
    Example:
      warraq models remove argos-translate-ar_en-1_0
    """
    entry = find(name, entries())
    with staging() as aside:
        remove(entry, aside)
    click.echo(f"removed {entry.package.label} from {entry.package.path}")
    click.echo("what it translated stays in the archives")


@models.command("check")
@click.argument("name", required=False)
@click.pass_obj
def check_packages(settings: Settings, name: str | None) -> None:
    """Check that packages, or the one named, are whole and translate a sentence.

    Exit code 1 says that one is damaged.

    \b
    Example:
      warraq models check argos-translate-ar_en-1_0
    """
    found = entries(settings.find_package())
    damaged = False
    for entry in [find(name, found)] if name else found:
        package = entry.package
        try:
            english = verify(package)
        except Damaged as error:
            damaged = True
            click.echo(
                f"{package.name}: {package.path} is damaged: {error}; {_cure(entry)}", err=True
            )
        else:
            click.echo(f"{package.label}: whole, {_trial(english)}")
    if damaged:
        raise SystemExit(1)


def _from_file(file: Path, expected: Sequence[str], replace: bool) -> Installed:
    with staging() as aside:
        done = install(file, aside, expected=expected, replace=replace)
    click.echo(f"SHA-256 {done.sha256}")
    return done


def _online(expected: Sequence[str], replace: bool) -> Installed:
    offer = newest_offer()
    with staging() as aside:
        file = aside / f"{offer.name.replace('/', '_')}.argosmodel"
        with delivery(offer) as coming:
            size = _size(coming.size) if coming.size is not None else "of unknown size"
            click.echo(f"{offer.name} {offer.version}, {size}")
            click.echo(f"from {coming.link}, as {offer.index} says")
            with byte_bar("Fetching", coming.size) as advance:
                coming.save(file, advance)
        given = [offer.sha256] if offer.sha256 else []
        done = install(file, aside, expected=[*expected, *given], replace=replace)
    click.echo(f"SHA-256 {done.sha256}, {_compared(offer, expected)}")
    return done


def _compared(offer: Offer, expected: Sequence[str]) -> str:
    if offer.sha256:
        return "which the index gives too"
    if expected:
        return "as asked for; the index gives none"
    return "with nothing to compare it to: the index gives none, --sha256 requires one"


def _why(entry: Entry, used: Package | None, settings: Settings) -> str | None:
    """Say why a package is used; ``None`` for one that is not."""
    if used is None or not is_same(entry.package, used):
        return None
    return _WHY[entry.origin if settings.package is None else Origin.CHOSEN]


def _value(entry: Entry, why: str | None) -> dict[str, Any]:
    package = entry.package
    return {
        "name": package.name,
        "version": package.version,
        "origin": str(entry.origin),
        "path": str(package.path),
        "bytes": entry.size,
        "model_hash": None if entry.flaw else package.model_hash,
        "used": why is not None,
        "why": why,
        "flaw": entry.flaw,
        "figures": [asdict(one) for one in figures(package.path)],
    }


def _show(entry: Entry, why: str | None) -> None:
    package = entry.package
    model = "" if entry.flaw else f", model {package.model_hash[:_SHORT]}"
    mark = "*" if why else " "
    click.echo(f"{mark} {package.label}  {entry.origin}, {_size(entry.size)}{model}")
    click.echo(f"    {package.path}")
    if why:
        click.echo(f"    used, as {why}")
    if entry.flaw:
        click.echo(f"    damaged: {entry.flaw}; {_cure(entry)}")
    for one in figures(package.path):
        click.echo(f"    {one.name}: {_measures(one)}")


def _measures(one: Figures) -> str:
    values = (
        ("BLEU", one.bleu, ""),
        ("chrF", one.chrf, ""),
        ("numbers kept", one.numbers_kept, "%"),
        ("names kept", one.names_kept, "%"),
    )
    return ", ".join(f"{name} {value}{unit}" for name, value, unit in values if value is not None)


def _cure(entry: Entry) -> str:
    if entry.origin is Origin.INSTALLED:
        return f"`warraq models remove {entry.package.name}` takes it away"
    return "install Warraq anew" if entry.origin is Origin.BUNDLED else "name another folder"


def _trial(english: str) -> str:
    return f"{isolate(SENTENCE)} → {isolate(english)}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
