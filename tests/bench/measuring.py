"""What all benchmarks measure and print with."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import analyse


@dataclass(frozen=True)
class Asked:
    """A query, with how FTS5 and Tantivy put it, ``None`` where they can't."""

    kind: str
    query: str
    fts: str | None = None
    tantivy: str | None = None


def stem(word: str) -> str:
    return next(analyse(word)).stem


def percentiles(ask: Callable[[Asked], object], asked: Sequence[Asked]) -> str:
    times = []
    for one in asked:
        started = time.perf_counter()
        ask(one)
        times.append(1000 * (time.perf_counter() - started))
    return shares(times)


def shares(times: Sequence[float]) -> str:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


def report(what: str, figure: str) -> None:
    print(f"{what:<52}{figure}", flush=True)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
