import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UnavailableError
from app.search import (
    IndexBusyError,
    IndexedArticle,
    IndexUnusableError,
    TextIndex,
    Texts,
    build_index,
)
from app.search.folder import hold_write_lock
from app.search.manifest import find_damage
from app.search.schema import make_schema
from app.search.storage import create_index
from tests.search.conftest import NewIndex, OpenFolder, OpenIndex
from tests.search.corpus import CORPUS, FERIA, PUERTO, RIADA, find_ids, make_article
from tests.search.queries import PIECES, mostly_unreadable, read_or_skip


def test_an_index_knows_what_it_shows(open_index: OpenIndex) -> None:
    index = open_index(CORPUS)
    assert (index.generation, index.is_current_version, index.article_count) == (1, True, 4)
    assert dict(index.digests()) == {article.id: article.digest for article in CORPUS}


def test_a_write_adds_replaces_and_deletes_in_one_commit(open_index: OpenIndex) -> None:
    index = open_index([PUERTO, RIADA])
    renewed = make_article("puerto", "Las obras del muelle")
    index.write([renewed, FERIA], ["riada", "desconocido"], generation=7)
    assert index.generation == 7
    assert dict(index.digests()) == {"puerto": renewed.digest, "feria": FERIA.digest}
    assert find_ids(index, "economía OR riada") == []
    assert find_ids(index, "obra") == ["puerto"]


def test_writing_twice_is_writing_once(open_index: OpenIndex) -> None:
    index = open_index([PUERTO])
    for _ in range(3):
        index.write([RIADA, RIADA], ["puerto"], generation=2)
    assert list(index.digests()) == [("riada", RIADA.digest)]
    assert index.article_count == 1


def test_what_is_added_and_deleted_at_once_is_added(open_index: OpenIndex) -> None:
    index = open_index([])
    index.write([RIADA], ["riada"], generation=2)
    assert find_ids(index, "riada") == ["riada"]


def test_a_write_of_nothing_moves_the_generation(open_index: OpenIndex) -> None:
    index = open_index(CORPUS)
    index.write([], [], generation=9)
    assert (index.generation, index.article_count) == (9, 4)


def test_many_small_writes_lose_nothing(open_index: OpenIndex) -> None:
    index = open_index([])
    for number in range(30):
        index.write([make_article(f"{number:02}", "riada")], [f"{number - 10:02}"], number + 2)
    assert find_ids(index, "riada", limit=50) == [f"{number:02}" for number in range(20, 30)]


def fail_after(article: IndexedArticle) -> Iterator[IndexedArticle]:
    yield article
    raise OSError(28, "No space left on device")


def test_a_failed_write_changes_nothing_and_blocks_nobody(open_folder: OpenFolder) -> None:
    index = open_folder([PUERTO])
    broken = IndexedArticle(id="x", title=None, body="riada", forms=("\ud800",))  # not encodable
    with pytest.raises(UnicodeEncodeError):
        index.write([broken], ["puerto"], generation=2)
    assert (index.generation, find_ids(index, "riada")) == (1, [])
    index.write([RIADA], [], generation=2)
    assert find_ids(index, "riada") == ["riada"]


