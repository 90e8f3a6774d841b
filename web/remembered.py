"""Keeping what takes long to find out, as long as what it was found out from stays the same."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """One value with the state, such as an archive's revision, that it was made in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[Hashable, T] | None = None

    def of(self, state: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a state, made now where that isn't the one kept.

        It is made once for all who ask meanwhile.
        """
        with self._lock:
            if self._kept is None or self._kept[0] != state:
                self._kept = (state, make())
            return self._kept[1]
