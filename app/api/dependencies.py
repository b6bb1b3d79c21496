"""What handlers are given: the archive that the application serves, and a connection to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request
from sqlalchemy import Connection, Engine

from app.search.sync import ArchiveIndex


@dataclass(frozen=True, slots=True)
class Archive:
    """The open archive: a read-only engine, the two text indexes, and how many searches run at once."""

    engine: Engine
    index: ArchiveIndex
    search_slots: CapacityLimiter


def get_archive(request: Request) -> Archive:
    """The archive that `create_app` opened."""
    archive: Archive = request.app.state.archive
    return archive


ArchiveDep = Annotated[Archive, Depends(get_archive)]


async def open_connection(archive: ArchiveDep) -> AsyncIterator[Connection]:
    """A connection for one request: one snapshot of the database."""
    with archive.engine.connect() as connection:
        yield connection


ConnectionDep = Annotated[Connection, Depends(open_connection)]
