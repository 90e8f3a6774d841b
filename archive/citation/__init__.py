"""Taking articles out of the archive: citations for reference managers, tables and JSON."""

from archive.citation.bibtex_format import bibtex
from archive.citation.plain_text import plain_text
from archive.citation.ris_format import ris
from archive.citation.table import ExportRow, Snippet, csv_table, json_list

__all__ = ["ExportRow", "Snippet", "bibtex", "csv_table", "json_list", "plain_text", "ris"]
