"""Translating what an archive lacks, a batch at a time, so that stopping loses at most one."""

from collections.abc import Callable

from archive.store import Archive
from archive.translation.memory import TranslationMemory
from archive.translation.packages import Package
from archive.translation.translator import Translator


def translate_missing(
    archive: Archive, package: Package, progress: Callable[[int, int], None] | None = None
) -> int:
    """Translate every sentence that ``package`` has not translated, and return how many it were.

    ``progress`` is called with how many are done and how many there are after each batch, which is
    stored by then: a run that is stopped goes on from there the next time.
    """
    memory = TranslationMemory(archive, package)
    total = memory.missing()
    translator = Translator(package) if total else None
    memory.make_current()  # not before the package has proved to open
    if translator is None:
        return 0
    done = 0
    for batch in memory.batches():
        drafts = translator.translate([text for _, text in batch])
        memory.store([(digest, draft) for (digest, _), draft in zip(batch, drafts, strict=True)])
        done += len(batch)
        if progress is not None:
            progress(done, total)
    return done
