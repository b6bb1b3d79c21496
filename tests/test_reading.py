"""What is read partition by partition is what is read in one go: articles, places, refusals, order."""

import gzip
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import read_documents
from app.documents.document import RawDocument, Rejection, Skipped
from app.documents.partitions import Files, Lines, Stream, check_files, divide, read_partition
from app.documents.streams import MAX_ARTICLE_BYTES
from app.reading import Unseen, read_apart, read_there
from app.workers import Given, Made

TEXT = "La alcaldesa de Peñalba inauguró el mercado: «Ñandúes y cigüeñas, al alba»."
LINE = json.dumps({"text": TEXT, "fecha": "2025-12-11"}, ensure_ascii=False).encode()
ENTRY = f"<entry><title>Mercado</title><summary>{TEXT}</summary></entry>"
FEED = f'<feed xmlns="http://www.w3.org/2005/Atom">{ENTRY}{ENTRY}</feed>'
PAGE = f"<html><body><article><p>{TEXT}</p></article></body></html>"

Items = list[RawDocument | Rejection | Skipped]


def read(*paths: Path | str, stdin: bytes = b"") -> Items:
    """All in one go."""
    return list(read_documents(paths, stdin=io.BytesIO(stdin)))


def read_parts(*paths: Path | str, stdin: bytes = b"", size: int = 100) -> Items:
    """The same in partitions, where all can be seen."""
    return list(read_apart(paths, map, stdin=io.BytesIO(stdin), size=size, tell=pytest.fail))


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to be written anew for each example."""
    return tmp_path_factory.mktemp("lotes") / "lote.jsonl"


PIECES = st.sampled_from(
    [
        *(LINE, LINE.replace(b"al alba", b"al alba, " * 40), b"\n", b"\r\n", b"\n\n \t\n", b"\r"),
        *(b"{roto", b"[", b'[{"text": "', "ñ«»€".encode(), "añó".encode("cp1252"), b"\0", b"\x0c"),
        *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", "{}".encode("utf-16-le")),
    ]
)


@given(st.lists(PIECES, max_size=30), st.integers(1, 400))
def test_ranges_of_a_file_give_what_the_file_gives(
    lot: Path, pieces: list[bytes], size: int
) -> None:
    lot.write_bytes(b"".join(pieces))
    assert read_parts(lot, size=size) == read(lot)


@given(st.lists(st.sampled_from([LINE, b"", b" \r"]), min_size=1, max_size=20), st.integers(1, 300))
def test_ranges_follow_each_other_and_end_with_lines(
    lot: Path, lines: list[bytes], size: int
) -> None:
    lot.write_bytes(b"\n".join(lines) + b"\n")
    parts = [part for part in divide([lot], size=size) if isinstance(part, Lines)]
    data = lot.read_bytes()
    assert all(data[: part.end].endswith(b"\n") for part in parts)
    assert all(data.count(b"\n", 0, part.start) == part.before for part in parts)
    if parts:
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == len(data)


def test_ranges_are_not_much_longer_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "largo.jsonl"
    path.write_bytes((LINE + b"\n") * 5_000)  # more than one chunk of reading
    parts = [part for part in divide([path], size=2_000) if isinstance(part, Lines)]
    assert len(parts) > 200
    assert all(part.end - part.start <= 2_000 + len(LINE) + 1 for part in parts)
    assert read_parts(path, size=2_000) == read(path)


def test_a_line_beyond_all_bounds_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "enorme.jsonl"
    path.write_bytes(LINE + b"\n" + b"x" * (MAX_ARTICLE_BYTES + 1) + b"\n" + LINE)
    read_at_once = read(path)
    assert isinstance(read_at_once[1], Rejection)
    assert read_parts(path) == read_at_once


@pytest.mark.parametrize("name", ["uno.jsonl", "dos.ndjson"])
def test_what_cannot_be_divided_is_read_as_it_streams(tmp_path: Path, name: str) -> None:
    lines = (LINE + b"\n") * 20
    contents = {
        f"{name}.gz": gzip.compress(lines),
        f"ancho.{name}": lines.decode().encode("utf-16"),
        f"lista.{name}": b"[\n" + lines.replace(b"\n", b",\n") + b"]",
    }
    for file, content in contents.items():
        path = tmp_path / file
        path.write_bytes(content)
        assert list(divide([path], size=100)) == [Stream(path)]
        assert read_parts(path) == read(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every type, packed and not, some that cannot be read, a link, and what is passed over."""
    root = tmp_path_factory.mktemp("mezcla")
    for number in range(8):
        below = root / f"n{number % 3}"
        below.mkdir(exist_ok=True)
        (below / f"{number}.txt").write_text(f"{TEXT} {number}", encoding="utf-8")
        (below / f"{number}.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
        (below / f"{number}.jsonl").write_bytes((LINE + b"\n") * number)
    (root / "lote.jsonl.gz").write_bytes(gzip.compress((LINE + b"\n") * 20))
    (root / "pagina.html").write_text(PAGE, encoding="utf-8")
    (root / "canal.xml").write_text(FEED, encoding="utf-8")
    (root / "roto.txt.gz").write_bytes(b"\x1f\x8bnada")
    (root / "foto.jpg").write_bytes(b"\xff\xd8")
    (root / "nada.txt").symlink_to(root / "no existe")
    os.mkfifo(root / "tubo.txt")
    return root


@pytest.mark.parametrize("size", [1, 700, 10_000])
def test_a_folder_gives_the_same_in_groups_of_files(folder: Path, size: int) -> None:
    assert read_parts(folder, folder / "no existe", size=size) == read(folder, folder / "no existe")


def test_small_files_go_together(folder: Path) -> None:
    parts = list(divide([folder], size=1_500))
    assert any(isinstance(part, Files) and len(part.found) > 3 for part in parts)
    assert 5 < len(parts) < 40


def test_paths_are_taken_where_this_process_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "n0")
    paths = ["../n1", "0.txt", "../n2/../n2/2.jsonl"]
    assert read_parts(*paths) == read(*paths)
    (named,) = (part for part in divide(["0.txt"]) if isinstance(part, Files))
    assert [one.path for one in named.found if not isinstance(one, (Rejection, Skipped))] == [
        folder / "n0" / "0.txt"
    ]


