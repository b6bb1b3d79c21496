from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from app.store.chunks import among, fold
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.prepared import Prepared
from app.store.session import write_transaction
from app.store.tables import article_table
from tests.newsroom import make_extraction, save, write_body

ARTICLE = article_table.c
SINCE = Prepared(
    select(ARTICLE.source, ARTICLE.first_day, ARTICLE.removed)
    .where(ARTICLE.first_day >= bindparam("since"), ARTICLE.language == "es")
    .order_by(ARTICLE.first_day)
)


@pytest.fixture
def dated(engine: Engine) -> Engine:
    days = ("2025-03-01", "2025-03-07")
    save(
        engine,
        *(
            make_extraction(write_body(n), day=day, source=f"Diario {n}")
            for n, day in enumerate(days)
        ),
    )
    return engine


def test_values_go_in_and_come_out_as_the_types_of_their_columns(dated: Engine) -> None:
    with dated.connect() as connection:
        (row,) = SINCE.fetch(connection, {"since": date(2025, 3, 2), "other": 1})
        assert row == {"source": "Diario 1", "first_day": date(2025, 3, 7), "removed": []}
        assert SINCE.fetch_first(connection, {"since": date(2026, 1, 1)}) is None


def test_a_value_that_is_missing_is_named(dated: Engine) -> None:
    with dated.connect() as connection, pytest.raises(KeyError, match="since"):
        SINCE.fetch(connection, {})


def test_several_statements_see_one_snapshot(dated: Engine) -> None:
    with dated.connect() as connection:
        before = SINCE.fetch(connection, {"since": date(2025, 1, 1)})
        save(dated, make_extraction(write_body(5), day="2025-03-09"))
        assert SINCE.fetch(connection, {"since": date(2025, 1, 1)}) == before
    with dated.connect() as connection:
        assert len(SINCE.fetch(connection, {"since": date(2025, 1, 1)})) == len(before) + 1


def test_a_folded_list_is_one_value_however_long(dated: Engine) -> None:
    listed = Prepared(select(ARTICLE.source).where(ARTICLE.source.in_(among("sources"))))
    names = [f"Diario {number}" for number in range(40_000)]
    with dated.connect() as connection:
        assert len(listed.fetch(connection, {"sources": fold(names)})) == 2
        assert listed.fetch(connection, {"sources": fold([])}) == []


def test_an_error_of_the_database_shows_no_values(alterable_engine: Engine) -> None:
    gone = Prepared(select(ARTICLE.id).where(ARTICLE.source == bindparam("source")))
    with write_transaction(alterable_engine) as session:
        session.execute(text("ALTER TABLE article RENAME TO articulo"))
    with alterable_engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        gone.fetch(connection, {"source": "El Diario Secreto"})
    assert "article" in str(raised.value)
    assert "Secreto" not in str(raised.value)


def test_filters_of_one_shape_differ_in_their_values_alone() -> None:
    one = QuoteFilter(
        ArticleFilter(
            date(2025, 1, 1), date(2025, 2, 1), "include", ("El Faro", "Otro"), ("es",), ("x",)
        ),
        ("1", "2"),
        ("3", "4"),
        ("marta-olivenza",),
        kinds=("direct", "partial"),
        min_confidence=0.5,
    )
    other = QuoteFilter(
        ArticleFilter(
            date(2024, 1, 1), date(2026, 2, 1), "include", ("La Voz", "Uno"), ("ca",), ()
        ),
        (),
        ("5", "6"),
        (),
        kinds=("indirect", "fragment"),
        min_confidence=0.9,
    )
    assert one.shape == other.shape == one.shape.shape
    assert one.shape not in {one, other}
    assert one.values.keys() == other.values.keys()
    assert all(one.values[name] != other.values[name] for name in one.values)
    alone = replace(one, kinds=("fragment",), article_ids=())
    assert alone.shape != one.shape
    assert {len(alone.shape.kinds), len(alone.shape.article_ids)} == {1, 0}
