"""Passages that articles share: sentences' fingerprints, and what is found by them."""

from archive.passages.making import fingerprint_missing
from archive.passages.sharing import NearDuplicate, Passage, Place, Sharing, shared_with

__all__ = ["NearDuplicate", "Passage", "Place", "Sharing", "fingerprint_missing", "shared_with"]
