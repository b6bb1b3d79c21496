"""`verify` sees every difference between database, quotations and text indexes; `repair` mends it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from app.cli.archive import WritableArchive
from app.search.entries import load_entries
from app.search.folders import FolderIndex
from app.search.sync import catch_up
from app.settings import Settings
from app.store.outbox import get_generation, mark_changed
from app.store.session import write_transaction
from app.store.tables import Article, Change, JointSpeaker, Quote, Statement
from app.verify import repair, verify
from tests.conftest import ingest_paths
from tests.newsroom import (
    Said,
    make_extraction,
    read_content,
    read_digests,
    read_rows,
    save,
    write_body,
)

NOTE = (
    "La coral de Peñalba estrenó anoche un repertorio de habaneras recuperadas.\n\n"
    "«Cantamos lo que cantaban nuestras abuelas», explicó el director, Marcial Quiroga.\n\n"
    "«Es un tesoro que nadie había apuntado», señaló la archivera Noemí Cabrisas.\n"
)


@pytest.fixture
def coral(archive: WritableArchive, tmp_path: Path) -> str:
    """The id of an article with two quotations, the only one in `archive`."""
    path = tmp_path / "coral.txt"
    path.write_text(NOTE)
    ingest_paths(archive, path)
    with Session(archive.engine) as session:
        return session.exec(select(Article.id)).one()


def get_folders(archive: WritableArchive) -> FolderIndex:
    assert isinstance(archive.index, FolderIndex)
    return archive.index


def check(archive: WritableArchive, settings: Settings) -> list[str]:
    return verify(archive.engine, settings.index_dir)


def mend(archive: WritableArchive, settings: Settings) -> None:
    """Repair, and hold it to its word."""
    rows = read_rows(archive.engine)
    repair(archive.engine, settings.index_dir)
    assert check(archive, settings) == []
    after = read_rows(archive.engine, leaving_out=["generation"])
    for name in ("article", "origin", "name_form", "speaker"):
        assert len(after[name]) == len(rows[name])


def test_an_empty_archive_is_sound(archive: WritableArchive, settings: Settings) -> None:
    assert check(archive, settings) == []


@pytest.mark.usefixtures("coral")
def test_an_archive_that_was_just_fed_is_sound(
    archive: WritableArchive, settings: Settings
) -> None:
    assert check(archive, settings) == []


@pytest.mark.usefixtures("coral")
def test_repairing_a_sound_archive_changes_nothing(
    archive: WritableArchive, settings: Settings
) -> None:
    before = read_rows(archive.engine), read_digests(archive.index)
    repair(archive.engine, settings.index_dir)
    assert (read_rows(archive.engine), read_digests(archive.index)) == before


def test_an_entry_that_the_index_lacks_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    get_folders(archive).articles.write([], [coral], generation=1)
    assert check(archive, settings) == [
        f"article {coral} is in the database and not in the text index"
    ]
    mend(archive, settings)


def test_a_quotation_that_the_index_lacks_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    get_folders(archive).quotes.write([], [coral], generation=1)
    faults = check(archive, settings)
    assert len(faults) == 2
    for fault in faults:
        assert fault.startswith(f"quotation {coral}-")
        assert fault.endswith("is in the database and not in the text index")
    mend(archive, settings)


def test_an_entry_that_only_the_index_has_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    with write_transaction(archive.engine) as session:
        session.execute(delete(Quote))
        session.execute(delete(Article))
    faults = check(archive, settings)
    assert f"article {coral} is in the text index and not in the database" in faults
    assert sum("is in the text index" in fault for fault in faults) == 3
    assert sum(fault.startswith("wording ") for fault in faults) == len(faults) - 3 == 2
    mend(archive, settings)


def test_an_entry_that_differs_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    with Session(archive.engine) as session:
        (entry,) = load_entries(session, [coral]).articles
    get_folders(archive).articles.write([replace(entry, title="Otro título")], [], generation=1)
    assert check(archive, settings) == [f"article {coral} differs between database and text index"]
    mend(archive, settings)


def test_shifted_offsets_are_found_and_mended_from_the_text(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    quotes = read_rows(archive.engine)["quote"]
    with write_transaction(archive.engine) as session:
        session.execute(update(Quote).values(start=Quote.start + 2, end=Quote.end + 2))
    faults = {fault for fault in check(archive, settings) if "offsets" in fault}
    assert faults == {
        f"quotation {quote_id}: its offsets do not give its text in its article"
        for quote_id, *_ in quotes
    }
    mend(archive, settings)
    assert read_rows(archive.engine)["quote"] == quotes
    with Session(archive.engine) as session:
        assert session.get_one(Change, coral).generation == get_generation(session) == 2


def test_a_quotation_with_other_words_than_its_article_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    quotes = read_rows(archive.engine)["quote"]
    with write_transaction(archive.engine) as session:
        changed = update(Quote).where(col(Quote.text).startswith("Cantamos"))
        session.execute(changed.values(text="Cantamos lo que cantaban nuestros abuelos"))
    faults = check(archive, settings)
    assert any(coral in fault and "offsets do not give its text" in fault for fault in faults)
    mend(archive, settings)
    assert read_rows(archive.engine)["quote"] == quotes


def test_a_joint_speaker_with_shifted_offsets_is_found(
    archive: WritableArchive, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "dos.txt"
    path.write_text(f"{NOTE}\n«Nadie más lo hará», dijeron Marcial Quiroga y Noemí Cabrisas.\n")
    ingest_paths(archive, path)
    assert check(archive, settings) == []
    joint = read_rows(archive.engine)["joint_speaker"]
    with write_transaction(archive.engine) as session:
        moved = update(JointSpeaker).values(mention_start=col(JointSpeaker.mention_start) + 1)
        session.execute(moved)
    ((quote_id, *_),) = joint
    assert check(archive, settings) == [
        f"quotation {quote_id}: the offsets of a joint speaker do not give the name printed there"
    ]
    mend(archive, settings)
    assert read_rows(archive.engine)["joint_speaker"] == joint


@pytest.mark.parametrize(
    "spoilt",
    [
        {"mention_start": 100_000, "mention_end": 100_007},
        {"mention_end": Quote.mention_start},
        {"mention_start": None},
        {"mention_start": col(Quote.mention_start) - 1},
        {"cue_start": -1},
        {"cue_end": col(Quote.cue_end) + 1},
        {"context_start": Quote.start + 1},
        {"context_end": 100_000},
    ],
)
def test_a_mention_cue_or_context_out_of_place_is_found_and_mended(
    archive: WritableArchive, settings: Settings, coral: str, spoilt: dict[str, Any]
) -> None:
    quotes = read_rows(archive.engine)["quote"]
    with write_transaction(archive.engine) as session:
        session.execute(update(Quote).values(spoilt))
    faults = check(archive, settings)
    assert len([fault for fault in faults if coral in fault and "offsets" in fault]) == 2
    mend(archive, settings)
    assert read_rows(archive.engine)["quote"] == quotes


@pytest.fixture
def statement(archive: WritableArchive) -> str:
    """The id of a statement that two articles print, the only one in `archive`."""
    said = Said("La lonja abrirá de madrugada aunque nieve en todo el puerto", "Elena Quiroga")
    notes = [
        make_extraction(write_body(number), said, path=f"/{number}.txt") for number in range(2)
    ]
    save(archive.engine, *notes)
    catch_up(archive.engine, archive.index)
    with Session(archive.engine) as session:
        return session.exec(select(Statement.id)).one()


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE statement SET quote_count = 7",
        "UPDATE statement SET article_count = 1",
        "UPDATE statement SET id = 'otra'",
        "DELETE FROM statement",
        "UPDATE quote SET statement_id = NULL WHERE id = (SELECT max(id) FROM quote)",
        "DELETE FROM wording",
        "INSERT INTO wording (id, words, size) VALUES ('sobra', 'de nadie', 2)",
    ],
)
def test_a_statement_that_its_quotations_do_not_give_is_found_and_mended(
    archive: WritableArchive, settings: Settings, statement: str, spoil: str
) -> None:
    before = read_content(archive.engine)
    assert before["statement"][0][0] == statement
    with write_transaction(archive.engine) as session:
        session.execute(text(spoil))
    faults = check(archive, settings)
    assert faults
    assert all(fault.startswith(("statement ", "wording ")) for fault in faults)
    mend(archive, settings)
    assert read_content(archive.engine) == before


def test_what_waits_for_the_index_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    with write_transaction(archive.engine) as session:
        mark_changed(session, [coral], generation=get_generation(session))
    assert check(archive, settings) == ["text index: 1 changed articles wait to be taken over"]
    mend(archive, settings)


def test_a_row_that_points_at_nothing_is_found(
    archive: WritableArchive, settings: Settings, coral: str
) -> None:
    with archive.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("UPDATE origin SET article_id = 'nadie'")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.exec_driver_sql("BEGIN")
    faults = check(archive, settings)
    assert faults == ["database: row 1 of origin points at a row of article that is not there"]
    assert coral in read_digests(archive.index)[0]


def remove_index(index: Path) -> None:
    shutil.rmtree(index)


def remove_pointer(index: Path) -> None:
    (index / "articles" / "CURRENT").unlink()


def point_elsewhere(index: Path) -> None:
    (index / "quotes" / "CURRENT").write_text("build-999999\n")


def empty_files(index: Path) -> None:
    for path in index.glob("articles/build-*/*"):
        path.write_bytes(b"")


def scramble_files(index: Path) -> None:
    for path in index.glob("quotes/build-*/*"):
        path.write_bytes(b"\x00\xff" * (path.stat().st_size // 2))


def remove_files(index: Path) -> None:
    for path in index.glob("articles/build-*/*.trm"):
        path.unlink()


@pytest.mark.parametrize(
    "spoil",
    [remove_index, remove_pointer, point_elsewhere, empty_files, scramble_files, remove_files],
)
@pytest.mark.usefixtures("coral")
def test_an_index_that_cannot_be_used_is_found_and_built_anew(
    archive: WritableArchive, settings: Settings, spoil: Callable[[Path], None]
) -> None:
    digests = read_digests(archive.index)
    spoil(settings.index_dir)
    (fault,) = check(archive, settings)
    assert fault.startswith("text index: ")
    assert "hemeroteca reindex" in fault
    mend(archive, settings)
    assert read_digests(archive.index) == digests


@pytest.mark.usefixtures("coral")
def test_a_flipped_byte_anywhere_in_the_index_is_found_and_mended(
    archive: WritableArchive, settings: Settings
) -> None:
    files = [path for path in settings.index_dir.glob("*/build-*/*") if path.stat().st_size]
    files = [path for path in files if not path.name.startswith("MANIFEST")]
    assert len(files) >= 6
    for path in sorted(files):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        faults = check(archive, settings)
        assert any(str(path) in fault or "hemeroteca reindex" in fault for fault in faults)
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    assert check(archive, settings) == []
    files[0].write_bytes(files[0].read_bytes() + b"\0")
    mend(archive, settings)


@pytest.mark.usefixtures("coral")
def test_a_file_too_many_or_too_few_in_the_index_is_found(
    archive: WritableArchive, settings: Settings
) -> None:
    (build,) = (settings.index_dir / "articles").glob("build-*")
    (build / "sobra.trm").write_bytes(b"")
    assert check(archive, settings) == [f"text index: {build}/sobra.trm is not in the manifest"]
    (build / "sobra.trm").unlink()
    (build / "MANIFEST").unlink()
    assert check(archive, settings) == [f"text index: {build}/MANIFEST cannot be read"]
    mend(archive, settings)


def test_many_differences_are_counted_and_the_first_named(
    archive: WritableArchive, settings: Settings
) -> None:
    notes = [
        make_extraction(write_body(number, sentences=2), Said("Sí", None), path=f"/{number}.txt")
        for number in range(25)
    ]
    save(archive.engine, *notes)
    with write_transaction(archive.engine) as session:
        session.execute(text("DELETE FROM outbox"))
    faults = check(archive, settings)
    assert len(faults) == 2 * (20 + 1)
    assert sum(fault.startswith("article ") for fault in faults) == 20
    assert "and 5 more: article is in the database and not in the text index" in faults
    mend(archive, settings)
