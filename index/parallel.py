"""Writing segments in several processes, for analysing texts is what takes the time."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import count
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from index.engine import Documents
from index.schema import Segment
from index.segments import write_segments

_SHARE = 3500
"""Articles that a process takes at a time, about a segment's worth."""

_WORTH_IT = 600
"""Articles below which starting processes, half a second each, takes longer than it saves."""

_TICK = 0.2  # seconds between two reports of progress

_done: "Synchronized[int]"
_stopping: "Synchronized[int]"


class _Stopped(Exception):
    pass


def write_in_parallel(
    folder: Path, read: Documents, ids: Sequence[str], progress: Callable[[int], None]
) -> list[Segment]:
    """Write the articles with these ids into new segments in ``folder``, on all cores."""
    processes = cores()
    if len(ids) < _WORTH_IT or processes < 2:
        return write_segments(folder, read(ids), progress) if ids else []
    shares = [ids[start : start + _SHARE] for start in range(0, len(ids), _SHARE)]
    # A fork would take over locks and connections as they happen to be.
    context = multiprocessing.get_context("spawn")
    done, stopping = context.Value("q", 0), context.Value("b", 0)
    parts = [folder / f"part-{n:04}" for n, _ in zip(count(), shares, strict=False)]
    with ProcessPoolExecutor(processes, context, _prepare, (done, stopping)) as executor:
        futures = [
            executor.submit(_write_part, part, read, share)
            for part, share in zip(parts, shares, strict=True)
        ]
        try:
            _watch(futures, done, progress)
        except BaseException:
            stopping.value = 1
            executor.shutdown(wait=True, cancel_futures=True)
            raise
        segments = [segment for future in futures for segment in future.result()]
    for part in parts:
        for path in part.iterdir():
            path.rename(folder / path.name)
        part.rmdir()
    return segments


def cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _watch(
    futures: Sequence[Future[list[Segment]]],
    done: "Synchronized[int]",
    progress: Callable[[int], None],
) -> None:
    while wait(futures, _TICK).not_done:
        progress(done.value)
        for future in futures:
            if future.done():
                future.result()  # raises what went wrong there
    progress(done.value)


def _prepare(done: "Synchronized[int]", stopping: "Synchronized[int]") -> None:
    global _done, _stopping
    _done, _stopping = done, stopping
    # Ctrl-C reaches every process of a terminal; the first one tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _write_part(part: Path, read: Documents, ids: Sequence[str]) -> list[Segment]:
    part.mkdir()
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if _stopping.value:
            raise _Stopped
        with _done.get_lock():
            _done.value += done - told
        told = done

    return write_segments(part, read(ids), tell)
