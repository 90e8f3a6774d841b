"""What can go wrong with an archive, in words for its users."""


class ArchiveError(Exception):
    """Something a user can mend; its message names what is wrong and what to do."""


class UnreadableFile(ArchiveError):
    """A file that no reader takes: empty, not text, in another encoding or language."""


class UnknownArticle(ArchiveError):
    """An id that no article of the archive has."""


class ArchiveBusy(ArchiveError):
    """Another command is writing to the archive: what was asked for can be asked for again."""
