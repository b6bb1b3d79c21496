"""Pairs of names that must and that must not be one speaker, each in an archive of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.extraction import Extraction
from app.quotes.offices import find_offices
from app.store.articles import delete_article, forget_deletion
from app.store.name_tables import Speaker
from app.store.session import write_transaction
from tests.databases import open_in_memory
from tests.newsroom import SEEN_AT, Said, make_extraction, save, write_body

GOLD = Path(__file__).with_name("speakers.tsv")
NAMESAKES = Path(__file__).with_name("namesakes.tsv")
LEAST_PAIRS = 60


def read_pairs() -> list[tuple[str, str, str, str]]:
    return [(same, kind, first, second) for same, kind, first, second in read_rows(GOLD)]


def read_rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def archive() -> Iterator[Engine]:
    """An empty archive in memory, emptied again by each test."""
    with open_in_memory() as engine:
        yield engine


@pytest.mark.parametrize(("same", "kind", "first", "second"), read_pairs())
def test_two_names_are_one_speaker_or_two(
    archive: Engine, same: str, kind: str, first: str, second: str
) -> None:
    articles = [
        make_extraction(write_body(number), Said("Mañana habrá más", name, kind), path=f"/{number}")
        for number, name in enumerate((first, second))
    ]
    assert len(list_speakers(archive, articles)) == (1 if same == "same" else 2)


@pytest.mark.parametrize(("same", "day", "text", "other_day", "other"), read_rows(NAMESAKES))
def test_articles_of_one_name_have_one_speaker_or_two(
    archive: Engine, same: str, day: str, text: str, other_day: str, other: str
) -> None:
    articles = [
        replace(
            make_extraction(
                write_body(number),
                Said("Mañana habrá más", "José García"),
                path=f"/{number}",
                day=None if stated == "-" else stated,
            ),
            offices=find_offices(sentence),
        )
        for number, (stated, sentence) in enumerate(((day, text), (other_day, other)))
    ]
    assert len(list_speakers(archive, articles)) == (1 if same == "same" else 2)


def list_speakers(archive: Engine, articles: list[Extraction]) -> list[str]:
    """The names of the speakers of these articles, which are in the archive meanwhile."""
    save(archive, *articles)
    with Session(archive) as session:
        names = list(session.exec(select(Speaker.name)))
    with write_transaction(archive) as session:
        for article in articles:
            delete_article(session, article.document.id, now=SEEN_AT, generation=9)
            forget_deletion(session, article.document.id)
    return names


def test_the_gold_has_pairs_of_both_kinds() -> None:
    verdicts = [same for same, *_ in read_pairs()]
    assert set(verdicts) == {"same", "apart"}
    assert len(verdicts) >= LEAST_PAIRS
