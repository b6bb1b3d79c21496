"""Texts that PostgreSQL searches: the tables of an index, read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy import Row as StateRow

from app.search.analysis import ANALYSER_VERSION
from app.search.paging import refuse_basis
from app.search.plan import Planning, draw_plan
from app.search.postgres.questions import (
    bind_values,
    describe_asked,
    prepare_facet,
    prepare_page,
)
from app.search.postgres.tables import TextTables
from app.search.postgres.vocabulary import TableVocabulary
from app.search.postgres.writing import read_state
from app.search.query import Query
from app.search.results import Hit, SearchRequest, SearchResult, interpret
from app.search.suggestions import find_suggestion
from app.store.prepared import Prepared, Row

_FOR_TEXTS = "SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'"
_AS_BEFORE = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL work_mem = DEFAULT"
_AT_ONCE = 1_000  # digests fetched from a cursor of the server
_LAST_ORDINAL = 3_652_060  # the day after date.max


class DatabaseTexts:
    """The texts of one pair of tables, seen from an engine, each question in a transaction of its own."""

    def __init__(self, bind: Engine | Connection, tables: TextTables) -> None:
        self._bind = bind
        self._tables = tables

    def close(self) -> None:
        """Nothing is open between two questions."""

    def over(self, connection: Connection) -> Self:
        """As `Texts` has it."""
        return type(self)(connection, self._tables)

    @property
    def generation(self) -> int:
        """As `Texts` has it."""
        return int(self._read_state().generation)

    @property
    def is_current_version(self) -> bool:
        """As `Texts` has it."""
        return bool(self._read_state().analyser_version == ANALYSER_VERSION)

    @property
    def article_count(self) -> int:
        """As `Texts` has it."""
        counted = select(func.count()).select_from(self._tables.texts)
        with self._connect() as connection:
            return connection.execute(counted).scalar_one()

    def search(self, request: SearchRequest) -> SearchResult:
        """As `Texts` has it; of many matches only the newest are ordered by relevance, and that is told."""
        _check_basis(request)
        with self._connect() as connection:
            vocabulary = TableVocabulary(connection, self._tables)
            planning = Planning(vocabulary, request.resolve_forms, budget=0)
            plan = draw_plan(request.query.root, planning) if request.query else None
            values = bind_values(request, plan)
            if values is None:
                return SearchResult(
                    hits=(),
                    total=0,
                    interpretation=interpret(request.query, planning.notes),
                    facets={one: [] for one in request.facets},
                )
            asked = describe_asked(self._tables, request, values)
            page = prepare_page(asked, request.sort, is_later=request.after is not None)
            with _plan_for_texts(connection):
                rows = page.fetch(connection, values)
                facets = {
                    str(one): _count_facet(connection, prepare_facet(asked, one), values)
                    for one in request.facets
                }
        numbers, hits = rows[0], tuple(_make_hit(row) for row in rows if row["id"] is not None)
        if request.sort == "relevance" and asked.ranking and numbers["ranked"] < numbers["total"]:
            planning.notes.append(
                f"of {numbers['total']} matches the newest {numbers['ranked']} are ordered by relevance, "
                "the others follow by date"
            )
        is_last = request.sort != "relevance" or len(hits) < request.limit
        return SearchResult(
            hits=hits,
            total=numbers["total"],
            interpretation=interpret(request.query, planning.notes),
            basis=None if is_last else (numbers["bound"],),
            facets=facets,
        )

    def suggest(self, query: Query) -> str | None:
        """As `Texts` has it."""
        with self._connect() as connection:
            return find_suggestion(query, TableVocabulary(connection, self._tables))

    def digests(self) -> Iterator[tuple[str, str]]:
        """As `Texts` has it."""
        row = self._tables.texts.c
        with self._connect() as connection:
            streamed = connection.execution_options(yield_per=_AT_ONCE)
            for one in streamed.execute(select(row.id, row.digest)):
                yield one.id, one.digest

    def _read_state(self) -> StateRow[Any]:
        with self._connect() as connection:
            return read_state(connection, self._tables)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if isinstance(self._bind, Connection):
            yield self._bind
        else:
            with self._bind.connect() as connection:
                yield connection


@contextmanager
def _plan_for_texts(connection: Connection) -> Iterator[None]:
    """Let the planner know that a text is long: it takes comparing all of them to be quicker than an index.

    That takes 20 µs each, 2 s for a word of every second article in 100,000. What matches is held in memory.
    """
    connection.exec_driver_sql(_FOR_TEXTS)
    yield
    connection.exec_driver_sql(_AS_BEFORE)


def _check_basis(request: SearchRequest) -> None:
    basis = request.basis
    if basis is not None and not (len(basis) == 1 and 0 <= basis[0] <= _LAST_ORDINAL):
        raise refuse_basis()


def _make_hit(row: Row) -> Hit:
    first, second = float(row["first_key"]), int(row["second_key"])
    return Hit(row["id"], float(row["score"]), (first, second, row["id"]))


def _count_facet(
    connection: Connection, facet: Prepared, values: Mapping[str, Any]
) -> list[tuple[str | None, int]]:
    return [(row["value"], row["count"]) for row in facet.fetch(connection, values)]
