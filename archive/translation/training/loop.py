"""The training loop: length buckets, bf16, label smoothing, checkpoints that resume.

On a processor each core has a process of its own, which works on batches of its own; the processes
add up their gradients. Threads that share each operation wait on one another far more.
"""

import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing, nn

from archive.translation.training.model import (
    BOS,
    EOS,
    MAX_POSITIONS,
    Shape,
    SmoothedCrossEntropy,
    Transformer,
)
from archive.translation.training.optimiser import Optimiser

_KEPT = 8  # checkpoints, the newest; their average is what is packaged
_LABEL_SMOOTHING = 0.1
_COOLING = 0.3  # the last part of the time, in which the learning rate falls to nothing
_LENGTH_STEPS = 8  # for a doubling of the length
_BATCHES_SORTED = 200  # batches' worth of pairs that are sorted by length together


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train: target pieces a batch, highest learning rate.

    Training ends after ``minutes`` in all, or after ``steps`` if that comes first. Each of the
    ``processes`` has a batch of its own in a step.
    """

    minutes: float
    steps: int | None = None
    batch: int = 4096
    rate: float = 1.5e-3
    warmup: int = 400  # steps
    checkpoint_minutes: float = 5.0
    seed: int = 1
    processes: int = 1


@dataclass(frozen=True)
class Data:
    """Tokenised pairs; each is drawn ``weights`` times in a round, on average."""

    sources: list[np.ndarray]
    targets: list[np.ndarray]
    weights: np.ndarray


def load(path: Path) -> Data:
    """Read the tokenised pairs that ``prepare`` wrote."""
    with np.load(path) as stored:
        sources = np.split(stored["sources"], np.cumsum(stored["source_lengths"])[:-1])
        targets = np.split(stored["targets"], np.cumsum(stored["target_lengths"])[:-1])
        return Data(sources, targets, stored["weights"])


def save(path: Path, pairs: Sequence[tuple[list[int], list[int]]], weights: list[float]) -> None:
    """Write tokenised pairs for ``load``."""
    np.savez_compressed(
        path,
        sources=np.array([t for source, _ in pairs for t in source], dtype=np.uint16),
        targets=np.array([t for _, target in pairs for t in target], dtype=np.uint16),
        source_lengths=np.array([len(source) for source, _ in pairs], dtype=np.int32),
        target_lengths=np.array([len(target) for _, target in pairs], dtype=np.int32),
        weights=np.array(weights, dtype=np.float32),
    )


def train(work: Path, shape: Shape, plan: Plan) -> None:
    """Train until the plan's minutes are spent, going on from the last checkpoint in ``work``.

    A line a minute goes to the screen, and one for each checkpoint to ``work/curve.jsonl``.
    """
    if plan.processes == 1:
        _train(0, work, shape, plan, None)
        return
    meeting = work / "meeting"
    meeting.unlink(missing_ok=True)
    multiprocessing.spawn(_train, (work, shape, plan, meeting), plan.processes)


def _train(rank: int, work: Path, shape: Shape, plan: Plan, meeting: Path | None) -> None:
    """Do the part of one process; the first one tells the time, prints and stores."""
    if meeting is not None:
        torch.set_num_threads(1)
        distributed.init_process_group(
            "gloo", f"file://{meeting.resolve()}", rank=rank, world_size=plan.processes
        )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(plan.seed)  # the same first weights everywhere
    model = Transformer(shape).to(device, torch.bfloat16)
    # Many sentences' changes to the embedding of a frequent piece are added up: in float32.
    model.embedding.float()
    optimiser = Optimiser(model, plan.rate, rank, plan.processes)
    step, spent = _resume(work, optimiser, device)
    data, held = load(work / "train.npz"), load(work / "held.npz")
    batches = _batches(data, shape.pad, plan, random.Random(plan.seed + step))
    own = islice(batches, rank, None, plan.processes)
    torch.manual_seed(plan.seed + step + rank)
    started = said = stored = time.monotonic()
    loss_sum = torch.zeros((), device=device)
    said_step, pieces = step, 0
    model.train()
    while True:
        elapsed = _agreed(spent + time.monotonic() - started, plan)
        progress = _progress(plan, step, elapsed)
        if progress >= 1:
            break
        step += 1
        source, target = (part.to(device) for part in next(own))
        loss, count = _loss(model, source, target, _LABEL_SMOOTHING)
        loss.backward()
        pieces += optimiser.step(_schedule(step, progress, plan.warmup), count)
        loss_sum += loss.detach() / count
        now = time.monotonic()
        if now - said > 60 and rank == 0:
            loss_mean = float(loss_sum) / (step - said_step)
            print(
                f"step {step}, {elapsed / 60:.0f} of {plan.minutes:.0f} min, "
                f"loss {loss_mean:.3f}, {pieces / (now - said):.0f} pieces/s",
                flush=True,
            )
            said, said_step, pieces = now, step, 0
            loss_sum.zero_()
        if now - stored > 60 * plan.checkpoint_minutes:
            if rank == 0:
                _store(work, model, optimiser, step, elapsed, held)
            stored = now
    if rank == 0:
        _store(work, model, optimiser, step, elapsed, held)
    if meeting is not None:
        distributed.destroy_process_group()


def averaged(work: Path, count: int = 4) -> tuple[Transformer, int]:
    """Return the mean of the newest checkpoints' models, and the last one's step."""
    paths = _checkpoints(work)[-count:]
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in paths]
    model = Transformer(Shape(**states[-1]["shape"]))
    mean = {
        name: sum(state["model"][name].double() for state in states) / len(states)
        for name in states[-1]["model"]
    }
    model.load_state_dict({name: tensor.float() for name, tensor in mean.items()})
    return model.eval(), states[-1]["step"]


def _agreed(elapsed: float, plan: Plan) -> float:
    """Return the first process's time, so that all of them end at the same step."""
    if plan.processes == 1:
        return elapsed
    told = torch.tensor(elapsed, dtype=torch.float64)
    distributed.broadcast(told, 0)
    return float(told)


