"""The command line: the group that all commands join, its options and its errors."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DatabaseError

from archive.errors import ArchiveError
from index.meaning.embedder import Model
from warraq.settings import NO_MODEL, Settings, default_home

_COMMANDS = {
    "adding": ["add"],
    "upkeep": ["annotate", "translate", "reindex", "remove"],
    "embedding": ["embed"],
    "finding": ["search", "alike", "show", "stats"],
    "doubting": ["flagged"],
    "naming": ["entities", "entity"],
    "correcting": ["correct", "corrections"],
    "exchanging": ["tmx"],
    "glossary": ["glossary"],
    "serving": ["serve", "demo"],
    "modelling": ["models"],
    "engines": ["engines"],
}
"""The commands by their modules in this package."""


class _Group(click.Group):
    """Turns what a user can mend into a message, and Ctrl-C into a word on what comes next.

    A command's module is imported when the command is asked for: that of the web server alone takes
    a third of a second, which no other command should.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in _COMMANDS.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module, names in _COMMANDS.items():
            if cmd_name in names:
                found = vars(import_module(f"warraq.{module}")).values()
                commands = (one for one in found if isinstance(one, click.Command))
                return next(one for one in commands if one.name == cmd_name)
        return None

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ArchiveError as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            home = context.obj.home
            raise click.ClickException(f"the archive in {home}: {error.orig}") from error
        except UnicodeEncodeError as error:
            raise click.ClickException("an argument is not valid text") from error
        except BrokenPipeError:
            raise  # click ends quietly where `| head` has read enough
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error
        except KeyboardInterrupt:
            raise click.ClickException(
                "stopped; what was done is stored, and the same command goes on from here"
            ) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="WARRAQ_HOME",
    help="Folder of the archive. [env: WARRAQ_HOME; default: the platform's data folder]",
)
@click.option(
    "--package",
    metavar="DIR|none",
    envvar="WARRAQ_PACKAGE",
    help="Folder of the Argos package to translate with, or 'none'. [env: WARRAQ_PACKAGE; "
    "default: one installed with Argos, else the one that comes with Warraq]",
)
@click.option(
    "--model",
    type=click.Choice([*(one.value for one in Model), NO_MODEL]),
    envvar="WARRAQ_MODEL",
    help="Model that makes vectors for search by meaning, or 'none'. [env: WARRAQ_MODEL; default: "
    "the one that made those there are, else the best that is installed]",
)
@click.version_option(package_name="warraq", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, home: Path | None, package: str | None, model: str | None) -> None:
    """Keep an archive of Arabic news, translated into English on this machine.

    \b
    Example:
      warraq add articles/
      warraq search "Karabakh ceasefire" --from 2020
      warraq serve
    """
    context.obj = Settings((home or default_home()).absolute(), package, model)


if __name__ == "__main__":
    main()
