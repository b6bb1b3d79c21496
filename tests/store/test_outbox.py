"""The outbox: every change reaches the index once, and the generation says how far it has come."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.store.outbox import (
    Pending,
    clear_outbox,
    count_outbox,
    get_generation,
    mark_changed,
    next_generation,
    read_outbox,
)
from app.store.session import write_transaction
from app.store.tables import Change
from tests.databases import open_in_memory
from tests.newsroom import make_extraction, save, write_body


def put(engine: Engine, *article_ids: str) -> int:
    with write_transaction(engine) as session:
        generation = next_generation(session)
        mark_changed(session, article_ids, generation)
    return generation


def read(engine: Engine, limit: int) -> Pending:
    with Session(engine) as session:
        return read_outbox(session, limit)


def clear(engine: Engine, pending: Pending) -> None:
    with write_transaction(engine) as session:
        clear_outbox(session, pending)


def test_a_new_archive_has_generation_zero_and_nothing_to_take_over(engine: Engine) -> None:
    with Session(engine) as session:
        assert get_generation(session) == 0
        assert count_outbox(session) == 0
    assert read(engine, 10) == Pending((), 0)


def test_each_changing_transaction_counts_one_more(engine: Engine) -> None:
    assert [put(engine, "a"), put(engine, "b"), put(engine, "c")] == [1, 2, 3]
    with Session(engine) as session:
        assert get_generation(session) == 3


def test_changes_are_read_oldest_first_then_by_id(engine: Engine) -> None:
    put(engine, "c", "b")
    put(engine, "a")
    assert read(engine, 10) == Pending((("b", 1), ("c", 1), ("a", 2)), generation=2)
    assert read(engine, 10).article_ids == ("b", "c", "a")


def test_a_part_of_the_outbox_brings_the_index_only_to_the_generation_before_its_last(
    engine: Engine,
) -> None:
    put(engine, "a")
    put(engine, "b", "c")
    assert read(engine, 2) == Pending((("a", 1), ("b", 2)), generation=1)
    assert read(engine, 3) == Pending((("a", 1), ("b", 2), ("c", 2)), generation=1)
    assert read(engine, 4).generation == 2


def test_a_second_change_takes_the_place_of_the_first(engine: Engine) -> None:
    put(engine, "a", "b")
    put(engine, "a")
    assert read(engine, 10).changes == (("b", 1), ("a", 2))


def test_what_was_taken_over_is_cleared(engine: Engine) -> None:
    put(engine, "a", "b")
    clear(engine, read(engine, 10))
    assert read(engine, 10) == Pending((), 1)


def test_an_article_that_changed_again_meanwhile_stays(engine: Engine) -> None:
    put(engine, "a", "b")
    pending = read(engine, 10)
    put(engine, "a")
    clear(engine, pending)
    assert read(engine, 10).changes == (("a", 2),)


def test_no_article_needs_no_row(engine: Engine) -> None:
    put(engine)
    assert read(engine, 10) == Pending((), 1)


def test_more_changes_than_a_statement_takes_go_in_at_once(engine: Engine) -> None:
    put(engine, *(f"{number:05}" for number in range(2_500)))
    with Session(engine) as session:
        assert count_outbox(session) == 2_500


def test_a_changed_article_has_the_generation_of_its_change(engine: Engine) -> None:
    extraction = make_extraction(write_body(1))
    save(engine, extraction)
    with write_transaction(engine) as session:
        mark_changed(session, [extraction.document.id], generation=7)
    with Session(engine) as session:
        assert session.get_one(Change, extraction.document.id).generation == 7


@settings(max_examples=25, deadline=None)
@given(
    batches=st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=5),
    limit=st.integers(1, 4),
)
def test_draining_in_parts_hands_over_every_article_and_never_lags_behind_its_word(
    batches: list[set[str]], limit: int
) -> None:
    with open_in_memory() as engine:
        last_change: dict[str, int] = {}
        for batch in batches:
            generation = put(engine, *batch)
            last_change |= dict.fromkeys(batch, generation)
        taken: set[str] = set()
        while (pending := read(engine, limit)).changes:
            taken |= set(pending.article_ids)
            waiting = last_change.keys() - taken
            assert all(last_change[article_id] > pending.generation for article_id in waiting)
            clear(engine, pending)
        assert taken == last_change.keys()
        assert read(engine, limit).generation == len(batches)
