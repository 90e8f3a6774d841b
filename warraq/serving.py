"""The commands that show the archive in the browser: serve and demo."""

import ipaddress
from contextlib import suppress
from dataclasses import replace
from threading import Thread

import click
import platformdirs
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from index.search import IndexUnavailable, SearchIndex
from warraq.adding import add_paths
from warraq.settings import Settings, default_home
from warraq.workspace import Workspace, open_workspace, seeds
from web import create_app
from web.limits import BODY_SIZE, HEADER_SIZE, QUERY_SECONDS, SEARCHES_A_MINUTE

_THREADS = 4
_port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@_port
@click.option(
    "--query-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=QUERY_SECONDS,
    show_default=True,
    help="Time after which a query is given up.",
)
@click.option(
    "--searches-a-minute",
    type=click.IntRange(min=0),
    default=SEARCHES_A_MINUTE,
    show_default=True,
    help="What one client may ask for; 0 is as much as it likes.",
)
@click.option(
    "--allow-corrections", is_flag=True, help="Let everyone who reads correct translations."
)
@click.pass_obj
def serve(
    settings: Settings,
    host: str,
    port: int,
    query_seconds: float,
    searches_a_minute: int,
    allow_corrections: bool,
) -> None:
    """Serve the archive to browsers, on this machine unless --host says otherwise.

    Corrections need one name or address to be served at: whoever reaches it may correct.

    \b
    Example:
      warraq serve --port 8080
    """
    if allow_corrections and _is_everywhere(host):
        raise click.UsageError(
            f"--allow-corrections can't be had with --host {host}: name one address of this machine"
        )
    with open_workspace(settings) as workspace:
        _serve(workspace, host, port, query_seconds, searches_a_minute, allow_corrections)


def listen(app: Flask, host: str, port: int) -> MultiSocketServer | BaseWSGIServer:
    """Open the port that an application is served at; raises ``OSError`` and ``ValueError``.

    What is larger than ``HEADER_SIZE`` or ``BODY_SIZE`` is refused before it is read (413, 431).
    """
    return create_server(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        ident="Warraq",
        max_request_header_size=HEADER_SIZE,
        max_request_body_size=BODY_SIZE,
    )


@click.command()
@_port
@click.pass_obj
def demo(settings: Settings, port: int) -> None:
    """Make an archive of the sample articles and serve it.

    It lies in a folder of its own unless --home names one.

    \b
    Example:
      warraq demo
    """
    if settings.home == default_home().absolute():
        folder = platformdirs.user_data_path("warraq-demo", appauthor=False)
        settings = replace(settings, home=folder)
    with open_workspace(settings, create=True) as workspace:
        with workspace.writing():
            report = add_paths(workspace, (seeds(),))
        figures = workspace.archive.statistics()
        for problem in (*report.problems, *(f"{e['file']}: {e['error']}" for e in report.failed)):
            click.echo(problem, err=True)
        click.echo(
            f"{figures.articles} articles, {figures.sentences} sentences, "
            f"{figures.translated} translated ({report.translated} now, in {report.seconds:.1f} s)"
        )
        _serve(workspace, "127.0.0.1", port)


def _warm(app: Flask, index: SearchIndex) -> None:
    with suppress(IndexUnavailable):  # the pages say so
        index.warm()
    nobody = {"REMOTE_ADDR": "0.0.0.0"}  # whose searches are not counted against anyone's
    for path in ("/", "/browse"):
        app.test_client().get(path, base_url="http://localhost", environ_overrides=nobody)


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return host == "0"  # what the system takes for 0.0.0.0


def _serve(
    workspace: Workspace,
    host: str,
    port: int,
    query_seconds: float = QUERY_SECONDS,
    searches_a_minute: int = SEARCHES_A_MINUTE,
    allow_corrections: bool = False,
) -> None:
    # A server for this machine alone answers to no other name: that keeps web pages of others
    # from reading the archive through the user's browser by a name that points here.
    shown = f"[{host}]" if ":" in host else host
    hosts = None if _is_everywhere(host) else [shown, "localhost", "127.0.0.1", "[::1]"]
    app = create_app(
        workspace.archive,
        workspace.index,
        trusted_hosts=hosts,
        query_seconds=query_seconds,
        searches_a_minute=searches_a_minute,
        writing=workspace.writing if allow_corrections else None,
    )
    try:
        server = listen(app, host, port)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(
            f"{host}:{port} can't be listened on ({reason}): "
            "choose another port with --port, or another address with --host"
        ) from error
    # The first who ask need not wait for the words and figures of the archive.
    Thread(target=_warm, args=(app, workspace.index), daemon=True).start()
    click.echo(f"Warraq is at http://{shown}:{port} (Ctrl-C stops it)")
    try:
        server.run()
    finally:
        server.close()
    click.echo("stopped")
