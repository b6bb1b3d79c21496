"""Fixtures of the text index. `new_index` makes real ones, in a folder and once more in PostgreSQL, one at a
time; `open_index` keeps one open for a test, of the given articles in one commit; `open_folder` in a folder.
Use `tests.search.corpus` for articles, and `build_index` with a folder of your own to look at files.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pytest

from app.search import IndexedArticle, TextIndex, Texts, build_index
from app.store.session import migrate, open_engine
from tests.postgres import Cluster
from tests.search.tables import WrittenTexts


class WritableTexts(Texts, Protocol):
    """An index, wherever it is, that a test writes to."""

    def write(self, add: Iterable[IndexedArticle], delete: Iterable[str], generation: int) -> None:
        """Add articles and delete ids."""
        ...


NewIndex = Callable[[Iterable[IndexedArticle]], AbstractContextManager[WritableTexts]]
OpenIndex = Callable[[Iterable[IndexedArticle]], WritableTexts]
OpenFolder = Callable[[Iterable[IndexedArticle]], TextIndex]


@contextmanager
def open_in_folder(articles: Iterable[IndexedArticle]) -> Iterator[TextIndex]:
    """An index at generation 1 in a folder of its own."""
    with TemporaryDirectory() as folder:
        build_index(Path(folder), articles, generation=1)
        index = TextIndex.open(Path(folder))
        yield index
        index.close()


@pytest.fixture(scope="session")
def in_folder() -> NewIndex:
    """Makes indexes in folders."""
    return open_in_folder


@pytest.fixture(scope="session")
def in_postgres(cluster: Cluster) -> Iterator[NewIndex]:
    """Makes indexes in a database, in place of the one before."""
    url = cluster.make_url(cluster.create_database())
    migrate(url)
    engine = open_engine(url)

    @contextmanager
    def open_in_tables(articles: Iterable[IndexedArticle]) -> Iterator[WritableTexts]:
        texts = WrittenTexts(engine)
        texts.clear()
        texts.write(articles, [], generation=1)
        yield texts

    yield open_in_tables
    engine.dispose()


@pytest.fixture(
    scope="session",
    params=["in_folder", pytest.param("in_postgres", marks=pytest.mark.postgres)],
    ids=["folder", "postgres"],
)
def new_index(request: pytest.FixtureRequest) -> NewIndex:
    """Makes indexes, all in one of the two places."""
    chosen: NewIndex = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def open_index(new_index: NewIndex) -> Iterator[OpenIndex]:
    """Build an index of articles at generation 1 and open it; closed after the test."""
    with ExitStack() as stack:
        yield lambda articles: stack.enter_context(new_index(articles))


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[OpenFolder]:
    """The same in the folder `index-0` of the test's own, for what only an index in a folder has or does."""
    with ExitStack() as stack:

        def build_and_open(articles: Iterable[IndexedArticle]) -> TextIndex:
            build_index(tmp_path / "index-0", articles, generation=1)
            index = TextIndex.open(tmp_path / "index-0")
            stack.callback(index.close)
            return index

        yield build_and_open
