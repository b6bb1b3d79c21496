"""Near-copies: pairs that are verified, groups with one leader, the same in any order."""

from collections.abc import Iterable
from itertools import permutations

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from app.documents.fingerprints import compare, take_fingerprint
from app.extraction import Extraction
from app.store.copies import COMPARISONS_LIMIT, find_group, link_all, link_copies, unlink_copies
from app.store.session import write_transaction
from app.store.tables import Article, Band, Change
from tests.newsroom import make_extraction, read_content, save, write_body

LINES = write_body(4, sentences=12).split("\n")


def make_copy(path: str, lines: Iterable[str], day: str | None = None) -> Extraction:
    return make_extraction("\n".join(lines), path=path, day=day)


ORIGINAL = make_copy("/original.txt", LINES, "2025-02-01")
SHORTENED = make_copy("/corta.txt", LINES[:8], "2025-02-02")
EDITED = make_copy("/editada.txt", [*LINES[:11], "Seguirá informando la redacción."], "2025-02-03")
UNDATED = make_copy("/sin-fecha.txt", [*LINES, "Última línea añadida en la redacción."])
UNLIKE = make_extraction(write_body(5), path="/otra.txt", day="2025-02-01")


def link_anew(session: Session, article_id: str) -> frozenset[str]:
    body = session.get_one(Article, article_id).body
    return link_copies(session, {article_id: take_fingerprint(body).bands}).relinked


def list_leaders(engine: Engine) -> dict[str, str | None]:
    with Session(engine) as session:
        return {article.id: article.copy_of for article in session.exec(select(Article))}


def test_copies_are_grouped_under_the_earliest(engine: Engine) -> None:
    save(engine, UNDATED, EDITED, SHORTENED, ORIGINAL, UNLIKE)
    leader = ORIGINAL.document.id
    assert list_leaders(engine) == {
        leader: None,
        SHORTENED.document.id: leader,
        EDITED.document.id: leader,
        UNDATED.document.id: leader,
        UNLIKE.document.id: None,
    }


@pytest.mark.parametrize(
    ("leader", "copy"),
    [
        pytest.param(SHORTENED, UNDATED, id="a dated one before an undated one"),
        pytest.param(
            make_copy("/larga.txt", LINES, "2025-02-02"), SHORTENED, id="of one day the longest"
        ),
        pytest.param(UNDATED, make_copy("/corta.txt", LINES[:9]), id="of undated ones the longest"),
    ],
)
def test_the_leader_is_the_same_in_either_order(
    engine: Engine, leader: Extraction, copy: Extraction
) -> None:
    expected = {leader.document.id: None, copy.document.id: leader.document.id}
    save(engine, leader)
    save(engine, copy)
    assert list_leaders(engine) == expected


def test_any_order_of_linking_makes_the_same_groups(engine: Engine) -> None:
    save(engine, ORIGINAL, SHORTENED, UNDATED)
    expected = read_content(engine)
    for order in permutations(list_leaders(engine)):
        with write_transaction(engine) as session:
            session.execute(update(Article).values(copy_of=None))
            session.execute(delete(Band))
            for article_id in order:
                link_anew(session, article_id)
        assert read_content(engine) == expected


def test_a_chain_of_pairs_is_one_group_with_one_leader(engine: Engine) -> None:
    lines = write_body(6, sentences=20).split("\n")
    chain = [
        make_copy(f"/{number}.txt", lines[start : start + 10], f"2025-02-0{number}")
        for number, start in enumerate((0, 4, 8), start=1)
    ]
    first, _, last = (one.document.id for one in chain)
    save(engine, chain[0], chain[2])
    assert list_leaders(engine) == {first: None, last: None}  # the ends are too unlike for a pair
    save(engine, chain[1])
    assert list_leaders(engine)[last] == first
    with Session(engine) as session:
        assert find_group(session, last) == {one.document.id for one in chain}


def test_taking_out_the_middle_of_a_chain_parts_the_group(engine: Engine) -> None:
    lines = write_body(6, sentences=20).split("\n")
    chain = [make_copy(f"/{start}.txt", lines[start : start + 10]) for start in (0, 4, 8)]
    save(engine, *chain)
    first, middle, last = (one.document.id for one in chain)
    with write_transaction(engine) as session:
        unlink_copies(session, middle)
        assert find_group(session, first) == {first}
        assert find_group(session, last) == {last}
    leaders = list_leaders(engine)
    assert leaders[first] is None
    assert leaders[last] is None


def test_a_member_of_a_group_is_enough_to_join_it(engine: Engine) -> None:
    save(engine, ORIGINAL, SHORTENED, EDITED, UNDATED)
    with Session(engine) as session:
        for article_id in list_leaders(engine):
            assert find_group(session, article_id) == set(list_leaders(engine))


def test_a_hundred_copies_are_one_group(engine: Engine) -> None:
    copies = [
        make_copy(
            f"/{number}.txt",
            [*LINES, f"Edición número {number} del boletín."],
            f"2025-{1 + number % 12:02}-01",
        )
        for number in range(100)
    ]
    save(engine, *copies)
    leaders = list_leaders(engine)
    assert len(leaders) == 100
    assert len(set(leaders.values())) == 2  # the leader, and None for itself


