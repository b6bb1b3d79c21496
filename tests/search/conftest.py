"""Fixtures of the text index. `open_index` builds a real index of the given articles in one commit; use
`tests.search.corpus` for articles, and `build_index` with a folder of your own to look at files.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from app.search import IndexedArticle, TextIndex, build_index

OpenIndex = Callable[[Iterable[IndexedArticle]], TextIndex]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[OpenIndex]:
    """Build an index of articles at generation 1 and open it; closed after the test."""
    opened: list[TextIndex] = []

    def build_and_open(articles: Iterable[IndexedArticle]) -> TextIndex:
        folder = tmp_path / f"index-{len(opened)}"
        build_index(folder, articles, generation=1)
        opened.append(TextIndex.open(folder))
        return opened[-1]

    yield build_and_open
    for index in opened:
        index.close()