def _progress(plan: Plan, step: int, elapsed: float) -> float:
    """Return the share of the plan that is done, by its seconds or by its steps."""
    by_steps = step / plan.steps if plan.steps else 0.0
    return max(elapsed / (60 * plan.minutes), by_steps)


def _schedule(step: int, progress: float, warmup: int) -> float:
    """Return the share of the full rate: a rise over the warm-up, a plateau, a fall at the end."""
    return min(1.0, step / warmup, max(0.02, (1 - progress) / _COOLING))


def _batches(
    data: Data, pad: int, plan: Plan, chance: random.Random
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield padded (source, target) batches without end; sources of a batch are of one length."""
    while True:
        drawn = [
            n
            for n, weight in enumerate(data.weights)
            for _ in range(int(weight) + (chance.random() < weight % 1))
        ]
        chance.shuffle(drawn)
        mean = sum(len(data.targets[n]) for n in drawn) / len(drawn)
        pool = int(_BATCHES_SORTED * plan.batch / mean)
        for start in range(0, len(drawn), pool):
            by_length = sorted(drawn[start : start + pool], key=lambda n: _lengths(data, n))
            batches = list(_cut(by_length, data, plan.batch))
            chance.shuffle(batches)
            for batch in batches:
                yield _padded(batch, data, pad)


def _lengths(data: Data, n: int) -> tuple[int, int]:
    """Return what pairs are sorted by: their targets' length in steps, their sources' length."""
    return int(_LENGTH_STEPS * math.log2(1 + len(data.targets[n]))), len(data.sources[n])


def _cut(order: list[int], data: Data, pieces: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for n in order:
        if batch and (len(batch) + 1) * (len(data.targets[n]) + 1) > pieces:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def _padded(batch: list[int], data: Data, pad: int) -> tuple[Tensor, Tensor]:
    sources = [torch.from_numpy(data.sources[n].astype(np.int64)) for n in batch]
    targets = [
        torch.from_numpy(np.concatenate(([BOS], data.targets[n].astype(np.int64), [EOS])))
        for n in batch
    ]
    source, target = (nn.utils.rnn.pad_sequence(p, True, pad) for p in (sources, targets))
    return source[:, :MAX_POSITIONS], target[:, :MAX_POSITIONS]


def _loss(
    model: Transformer, source: Tensor, target: Tensor, smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return the summed cross-entropy of the next pieces, and their number."""
    hidden = model(source, target[:, :-1])
    wanted = target[:, 1:]
    # The vocabulary's softmax costs the most: padding is left out of it.
    real = wanted != model.shape.pad
    table = model.table.to(hidden.dtype)
    loss: Tensor = SmoothedCrossEntropy.apply(hidden[real], table, wanted[real], smoothing)
    return loss, real.sum()


@torch.no_grad()
def _held_loss(model: Transformer, held: Data) -> float:
    """Return the loss a piece, in nats, on pairs that are not trained on."""
    model.eval()
    device = model.embedding.weight.device
    total, count = 0.0, 0
    order = sorted(range(len(held.targets)), key=lambda n: len(held.targets[n]))
    for batch in _cut(order, held, 8192):
        source, target = (part.to(device) for part in _padded(batch, held, model.shape.pad))
        loss, pieces = _loss(model, source, target, 0.0)
        total, count = total + float(loss), count + int(pieces)
    model.train()
    return total / count


def _store(
    work: Path, model: Transformer, optimiser: Optimiser, step: int, elapsed: float, held: Data
) -> None:
    loss = _held_loss(model, held)
    point = {"step": step, "minutes": round(elapsed / 60, 1), "held_loss": round(loss, 4)}
    print(f"checkpoint: {point}, perplexity {math.exp(loss):.1f}", flush=True)
    with (work / "curve.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(point) + "\n")
    path = work / f"checkpoint-{step:08}.pt"
    state = {
        "model": optimiser.weights(),
        "shape": asdict(model.shape),
        "optimiser": optimiser.state(),
        "step": step,
        "elapsed": elapsed,
    }
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    for old in _checkpoints(work)[:-_KEPT]:
        old.unlink()


def _resume(work: Path, optimiser: Optimiser, device: str) -> tuple[int, float]:
    """Load the newest checkpoint, if there is one; return its step and the seconds spent."""
    paths = _checkpoints(work)
    if not paths:
        return 0, 0.0
    state = torch.load(paths[-1], map_location=device, weights_only=True)
    optimiser.load(state["model"], state["optimiser"])
    print(f"going on from step {state['step']}", flush=True)
    return state["step"], state["elapsed"]


def _checkpoints(work: Path) -> list[Path]:
    return sorted(work.glob("checkpoint-*.pt"))