def test_standard_input_is_read_here_in_its_turn(folder: Path) -> None:
    paths = (folder / "n1", "-", folder / "n2")
    assert read_parts(*paths, stdin=LINE) == read(*paths, stdin=LINE)
    assert list(divide(["-"])) == [Stream("-")]


# Workers that see other files


def read_there_or_elsewhere(
    _: object, partitions: Iterable[Files | Lines]
) -> Iterator[Items | Unseen]:
    """Workers by turns on a machine that sees the files and on one that does not."""
    for number, partition in enumerate(partitions):
        yield read_there(partition) if number % 2 else Unseen("taller", "/sitio: no está")


def test_what_workers_do_not_see_is_read_here_and_said_once(folder: Path) -> None:
    told: list[str] = []

    def map_by_turns(function: object, items: Iterable[Given]) -> Iterator[Made]:
        return read_there_or_elsewhere(function, items)  # type: ignore[arg-type,return-value]  # as it is used here

    assert list(read_apart([folder / "n1"], map_by_turns, size=100, tell=told.append)) == read(
        folder / "n1"
    )
    (line,) = told
    assert "A worker on taller sees other files than this process (/sitio: no está)." in line


def test_a_file_that_is_another_there_is_not_read_there(tmp_path: Path) -> None:
    path = tmp_path / "nota.txt"
    path.write_text(TEXT, encoding="utf-8")
    (partition,) = divide([path])
    assert isinstance(partition, Files)
    check_files(partition)
    assert read_there(partition) == read_partition(partition) == read(path)
    path.write_text(TEXT * 2, encoding="utf-8")
    changed = read_there(partition)
    assert isinstance(changed, Unseen)
    assert f"{path}: its size or the time of its last change differs" in changed.reason
    path.unlink()
    gone = read_there(partition)
    assert isinstance(gone, Unseen)
    assert "there is no such file" in gone.reason


def test_the_rest_of_a_file_that_cannot_be_read_any_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lote.jsonl"
    path.write_bytes((LINE + b"\n") * 20)
    parts = divide([path], size=300)
    first = next(parts)
    path.unlink()
    assert isinstance(first, Lines)
    (refused,) = read_partition(first)
    assert refused == Rejection(str(path), "there is no such file or folder")
