"""The archive's text indexes, kept up to date from the store: in a folder, or in the database itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine

from app.extraction import Extraction
from app.search.entries import BATCH_SIZE
from app.search.folders import (
    FolderIndex,
    catch_up_folders,
    find_file_damage,
    is_usable,
    list_folders,
    open_folders,
    rebuild_folders,
)
from app.search.options import DEFAULT_OPTIONS, IndexOptions
from app.search.postgres.sync import (
    find_text_damage,
    foresee_texts,
    keep_texts,
    open_texts,
    prepare_texts,
    rebuild_texts,
)
from app.search.protocol import Texts
from app.store.engines import POSTGRES
from app.store.session import at_end
from app.workers import Mapper


class ArchiveIndex(Protocol):
    """The two text indexes of an archive: over its articles, and over its quotations."""

    @property
    def articles(self) -> Texts:
        """The articles."""
        ...

    @property
    def quotes(self) -> Texts:
        """The quotations."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


def is_searched_itself(engine: Engine) -> bool:
    """Whether a database is searched itself, and not the indexes of a folder."""
    return engine.dialect.name == POSTGRES


def open_archive_index(
    engine: Engine, folder: Path, options: IndexOptions = DEFAULT_OPTIONS
) -> ArchiveIndex:
    """Open both indexes for reading; raise IndexUnusableError for one that is not there or damaged."""
    return open_texts(engine) if is_searched_itself(engine) else open_folders(folder, options)


def list_index_folders(engine: Engine, folder: Path) -> list[Path]:
    """The folders of the two indexes, where they are in any."""
    return [] if is_searched_itself(engine) else list_folders(folder)


def follow_in_transactions(engine: Engine) -> Engine:
    """The engine, whose transactions take their texts along where it is searched itself."""
    return at_end(engine, keep_texts) if is_searched_itself(engine) else engine


def choose_foresight(engine: Engine) -> Callable[[Sequence[Extraction]], dict[str, Any]] | None:
    """What works out beforehand what those transactions will need, for the `info` of their sessions.

    It can be sent to another process. None where nothing is needed.
    """
    return foresee_texts if is_searched_itself(engine) else None


def prepare_archive_index(engine: Engine, folder: Path) -> ArchiveIndex:
    """Open both indexes and bring them up to date; build them anew if they cannot be used as they are."""
    if is_searched_itself(engine):
        prepare_texts(engine)
        return open_texts(engine)
    if not is_usable(folder):
        rebuild_folders(engine, folder)
    index = open_folders(folder)
    catch_up_folders(engine, index)
    return index


def catch_up(engine: Engine, index: ArchiveIndex) -> None:
    """Take over everything that waits in the outbox, and the generation.

    Killed at any moment it loses nothing.
    """
    if isinstance(index, FolderIndex):
        catch_up_folders(engine, index)
    else:
        prepare_texts(engine)


def find_index_damage(engine: Engine, folder: Path) -> list[str]:
    """What of both indexes is not what was written; raises IndexUnusableError."""
    if not is_searched_itself(engine):
        return find_file_damage(folder)
    with engine.connect() as connection:
        return find_text_damage(connection)


def rebuild(
    engine: Engine, folder: Path, mapper: Mapper = map, *, batch_size: int = BATCH_SIZE
) -> None:
    """Build both indexes anew from the store, beside the old ones, and swap them in.

    `mapper` may send the reading to other processes; the outcome is the same, whoever reads.
    """
    if is_searched_itself(engine):
        rebuild_texts(engine.url, mapper, batch_size)
    else:
        rebuild_folders(engine, folder, mapper, batch_size=batch_size)
