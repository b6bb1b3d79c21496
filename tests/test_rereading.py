"""Articles read again from what was seen of them, after cleaning has changed.

An older version is played by an archive that holds other raw texts than it was made of.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from app.cli.archive import WritableArchive, open_for_writing
from app.documents.document import RawDocument
from app.ingest import ingest
from app.refresh import refresh
from app.search.sync import catch_up
from app.settings import Settings
from app.store.articles import delete_article, list_deleted
from app.store.decisions import Passage
from app.store.forms import FormName
from app.store.outbox import next_generation
from app.store.session import write_transaction
from app.store.tables import Article, Deletion, Origin, Quote
from app.verify import verify
from tests.conftest import NOW
from tests.newsroom import make_raw, read_content, read_digests, write_body
from tests.store.editor import Editor
from tests.test_ingest import FILES

SAID = "«El muelle no se toca mientras yo mande», dijo Elena Quiroga en el pleno."
FORMER = make_raw(
    f" date 2025-03-04 El muelle\n\nEscuche este audio\n{write_body(1)}\n{SAID}", "/faro/muelle.txt"
)
PRESENT = make_raw(f" date 2025-03-04 El muelle\n\n{write_body(1)}\n{SAID} Fin.", FORMER.location)
ELSEWHERE = replace(FORMER, location="/voz/muelle.txt", source="La Voz")


def store(archive: WritableArchive, *raws: RawDocument) -> list[str]:
    """Ingest, and return the ids of all articles."""
    list(ingest(raws, partial(write_transaction, archive.engine), now=NOW))
    with Session(archive.engine) as session:
        return list(session.exec(select(Article.id).order_by(Article.id)))


def read_as_before(archive: WritableArchive, present: RawDocument) -> None:
    """Let the archive have read another text, where it holds now what comes out like this one."""
    with write_transaction(archive.engine) as session:
        session.execute(
            update(Origin)
            .where(Origin.location == present.location)  # type: ignore[arg-type]  # a column
            .values(raw_text=present.text, raw_hash=present.raw_hash, stated=present.stated)
        )


def read_again(archive: WritableArchive, now: datetime = NOW) -> dict[str, int]:
    """Refresh everything, let the index follow, and expect the archive to be sound."""
    transaction = partial(write_transaction, archive.engine)
    total = {"extracted again": 0, "changed": 0}
    for counts in refresh(transaction, now=now, everything=True):
        for name, count in counts.items():
            total[name] += count
    catch_up(archive.engine, archive.index)
    return total


def read_all(archive: WritableArchive) -> tuple[dict[str, Any], Any]:
    content = read_content(archive.engine)
    return {name: rows for name, rows in content.items() if name != "deletion"}, read_digests(
        archive.index
    )


def expect_as_ingested(archive: WritableArchive, folder: Path, *raws: RawDocument) -> None:
    """The archive holds what another one does into which these were ingested."""
    with open_for_writing(Settings(data_dir=folder / "recto")) as straight:
        store(straight, *raws)
        catch_up(straight.engine, straight.index)
        assert read_all(archive) == read_all(straight)


def test_what_cleaning_reads_otherwise_is_another_article_and_the_former_one_has_a_successor(
    archive: WritableArchive, tmp_path: Path
) -> None:
    (former,) = store(archive, FORMER)
    read_as_before(archive, PRESENT)
    assert read_again(archive) == {"extracted again": 1, "changed": 2}
    expect_as_ingested(archive, tmp_path, PRESENT)
    with Session(archive.engine) as session:
        (present,) = session.exec(select(Article.id)).all()
        assert session.get_one(Deletion, former).successor == present != former
        assert list_deleted(session, [former]) == frozenset()


def test_an_article_that_comes_in_again_has_no_successor(
    archive: WritableArchive, tmp_path: Path
) -> None:
    (former,) = store(archive, FORMER)
    read_as_before(archive, PRESENT)
    read_again(archive)
    assert former in store(archive, ELSEWHERE)
    catch_up(archive.engine, archive.index)
    expect_as_ingested(archive, tmp_path, PRESENT, ELSEWHERE)
    with Session(archive.engine) as session:
        assert session.exec(select(Deletion)).all() == []


def test_places_where_it_reads_as_before_keep_the_article(
    archive: WritableArchive, tmp_path: Path
) -> None:
    store(archive, FORMER, ELSEWHERE)
    read_as_before(archive, PRESENT)
    assert read_again(archive)["changed"] == 2
    expect_as_ingested(archive, tmp_path, PRESENT, ELSEWHERE)
    with Session(archive.engine) as session:
        assert session.exec(select(Deletion)).all() == []


def test_places_that_read_alike_now_are_one_article(
    archive: WritableArchive, tmp_path: Path
) -> None:
    other = replace(PRESENT, location=ELSEWHERE.location, source="La Voz")
    assert len(store(archive, FORMER, other)) == 2
    read_as_before(archive, PRESENT)
    read_again(archive)
    expect_as_ingested(archive, tmp_path, PRESENT, other)


def test_what_a_path_held_before_stays_replaced(archive: WritableArchive, tmp_path: Path) -> None:
    later = make_raw(f" date 2025-03-09 La lonja\n\n{write_body(2)}", FORMER.location)
    store(archive, FORMER)
    store(archive, later)
    with write_transaction(archive.engine) as session:
        session.execute(
            update(Origin)
            .where(Origin.raw_hash == FORMER.raw_hash)  # type: ignore[arg-type]  # a column
            .values(raw_text=PRESENT.text, raw_hash=PRESENT.raw_hash)
        )
    read_again(archive)
    with open_for_writing(Settings(data_dir=tmp_path / "recto")) as straight:
        store(straight, PRESENT)
        store(straight, later)
        catch_up(straight.engine, straight.index)
        assert read_all(archive) == read_all(straight)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "De antes"},
        {"published": None, "published_precision": None, "first_day": None, "last_day": None},
        {"removed": [], "language": "pt"},
        {"body": "Otro corte de las mismas palabras, que cuentan igual."},
    ],
)
def test_the_same_words_are_the_same_article_with_what_is_read_of_it_now(
    archive: WritableArchive, tmp_path: Path, changed: dict[str, Any]
) -> None:
    store(archive, FORMER)
    with write_transaction(archive.engine) as session:
        session.execute(update(Article).values(**changed))
    assert read_again(archive) == {"extracted again": 1, "changed": 1}
    expect_as_ingested(archive, tmp_path, FORMER)


def test_the_place_that_ranks_first_now_speaks_for_the_article(archive: WritableArchive) -> None:
    undated = replace(ELSEWHERE, text=ELSEWHERE.text.partition("\n\n")[2])
    store(archive, FORMER, undated)
    earlier = replace(undated, text=f" date 2025-03-02 El muelle, antes\n\n{undated.text}")
    read_as_before(archive, earlier)
    assert read_again(archive) == {"extracted again": 1, "changed": 1}
    with Session(archive.engine) as session:
        article = session.exec(select(Article)).one()
        leader = session.exec(select(Origin).where(Origin.location == earlier.location)).one()
        assert (article.title, article.published, article.source, article.origin_id) == (
            *("El muelle, antes", "2025-03-02", "La Voz"),
            leader.id,
        )


def test_an_article_that_an_editor_corrected_keeps_its_words(archive: WritableArchive) -> None:
    (article_id,) = store(archive, FORMER)
    with Session(archive.engine) as session:
        quote = session.exec(select(Quote)).one()
    passage = Passage(article_id, quote.start, quote.end, quote.text)
    Editor(archive.engine).attribute(passage, FormName("person", "Rosaura Bermejo"))
    catch_up(archive.engine, archive.index)
    read_as_before(archive, PRESENT)
    before = read_all(archive)
    assert read_again(archive) == {"extracted again": 1, "changed": 0}
    assert read_all(archive) == before


def test_what_an_editor_deleted_does_not_come_back_under_another_text(
    archive: WritableArchive,
) -> None:
    (unwanted,) = store(archive, PRESENT)
    with write_transaction(archive.engine) as session:
        delete_article(session, unwanted, now=NOW, generation=next_generation(session))
    (former,) = store(archive, FORMER)
    read_as_before(archive, PRESENT)
    assert read_again(archive)["extracted again"] == 1
    with Session(archive.engine) as session:
        assert session.exec(select(Article.id)).all() == [former]


def test_a_text_in_which_no_article_is_found_any_more_keeps_its_article(
    archive: WritableArchive, tmp_path: Path
) -> None:
    store(archive, FORMER)
    read_as_before(archive, replace(FORMER, text="Nada."))
    with write_transaction(archive.engine) as session:
        session.execute(update(Quote).values(form_id=None, rule="de antes"))
    assert read_again(archive) == {"extracted again": 1, "changed": 1}
    read_as_before(archive, FORMER)
    expect_as_ingested(archive, tmp_path, FORMER)


def test_an_archive_that_did_not_keep_what_formats_state_is_read_alike(
    archive: WritableArchive, tmp_path: Path
) -> None:
    line = replace(
        make_raw(write_body(3), "/lote.jsonl#1"),
        title="La lonja, a subasta",
        published="4 de marzo de 2025",
        url="https://faro.example/lonja",
        author="R. Bermejo",
    )
    store(archive, FORMER, line, *FILES)
    with write_transaction(archive.engine) as session:
        session.execute(update(Origin).values(stated=None))
    assert read_again(archive)["changed"] == 0
    with open_for_writing(Settings(data_dir=tmp_path / "recto")) as straight:
        store(straight, FORMER, line, *FILES)
        expected = read_content(straight.engine, leaving_out=["stated"])
        assert read_content(archive.engine, leaving_out=["stated"]) == expected


def test_an_archive_is_sound_after_articles_went(
    archive: WritableArchive, settings: Settings
) -> None:
    store(archive, FORMER, *FILES)
    for present in (PRESENT, replace(FILES[0], text=FILES[0].text + "\nSeguirá informando.")):
        read_as_before(archive, present)
    read_again(archive)
    assert verify(archive.engine, settings.index_dir) == []
