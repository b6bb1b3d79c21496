"""Texts in PostgreSQL that a test writes as it writes an index in a folder."""

from collections.abc import Iterable

from sqlalchemy import Engine

from app.search import IndexedArticle
from app.search.postgres.tables import ARTICLE_TEXTS
from app.search.postgres.texts import DatabaseTexts
from app.search.postgres.writing import clear_texts, write_state, write_texts
from app.store.engines import WRITES


class WrittenTexts(DatabaseTexts):
    """The texts of articles that are in no other table."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, ARTICLE_TEXTS)
        self._engine = engine.execution_options(**{WRITES: True})

    def clear(self) -> None:
        """Leave nothing there."""
        with self._engine.begin() as connection:
            clear_texts(connection, ARTICLE_TEXTS)

    def write(self, add: Iterable[IndexedArticle], delete: Iterable[str], generation: int) -> None:
        """Add articles and delete ids in one transaction."""
        with self._engine.begin() as connection:
            write_texts(connection, ARTICLE_TEXTS, add, delete)
            write_state(connection, ARTICLE_TEXTS, generation)
