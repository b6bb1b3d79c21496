"""Texts that PostgreSQL searches: the tables of an index, read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, func, select

from app.errors import BadRequestError, Problem
from app.search.analysis import ANALYSER_VERSION
from app.search.facets import MAX_FACET_VALUES
from app.search.plan import Planning, draw_plan
from app.search.postgres.questions import Question, ask, select_facet, select_page
from app.search.postgres.tables import TextTables
from app.search.postgres.vocabulary import TableVocabulary
from app.search.postgres.writing import read_state
from app.search.query import Query
from app.search.results import Hit, SearchRequest, SearchResult, interpret
from app.search.suggestions import find_suggestion
from app.store.name_tables import name_form_table

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
            question = ask(self._tables, request, plan)
            rows = connection.execute(select_page(question, request)).all()
            facets = {str(one): _list_facet(connection, question, one) for one in request.facets}
        numbers, hits = rows[0], tuple(_make_hit(row) for row in rows if row.id is not None)
        if numbers.ranked < numbers.total and request.sort == "relevance":
            planning.notes.append(
                f"of {numbers.total} matches the newest {numbers.ranked} are ordered by relevance, "
                "the others follow by date"
            )
        is_last = request.sort != "relevance" or len(hits) < request.limit
        return SearchResult(
            hits=hits,
            total=numbers.total,
            interpretation=interpret(request.query, planning.notes),
            basis=None if is_last else (numbers.bound,),
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

    def _read_state(self) -> Row[Any]:
        with self._connect() as connection:
            return read_state(connection, self._tables)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if isinstance(self._bind, Connection):
            yield self._bind
        else:
            with self._bind.connect() as connection:
                yield connection


def _check_basis(request: SearchRequest) -> None:
    basis = request.basis
    if basis is not None and not (len(basis) == 1 and 0 <= basis[0] <= _LAST_ORDINAL):
        reason = "is not one that was handed out for this query"
        raise BadRequestError(f"The cursor {reason}.", (Problem("cursor", reason),))


def _make_hit(row: Row[Any]) -> Hit:
    return Hit(
        id=row.id,
        score=float(row.score),
        sort_key=(float(row.first_key), int(row.second_key), row.id),
    )


def _list_facet(
    connection: Connection, question: Question, facet: str
) -> list[tuple[str | None, int]]:
    counted = select_facet(question, facet, name_form_table, MAX_FACET_VALUES)
    return [(value, count) for value, count in connection.execute(counted)]
