"""A new database for each test or example, on an engine that has compiled the SQL before.

Compiling takes as long as all the rest of a short test. An engine keeps what it compiled, and nothing of
what was in a database: that goes with its connections, or with its file.
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from app.store.engines import WRITES
from app.store.session import open_engine

_IN_MEMORY: list[Engine] = []  # those that nobody uses now


def begin_writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that may write; others have to wait for it."""
    return engine.execution_options(**{WRITES: True}).begin()


@contextmanager
def open_in_memory() -> Iterator[Engine]:
    """A database in memory with all tables, empty."""
    engine = _IN_MEMORY.pop() if _IN_MEMORY else open_engine("sqlite://")
    try:
        SQLModel.metadata.create_all(engine, checkfirst=False)  # fails if anything is left
        yield engine
    finally:
        engine.dispose()
        _IN_MEMORY.append(engine)


class Copies:
    """Databases one after the other in a folder of their own, each a copy of the template."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template = template
        self._folder = folder
        self._file = folder / "archivo.sqlite3"
        self._engine = open_engine(f"sqlite:///{self._file}")

    @contextmanager
    def open(self) -> Iterator[Engine]:
        """The next database."""
        assert not any(self._folder.iterdir()), "the one before it is still in use"
        shutil.copy(self._template, self._file)
        try:
            yield self._engine
        finally:
            self._engine.dispose()
            for file in self._folder.iterdir():  # its log too
                file.unlink()
