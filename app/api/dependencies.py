"""What handlers are given: the archive that the application serves."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from sqlalchemy import Connection, Engine

from app.search.sync import ArchiveIndex
from app.store.replica import Primary

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Archive:
    """The open archive: a read-only engine, two text indexes, how many searches and streams run at once.

    `primary` is the database that is written, None where the engine reads that one.
    `folder` is where it grows, None where that is not on this machine; with fewer than `least_free` bytes on
    its disk it is not ready.
    """

    engine: Engine
    primary: Primary | None
    index: ArchiveIndex
    search_slots: CapacityLimiter
    stream_slots: CapacityLimiter
    folder: Path | None
    least_free: int

    def count_free_bytes(self) -> int | None:
        """How many bytes of its disk are left, None if it is elsewhere; raises OSError without the folder."""
        return shutil.disk_usage(self.folder).free if self.folder else None

    @property
    def index_generation(self) -> int:
        """The generation of the archive that both text indexes have reached; waits while one is searched."""
        return min(self.index.articles.generation, self.index.quotes.generation)


def get_archive(request: Request) -> Archive:
    """The archive that `create_app` opened."""
    archive: Archive = request.app.state.archive
    return archive


ArchiveDep = Annotated[Archive, Depends(get_archive)]


async def ask_in_thread(archive: Archive, question: Callable[[Connection], Answer]) -> Answer:
    """Ask what may take longer than a page by key, in its turn and without holding up other requests."""

    def ask() -> Answer:
        with archive.engine.connect() as connection:
            return question(connection)

    return await to_thread.run_sync(ask, limiter=archive.search_slots)
