"""Reading files of any known format into documents.

The reader is chosen by what the file holds, with its name as a hint. A further format joins by
adding its reader to ``READERS``.
"""

from archive.readers.document import Document, RawBlock, Reader, Reading
from archive.readers.registry import READERS, read

__all__ = ["READERS", "Document", "RawBlock", "Reader", "Reading", "read"]
