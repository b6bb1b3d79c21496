"""What a server is asked for, no two requests alike: gathered from an archive by way of its API."""

import json
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import quote, urlsplit

from bench.report import read_processor_seconds
from bench.wire import Connection, Reply, Request, connect
from tests.server import Server

PAGE_SIZE = 20
_LISTS = 30  # pages of a hundred quotations, from which speakers and words are taken
_WORDS = 200  # the commonest; a search asks for two of them
_WORD = re.compile(r"[^\W\d_]{6,}")
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Stock:
    """Addresses, each of them once: pages of twenty quotations with their ETags, articles, searches.

    `words` are those of the searches, each of which has twenty hits.
    """

    pages: list[tuple[str, str]]
    articles: list[str]
    searches: list[str]
    words: list[str]


def gather_stock(served: Server, coding: str, page_seconds: float, search_seconds: float) -> Stock:
    """Gather for so many seconds of the server's processor time, or until there are no more.

    Ask for them in another process: this one has answered them.
    """
    with connect(served.address, 1) as (connection,):
        collector = _Collector(connection, served.process.pid, coding)
        speakers, words = collector.read_lists()
        words = [word for word in words if collector.can_search(word)]
        pages, articles = collector.collect_pages(speakers, page_seconds)
        searches = collector.collect_searches(words, search_seconds)
    return Stock(pages, articles, searches, words)


class _Collector:
    """Asks one server, on one connection."""

    def __init__(self, connection: Connection, process: int, coding: str) -> None:
        self._connection = connection
        self._process = process
        self._headers = (("Accept-Encoding", coding),)
        self._chance = random.Random(_SEED)  # noqa: S311  nothing is kept secret

    def read_lists(self) -> tuple[list[str], list[str]]:
        """Speakers of the newest quotations and the words that stand in most of them, commonest first."""
        speakers, words = Counter[str](), Counter[str]()
        path: str | None = "/v1/quotes?limit=100"
        for _ in range(_LISTS):
            page = self._read(path)
            for one in page["items"]:
                words.update({word.lower() for word in _WORD.findall(one["text"])})
                if one["speaker"]:
                    speakers[one["speaker"]["id"]] += 1
            path = _find_next(page)
            if path is None:
                break
        return list(speakers), [word for word, _ in words.most_common(_WORDS)]

    def can_search(self, word: str) -> bool:
        """Whether a word is not too common to be searched for."""
        return self._send(write_search(word)).status == 200

    def collect_pages(
        self, speakers: list[str], seconds: float
    ) -> tuple[list[tuple[str, str]], list[str]]:
        """Full pages of the speakers, by turns from the first on, and the articles of what is on them."""
        waiting = deque(f"/v1/quotes?speaker={quote(one)}&limit={PAGE_SIZE}" for one in speakers)
        pages: list[tuple[str, str]] = []
        articles: dict[str, None] = {}
        has_time = self._set_timer(seconds)
        while waiting and has_time():
            path = waiting.popleft()
            reply = self._ask(path)
            page = json.loads(reply.read_body())
            articles.update(dict.fromkeys(one["article"]["id"] for one in page["items"]))
            if len(page["items"]) == PAGE_SIZE:
                pages.append((path, reply.find_header("etag") or ""))
            if following := _find_next(page):
                waiting.append(following)
        paths = [f"/v1/articles/{one}" for one in articles]
        self._chance.shuffle(pages)
        self._chance.shuffle(paths)
        return pages, paths

    def collect_searches(self, words: list[str], seconds: float) -> list[str]:
        """Searches for two of the words that fill a page."""
        pairs = list(combinations(words, 2))
        self._chance.shuffle(pairs)
        has_time = self._set_timer(seconds)
        return list(self._list_full(pairs, has_time))

    def _list_full(
        self, pairs: list[tuple[str, str]], has_time: Callable[[], bool]
    ) -> Iterator[str]:
        for pair in pairs:
            if not has_time():
                return
            path = write_search(*pair)
            if len(self._read(path)["items"]) == PAGE_SIZE:
                yield path

    def _set_timer(self, seconds: float) -> Callable[[], bool]:
        """Whether the server has not yet worked for so long."""
        end = read_processor_seconds(self._process) + seconds
        return lambda: read_processor_seconds(self._process) < end

    def _read(self, path: str | None) -> Any:
        return json.loads(self._ask(path or "").read_body())

    def _ask(self, path: str) -> Reply:
        reply = self._send(path)
        if reply.status != 200:
            raise ConnectionError(f"{path}: {reply.status} {reply.read_body()[:300]!r}")
        return reply

    def _send(self, path: str) -> Reply:
        return self._connection.ask(Request(path, self._headers))


def write_search(*words: str) -> str:
    """The address of a search for all of these words."""
    return f"/v1/search?q={quote(' '.join(words))}"


def _find_next(page: Any) -> str | None:
    if page["next"] is None:
        return None
    parts = urlsplit(page["next"])
    return f"{parts.path}?{parts.query}"
