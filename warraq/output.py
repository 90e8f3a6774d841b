"""What the commands print: JSON for programs, lines for people."""

import json
from typing import Any

import click

from index.highlight import Marked

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def as_json_text(value: Any) -> str:
    """Return an object as JSON, Arabic as it is, with a line's end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def echo_json(value: Any) -> None:
    """Print one JSON object, Arabic as it is."""
    click.echo(as_json_text(value), nl=False)


def isolate(text: str) -> str:
    """Keep a text of either direction from reordering the line it stands in."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def emphasise(marked: Marked) -> str:
    """Return a text isolated, its marks in bold where the terminal has it."""
    pieces, end = [], 0
    for start, stop in marked.marks:
        pieces += [
            marked.text[end:start],
            click.style(marked.text[start:stop], bold=True, fg="yellow"),
        ]
        end = stop
    return isolate("".join((*pieces, marked.text[end:])))
