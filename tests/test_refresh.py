"""Extracting again: every article as the present extractor reads it, restartable, the index told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, select

from app.cli.archive import WritableArchive
from app.extraction import READING_VERSION
from app.ingest import ingest
from app.refresh import refresh
from app.search.sync import catch_up
from app.store.articles import delete_article, forget_deletion
from app.store.decisions import Passage
from app.store.forms import FormName
from app.store.name_tables import NameForm, Speaker
from app.store.outbox import get_generation, list_outbox, next_generation
from app.store.rereading import count_outdated, mark_all_outdated
from app.store.session import Transaction, write_transaction
from app.store.tables import Article, Change, Deletion, JointSpeaker, Quote
from tests.conftest import NOW
from tests.newsroom import make_raw, read_content, read_digests, read_rows, write_body
from tests.store.editor import Editor
from tests.store.revisions import go_down_and_up
from tests.test_ingest import FILES


@pytest.fixture
def transaction(archive: WritableArchive) -> Transaction:
    """Transactions on an archive that holds some articles."""
    transaction = partial(write_transaction, archive.engine)
    list(ingest(FILES, transaction, now=NOW))
    catch_up(archive.engine, archive.index)
    return transaction


def make_outdated(transaction: Transaction, article_id: str | None = None) -> None:
    """As an older version left them: other attributions, of one article or of all."""
    articles = update(Article).values(extractor_version="0")
    quotes = update(Quote).values(form_id=None, rule="de antes", confidence=0.1)
    with transaction() as session:
        if article_id:
            articles = articles.where(Article.id == article_id)  # type: ignore[arg-type]  # a column
            quotes = quotes.where(Quote.article_id == article_id)  # type: ignore[arg-type]  # likewise
        session.execute(articles)
        session.execute(quotes)


def count_all(archive: WritableArchive) -> int:
    return count_outdated(archive.engine, everything=True)


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_what_an_older_version_read_is_as_if_ingested_today(
    archive: WritableArchive, transaction: Transaction, batch_size: int
) -> None:
    expected = read_content(archive.engine), read_digests(archive.index)
    make_outdated(transaction)
    batches = list(refresh(transaction, now=NOW, batch_size=batch_size))
    assert sum(batch["extracted again"] for batch in batches) == count_all(archive)
    catch_up(archive.engine, archive.index)
    assert (read_content(archive.engine), read_digests(archive.index)) == expected


def test_what_is_up_to_date_is_left_alone(
    archive: WritableArchive, transaction: Transaction
) -> None:
    before = read_rows(archive.engine)
    assert list(refresh(transaction, now=NOW)) == []
    assert read_rows(archive.engine) == before


def test_everything_is_read_again_on_request_and_the_index_told_of_what_changed_only(
    archive: WritableArchive, transaction: Transaction
) -> None:
    before = read_rows(archive.engine)
    (counts,) = refresh(transaction, now=NOW, everything=True)
    assert counts == {"extracted again": count_all(archive), "changed": 0}
    assert read_rows(archive.engine) == before


def test_the_index_is_told_of_each_article_that_changed(
    archive: WritableArchive, transaction: Transaction
) -> None:
    with Session(archive.engine) as session:
        quoting = session.exec(select(Quote.article_id)).first()
        generation = get_generation(session)
    make_outdated(transaction, quoting)
    assert list(refresh(transaction, now=NOW)) == [{"extracted again": 1, "changed": 1}]
    with Session(archive.engine) as session:
        assert list_outbox(session) == [quoting]
        change = session.get_one(Change, quoting)
        assert change.generation == get_generation(session) == generation + 1
        assert session.get_one(Article, quoting).extractor_version == READING_VERSION


def test_joint_speakers_that_an_older_version_missed_are_a_change(
    archive: WritableArchive, transaction: Transaction
) -> None:
    expected = read_content(archive.engine)
    with transaction() as session:
        ((quote_id, *_),) = expected["joint_speaker"]
        session.execute(delete(JointSpeaker))
    (counts,) = refresh(transaction, now=NOW, everything=True)
    assert counts == {"extracted again": count_all(archive), "changed": 1}
    assert read_content(archive.engine) == expected
    with Session(archive.engine) as session:
        assert list_outbox(session) == [quote_id.partition("-")[0]]


def test_what_an_editor_corrected_stays_and_is_no_change(
    archive: WritableArchive, transaction: Transaction
) -> None:
    with Session(archive.engine) as session:
        quotes = session.exec(select(Quote).order_by(Quote.id)).all()
    for quote in (quotes[0], quotes[-1]):
        passage = Passage(quote.article_id, quote.start, quote.end, quote.text)
        Editor(archive.engine).attribute(passage, FormName("person", "Rosaura Bermejo"))
    before = read_rows(archive.engine)
    (counts,) = refresh(transaction, now=NOW, everything=True)
    assert counts == {"extracted again": count_all(archive), "changed": 0}
    assert read_rows(archive.engine) == before


def test_a_refresh_that_was_stopped_goes_on_where_it_was(
    archive: WritableArchive, transaction: Transaction
) -> None:
    expected = read_content(archive.engine)
    started = refresh(transaction, now=NOW, everything=True, batch_size=2)
    assert next(started)["extracted again"] == 2
    rest = count_all(archive) - 2
    assert count_outdated(archive.engine) == rest
    assert sum(one["extracted again"] for one in refresh(transaction, now=NOW)) == rest
    assert read_content(archive.engine) == expected


# Another process, between the reading of a batch and its writing


def refresh_while(transaction: Transaction, act: Callable[[], object]) -> int:
    """How many articles are read again, in one batch, while another process does this."""

    def mapper(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            made = function(item)
            act()
            yield made

    return sum(one["extracted again"] for one in refresh(transaction, now=NOW, mapper=mapper))


def test_what_was_read_again_meanwhile_is_left_alone(
    archive: WritableArchive, transaction: Transaction
) -> None:
    expected = read_content(archive.engine)
    make_outdated(transaction)
    assert refresh_while(transaction, lambda: list(refresh(transaction, now=NOW))) == 0
    assert read_content(archive.engine) == expected


def test_what_was_deleted_meanwhile_stays_out(
    archive: WritableArchive, transaction: Transaction
) -> None:
    def delete_first() -> None:
        with transaction() as session:
            article_id = session.exec(select(Article.id).order_by(Article.id)).first()
            assert article_id
            generation = next_generation(session)
            delete_article(session, article_id, now=NOW, generation=generation)

    delete_first()
    expected = read_content(archive.engine)
    with transaction() as session:
        (deleted,) = session.exec(select(Deletion)).all()
        forget_deletion(session, deleted.article_id)
    list(ingest(FILES, transaction, now=NOW))
    with transaction() as session:
        mark_all_outdated(session)
    assert refresh_while(transaction, delete_first) == count_all(archive)
    assert read_content(archive.engine) == expected


def test_where_it_was_seen_meanwhile_counts_too(
    archive: WritableArchive, transaction: Transaction
) -> None:
    elsewhere = [replace(one, location=f"/otra{one.location}") for one in FILES]
    make_outdated(transaction)
    assert refresh_while(transaction, lambda: list(ingest(elsewhere, transaction, now=NOW)))
    present = read_content(archive.engine)
    assert len(present["origin"]) == 2 * len(FILES)
    list(refresh(transaction, now=NOW, everything=True))
    assert read_content(archive.engine) == present


def test_an_archive_of_before_there_were_offices_gets_them(archive: WritableArchive) -> None:
    """Two mayors of one name are one speaker until the articles are read again."""
    transaction = partial(write_transaction, archive.engine)
    notes = [
        make_raw(
            f" date 2025-03-05 Feria en {place}\n\n{write_body(number)}\n"
            f"«La feria de {place} irá muy bien este año», dijo José García, alcalde de {place}.",
            path=f"/{number}.txt",
        )
        for number, place in enumerate(("Torrealta", "Almenara"))
    ]
    list(ingest(notes, transaction, now=NOW))
    expected = read_content(archive.engine)
    assert len(expected["speaker"]) == 2
    go_down_and_up(archive.engine, "0005")
    with Session(archive.engine) as session:
        assert {form.office for form in session.exec(select(NameForm))} == {None}
        assert len(session.exec(select(Speaker)).all()) == 1
    list(refresh(transaction, now=NOW, everything=True))
    assert read_content(archive.engine) == expected
