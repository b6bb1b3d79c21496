"""Whole answers, kept as long as nothing changes what they say."""

from collections import OrderedDict
from typing import NamedTuple

_LARGEST_SHARE = 16  # of the whole cache, which one answer may take up to a part of
_FRAME_BYTES = 1_000  # what Python needs for an answer beside its body, roughly

Headers = tuple[tuple[bytes, bytes], ...]


class KeptAnswer(NamedTuple):
    """An answer with status 200 in one coding, without the headers that depend on who asks."""

    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return len(self.body) + _FRAME_BYTES


class AnswerCache:
    """Answers by their ETags, which change with the archive: none is ever out of date, only of no more use.

    Holds at most `limit` bytes; those that were asked for longest ago make room. With 0 it keeps nothing.
    To be used in one thread.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[str, KeptAnswer] = OrderedDict()
        self.size = 0

    def find(self, key: str) -> KeptAnswer | None:
        """The answer that was kept under a key, None if there is none any more."""
        kept = self._answers.get(key)
        if kept:
            self._answers.move_to_end(key)
        return kept

    def clear(self) -> None:
        """Forget all of them."""
        self._answers.clear()
        self.size = 0

    def keep(self, key: str, answer: KeptAnswer) -> None:
        """Keep an answer, unless it is so large that it would push out too many others."""
        if answer.size * _LARGEST_SHARE > self._limit:
            return
        if former := self._answers.pop(key, None):
            self.size -= former.size
        self._answers[key] = answer
        self.size += answer.size
        while self.size > self._limit:
            _, oldest = self._answers.popitem(last=False)
            self.size -= oldest.size
