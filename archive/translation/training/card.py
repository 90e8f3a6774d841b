"""The model card of a package: what it was trained on, what it reaches, where it fails."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.translation.training.measure import PUBLIC_BLEU, Figures
from archive.translation.training.model import Shape

_ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*[\d,]+\s*\|\s*[\d,]+\s*\|\s*(.+?)\s*\|\s*$")


def read_licences(folder: Path) -> dict[str, str]:
    """Return the remarks of the table in a folder's ``README.md`` by source, nothing without one.

    Its rows are ``| source | pairs | words | licence and remarks |``.
    """
    readme = folder / "README.md"
    if not readme.is_file():
        return {}
    rows = (_ROW.match(line) for line in readme.read_text(encoding="utf-8").splitlines())
    return {row[1]: row[2] for row in rows if row}


def write_card(
    path: Path,
    version: str,
    shape: Shape,
    data: Mapping[str, Any],
    curve: list[dict[str, float]],
    figures: Mapping[str, Figures],
) -> None:
    """Write the card of a package as Markdown."""
    last = curve[-1]
    lines = [
        f"# Warraq's Arabic to English translation package, version {version}",
        "",
        "A small model that runs on any machine without a connection. What it writes is a",
        "machine's draft: good to search by and to follow a story, never to quote.",
        "",
        "Argos layout: `metadata.json`, `sentencepiece.model` "
        f"(BPE, {shape.vocabulary:,} pieces for both languages, Arabic normalised inside, digits "
        "split), `model/` (CTranslate2, int8). It has no sentence splitter: give it a sentence.",
        "",
        f"Transformer, pre-norm: {shape.encoder_layers} encoder and {shape.decoder_layers} decoder "
        f"layers, width {shape.width}, {shape.heads} heads, inner width {shape.inner}, one table "
        f"of embeddings. Trained for {last['minutes']:.0f} minutes, {last['step']:,.0f} steps.",
        "",
        "## Figures",
        "",
        "| set | sentences | BLEU | chrF | numbers kept | names kept |",
        "|---|---|---|---|---|---|",
        *(
            f"| {name} | {f.sentences:,} | {f.bleu:.1f} | {f.chrf:.1f} | {f.numbers_kept:.1%} | "
            f"{'–' if f.names_kept is None else f'{f.names_kept:.1%}'} |"
            for name, f in figures.items()
        ),
        "",
        "Numbers kept: sentences with numbers whose numbers are all in the output. Names kept:",
        "names of people and places of the reference that are in the output. All as the program",
        "decodes, at beam 4; numbers that the likeliest translation loses are looked for in less",
        "likely ones.",
        "",
        "None of these sentences, nor any that shares half its runs of five words, was trained on.",
        "FLORES devtest BLEU of public models, trained on many times more: "
        + ", ".join(f"{n} {b}" for n, b in PUBLIC_BLEU.items())
        + ".",
        "",
        f"Loss on {data['held']}, in nats a piece: "
        + ", ".join(f"{p['held_loss']:.2f} ({p['minutes']:.0f} min)" for p in _thinned(curve))
        + ".",
        "",
        "## Data",
        "",
        "| source | pairs | drawn in a round | licence and remarks |",
        "|---|---|---|---|",
        *(
            f"| {name} | {source['pairs']:,} | {source['drawn']:,} | {source['licence']} |"
            for name, source in data["sources"].items()
        ),
        "",
        "## Limits",
        "",
        "- It has seen news of Arab newspapers and little else; other registers read worse.",
        "- Rare names come out garbled, or as other names that it knows better.",
        "- It leaves out parts of long sentences, and says the opposite now and then.",
        "- It repeats itself where it is lost; the program decodes such sentences again.",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def _thinned(curve: list[dict[str, float]], most: int = 10) -> list[dict[str, float]]:
    step = -(-len(curve) // most)
    return [*curve[:-1:step], curve[-1]]