def test_a_failed_build_leaves_the_old_index_alone(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    with pytest.raises(UnavailableError, match="No space left"):
        build_index(tmp_path, fail_after(RIADA), generation=2)
    index = TextIndex.open(tmp_path)
    assert (index.generation, find_ids(index, None)) == (1, ["puerto"])
    assert [path.name for path in tmp_path.glob("build-*")] == ["build-000001"]
    index.close()


def test_hashes_that_cannot_be_written_are_told_and_come_with_the_next_write(
    tmp_path: Path,
) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    index = TextIndex.open(tmp_path)
    obstacle = tmp_path / "build-000001" / "MANIFEST.new"
    obstacle.mkdir()
    with pytest.raises(UnavailableError, match="could not be written"):
        index.write([RIADA], [], generation=2)
    obstacle.rmdir()
    assert find_damage(tmp_path) != []
    index.write([RIADA], [], generation=2)
    assert find_damage(tmp_path) == []
    assert sorted(find_ids(index, None)) == ["puerto", "riada"]
    index.close()


def test_a_file_that_nobody_writes_and_no_manifest_names_is_told(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    (tmp_path / "build-000001" / "ARTICLES_resto.seg").touch()
    with hold_write_lock(tmp_path, wait_seconds=0):
        assert find_damage(tmp_path) == []  # it may be of the commit under way
    (fault,) = find_damage(tmp_path)
    assert "not in the manifest" in fault


def test_a_rebuild_is_seen_by_who_had_the_old_index_open(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    index = TextIndex.open(tmp_path)
    build_index(tmp_path, [RIADA], generation=5)
    assert (index.generation, find_ids(index, None)) == (5, ["riada"])
    index.close()


def test_a_missing_index_needs_to_be_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="hemeroteca reindex"):
        TextIndex.open(tmp_path / "nowhere")


@pytest.mark.parametrize("pattern", ["_MAIN_*.toc", "*.trm"])
@pytest.mark.parametrize("damage", [b"", b"\x00" * 4096])
def test_a_damaged_index_needs_to_be_rebuilt(tmp_path: Path, pattern: str, damage: bytes) -> None:
    build_index(tmp_path, CORPUS, generation=1)
    (file,) = tmp_path.glob(f"build-*/{pattern}")
    file.write_bytes(damage)
    with pytest.raises(IndexUnusableError):
        TextIndex.open(tmp_path)
    with pytest.raises(IndexUnusableError):
        TextIndex(tmp_path).write([RIADA], [], generation=2)


@pytest.fixture(scope="module")
def corpus_index(new_index: NewIndex) -> Iterator[Texts]:
    with new_index(CORPUS) as index:
        yield index


@mostly_unreadable
@given(st.lists(PIECES, min_size=1, max_size=30).map("".join))
def test_any_query_that_can_be_read_is_answered(corpus_index: Texts, text: str) -> None:
    query = read_or_skip(text)
    found = find_ids(corpus_index, text, facets=("source", "speaker", "year"))
    assert set(found) <= {article.id for article in CORPUS}
    corpus_index.suggest(query)


def test_an_index_of_another_analyser_is_not_written_to(tmp_path: Path) -> None:
    build_index(tmp_path, [], generation=1)
    schema = make_schema(generation=1)
    schema.analyser_version = "0/antes"
    (tmp_path / "build-000002").mkdir()
    create_index(tmp_path / "build-000002", schema)
    (tmp_path / "CURRENT").write_text("build-000002")
    index = TextIndex.open(tmp_path)
    assert not index.is_current_version
    with pytest.raises(IndexUnusableError, match="another analyser"):
        index.write([RIADA], [], generation=2)
    index.close()


def test_an_index_of_an_older_format_asks_for_a_rebuild(tmp_path: Path) -> None:
    build_index(tmp_path, [], generation=1)
    schema = make_schema(generation=1)
    del schema.format_version  # as it was before there were formats
    (tmp_path / "build-000002").mkdir()
    create_index(tmp_path / "build-000002", schema)
    (tmp_path / "CURRENT").write_text("build-000002")
    for attempt in (
        lambda: TextIndex.open(tmp_path),
        lambda: TextIndex(tmp_path).write([RIADA], [], generation=2),
    ):
        with pytest.raises(IndexUnusableError, match=r"another version.*hemeroteca reindex"):
            attempt()


def test_a_second_writer_is_told_that_the_index_is_busy(
    open_folder: OpenFolder, tmp_path: Path
) -> None:
    index = open_folder([PUERTO])
    with FileLock(tmp_path / "index-0" / "LOCK"), pytest.raises(IndexBusyError, match="Another"):
        index.write([RIADA], [], generation=2, wait_seconds=0)


def test_threads_that_share_an_index_find_what_one_finds(open_folder: OpenFolder) -> None:
    index = open_folder(CORPUS)
    found: list[list[str]] = []

    def search_often() -> None:
        for _ in range(20):
            found.append(sorted(find_ids(index, "militar*")))  # noqa: PERF401  # one by one, to interleave

    threads = [threading.Thread(target=search_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    index.write([make_article("nuevo", "nada que ver")], [], generation=2)
    for thread in threads:
        thread.join()
    assert found == [["feria", "puerto", "riada", "riada-corta"]] * 80


def write_elsewhere(folder: Path, first: int, last: int) -> None:
    index = TextIndex.open(folder)
    for generation in range(first, last):
        batch = [make_article(f"{generation}-{n}", "riada") for n in range(3)]
        index.write(batch, [], generation)


def test_a_commit_of_another_process_is_seen_by_the_next_search(tmp_path: Path) -> None:
    build_index(tmp_path, [], generation=1)
    index = TextIndex.open(tmp_path)
    writer = multiprocessing.get_context("spawn").Process(
        target=write_elsewhere, args=(tmp_path, 2, 22)
    )
    writer.start()
    counts = []
    while writer.is_alive():
        counts.append(len(find_ids(index, "riada", limit=100)))
    writer.join()
    counts.append(len(find_ids(index, "riada", limit=100)))
    assert counts[-1] == 60
    assert index.generation == 21
    assert counts == sorted(counts)
    assert all(count % 3 == 0 for count in counts)
    index.close()
