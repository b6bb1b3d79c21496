"""The texts of an archive in PostgreSQL, kept up to date inside the transactions that change it."""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, Engine
from sqlmodel import Session

from app.extraction import Extraction
from app.search.analysis import ANALYSER_VERSION
from app.search.entries import BATCH_SIZE, list_ids, load_entries
from app.search.folder import IndexUnusableError
from app.search.postgres.tables import ARTICLE_TEXTS, QUOTE_TEXTS
from app.search.postgres.terms import Text, write_terms
from app.search.postgres.texts import DatabaseTexts
from app.search.postgres.writing import (
    TextRows,
    clear_texts,
    describe_texts,
    gather_statistics,
    insert_texts,
    list_word_faults,
    read_state,
    write_state,
    write_texts,
)
from app.store.outbox import clear_outbox, get_generation, read_outbox
from app.store.session import open_engine, reopen_engine, write_transaction
from app.workers import Mapper

_BOTH = (ARTICLE_TEXTS, QUOTE_TEXTS)
_WRITTEN = "terms of texts"  # the name in the session's `info`


class DatabaseIndex(NamedTuple):
    """The texts of an archive in its database: its articles, and its quotations."""

    articles: DatabaseTexts
    quotes: DatabaseTexts

    def close(self) -> None:
        """Nothing is open between two questions."""


def open_texts(engine: Engine) -> DatabaseIndex:
    """The texts, for reading; raise IndexUnusableError if they were never filled."""
    with engine.connect() as connection:
        for tables in _BOTH:
            read_state(connection, tables)
    return DatabaseIndex(*(DatabaseTexts(engine, tables) for tables in _BOTH))


def foresee_texts(extractions: Sequence[Extraction]) -> dict[str, Any]:
    """What `keep_texts` will write of the texts of these, for the `info` of its session.

    To be worked out before the transaction, for others wait for its end: a third of its time.
    """
    texts: set[Text] = {(one.document.title, one.document.body) for one in extractions}
    said = chain.from_iterable((*one.quotations, *one.indirect) for one in extractions)
    texts |= {(None, one.quotation.text) for one in said}
    return {_WRITTEN: {text: write_terms(text) for text in texts}}


def keep_texts(session: Session) -> None:
    """Take over everything in the outbox: at the end of a transaction, as part of it.

    An archive whose texts were never filled, or by another version's analyser, is left to be filled.
    """
    connection = session.connection()
    if not is_usable(connection):
        return
    written = session.info.get(_WRITTEN, {})
    while (pending := read_outbox(session, BATCH_SIZE)).changes:
        entries = load_entries(session, pending.article_ids)
        for tables, added in zip(_BOTH, entries, strict=True):
            write_texts(connection, tables, added, pending.article_ids, written)
        clear_outbox(session, pending)
    _reach(connection, pending.generation)


def is_usable(connection: Connection) -> bool:
    """Whether the texts are there as this version's analyser reads them."""
    try:
        states = [read_state(connection, tables) for tables in _BOTH]
    except IndexUnusableError:
        return False
    return all(state.analyser_version == ANALYSER_VERSION for state in states)


def prepare_texts(engine: Engine) -> None:
    """Fill the texts from the store where they are not usable as they are; take over what waits."""
    with write_transaction(engine) as session:
        if not is_usable(session.connection()):
            _fill(session, engine.url, map, BATCH_SIZE)
        keep_texts(session)


def rebuild_texts(url: URL, mapper: Mapper, batch_size: int) -> None:
    """Fill the texts anew in one transaction: readers go on with the old ones until then, writers wait.

    `mapper` may send the reading to other processes.
    """
    engine = open_engine(url.render_as_string(hide_password=False))
    try:
        with write_transaction(engine) as session:
            _fill(session, url, mapper, batch_size)
            keep_texts(session)
    finally:
        engine.dispose()


def find_text_damage(connection: Connection) -> list[str]:
    """Words that are not counted as the texts have them."""
    return [fault for tables in _BOTH for fault in list_word_faults(connection, tables)]


def _fill(session: Session, url: URL, mapper: Mapper, batch_size: int) -> None:
    connection = session.connection()
    for tables in _BOTH:
        clear_texts(connection, tables)
    read = partial(_read_batch, url)  # the session itself cannot be sent
    for described in mapper(read, list_ids(session, batch_size)):
        for tables, rows in zip(_BOTH, described, strict=True):
            insert_texts(connection, tables, rows)
    gather_statistics(connection)
    _reach(connection, get_generation(session))


def _read_batch(url: URL, article_ids: Sequence[str]) -> tuple[TextRows, TextRows]:
    """What the texts hold of some articles, which no transaction changes meanwhile."""
    with reopen_engine(url) as engine, Session(engine) as session:
        entries = load_entries(session, article_ids)
    return describe_texts(entries.articles), describe_texts(entries.quotes)


def _reach(connection: Connection, generation: int) -> None:
    for tables in _BOTH:
        write_state(connection, tables, generation)
