"""Translating what an archive lacks, a window at a time, so that stopping loses next to nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from archive.store import Archive
from archive.translation.decoding import DEFAULT, Decoding
from archive.translation.memory import Draft, TranslationMemory, Waiting
from archive.translation.packages import Package
from archive.translation.translator import BATCH_TOKENS, CORES, Translator

_LONGEST_BATCH = 128  # sentences; what is copied unchanged has no tokens that would limit it
_STRIDE = 8


def translate_missing(
    archive: Archive,
    package: Package,
    progress: Callable[[int, int, int], None] | None = None,
    *,
    stale: bool = False,
    decoding: Decoding = DEFAULT,
) -> int:
    """Translate the sentences that have no translation, and return how many different ones.

    With ``stale``, translate instead those that only other engines have translated; what these
    made stays stored. ``progress`` is called after each batch, which is stored by then, with how
    many sentences are done, how many there are, and how many Arabic words are done. A run that is
    stopped, in whatever way, loses the one batch that each core was at; the next run goes on from
    there and ends with the same translations.
    """
    memory = TranslationMemory(archive, package)
    total = memory.count(stale=stale)
    if total == 0:
        return 0
    translator = Translator(package, decoding)
    memory.make_current()  # not before the package has proved to open
    done = words = 0
    for window in memory.windows(stale=stale):
        for batch, drafts in _translated(translator, _batches(window, translator.length)):
            memory.store(
                [(one.digest, draft) for one, draft in zip(batch, drafts, strict=True)],
                decoding.label,
            )
            done += len(batch)
            words += sum(len(one.text.split()) for one in batch)
            if progress is not None:
                progress(done, total, words)
    return done


def _batches(window: Sequence[Waiting], length: Callable[[str], int]) -> list[list[Waiting]]:
    """Cut a window into batches of sentences of one length, in tokens, or nearly so.

    A small window makes smaller batches, so that all cores have some. Long and short ones take
    turns, so that the time left can be told from the start.
    """
    by_length: dict[int, list[Waiting]] = defaultdict(list)
    for one in window:
        by_length[length(one.text)].append(one)
    tokens = sum(size * len(members) for size, members in by_length.items())
    room = min(BATCH_TOKENS, tokens // (4 * CORES))
    batches: list[list[Waiting]] = []
    used = 0
    for size in sorted(by_length, reverse=True):
        for one in by_length[size]:
            if not batches or used + size > room or len(batches[-1]) == _LONGEST_BATCH:
                batches.append([])
                used = 0
            batches[-1].append(one)
            used += size
    return [batch for start in range(_STRIDE) for batch in batches[start::_STRIDE]]


def _translated(
    translator: Translator, batches: Iterable[list[Waiting]]
) -> Iterator[tuple[list[Waiting], list[Draft]]]:
    """Yield batches with their translations as they are ready, one being made on each core."""
    rest = iter(batches)
    running: dict[Future[list[Draft]], list[Waiting]] = {}
    with ThreadPoolExecutor(CORES) as pool:

        def start(count: int) -> None:
            for batch in islice(rest, count):
                running[pool.submit(translator.translate, [one.text for one in batch])] = batch

        start(CORES)
        while running:
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            start(len(ready))
            for future in ready:
                yield running.pop(future), future.result()
