"""The engines that the search benchmark compares with, each given the terms of our own analysis."""

import sqlite3
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.search import IndexedArticle
from app.search.analysis import spanish_terms
from app.search.plan import TITLE_WEIGHT
from bench.questions import Question

_LIMIT = 20


def list_terms(article: IndexedArticle) -> tuple[str, str, str]:
    """Title and body stemmed, and the printed words of both, folded."""
    title = list(spanish_terms(article.title or ""))
    body = list(spanish_terms(article.body))
    words = dict.fromkeys(token.folded for token in title + body)
    stems = [" ".join(token.term for token in tokens) for tokens in (title, body)]
    return stems[0], stems[1], " ".join(words)


class Fts5:
    """SQLite's full text index: a table without content, dates and outlets beside it."""

    name, file = "FTS5", "fts5.sqlite3"

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / self.file)

    def fill(self, articles: Iterable[IndexedArticle]) -> None:
        """Index articles; their numbers count from 1."""
        run = self._connection.execute
        run("PRAGMA journal_mode=WAL")
        run(
            "CREATE VIRTUAL TABLE texts USING fts5(title, body, words, content='',"
            " tokenize='unicode61 remove_diacritics 0', prefix='3')"
        )
        run("CREATE TABLE facts (number INTEGER PRIMARY KEY, day INTEGER, source TEXT)")
        for number, article in enumerate(articles, 1):
            row = (number, *list_terms(article))
            run("INSERT INTO texts (rowid, title, body, words) VALUES (?, ?, ?, ?)", row)
            day = article.first_day.toordinal() if article.first_day else 0
            run("INSERT INTO facts VALUES (?, ?, ?)", (number, day, article.source))
        run("INSERT INTO texts (texts) VALUES ('optimize')")
        self._connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def open(self) -> None:
        """Nothing is to be done: a connection sees what was committed."""

    def can_answer(self, question: Question) -> bool:
        """Whether it has anything like that: it knows no typos, and without content no highlights."""
        return question.shape != "typo" and not question.highlights

    def answer(self, question: Question) -> int:
        """Fetch the first page and what goes with it; return how many match."""
        run = self._connection.execute
        tables, condition = "texts", "texts MATCH ?"
        given: list[object] = [self._write(question)]
        if question.days:
            tables += " JOIN facts ON number = texts.rowid"
            condition += " AND day BETWEEN ? AND ?"
            given += [day.toordinal() for day in question.days]
        (total,) = run(f"SELECT count(*) FROM {tables} WHERE {condition}", given).fetchone()  # noqa: S608  ours
        if question.newest:
            tables += " JOIN facts ON number = texts.rowid"
        order = "day DESC" if question.newest else f"bm25(texts, {TITLE_WEIGHT + 1}, 1, 1)"
        run(
            f"SELECT texts.rowid FROM {tables} WHERE {condition} ORDER BY {order} LIMIT {_LIMIT}",  # noqa: S608  ours
            given,
        ).fetchall()
        if question.by_source:
            run(
                "SELECT source, count(*) FROM texts JOIN facts ON number = texts.rowid"
                " WHERE texts MATCH ? GROUP BY source",
                given,
            ).fetchall()
        return int(total)

    def _write(self, question: Question) -> str:
        quoted = [f'"{term}"' for term in question.terms]
        match question.shape:
            case "prefix":
                return f"words : {quoted[0]}*"
            case "phrase":
                return f'{{title body}} : "{" ".join(question.terms)}"'
            case shape:
                glue = " OR " if shape == "any" else " AND "
                return glue.join(f"{{title body}} : {term}" for term in quoted)


class Tantivy:
    """The search library in Rust, by its Python binding."""

    name, file = "tantivy", "tantivy"

    def __init__(self, folder: Path) -> None:
        self._library: Any = import_module("tantivy")
        self._folder = folder / self.file
        self._folder.mkdir(exist_ok=True)
        builder = self._library.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field("source", tokenizer_name="raw", fast=True, index_option="basic")
        builder.add_integer_field("day", indexed=True, fast=True)
        self._schema = builder.build()
        self._index = self._library.Index(self._schema, str(self._folder))

    def fill(self, articles: Iterable[IndexedArticle]) -> None:
        """Index articles with one thread, into as few segments as it makes of itself."""
        writer = self._index.writer(256_000_000, 1)
        for article in articles:
            title, body, words = list_terms(article)
            writer.add_document(
                self._library.Document(
                    title=[title], body=[body], words=[words], source=[article.source],
                    day=[article.first_day.toordinal() if article.first_day else 0],
                )
            )  # fmt: skip
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """See what was committed."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def can_answer(self, question: Question) -> bool:
        """Whether it has anything like that: the texts are not stored in it, so no highlights."""
        return not question.highlights

    def answer(self, question: Question) -> int:
        """Fetch the first page and what goes with it; return how many match."""
        query = self._write(question)
        order = {"order_by_field": "day"} if question.newest else {}
        result = self._searcher.search(query, _LIMIT, count=True, **order)
        if question.by_source:
            self._searcher.aggregate(query, {"source": {"terms": {"field": "source", "size": 50}}})
        return int(result.count)

    def _write(self, question: Question) -> Any:
        query, must = self._library.Query, self._library.Occur.Must
        match question.shape:
            case "prefix":
                found = query.regex_query(self._schema, "words", question.terms[0] + ".*")
            case "typo":
                found = query.fuzzy_term_query(self._schema, "words", question.terms[0])
            case "phrase":
                words = list(question.terms)
                found = self._in_both(lambda field: query.phrase_query(self._schema, field, words))
            case shape:
                occur = self._library.Occur.Should if shape == "any" else must
                found = query.boolean_query([(occur, self._find(term)) for term in question.terms])
        if question.days:
            first, last = (day.toordinal() for day in question.days)
            kind = self._library.FieldType.Integer
            days = query.range_query(self._schema, "day", kind, first, last)
            found = query.boolean_query([(must, found), (must, query.const_score_query(days, 0.0))])
        return found

    def _find(self, term: str) -> Any:
        return self._in_both(
            lambda field: self._library.Query.term_query(self._schema, field, term)
        )

    def _in_both(self, make: Any) -> Any:
        should, query = self._library.Occur.Should, self._library.Query
        title = query.boost_query(make("title"), TITLE_WEIGHT + 1)
        return query.boolean_query([(should, title), (should, make("body"))])


def has_tantivy() -> bool:
    """Whether its package is installed; the project does not depend on it."""
    return find_spec("tantivy") is not None
