"""Lists of values inside statements: one variable, in the words of each database."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Engine, Select, make_url, select

from app.store.chunks import among, select_among, select_among_integers, unfold_lists

BIGGEST = 2**63 - 1


def fetch(engine: Engine, statement: Select[Any], **bound: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement, bound)]


@pytest.mark.parametrize(
    "values", [[], ["peñón", "año", "Ñandú", "1", 'con "comillas" y \\', "🦙"]]
)
def test_a_list_comes_back_as_it_was(engine: Engine, values: Iterable[str]) -> None:
    assert fetch(engine, select_among(values)) == [(one,) for one in sorted(values)]


@pytest.mark.parametrize("values", [[], [3, -BIGGEST - 1, BIGGEST, 0]])
def test_integers_come_back_as_they_were(engine: Engine, values: Iterable[int]) -> None:
    assert fetch(engine, select_among_integers(values)) == [(one,) for one in sorted(values)]


def test_a_list_can_be_named_now_and_given_later(engine: Engine) -> None:
    statement = among("ids")
    for values in (["a", "b"], ["ñ"], []):
        found = fetch(engine, statement, ids=json.dumps(values))
        assert found == [(one,) for one in values]


def test_lists_by_name_come_back_as_rows(engine: Engine) -> None:
    lists = {"año": [2, BIGGEST], "nada": [], "1": [-5]}
    rows = fetch(engine, select(*unfold_lists(lists).c))
    assert sorted(rows) == [("1", -5), ("año", 2), ("año", BIGGEST)]


@pytest.mark.parametrize(
    ("statement", "spelt"),
    [
        (select_among(["a"]), "json_array_elements_text(CAST("),
        (select_among_integers([1]), "CAST(value AS BIGINT)"),
        (among("ids"), "json_array_elements_text(CAST("),
        (select(*unfold_lists({"a": [1]}).c), "json_each(CAST("),
    ],
)
def test_postgresql_is_told_in_its_own_words(statement: Select[Any], spelt: str) -> None:
    dialect = make_url("postgresql+psycopg://").get_dialect()
    compiled = statement.compile(dialect=dialect())
    assert spelt in str(compiled)
    assert len(compiled.params) == 1