@pytest.mark.parametrize(
    ("day", "is_copy"),
    [("2025-03-04", True), ("2025-03-05", False), ("2025-01-01", True), ("2024-12-31", False)],
)
def test_a_pair_is_of_one_window_of_dates(engine: Engine, day: str, is_copy: bool) -> None:
    later = make_copy("/otra-vez.txt", LINES[:10], day)
    save(engine, make_copy("/original.txt", LINES, "2025-02-01"))
    save(engine, later)
    assert is_copy == (len(set(list_leaders(engine).values())) == 2)


def test_an_undated_article_is_compared_with_those_of_all_days(engine: Engine) -> None:
    save(engine, ORIGINAL, make_copy("/años-después.txt", LINES[:10], "2031-05-01"), UNDATED)
    assert list(list_leaders(engine).values()).count(ORIGINAL.document.id) == 2


def test_another_date_parts_a_pair_and_brings_it_together(engine: Engine) -> None:
    late = make_copy("/tarde.txt", LINES[:10], "2025-06-01")
    save(engine, ORIGINAL, late)
    assert set(list_leaders(engine).values()) == {None}
    save(engine, make_copy("/pronto.txt", LINES[:10], "2025-02-03"))  # the same words, seen before
    assert list_leaders(engine)[late.document.id] == ORIGINAL.document.id
    save(engine, make_copy("/mucho-antes.txt", LINES[:10], "2024-02-03"))
    assert set(list_leaders(engine).values()) == {None}


def test_a_copy_carries_what_it_shares_with_its_leader(engine: Engine) -> None:
    save(engine, SHORTENED, EDITED)
    save(engine, ORIGINAL)
    with Session(engine) as session:
        for article in session.exec(select(Article)):
            shared = compare(article.body, ORIGINAL.document.body)
            measures = (article.copy_jaccard, article.copy_containment)
            expected = (round(shared.jaccard, 3), round(shared.containment, 3))
            assert measures == ((None, None) if article.copy_of is None else expected)


def test_linking_tells_whose_leader_changed(engine: Engine) -> None:
    save(engine, SHORTENED, EDITED)
    late = ORIGINAL.document
    save(engine, make_extraction(late.body, path=late.location))  # undated: follows the others
    with write_transaction(engine) as session:
        assert link_copies(session, {late.id: late.bands}).relinked == set()
    save(engine, ORIGINAL)  # now its date is known, and it leads
    assert set(list_leaders(engine).values()) == {None, late.id}


def test_linking_again_adds_no_band(engine: Engine) -> None:
    save(engine, ORIGINAL)
    with Session(engine) as session:
        before = len(session.exec(select(Band)).all())
    with write_transaction(engine) as session:
        link_anew(session, ORIGINAL.document.id)
    with Session(engine) as session:
        assert len(session.exec(select(Band)).all()) == before


def test_an_article_that_is_taken_out_leaves_no_band(engine: Engine) -> None:
    save(engine, ORIGINAL, UNLIKE)
    with write_transaction(engine) as session:
        unlink_copies(session, ORIGINAL.document.id)
        left = {band.article_id for band in session.exec(select(Band))}
    assert left == {UNLIKE.document.id}


def test_linking_all_anew_makes_the_same_groups_and_tells_what_was_wrong(engine: Engine) -> None:
    save(engine, ORIGINAL, SHORTENED, UNDATED, UNLIKE)
    expected = read_content(engine)
    with write_transaction(engine) as session:
        assert link_all(session) == frozenset()
        session.execute(
            update(Article).where(col(Article.id) == UNDATED.document.id).values(copy_of=None)
        )
        session.execute(delete(Band))
        assert link_all(session) == {UNDATED.document.id}
    assert read_content(engine) == expected


def test_a_copy_is_found_among_hundreds_that_share_its_frame(engine: Engine) -> None:
    frame = write_body(7, sentences=4).split("\n")
    columns = [
        make_copy(
            f"/columna-{number}.txt",
            [*frame, " ".join(f"suceso{number}n{place}" for place in range(80))],
        )
        for number in range(COMPARISONS_LIMIT + 44)
    ]
    save(engine, *columns)
    assert set(list_leaders(engine).values()) == {None}
    copied = columns[150].document
    copy = make_copy("/copia.txt", [*copied.body.split("\n"), "Ampliaremos en la próxima edición."])
    save(engine, copy)
    assert {copied.id, copy.document.id} >= set(list_leaders(engine).values()) - {None} != set()


def test_an_article_whose_leader_changed_counts_as_changed(engine: Engine) -> None:
    save(engine, SHORTENED)
    save(engine, UNLIKE)
    save(engine, ORIGINAL)  # generation 3: leads the first one from now on
    with Session(engine) as session:
        generations = {one.article_id: one.generation for one in session.exec(select(Change))}
    assert generations[SHORTENED.document.id] == 3
    assert generations[UNLIKE.document.id] == 2
