"""The commands that make the recogniser's files: gazetteer, clusters, train, evaluate."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from archive.entities import gazetteer as listed
from archive.entities.gazetteer import DATA
from archive.entities.recogniser import Recogniser, load_lexicon
from archive.entities.tokens import tokenise
from archive.entities.training import corpus
from archive.sentences import split_sentences

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DATA,
    help="Folder to write to.  [default: the program's own]",
)


@click.group()
def main() -> None:
    """Make what the program recognises names with."""


@main.command()
@_DATA
def gazetteer(data: Path) -> None:
    """Write the places of the world and the parts of persons' names, from installed packages."""
    from archive.entities.training import gazetteer as building

    data.mkdir(parents=True, exist_ok=True)
    count = building.write_rows(data / "places.tsv", building.places())
    database = Path(str(files("arabic_name_romanizer"))) / "resources" / "names.sqlite3"
    parts = building.name_parts(database)
    (data / "names.txt").write_text("\n".join(parts) + "\n", encoding="utf-8")
    click.echo(f"{count} places, {len(parts)} parts of names")


@main.command()
@click.argument("news", type=_FILE)
@click.option("--words", default=50_000, show_default=True, help="Most frequent words to cluster.")
@click.option("--clusters", "count", default=400, show_default=True)
@click.option("--seed", default=1, show_default=True)
@_DATA
def clusters(news: Path, words: int, count: int, seed: int, data: Path) -> None:
    """Cluster the words of NEWS, JSON lines with title and text, compressed with xz."""
    from archive.entities.training.clusters import cluster_words

    found = cluster_words(_sentences(news), words=words, clusters=count, seed=seed)
    lines = (f"{word}\t{number}\n" for word, number in sorted(found.items()))
    (data / "clusters.tsv").write_text("".join(lines), encoding="utf-8")
    click.echo(f"{len(found)} words in {count} clusters")


@main.command()
@click.argument("sets", nargs=-1, required=True, type=_FILE)
@click.option("--iterations", default=80, show_default=True)
@click.option("--c1", default=0.05, show_default=True, help="Weight of the L1 penalty.")
@click.option("--c2", default=0.05, show_default=True, help="Weight of the L2 penalty.")
@_DATA
def train(sets: tuple[Path, ...], iterations: int, c1: float, c2: float, data: Path) -> None:
    """Train the recogniser on SETS, a word and its label a line."""
    import pycrfsuite

    describing = _empty_recogniser(data)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for path in sets:
        for sentence in corpus.read(path):
            trainer.append(
                describing.features(sentence.words, corpus.listed(sentence.words)), sentence.labels
            )
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations})
    trainer.set_params({"feature.possible_transitions": True})
    trainer.train(str(data / "recogniser.crf"))
    click.echo(f"{data / 'recogniser.crf'}: {(data / 'recogniser.crf').stat().st_size:,} bytes")


@main.command()
@click.argument("path", metavar="SET", type=_FILE)
def evaluate(path: Path) -> None:
    """Print precision, recall and F1 of exact spans on SET, as JSON lines."""
    for label, found in corpus.evaluated(path).items():
        rounded = {name: round(value, 4) for name, value in asdict(found).items()}
        click.echo(json.dumps({"label": label} | rounded))


def _empty_recogniser(data: Path) -> Recogniser:
    """Return a recogniser that describes words; it has a model that knows no label."""
    import pycrfsuite

    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.crf")
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.append([["bias"]], ["O"])
        trainer.train(str(path))
        return Recogniser(path, load_lexicon(data), listed.load())


def _sentences(news: Path) -> Iterator[list[str]]:
    with lzma.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for text in (article.get("title") or "", article.get("text") or ""):
                for span in split_sentences(text):
                    words = (token.folded for token in tokenise(text[span.start : span.end]))
                    yield ["0" if word.isdigit() else word for word in words]


if __name__ == "__main__":
    main()
