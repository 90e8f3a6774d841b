"""The commands of the training: prepare, train, evaluate, package."""

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from archive.translation.packages import open_folder
from archive.translation.training import augmentation, corpus, measure, tokeniser

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NAMES_LICENCE = "Apache-2.0, CC0, CC BY: lists of names, Arabic WordNet"
_WORK = click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("training"),
    show_default=True,
    help="Folder of what is made on the way: data, tokeniser, checkpoints, curve.",
)


@click.group()
def main() -> None:
    """Train the translation package that comes with the program."""


@main.command()
@click.option("--parallel", type=_FOLDER, required=True, help="Sentence pairs, *.tsv.xz.")
@click.option("--names", type=_FOLDER, required=True, help="Names in both scripts, *.tsv.")
@click.option("--evaluation", type=_FOLDER, required=True, help="Sets to keep out, *.tsv.")
@click.option("--held", default="news-dev", show_default=True, help="The set for the held loss.")
@click.option("--vocabulary", default=8000, show_default=True, help="Pieces of the tokeniser.")
@click.option("--seed", default=1, show_default=True)
@_WORK
def prepare(
    parallel: Path, names: Path, evaluation: Path, held: str, vocabulary: int, seed: int, work: Path
) -> None:
    """Clean and weigh the pairs, learn the tokeniser, write both in pieces."""
    import sentencepiece

    from archive.translation.training import card, loop

    work.mkdir(parents=True, exist_ok=True)
    evaluation_pairs = corpus.read_evaluation(evaluation)
    kept_out = corpus.Held(evaluation_pairs)
    name_pairs = list(corpus.without_repeats(corpus.read_names(names)))
    pairs = [
        pair
        for pair in corpus.without_repeats(corpus.read_sources(parallel))
        if not kept_out.has(pair)
    ]
    news = [pair for pair in pairs if corpus.weight(pair.source) >= 1]
    copies = augmentation.augmented(news, augmentation.NameTable(name_pairs), seed)
    everything = [*pairs, *copies, *name_pairs]
    # A copy shares the weight of its pair: three pairs of one sentence weigh as two.
    weights = [corpus.weight(p.source) for p in pairs] + [0.5] * len(copies)
    weights += [corpus.weight(p.source) for p in name_pairs]

    chance = random.Random(seed)
    drawn = [p for p, w in zip(everything, weights, strict=True) if chance.random() < w]
    tokeniser.train(
        (text for pair in drawn for text in (pair.arabic, pair.english)),
        work / "tokeniser.model",
        vocabulary,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "tokeniser.model"))

    def encoded(chosen: list[corpus.Pair]) -> list[tuple[list[int], list[int]]]:
        sides = (pieces.encode([getattr(p, s) for p in chosen]) for s in ("arabic", "english"))
        return list(zip(*sides, strict=True))

    loop.save(work / "train.npz", encoded(everything), weights)
    held_pairs = [pair for pair in evaluation_pairs if pair.source == held]
    loop.save(work / "held.npz", encoded(held_pairs), [1.0] * len(held_pairs))
    licences = card.read_licences(parallel)
    drawn_of: defaultdict[str, float] = defaultdict(float)
    for pair, times in zip(everything, weights, strict=True):
        drawn_of[pair.source] += times
    sources = {
        name: {
            "pairs": count,
            "drawn": round(drawn_of[name]),
            "licence": licences.get(name, _NAMES_LICENCE if name == "names" else ""),
        }
        for name, count in Counter(pair.source for pair in everything).items()
    }
    summary = {"sources": sources, "copies": len(copies), "held": held, "vocabulary": vocabulary}
    (work / "data.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")
    click.echo(f"{len(everything)} pairs, of which {len(copies)} altered copies, in {work}")


