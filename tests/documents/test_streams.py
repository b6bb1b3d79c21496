"""Bytes are counted while they are read, and lines are cut without reading a file at once."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.document import UnreadableError
from app.documents.streams import (
    MAX_ARTICLE_BYTES,
    describe_fault,
    join_chunks,
    open_chunks,
    read_stream,
    split_lines,
)


def test_a_packed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    (tmp_path / "nota.txt.gz").write_bytes(gzip.compress("Mañana lloverá.".encode()))
    assert b"".join(open_chunks(tmp_path / "nota.txt.gz")).decode() == "Mañana lloverá."


def test_a_gzip_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    bomb = tmp_path / "bomba.txt.gz"
    bomb.write_bytes(gzip.compress(b"\0" * 200_000_000, compresslevel=1))
    read = 0

    def count() -> Iterator[bytes]:
        nonlocal read
        for chunk in open_chunks(bomb):
            read += len(chunk)
            yield chunk

    with pytest.raises(UnreadableError, match="more than 8 MiB"):
        join_chunks(count(), MAX_ARTICLE_BYTES)
    assert read < 2 * MAX_ARTICLE_BYTES


@pytest.mark.parametrize("data", [b"no es gzip", gzip.compress(b"Villaseca" * 99, mtime=0)[:-9]])
def test_damaged_gzip_is_refused_with_its_reason(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "nota.txt.gz").write_bytes(data)
    with pytest.raises(UnreadableError, match="not whole gzip"):
        list(open_chunks(tmp_path / "nota.txt.gz"))


def test_a_missing_file_is_named_as_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        list(open_chunks(tmp_path / "nada.txt"))


def test_faults_are_put_into_words() -> None:
    assert (
        describe_fault(PermissionError(13, "Permission denied"))
        == "permission to read it is denied"
    )
    assert (
        describe_fault(OSError(36, "File name too long")) == "it cannot be read: File name too long"
    )


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t"])
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        join_chunks([data], 100)


def test_a_packed_stream_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableError, match="zcat"):
        read_stream(io.BytesIO(gzip.compress(b"hola")))


def test_lines_of_utf16_are_turned_into_utf8() -> None:
    data = "año\nñu".encode("utf-16")
    assert list(split_lines([data[:5], data[5:]], 100)) == ["año".encode(), "ñu".encode()]


def test_a_line_over_the_limit_is_none_and_the_next_one_is_read() -> None:
    assert list(split_lines([b"aaaa", b"aaaa\nbb", b"\ncccccccc"], 5)) == [None, b"bb", None]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=20)), st.integers(1, 30))
def test_lines_are_those_of_the_joined_bytes(chunks: list[bytes], limit: int) -> None:
    plain = [b"x" + chunk for chunk in chunks]  # no byte order mark
    lines = b"".join(plain).split(b"\n")
    expected = [
        line if len(line) <= limit else None for line in (lines if lines[-1] else lines[:-1])
    ]
    assert list(split_lines(plain, limit)) == expected
