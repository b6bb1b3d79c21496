"""The promises of an ingest: nothing lost, nothing twice, and the order of the files changes nothing."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.cli.archive import WritableArchive, open_for_writing
from app.documents.document import RawDocument
from app.ingest import Report, ingest
from app.search.sync import catch_up
from app.settings import Settings
from app.store.articles import delete_article, forget_deletion
from app.store.name_tables import NameForm
from app.store.origins import list_origins
from app.store.outbox import get_generation, next_generation
from app.store.session import rehearse, write_transaction
from app.store.tables import Article, Origin, Quote
from app.workers import Mapper, open_workers
from tests.conftest import NOW, ingest_paths
from tests.newsroom import make_raw, read_content, read_digests, read_rows, write_body

WriteFile = Callable[[str, str | bytes], Path]

FAROLES = (
    "El ayuntamiento de Torrealta encenderá cuarenta faroles nuevos en el muelle viejo.\n\n"
    "«Habrá luz en todo el muelle antes de la vendimia», dijo la alcaldesa, Elena Quiroga.\n\n"
    "Los vecinos llevaban tres inviernos pidiendo que se reparara la acera del varadero.\n\n"
    "«No quedará un rincón a oscuras», añadió Quiroga al término de la visita.\n\n"
    "El contrato con la empresa de alumbrado se firmará en la última semana de septiembre.\n"
)
REGADIO = (
    "La cosecha de almendra cayó a la mitad en los pueblos de la ladera norte.\n\n"
    "«Sin agua no hay almendra que valga», aseguró Quiroga ante los regantes.\n\n"
    "El consejo de Almenara estudia un reparto distinto para el próximo verano.\n"
)
CORAL = (
    "La coral de Peñalba estrenó anoche un repertorio de habaneras recuperadas.\n\n"
    "«Cantamos lo que cantaban nuestras abuelas», explicó el director, Marcial Quiroga.\n\n"
    "«Es un tesoro que nadie había apuntado», señaló la archivera Noemí Cabrisas.\n"
)
ARCHIVO = (
    "El archivo de la comarca ha comprado doscientas partituras a un coleccionista.\n\n"
    "«Algunas no se oían desde hace un siglo», contó Noemi Cabrisas en la presentación.\n\n"
    "«Las abriremos al público en otoño», prometió Noemi Cabrisas.\n\n"
    "«Unas cuantas sonarán en primavera», dijeron Marcial Quiroga y Noemi Cabrisas.\n"
)
DESLINDE = (
    "Dos parroquias discuten desde hace un siglo por dónde pasa el deslinde del monte.\n\n"
    "«Que lo mida quien quiera», respondió Cabrisas cuando le preguntaron por el mapa.\n"
)
FILES = (
    make_raw(f" date 2025-03-04 Faroles nuevos\n\n{FAROLES}", "/faro/faroles.txt", "El Faro"),
    make_raw(FAROLES, "/voz/faroles.txt", "La Voz"),
    make_raw(
        f" date 2025-03-05 Luz en el muelle\n\n{FAROLES.partition('Los vecinos')[0]}"
        f"{FAROLES.partition('varadero.')[2]}\nTexto de agencia.\n",
        "/alba/luz.txt",
    ),
    make_raw(f" date 2025-04-01 Sin agua\n\n{REGADIO}", "/faro/regadio.txt"),
    make_raw(f" date 2025-04-09 La coral\n\n{CORAL}", "/faro/coral.txt"),
    make_raw(f" date 2025-05-02 Partituras\n\n{ARCHIVO}", "/voz/archivo.txt"),
    replace(make_raw(DESLINDE, "/a/deslinde.txt"), title="El deslinde, otra vez"),
    replace(make_raw(DESLINDE.upper(), "/b/deslinde.txt"), title="Un monte y dos parroquias"),
)


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Writes a file below a folder of the test's own, and returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "notas" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture(scope="module")
def workers() -> Iterator[Mapper]:
    """Two processes that extract."""
    with open_workers(2) as mapper:
        yield mapper


def ingest_raws(
    archive: WritableArchive, raws: Sequence[RawDocument], now: datetime = NOW
) -> Report:
    batches = list(ingest(raws, lambda: write_transaction(archive.engine), now=now))
    catch_up(archive.engine, archive.index)
    return batches[-1]


def list_titles(archive: WritableArchive) -> list[str | None]:
    with Session(archive.engine) as session:
        return sorted(session.exec(select(Article.title)), key=str)


# Any order


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Rows and index digests of all files in one run, in the order above."""
    return _build(tmp_path_factory.mktemp("straight"), [FILES])


