import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.search import IndexedArticle, IndexUnusableError, TextIndex, build_index
from app.search.folder import create_build, get_live_build, publish_build, read_live
from tests.search.corpus import PUERTO, RIADA, find_ids


def read_index(folder: Path) -> tuple[int, list[str]]:
    index = TextIndex.open(folder)
    try:
        return index.generation, find_ids(index, None)
    finally:
        index.close()


def test_only_the_live_build_stays(tmp_path: Path) -> None:
    for generation in (1, 2, 3):
        build_index(tmp_path, [PUERTO], generation)
    assert [path.name for path in tmp_path.glob("build-*")] == ["build-000003"]
    assert get_live_build(tmp_path) == tmp_path / "build-000003"


def test_a_crash_before_the_swap_leaves_the_old_build_live(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    (create_build(tmp_path) / "MAIN_half.trm").write_bytes(b"half")
    assert read_index(tmp_path) == (1, ["puerto"])


def test_a_crash_while_the_pointer_is_written_leaves_the_old_build_live(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    (tmp_path / "CURRENT.new").write_text("build-00")
    assert read_index(tmp_path) == (1, ["puerto"])


def test_a_crash_before_the_old_build_is_removed_leaves_the_new_one_live(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    old = {
        path.name: path.read_bytes()
        for path in (tmp_path / "build-000001").iterdir()
        if path.is_file()
    }
    build_index(tmp_path, [RIADA], generation=2)
    (tmp_path / "build-000001").mkdir()
    for name, content in old.items():
        (tmp_path / "build-000001" / name).write_bytes(content)
    assert read_index(tmp_path) == (2, ["riada"])


def test_the_next_build_clears_the_remains_of_a_crash(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    create_build(tmp_path)
    build_index(tmp_path, [RIADA], generation=2)
    assert [path.name for path in tmp_path.glob("build-*")] == ["build-000003"]
    assert read_index(tmp_path) == (2, ["riada"])


def build_and_die(folder: Path) -> None:
    def articles() -> Iterator[IndexedArticle]:
        yield RIADA
        os._exit(9)

    build_index(folder, articles(), generation=2)


def test_a_process_that_dies_while_building_leaves_index_and_lock_usable(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    process = multiprocessing.get_context("spawn").Process(target=build_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert read_index(tmp_path) == (1, ["puerto"])
    build_index(tmp_path, [RIADA], generation=2, wait_seconds=0)
    assert read_index(tmp_path) == (2, ["riada"])


@pytest.mark.parametrize("pointer", ["", "build-000009", "../elsewhere", "build-\udcff"])
def test_a_pointer_to_nothing_means_rebuild(tmp_path: Path, pointer: str) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    (tmp_path / "CURRENT").write_bytes(pointer.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexUnusableError):
        get_live_build(tmp_path)


def test_an_index_without_articles_is_an_index(tmp_path: Path) -> None:
    build_index(tmp_path, [], generation=4)
    assert read_index(tmp_path) == (4, [])


def test_publishing_names_the_build(tmp_path: Path) -> None:
    build = create_build(tmp_path)
    publish_build(build)
    assert (tmp_path / "CURRENT").read_text() == "build-000001\n"


@pytest.mark.parametrize("writer", ["commit", "rebuild"])
def test_what_a_writer_removed_under_a_reader_is_read_anew(tmp_path: Path, writer: str) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    builds: list[Path] = []

    def read(build: Path) -> Path:
        builds.append(build)
        if len(builds) == 1:
            if writer == "commit":
                TextIndex.open(tmp_path).write([RIADA], [], generation=2)
            else:
                build_index(tmp_path, [RIADA], generation=2)
            raise FileNotFoundError("a segment that the writer merged away")
        return build

    assert read_live(tmp_path, read) == get_live_build(tmp_path)
    assert len(builds) == 2


def test_what_fails_while_nobody_writes_is_damage(tmp_path: Path) -> None:
    build_index(tmp_path, [PUERTO], generation=1)
    attempts = []

    def read(build: Path) -> None:
        attempts.append(build)
        raise FileNotFoundError("a segment that is gone")

    with pytest.raises(IndexUnusableError, match="a segment that is gone"):
        read_live(tmp_path, read)
    assert len(attempts) == 1
