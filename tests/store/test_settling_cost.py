"""Adding an article costs what changes, not what the archive holds: statements, and SQLite's own steps."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import SQLModel

from app.extraction import Extraction
from app.store.articles import save_extractions
from app.store.session import open_engine, write_transaction
from app.store.speakers import settle_speakers
from tests.newsroom import SEEN_AT, Said, make_extraction, write_body

SMALL, LARGE = 200, 2_000
_STEP = 100  # instructions of SQLite that count as one
_GIVEN = ("Elena", "Marcial", "Noemí", "Julián", "Cristina")
_SURNAMES = ("Quiroga", "Bermejo", "Ansúrez", "Cabrisas", "Olivenza", "Sandonal", "Lahoz")


def write_article(number: int) -> Extraction:
    """An article that quotes somebody of its own, with one of a few surnames, and somebody unnamed."""
    surnames = f"{_SURNAMES[number % 7]} Prado{number:b}".replace("0", "o").replace("1", "e")
    said = (
        Said(f"Palabras {number}", f"{_GIVEN[number % 5]} {surnames}"),
        Said("Otras palabras", "el abogado", "role"),
        Said("Y otras más", "Unión de Ganaderos", "organisation"),
    )
    return make_extraction(f"Nota {number}.\n{write_body(number)}", *said, path=f"/{number}.txt")


def add(engine: Engine, articles: Iterable[Extraction]) -> None:
    """Save the articles and settle their speakers in one transaction; copies are not looked for."""
    with write_transaction(engine) as session:
        saved = save_extractions(session, articles, seen_at=SEEN_AT, generation=1)
        settle_speakers(session, saved.forms)


@contextmanager
def count_work(engine: Engine) -> Iterator[dict[str, int]]:
    """How many statements the engine executes meanwhile, and how many steps SQLite takes for them."""
    work = {"statements": 0, "steps": 0}

    def note_statement(*_: Any) -> None:
        work["statements"] += 1

    def note_step() -> int:
        work["steps"] += 1
        return 0

    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(note_step, _STEP)
    event.listen(engine, "before_cursor_execute", note_statement)
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", note_statement)
        driver.set_progress_handler(None, 0)


def test_adding_an_article_does_not_grow_with_the_archive() -> None:
    """One with a new name and a shared surname, beside one that shows a surname alone."""
    engine = open_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    measured = []
    for start, size in ((0, SMALL), (SMALL, LARGE)):
        for first in range(start, size, 50):
            add(engine, map(write_article, range(first, first + 50)))
        short = make_extraction(write_body(size), Said("Nada", "Quiroga"), path=f"/corta{size}.txt")
        with count_work(engine) as work:
            add(engine, [write_article(LARGE + size), short])
        measured.append(work)
    engine.dispose()
    small, large = measured
    assert large["statements"] <= small["statements"] + 5
    assert large["steps"] <= 2 * small["steps"]
