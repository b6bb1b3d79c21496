"""Articles and origins: who speaks for an article, what a path held before, what stays deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.documents.document import RawIdentity
from app.errors import NotFoundError
from app.extraction import Extraction
from app.store.articles import Outcome, delete_article, forget_deletion, get_article, list_deleted
from app.store.origins import find_seen, list_origins
from app.store.session import write_transaction
from app.store.tables import Article, Change, Deletion, Origin
from tests.newsroom import Said, make_extraction, read_rows, save, write_body

BODY = write_body(1)
LATER = datetime(2026, 3, 2, 8, tzinfo=UTC)


def lead(engine: Engine, extraction: Extraction) -> Origin:
    with Session(engine) as session:
        first = list_origins(session.connection(), extraction.document.id)[0]
        return session.get_one(Origin, first["id"])


def delete(engine: Engine, article_id: str) -> None:
    with write_transaction(engine) as session:
        delete_article(session, article_id, now=LATER, generation=9)


def test_an_article_is_stored_with_all_that_its_document_says(engine: Engine) -> None:
    extraction = make_extraction(BODY, day="2025-03", title="Faroles", source="El Faro")
    save(engine, extraction)
    with Session(engine) as session:
        article = get_article(session, extraction.document.id)
        (origin,) = list_origins(session.connection(), article.id)
        stored = session.get_one(Origin, origin["id"])
    assert (article.title, article.body, article.source) == ("Faroles", BODY, "El Faro")
    assert (article.published, article.published_precision) == ("2025-03", "month")
    assert (article.first_day, article.last_day) == (date(2025, 3, 1), date(2025, 3, 31))
    assert origin["id"] == article.origin_id
    assert (origin["location"], stored.raw_text) == ("/notas/uno.txt", BODY)


def test_an_undated_article_stays_undated(engine: Engine) -> None:
    extraction = make_extraction(BODY)
    save(engine, extraction)
    with Session(engine) as session:
        article = get_article(session, extraction.document.id)
    assert (article.published, article.first_day, article.last_day) == (None, None, None)


def test_an_article_that_is_not_there_is_not_found(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(NotFoundError, match="0123456789abcdef"):
        get_article(session, "0123456789abcdef")


def test_the_same_body_at_two_places_is_one_article_with_two_origins(engine: Engine) -> None:
    one = make_extraction(BODY, path="/faro/1.txt")
    other = make_extraction(BODY, path="/voz/1.txt")
    outcomes = save(engine, one, other)
    assert outcomes == {"/faro/1.txt": Outcome.NEW, "/voz/1.txt": Outcome.NEW_ORIGIN}
    with Session(engine) as session:
        assert len(session.exec(select(Article)).all()) == 1
        locations = {
            origin["location"] for origin in list_origins(session.connection(), one.document.id)
        }
    assert locations == {"/faro/1.txt", "/voz/1.txt"}


def test_what_was_seen_before_changes_no_row(engine: Engine) -> None:
    extraction = make_extraction(BODY, Said("Habrá faroles nuevos", "Elena Quiroga"))
    save(engine, extraction)
    before = read_rows(engine)
    assert save(engine, extraction, seen_at=LATER) == {"/notas/uno.txt": Outcome.KNOWN}
    after = read_rows(engine)
    del before["archive_state"], after["archive_state"]  # `save` counts every call
    assert after == before


DATED = make_extraction(BODY, path="/b.txt", day="2025-04-02")
EARLIER = make_extraction(BODY, path="/c.txt", day="2025-04-01")
EARLIER_WITH_TITLE = make_extraction(BODY, path="/d.txt", day="2025-04-01", title="Faroles")
UNDATED_WITH_TITLE = make_extraction(BODY, path="/e.txt", title="Faroles nuevos")
UNDATED = make_extraction(BODY, path="/a.txt")


@pytest.mark.parametrize(
    ("leader", "others"),
    [
        pytest.param(DATED, [UNDATED, UNDATED_WITH_TITLE], id="a stated date before none"),
        pytest.param(EARLIER, [DATED, UNDATED], id="the earliest date"),
        pytest.param(EARLIER_WITH_TITLE, [EARLIER, DATED], id="a title before none"),
        pytest.param(UNDATED_WITH_TITLE, [UNDATED], id="a title before none, both undated"),
    ],
)
def test_the_origin_that_speaks_is_the_best_and_not_the_first(
    engine: Engine, leader: Extraction, others: list[Extraction]
) -> None:
    for order in permutations([leader, *others]):
        save(engine, *order)
        assert lead(engine, leader).location == leader.document.location
        with Session(engine) as session:
            article = get_article(session, leader.document.id)
        assert (article.title, article.published) == (
            leader.document.title,
            leader.document.published and leader.document.published.text,
        )
        delete(engine, leader.document.id)
        with write_transaction(engine) as session:
            forget_deletion(session, leader.document.id)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_between_equals_the_smallest_hash_speaks(engine: Engine, order: Sequence[int]) -> None:
    twins = [
        make_extraction(BODY, path="/uno.txt", title="Faroles"),
        make_extraction(BODY, path="/dos.txt", title="Campanas"),
    ]
    for position in order:
        save(engine, twins[position])
    smallest = min(twin.document.raw_hash for twin in twins)
    assert lead(engine, twins[0]).raw_hash == smallest


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_same_text_at_two_paths_is_spoken_for_by_the_smaller_path(
    engine: Engine, order: Sequence[int]
) -> None:
    twins = [make_extraction(BODY, path="/a.txt"), make_extraction(BODY, path="/b.txt")]
    for position in order:
        save(engine, twins[position])
    assert lead(engine, twins[0]).location == "/a.txt"


def test_a_better_origin_takes_over_with_its_extraction(engine: Engine) -> None:
    printed = "El farol del muelle seguirá encendido"
    undated = make_extraction(BODY, Said(printed, None), path="/a.txt")
    better = make_extraction(BODY, Said(printed, None), path="/b.txt", day="2025-01-05")
    quotation = replace(better.quotations[0].quotation, rule="colon", confidence=0.5)
    better = replace(better, quotations=(better.quotations[0]._replace(quotation=quotation),))
    save(engine, undated)
    save(engine, better)
    ((row,),) = [read_rows(engine)["quote"]]
    assert "colon" in row


def test_a_worse_origin_changes_nothing_of_the_article_but_its_generation(engine: Engine) -> None:
    better = make_extraction(BODY, path="/b.txt", day="2025-01-05", title="Faroles")
    save(engine, better)
    before = read_rows(engine, leaving_out=["generation"])["article"]
    save(engine, make_extraction(BODY, path="/a.txt", source="La Voz"))
    assert read_rows(engine, leaving_out=["generation"])["article"] == before
    with Session(engine) as session:
        assert session.get_one(Change, better.document.id).generation == 2


def test_the_case_of_the_words_does_not_make_another_article(engine: Engine) -> None:
    one = make_extraction(BODY, path="/a.txt")
    other = make_extraction(BODY.upper(), path="/b.txt", day="2025-01-05")
    save(engine, one)
    save(engine, other)
    with Session(engine) as session:
        (article,) = session.exec(select(Article)).all()
    assert article.body == BODY.upper()  # the body is that of the origin that speaks


def test_a_path_that_holds_another_text_keeps_both_articles_and_marks_the_old_origin(
    engine: Engine,
) -> None:
    old, new = make_extraction(write_body(1)), make_extraction(write_body(2))
    save(engine, old)
    save(engine, new, seen_at=LATER)
    with Session(engine) as session:
        (replaced,) = list_origins(session.connection(), old.document.id)
        (present,) = list_origins(session.connection(), new.document.id)
    assert replaced["replaced_at"].replace(tzinfo=UTC) == LATER
    assert present["replaced_at"] is None


def test_a_text_that_comes_back_to_its_path_is_no_longer_replaced(engine: Engine) -> None:
    first, second = make_extraction(write_body(1)), make_extraction(write_body(2))
    for extraction in (first, second, first):
        save(engine, extraction)
    with Session(engine) as session:
        (back,) = list_origins(session.connection(), first.document.id)
        (gone,) = list_origins(session.connection(), second.document.id)
    assert back["replaced_at"] is None
    assert gone["replaced_at"] is not None


def test_another_text_at_another_path_replaces_nothing(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1), path="/a.txt"))
    save(engine, make_extraction(write_body(2), path="/b.txt"))
    with Session(engine) as session:
        assert {origin.replaced_at for origin in session.exec(select(Origin))} == {None}


def test_seen_is_the_same_text_of_the_same_outlet_at_the_same_place(engine: Engine) -> None:
    identity = make_extraction(BODY, source="El Faro").document.identity
    save(engine, make_extraction(BODY, source="El Faro"))
    asked = [
        identity,
        identity._replace(location="/otra.txt"),
        identity._replace(raw_hash="0" * 64),
        identity._replace(source="La Boya"),
    ]
    with Session(engine) as session:
        assert find_seen(session, asked) == {identity}


def test_an_input_that_names_no_outlet_says_nothing_against_the_known_one(engine: Engine) -> None:
    identity = make_extraction(BODY, source="El Faro").document.identity
    save(engine, make_extraction(BODY, source="El Faro"))
    unnamed = identity._replace(source=None)
    with Session(engine) as session:
        assert find_seen(session, [unnamed]) == {unnamed}


def test_what_a_path_held_before_is_not_seen_there(engine: Engine) -> None:
    old = make_extraction(write_body(1))
    save(engine, old)
    save(engine, make_extraction(write_body(2)))
    with Session(engine) as session:
        assert find_seen(session, [old.document.identity]) == set()


def test_seen_is_asked_for_more_places_than_a_statement_takes(engine: Engine) -> None:
    known = make_extraction(BODY).document.identity
    save(engine, make_extraction(BODY))
    others = [RawIdentity(f"/{number}.txt", "0", None) for number in range(1200)]
    with Session(engine) as session:
        assert find_seen(session, [*others, known]) == {known}


def test_another_name_of_the_outlet_for_a_known_file_is_taken_over(engine: Engine) -> None:
    save(engine, make_extraction(BODY))
    named = make_extraction(BODY, source="El Faro")
    assert save(engine, named) == {"/notas/uno.txt": Outcome.NEW_ORIGIN}
    with Session(engine) as session:
        (origin,) = list_origins(session.connection(), named.document.id)
        assert get_article(session, named.document.id).source == origin["source"] == "El Faro"


def test_deleting_takes_all_that_was_derived_from_the_article(engine: Engine) -> None:
    extraction = make_extraction(BODY, Said("Habrá faroles nuevos", "Elena Quiroga"))
    save(engine, extraction)
    delete(engine, extraction.document.id)
    rows = read_rows(engine)
    kept = {name: rows[name] for name in rows if name != "archive_state" and rows[name]}
    assert set(kept) == {"change", "deletion", "outbox"}
    assert kept["outbox"] == [(extraction.document.id, 9)]


def test_a_deleted_article_is_remembered_until_it_is_forgotten(engine: Engine) -> None:
    article_id = make_extraction(BODY).document.id
    save(engine, make_extraction(BODY))
    delete(engine, article_id)
    with write_transaction(engine) as session:
        assert list_deleted(session, [article_id]) == {article_id}
        forget_deletion(session, article_id)
    with Session(engine) as session:
        assert list_deleted(session, [article_id]) == set()
        assert session.exec(select(Deletion)).all() == []


def test_what_is_not_there_can_be_neither_deleted_nor_forgotten(engine: Engine) -> None:
    with write_transaction(engine) as session:
        with pytest.raises(NotFoundError):
            delete_article(session, "0" * 16, now=LATER, generation=1)
        with pytest.raises(NotFoundError, match="was deleted"):
            forget_deletion(session, "0" * 16)


def test_deleting_a_leader_hands_its_copies_to_the_next(engine: Engine) -> None:
    wire = [write_body(3) + ending for ending in ("", "\nSeguirá.", "\nSeguirá mañana.")]
    leader, second, third = (
        make_extraction(body, path=f"/{day}.txt", day=f"2025-01-0{day}")
        for day, body in enumerate(wire, start=1)
    )
    save(engine, leader, second, third)
    delete(engine, leader.document.id)
    with Session(engine) as session:
        copies = {article.id: article.copy_of for article in session.exec(select(Article))}
    assert copies == {second.document.id: None, third.document.id: second.document.id}
    told = {article_id for article_id, _ in read_rows(engine)["outbox"]}
    assert told >= {leader.document.id, second.document.id, third.document.id}
