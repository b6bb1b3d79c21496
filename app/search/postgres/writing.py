"""What a text table holds, written in the transaction that changes the articles themselves."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Subquery,
    Table,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from app.search.analysis import ANALYSER_VERSION
from app.search.articles import IndexedArticle
from app.search.folder import IndexUnusableError
from app.search.postgres.tables import TextTables
from app.search.postgres.terms import SIGNS, Text, write_vector
from app.store.chunks import select_among
from app.store.text_tables import TEXT_METADATA, text_state_table
from app.text import fold_label

_PLACE = "the database"
TextRows = list[dict[str, Any]]
_STATE = text_state_table.c
_NONE_WRITTEN: Mapping[Text, str] = {}


def read_state(connection: Connection, tables: TextTables) -> Row[Any]:
    """The row that says what a text table shows; raise IndexUnusableError if it was never written."""
    found = connection.execute(select(text_state_table).where(_STATE.name == tables.texts.name))
    state = found.first()
    if state is None:
        raise IndexUnusableError(_PLACE, "it was not built yet")
    return state


def write_texts(
    connection: Connection,
    tables: TextTables,
    add: Iterable[IndexedArticle],
    delete: Iterable[str],
    written: Mapping[Text, str] = _NONE_WRITTEN,
) -> None:
    """Add articles and delete ids, of articles or of their groups; `written` as in `describe_texts`.

    An article that is there is replaced, an id that is not there is passed over, what is added and deleted
    at once is added.
    """
    added = {article.id: article for article in add}
    _delete(connection, tables, [*added, *delete])
    insert_texts(connection, tables, describe_texts(added.values(), written))


def clear_texts(connection: Connection, tables: TextTables) -> None:
    """Leave nothing in the tables."""
    connection.execute(tables.texts.delete())
    connection.execute(tables.words.delete())


def insert_texts(connection: Connection, tables: TextTables, rows: TextRows) -> None:
    """Insert rows as `describe_texts` makes them, of articles that are not there."""
    if not rows:
        return
    row, words = tables.texts.c, tables.words
    placed = tables.texts.insert().values(terms=cast(bindparam("written"), TSVECTOR))
    connection.execute(placed, rows)
    counted = _count_words(tables.texts, row.id.in_(select_among(one["id"] for one in rows)))
    columns = select(counted.c.word, func.reverse(counted.c.word), counted.c.count)
    added = insert(words).from_select(["word", "reversed", "count"], columns)
    more = {"count": words.c.count + added.excluded.count}
    connection.execute(added.on_conflict_do_update(index_elements=["word"], set_=more))


def describe_texts(
    articles: Iterable[IndexedArticle], written: Mapping[Text, str] = _NONE_WRITTEN
) -> TextRows:
    """The rows of a text table that articles make; `written` are the terms of texts worked out before."""
    return [_describe(article, written) for article in articles]


def gather_statistics(connection: Connection) -> None:
    """Let the planner know at once what is there; by itself PostgreSQL takes a minute or more to look."""
    connection.exec_driver_sql(f"ANALYZE {', '.join(TEXT_METADATA.tables)}")


def list_word_faults(connection: Connection, tables: TextTables) -> list[str]:
    """What is wrong with how words are counted, in a sentence; reads every row."""
    words, counted = tables.words, _count_words(tables.texts, true())
    both = words.outerjoin(counted, words.c.word == counted.c.word, full=True)
    differ = words.c.count.is_distinct_from(counted.c.count)
    faults = connection.execute(select(func.count()).select_from(both).where(differ)).scalar_one()
    return [f"{faults} words of {tables.texts.name} are not counted right"] if faults else []


def write_state(connection: Connection, tables: TextTables, generation: int) -> None:
    """Say that the tables show this generation, as this version's analyser reads it."""
    state = {"generation": generation, "analyser_version": ANALYSER_VERSION}
    inserted = insert(text_state_table).values(name=tables.texts.name, **state)
    connection.execute(inserted.on_conflict_do_update(index_elements=["name"], set_=state))


def _delete(connection: Connection, tables: TextTables, ids: Collection[str]) -> None:
    if not ids:
        return
    row, words = tables.texts.c, tables.words
    gone = or_(row.id.in_(select_among(ids)), row.group_id.in_(select_among(ids)))
    counted = _count_words(tables.texts, gone)
    left = words.c.count - counted.c.count
    lessened = words.update().values(count=left).where(words.c.word == counted.c.word)
    rows = connection.execute(lessened.returning(words.c.word, words.c.count)).all()
    unused = [one.word for one in rows if one[1] == 0]
    if unused:
        connection.execute(words.delete().where(words.c.word.in_(select_among(unused))))
    connection.execute(tables.texts.delete().where(gone))


def _count_words(texts: Table, condition: ColumnElement[bool]) -> Subquery:
    """Each printed word of some rows, with the number of rows that have it."""
    term = func.unnest(texts.c.terms).table_valued("lexeme", name="term").lateral()
    word = func.substr(term.c.lexeme, len(SIGNS["words"]) + 1).label("word")
    is_word = term.c.lexeme.startswith(SIGNS["words"])
    counted = select(word, func.count().label("count")).select_from(texts.join(term, is_word))
    return counted.where(condition).group_by(word).subquery("counted")


def _describe(article: IndexedArticle, written: Mapping[Text, str]) -> dict[str, Any]:
    return {
        "id": article.id,
        "group_id": article.group or article.id,
        "first_day": article.first_day,
        "last_day": article.last_day,
        "source": article.source,
        "source_key": fold_label(article.source) if article.source else None,
        "language": article.language,
        "copy_of": article.copy_of,
        "forms": sorted(set(article.forms)),
        "digest": article.digest,
        "written": write_vector(article, written),
    }
