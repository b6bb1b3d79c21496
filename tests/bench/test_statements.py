"""The quotations of the benchmark: the same on every run, with statements among them."""

from itertools import islice

from sqlalchemy import func, select

from app.store.tables import statement_table
from bench.sayings import Sayings
from bench.statements import fill_archive, open_archive


def test_the_same_seed_says_the_same() -> None:
    first, second = (list(islice(Sayings(7).say(), 30)) for _ in range(2))
    assert first == second
    assert first != list(islice(Sayings(8).say(), 30))


def test_a_varied_text_differs_in_one_word() -> None:
    sayings = Sayings(7)
    for text in islice(sayings.say(), 20):
        words, varied = text.split(), sayings.vary(text).split()
        assert len(words) == len(varied)
        assert sum(one != other for one, other in zip(words, varied, strict=True)) <= 1


def test_some_of_what_is_said_are_statements() -> None:
    with open_archive() as engine:
        assert fill_archive(engine, 400) > 0
        with engine.connect() as connection:
            assert connection.execute(select(func.count()).select_from(statement_table)).scalar()