@main.command()
@click.option("--minutes", type=float, required=True, help="How long, with earlier runs counted.")
@click.option("--steps", type=int, help="End after so many steps, if that comes first.")
@click.option("--batch", default=4096, show_default=True, help="Target pieces a step.")
@click.option("--rate", default=1.5e-3, show_default=True, help="Highest learning rate.")
@click.option("--warmup", default=400, show_default=True, help="Steps to the highest rate.")
@click.option("--width", default=256, show_default=True)
@click.option("--heads", default=4, show_default=True)
@click.option("--inner", default=1024, show_default=True, help="Width inside the feed-forward.")
@click.option("--encoder", default=4, show_default=True, help="Layers of the encoder.")
@click.option("--decoder", default=2, show_default=True, help="Layers of the decoder.")
@click.option("--dropout", default=0.1, show_default=True)
@click.option("--processes", type=int, help="At once, each on a batch of its own; else the cores.")
@_WORK
def train(
    minutes: float,
    steps: int | None,
    batch: int,
    rate: float,
    warmup: int,
    width: int,
    heads: int,
    inner: int,
    encoder: int,
    decoder: int,
    dropout: float,
    processes: int | None,
    work: Path,
) -> None:
    """Train on a GPU where there is one, else on the cores; go on from the last checkpoint."""
    import torch

    from archive.translation.training import loop
    from archive.translation.training.model import Shape

    vocabulary = json.loads((work / "data.json").read_text(encoding="utf-8"))["vocabulary"]
    shape = Shape(vocabulary, width, heads, encoder, decoder, inner, dropout)
    if processes is None:
        processes = 1 if torch.cuda.is_available() else len(os.sched_getaffinity(0))
    loop.train(work, shape, loop.Plan(minutes, steps, batch, rate, warmup, processes=processes))


@main.command()
@click.argument("package", type=_FOLDER)
@click.option("--evaluation", type=_FOLDER, required=True, help="Sets to measure on, *.tsv.")
@click.option("--names", type=_FOLDER, help="Names in both scripts, *.tsv, to count those kept.")
def evaluate(package: Path, evaluation: Path, names: Path | None) -> None:
    """Print BLEU, chrF, numbers and names kept, and speed of a package, as JSON lines."""
    for name, figures in _measured(package, evaluation, names):
        rounded = {k: v and round(v, 3) for k, v in asdict(figures).items()}
        click.echo(json.dumps({"set": name} | rounded))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--version", required=True, help="Version of the package.")
@click.option("--average", default=4, show_default=True, help="Newest checkpoints to average.")
@click.option("--evaluation", type=_FOLDER, required=True, help="Sets to measure on, *.tsv.")
@click.option("--names", type=_FOLDER, help="Names in both scripts, *.tsv, to count those kept.")
@_WORK
def package(
    folder: Path, version: str, average: int, evaluation: Path, names: Path | None, work: Path
) -> None:
    """Write the average of the newest checkpoints as an Argos package with its card into FOLDER."""
    from archive.translation.training import card, export, loop

    model, step = loop.averaged(work, average)
    export.write_package(model, work / "tokeniser.model", folder, version)
    data = json.loads((work / "data.json").read_text(encoding="utf-8"))
    curve = (work / "curve.jsonl").read_text(encoding="utf-8").splitlines()
    points = [json.loads(line) for line in curve]
    figures = dict(_measured(folder, evaluation, names))
    card.write_card(folder / "README.md", version, model.shape, data, points, figures)
    click.echo(f"{folder}: version {version}, step {step}")


def _measured(
    folder: Path, evaluation: Path, names: Path | None
) -> Iterator[tuple[str, measure.Figures]]:
    """Yield the figures of a package on each set."""
    known = measure.names_of_people_and_places(names) if names else None
    pairs = corpus.read_evaluation(evaluation)
    for name in sorted({pair.source for pair in pairs}):
        chosen = [pair for pair in pairs if pair.source == name]
        yield name, measure.measure(open_folder(folder), chosen, known)


if __name__ == "__main__":
    main()
