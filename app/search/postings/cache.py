"""A cache that forgets what was not asked for longest, so that it never holds more than so many bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class ByteCache(Generic[_Key, _Value]):
    """Values of known size. Not safe to share between threads without a lock."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()
        self.size = 0

    def find(self, key: _Key) -> _Value | None:
        """The value kept under a key; None if it was never there or has been forgotten."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def keep(self, key: _Key, value: _Value, size: int) -> None:
        """Keep a new value of so many bytes, unless it is larger than the whole cache may be."""
        if size > self._limit:
            return
        self._entries[key] = (value, size)
        self.size += size
        while self.size > self._limit:
            _, (_, freed) = self._entries.popitem(last=False)
            self.size -= freed
