"""The commands that make the base lexicon: build, evaluate."""

from pathlib import Path

import click

from index.lexicon.lexicon import BASE, Lexicon
from index.lexicon.training import retrieval, sources

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Make the lexicon that every archive begins with."""


@main.command()
@click.option("--parallel", type=_FOLDER, required=True, help="Folder of sentence pairs.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=BASE)
def build(parallel: Path, output: Path) -> None:
    """Learn the base lexicon from sentence pairs, *.tsv.xz with Arabic and English a line."""
    from index.lexicon.learning import learn

    pairs = sources.read(parallel)
    lexicon = learn(pairs, limit=len(pairs))
    output.parent.mkdir(parents=True, exist_ok=True)
    lexicon.save(output)
    click.echo(
        f"{len(pairs):,} sentence pairs, {len(lexicon):,} words and phrases, "
        f"{output.stat().st_size:,} bytes"
    )


@main.command()
@click.option("--xquad", type=_FOLDER, required=True, help="Folder of XQuAD's retrieval set.")
@click.option("--lexicon", type=click.Path(exists=True, path_type=Path), default=BASE)
def evaluate(xquad: Path, lexicon: Path) -> None:
    """Print how well counterparts alone find the paragraphs that answer XQuAD's questions."""
    loaded = Lexicon.load(lexicon)
    for asked in ("English", "Arabic"):
        found = retrieval.evaluated(xquad, loaded, arabic=asked == "Arabic")
        click.echo(
            f"{asked} questions: MRR@10 {found.mrr:.3f}, recall@20 {found.recall:.3f}, "
            f"words with counterparts {found.known:.3f}"
        )


if __name__ == "__main__":
    main()
