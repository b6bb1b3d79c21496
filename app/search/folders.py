"""The text indexes of a folder, kept up to date from the store by its outbox."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Engine
from sqlmodel import Session

from app.search.batches import read_batch
from app.search.entries import BATCH_SIZE, list_ids, load_entries
from app.search.folder import IndexUnusableError
from app.search.index import TextIndex, build_from_batches
from app.search.manifest import find_damage
from app.search.options import DEFAULT_OPTIONS, IndexOptions
from app.search.postings.documents import Batch
from app.store.outbox import Pending, clear_outbox, get_generation, read_outbox
from app.store.session import reopen_engine, write_transaction
from app.workers import Mapper

_ARTICLES, _QUOTES = "articles", "quotes"


class FolderIndex(NamedTuple):
    """The two text indexes in a folder: over an archive's articles, and over its quotations."""

    articles: TextIndex
    quotes: TextIndex

    def close(self) -> None:
        """Let go of the files."""
        self.articles.close()
        self.quotes.close()


def open_folders(folder: Path, options: IndexOptions = DEFAULT_OPTIONS) -> FolderIndex:
    """Open both indexes for reading; raise IndexUnusableError for one that is not there or damaged."""
    return FolderIndex(
        TextIndex.open(folder / _ARTICLES, options), TextIndex.open(folder / _QUOTES, options)
    )


def list_folders(folder: Path) -> list[Path]:
    """The folders of the two indexes."""
    return [folder / _ARTICLES, folder / _QUOTES]


def is_usable(folder: Path) -> bool:
    """Whether both indexes can be read, and were made by this version's analyser."""
    try:
        with closing(open_folders(folder)) as index:
            return index.articles.is_current_version and index.quotes.is_current_version
    except IndexUnusableError:
        return False


def catch_up_folders(engine: Engine, index: FolderIndex) -> None:
    """Take over everything in the outbox, and the generation: a merge of speakers changes no entry.

    Killed at any moment it loses nothing: a change leaves the outbox only when both indexes have it, and
    taking it over once more changes nothing.
    """
    while pending := take_over(engine, index):
        with write_transaction(engine) as session:
            clear_outbox(session, pending)


def take_over(engine: Engine, index: FolderIndex) -> Pending | None:
    """Take over the next changes, and return what may leave the outbox now; None when there are none.

    Writes to the indexes alone.
    """
    with Session(engine) as session:
        pending = read_outbox(session, BATCH_SIZE)
        if not pending.changes and _shows(index, pending.generation):
            return None
        entries = load_entries(session, pending.article_ids)
    index.articles.write(entries.articles, pending.article_ids, pending.generation)
    index.quotes.write(entries.quotes, pending.article_ids, pending.generation)
    return pending


def _shows(index: FolderIndex, generation: int) -> bool:
    return min(index.articles.generation, index.quotes.generation) >= generation


def find_file_damage(folder: Path) -> list[str]:
    """Files of both indexes that are not what was written; raises IndexUnusableError."""
    return [fault for name in (_ARTICLES, _QUOTES) for fault in find_damage(folder / name)]


def rebuild_folders(
    engine: Engine, folder: Path, mapper: Mapper = map, *, batch_size: int = BATCH_SIZE
) -> None:
    """Build both indexes anew from the store, beside the old ones, and swap them in.

    `mapper` may send the reading to other processes; the files are the same, whoever reads. The outbox is
    left alone: it has whatever changes meanwhile, and taking over what is built in already changes nothing.
    """
    with Session(engine) as session:
        generation = get_generation(session)
        ids = list(list_ids(session, batch_size))
    for name in (_ARTICLES, _QUOTES):
        read = partial(_read_batch, engine.url, name)  # an engine itself cannot be sent
        build_from_batches(folder / name, filter(None, mapper(read, ids)), generation)


def _read_batch(url: URL, name: str, article_ids: Sequence[str]) -> Batch | None:
    """What an index holds of some articles, of any number of quotations; None if that is nothing."""
    with reopen_engine(url) as engine, Session(engine) as session:
        entries = load_entries(session, article_ids)
    wanted = entries.articles if name == _ARTICLES else entries.quotes
    return read_batch(wanted) if wanted else None
