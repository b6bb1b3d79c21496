"""Several ingests whose batches take turns at one archive, with an editor in between: the rows of one ingest.

What each knew before its batch is written may be old by then, as where several processes write PostgreSQL.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.documents.fingerprints import take_fingerprint
from app.ingest import ingest
from app.store.articles import delete_article
from app.store.decision_lines import read_decisions
from app.store.editing import import_decisions
from app.store.outbox import next_generation
from app.store.session import Transaction, write_transaction
from app.store.tables import Article
from tests.conftest import NOW
from tests.databases import Copies
from tests.newsroom import read_content
from tests.test_ingest import DESLINDE, FILES

WRITERS = 4
DECISIONS = """
1 2026-03-02 merge person "Marcial Quiroga" person "Noemi Cabrisas"
2 2026-03-02 rename person "Elena Quiroga" "La alcaldesa Quiroga"
"""
DELETED = take_fingerprint(DESLINDE.strip()).content_id


def read_ahead(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """As worker processes do: the next batch is looked at before the last one is written."""
    made: list[Any] = []
    for item in items:
        made.append(function(item))
        if len(made) > 1:
            yield made.pop(0)
    yield from made


def decide(transaction: Transaction) -> Iterator[None]:
    """What an editor does, turn by turn: decisions on speakers, and a deletion as soon as it is possible."""
    with transaction() as session:
        import_decisions(session, read_decisions(DECISIONS))
    yield
    while True:
        with transaction() as session:
            if session.get(Article, DELETED):
                generation = next_generation(session)
                delete_article(session, DELETED, now=NOW, generation=generation)
                return
        yield


def take_turns(engine: Engine, seed: int, writers: int) -> dict[str, Any]:
    """Let all ingest the same files, each in an order of its own, and an editor decide; return the rows."""
    chance = random.Random(seed)  # noqa: S311  no secret
    transaction = partial(write_transaction, engine)
    waiting: list[Iterator[object]] = [decide(transaction)]
    for number in range(writers):
        order = chance.sample(FILES, len(FILES))
        size, now = chance.randint(1, 4), NOW + timedelta(hours=number)
        waiting.append(ingest(order, transaction, now=now, mapper=read_ahead, batch_size=size))
    while waiting:
        one = chance.choice(waiting)
        if next(one, waiting) is waiting:
            waiting.remove(one)
    return read_content(engine)


@pytest.fixture(scope="module")
def expected(copies: Copies) -> dict[str, Any]:
    """The rows after one ingest, and what the editor does then."""
    with copies.open() as engine:
        transaction = partial(write_transaction, engine)
        list(ingest(FILES, transaction, now=NOW))
        list(decide(transaction))
        return read_content(engine)


def test_there_is_something_to_decide(expected: dict[str, Any]) -> None:
    assert [row[0] for row in expected["deletion"]] == [DELETED]
    assert len(expected["decision"]) == 2
    names = {value for row in expected["speaker"] for value in row}
    assert "La alcaldesa Quiroga" in names
    assert "noemi-cabrisas" not in names


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_turns_end_with_the_rows_of_one_ingest(
    seed: int, expected: dict[str, Any], copies: Copies
) -> None:
    with copies.open() as engine:
        assert take_turns(engine, seed, WRITERS) == expected
