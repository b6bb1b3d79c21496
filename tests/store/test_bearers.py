"""The first bearers of each key, however many there are, found alike in both databases."""

import pytest
from sqlalchemy import Engine, select

from app.store.bearers import join_bearers
from app.store.chunks import insert_rows, unfold_integers
from app.store.session import write_transaction
from app.store.tables import band_table


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_the_first_by_id_bear_a_key(engine: Engine, limit: int) -> None:
    bearers = {-7: ["ñ", "a", "z", "Á"], 2**62: ["b"], 3: ["solo"]}
    rows = [{"key": key, "article_id": one} for key, ids in bearers.items() for one in ids]
    asked = unfold_integers([2**62, -7, 99])
    columns = band_table.c.key, band_table.c.article_id
    found = join_bearers(engine.dialect.name, asked, *columns, limit)
    with write_transaction(engine) as session:
        insert_rows(session, band_table, rows)
        met = session.execute(select(asked.c.value, found.bearer).select_from(found.rows)).all()
    expected = [(key, one) for key in (-7, 2**62) for one in sorted(bearers[key])[:limit]]
    assert sorted(tuple(row) for row in met) == expected