def _build(folder: Path, runs: Sequence[Sequence[RawDocument]]) -> tuple[Any, Any]:
    with open_for_writing(Settings(data_dir=folder)) as archive:
        for number, run in enumerate(runs):
            if run:
                ingest_raws(archive, run, NOW + timedelta(days=number))
        return read_content(archive.engine), read_digests(archive.index)


def test_the_files_below_hold_what_order_could_upset(straight: tuple[Any, Any]) -> None:
    """Without this the next test could pass for want of anything to go wrong."""
    rows, (articles, quotes) = straight
    assert len(rows["origin"]) == len(FILES)
    assert len(articles) == len(rows["article"]) == len(FILES) - 2  # two bodies came twice
    assert len(quotes) == len(rows["quote"]) >= 9
    ids = {row[0] for row in rows["article"]}
    copies = [
        row
        for row in rows["article"]
        if any(value in ids for value in row[1:] if isinstance(value, str))
    ]
    assert len(copies) == 1
    speakers = {row[0] for row in rows["speaker"]}
    assert {"elena-quiroga", "marcial-quiroga", "quiroga", "noemi-cabrisas"} <= speakers
    assert "cabrisas" not in speakers


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(FILES), cuts=st.sets(st.integers(1, len(FILES) - 1), max_size=3))
def test_any_order_and_any_split_into_runs_ends_with_the_same_rows_and_index(
    order: list[RawDocument],
    cuts: set[int],
    straight: tuple[Any, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bounds = [0, *sorted(cuts), len(order)]
    runs = [order[start:end] for start, end in pairwise(bounds)]
    assert _build(tmp_path_factory.mktemp("order"), runs) == straight


@pytest.mark.parametrize("batch_size", [1, 3])
def test_workers_end_with_the_same_rows_and_index_in_any_order(
    batch_size: int,
    straight: tuple[Any, Any],
    workers: Mapper,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    orders = [FILES, FILES[::-1], random.Random(5).sample(FILES, len(FILES))]  # noqa: S311  no secret
    for order in orders:
        folder = tmp_path_factory.mktemp("workers")
        with open_for_writing(Settings(data_dir=folder)) as archive:

            def transaction() -> AbstractContextManager[Session]:
                return write_transaction(archive.engine)

            reports = list(
                ingest(order, transaction, now=NOW, mapper=workers, batch_size=batch_size)
            )
            assert len(reports) == -(-len(order) // batch_size)
            catch_up(archive.engine, archive.index)
            assert (read_content(archive.engine), read_digests(archive.index)) == straight


# Nothing twice


def test_the_same_text_in_two_files_is_one_article_with_two_origins(
    archive: WritableArchive, write_file: WriteFile
) -> None:
    paths = [write_file("faro.txt", REGADIO), write_file("voz.txt", REGADIO)]
    (report,) = ingest_paths(archive, *paths)
    assert (report.counts["new"], report.counts["seen elsewhere"]) == (1, 1)
    with Session(archive.engine) as session:
        (article,) = session.exec(select(Article)).all()
        origins = list_origins(session.connection(), article.id)
    assert {origin["location"] for origin in origins} == {str(path) for path in paths}


def test_the_origin_that_states_a_date_speaks_though_it_comes_last(
    archive: WritableArchive, write_file: WriteFile
) -> None:
    ingest_paths(archive, write_file("sin-fecha.txt", REGADIO))
    ingest_paths(archive, write_file("con-fecha.txt", f" date 2025-04-01 Sin agua\n\n{REGADIO}"))
    with Session(archive.engine) as session:
        (article,) = session.exec(select(Article)).all()
    assert (article.title, article.published, article.published_source) == (
        "Sin agua",
        "2025-04-01",
        "header",
    )


def test_a_second_ingest_changes_no_row_and_no_digest(archive: WritableArchive) -> None:
    ingest_raws(archive, FILES)
    before = read_rows(archive.engine), read_digests(archive.index)
    report = ingest_raws(archive, FILES[::-1], NOW + timedelta(days=1))
    assert (read_rows(archive.engine), read_digests(archive.index)) == before
    assert report.counts["seen before"] == len(FILES)
    assert report.counts["new"] == report.counts["quotations"] == 0


def test_an_address_that_stands_over_two_texts_is_stable_too(
    archive: WritableArchive, write_file: WriteFile
) -> None:
    """As in a dump that holds an article before and after it was revised."""
    lines = [
        json.dumps({"text": text, "url": "https://faro.example/nota", "title": "Nota"})
        for text in (REGADIO, CORAL)
    ]
    forth, back = (
        write_file(name, "\n".join(some))
        for name, some in (("ida.jsonl", lines), ("vuelta.jsonl", lines[::-1]))
    )
    ingest_paths(archive, forth)
    before = read_rows(archive.engine)
    for path in (forth, back):
        (report,) = ingest_paths(archive, path)
        assert report.counts["seen before"] == 2
        assert read_rows(archive.engine) == before
    with Session(archive.engine) as session:
        assert {origin.replaced_at for origin in session.exec(select(Origin))} == {None}


def test_a_near_copy_is_grouped_under_the_earliest(archive: WritableArchive) -> None:
    copy, original = FILES[2], FILES[0]
    report = ingest_raws(archive, [copy, original])
    assert report.counts["near-copies"] == 1
    with Session(archive.engine) as session:
        leader, follower = session.exec(select(Article).order_by(col(Article.first_day))).all()
    assert (leader.title, leader.copy_of) == ("Faroles nuevos", None)
    assert (follower.title, follower.copy_of) == ("Luz en el muelle", leader.id)


def test_a_path_that_holds_another_text_makes_another_article(
    archive: WritableArchive, write_file: WriteFile
) -> None:
    path = write_file("portada.txt", REGADIO)
    ingest_paths(archive, path)
    path.write_text(CORAL)
    later = NOW + timedelta(days=1)
    (report,) = ingest_paths(archive, path, now=later)
    assert report.counts["new"] == 1
    with Session(archive.engine) as session:
        origins = {one.raw_text: one for one in session.exec(select(Origin))}
        assert len(session.exec(select(Article)).all()) == 2
    replaced_at = origins[REGADIO].replaced_at
    assert replaced_at is not None
    assert replaced_at.replace(tzinfo=UTC) == later
    assert origins[CORAL].replaced_at is None


def test_a_deleted_article_stays_out_until_it_is_forgotten(archive: WritableArchive) -> None:
    ingest_raws(archive, [FILES[3]])
    with write_transaction(archive.engine) as session:
        article_id = session.exec(select(Article.id)).one()
        generation = next_generation(session)
        delete_article(session, article_id, now=NOW, generation=generation)
    before = read_rows(archive.engine)["archive_state"]
    report = ingest_raws(archive, [FILES[3]])
    assert (report.counts["deleted before"], report.counts["new"]) == (1, 0)
    assert read_rows(archive.engine)["archive_state"] == before
    assert read_digests(archive.index) == ({}, {})
    with write_transaction(archive.engine) as session:
        forget_deletion(session, article_id)
    assert ingest_raws(archive, [FILES[3]]).counts["new"] == 1
    assert set(read_digests(archive.index)[0]) == {article_id}


# Nothing lost


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(
    archive: WritableArchive, write_file: WriteFile, tmp_path: Path
) -> None:
    write_file("a-vacio.txt", b"")
    write_file("b-bueno.txt", REGADIO)
    write_file("c-binario.txt", bytes(range(256)) * 40)
    write_file("d-foto.jpg", b"\xff\xd8")
    write_file("e-corto.txt", "Tres palabras solas")
    write_file("f-lineas.jsonl", f'{{"text": {json.dumps(CORAL)}}}\n{{"text": \n')
    missing = tmp_path / "no-existe.txt"
    (report,) = ingest_paths(archive, tmp_path / "notas", missing)
    rejected = {Path(one.location).name: one.reason for one in report.rejections}
    assert rejected.keys() == {
        *("a-vacio.txt", "c-binario.txt", "e-corto.txt", "f-lineas.jsonl:2", "no-existe.txt"),
    }
    assert all(rejected.values())
    assert (report.counts["new"], report.counts["rejected"], report.counts["skipped"]) == (2, 5, 1)
    with Session(archive.engine) as session:
        stored = {origin.raw_text.strip() for origin in session.exec(select(Origin))}
    assert stored == {REGADIO.strip(), CORAL.strip()}


def test_an_odd_encoding_goes_in_and_is_noted(
    archive: WritableArchive, write_file: WriteFile
) -> None:
    path = write_file("antiguo.txt", REGADIO.encode("cp1252"))
    (report,) = ingest_paths(archive, path)
    assert report.counts["new"] == 1
    assert {location for location, _ in report.notes} == {str(path)}
    with Session(archive.engine) as session:
        (quote,) = session.exec(select(Quote)).all()
    assert quote.text == "Sin agua no hay almendra que valga"


def test_a_date_after_today_is_noted_and_not_stored(archive: WritableArchive) -> None:
    report = ingest_raws(archive, [make_raw(f" date 2031-01-01 Mañana\n\n{REGADIO}")])
    with Session(archive.engine) as session:
        (article,) = session.exec(select(Article)).all()
    assert (article.published, article.first_day) == (None, None)
    assert report.notes


def test_each_batch_is_committed_before_it_is_reported(archive: WritableArchive) -> None:
    raws = [make_raw(write_body(number), f"/{number}.txt") for number in range(13)]
    batches = ingest(raws, lambda: write_transaction(archive.engine), now=NOW, batch_size=8)
    assert next(batches).counts["new"] == 8
    with Session(archive.engine) as session:
        assert len(session.exec(select(Article.id)).all()) == 8
        assert get_generation(session) == 1
    assert next(batches).counts["new"] == 5
    with pytest.raises(StopIteration):
        next(batches)


def test_a_batch_that_fails_leaves_nothing_and_the_ones_before_stay(
    archive: WritableArchive,
) -> None:
    def read() -> Iterator[RawDocument]:
        for number in range(13):
            yield make_raw(write_body(number), f"/{number}.txt")
        raise OSError("se soltó el cable")

    with pytest.raises(OSError, match="cable"):
        list(ingest(read(), lambda: write_transaction(archive.engine), now=NOW, batch_size=8))
    with Session(archive.engine) as session:
        assert len(session.exec(select(Article.id)).all()) == 8
        assert len(session.exec(select(Origin.id)).all()) == 8


def test_a_rehearsal_reports_the_same_and_changes_nothing(archive: WritableArchive) -> None:
    ingest_raws(archive, FILES[:2])
    before = read_rows(archive.engine), read_digests(archive.index)
    with rehearse(archive.engine) as transaction:
        (rehearsed,) = ingest(FILES, transaction, now=NOW)
    assert (read_rows(archive.engine), read_digests(archive.index)) == before
    assert ingest_raws(archive, FILES).counts == rehearsed.counts


def test_nothing_to_read_is_no_batch(archive: WritableArchive) -> None:
    assert list(ingest([], lambda: write_transaction(archive.engine), now=NOW)) == []
    with Session(archive.engine) as session:
        assert get_generation(session) == 0


def test_one_address_in_two_outlets_is_one_article_with_two_origins(
    archive: WritableArchive,
) -> None:
    one = make_raw(write_body(60), path="https://agencia.example/nota", source="Uno")
    other = replace(one, source="Dos")
    ingest_raws(archive, [one, other])
    before = read_content(archive.engine)
    assert len(before["origin"]) == 2
    report = ingest_raws(archive, [other, one])
    assert report.counts["seen before"] == 2
    assert read_content(archive.engine) == before


def test_names_are_stored_as_printed(archive: WritableArchive) -> None:
    ingest_raws(archive, FILES)
    with Session(archive.engine) as session:
        printed = set(session.exec(select(NameForm.text)))
    assert {"Noemí Cabrisas", "Noemi Cabrisas", "Quiroga"} <= printed
