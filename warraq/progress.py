"""Progress bars for people; silent where no one looks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress_bar(label: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows how many of how many are done, on a terminal's error output."""
    # disable=None: tqdm shows nothing where the error output is no terminal.
    with tqdm(desc=label, unit=f" {unit}s", disable=None, leave=False) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance


@contextmanager
def translation_bar() -> Iterator[Callable[[int, int, int], None]]:
    """Yield a function that shows how many of how many sentences are done, and how many words."""
    # smoothing=0: the time left is told by the mean of the whole run, which long sentences and
    # short ones in turn do not upset.
    with tqdm(desc="Translating", unit=" sentences", disable=None, leave=False, smoothing=0) as bar:
        started = time.monotonic()

        def advance(done: int, total: int, words: int) -> None:
            bar.total = total
            seconds = time.monotonic() - started
            bar.set_postfix_str(f"{words / max(seconds, 0.1):.0f} words/s", refresh=False)
            bar.update(done - bar.n)

        yield advance


@contextmanager
def byte_bar(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield a function that shows so many more bytes, of ``total`` where it is known."""
    with tqdm(desc=label, total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def advance(count: int) -> None:
            bar.update(count)

        yield advance
