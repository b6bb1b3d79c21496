"""Whatever is named is read or rejected, and the rest goes in."""

import gzip
import io
import os
from pathlib import Path

import pytest

from app.documents import clean_document, read_documents
from app.documents.document import Document, RawDocument, Rejection, Skipped

TEXT = "La alcaldesa de Villaseca anunció que el mercado abrirá antes del verano.\n"
ENTRY = f"<entry><title>Mercado</title><summary>{TEXT}</summary></entry>"
FEED = f'<feed xmlns="http://www.w3.org/2005/Atom">{ENTRY}</feed>'


class SlowPipe(io.BytesIO):
    """A stream that gives a byte at a time, as a slow writer does."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(min(1, size or 0))


def read(*paths: Path | str, stdin: bytes | None = None) -> list[RawDocument | Rejection | Skipped]:
    return list(read_documents(paths, stdin=None if stdin is None else io.BytesIO(stdin)))


@pytest.mark.parametrize(
    ("name", "content", "file"),
    [
        ("a.txt", TEXT, "a.txt"),
        ("a.html", f"<html><body><article><p>{TEXT}</p></article></body></html>", "a.html"),
        ("a.htm", f"<html><body><article><p>{TEXT}</p></article></body></html>", "a.htm"),
        ("a.jsonl", f'{{"text": "{TEXT.strip()}"}}', "a.jsonl#1"),
        ("a.ndjson", f'{{"text": "{TEXT.strip()}"}}', "a.ndjson#1"),
        ("a.xml", FEED, "a.xml#1"),
        ("a.rss", FEED, "a.rss#1"),
        ("a.atom", FEED, "a.atom#1"),
    ],
)
def test_each_format_is_read_plain_and_packed(
    tmp_path: Path, name: str, content: str, file: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content.encode()))
    plain, packed = read(tmp_path / name, tmp_path / f"{name}.gz")
    assert isinstance(plain, RawDocument)
    assert isinstance(packed, RawDocument)
    assert plain.text.strip() == packed.text.strip() == TEXT.strip()
    assert (plain.file, plain.location) == (file, str(tmp_path / file))
    assert packed.file == file.replace(name, f"{name}.gz")


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (TEXT.encode(), "stdin"),
        (b"\xef\xbb\xbf\n " + TEXT.encode(), "stdin"),
        (f'\n{{"text": "{TEXT.strip()}"}}'.encode(), "stdin#2"),
        (FEED.encode(), "stdin#1"),
        (f"<!doctype html><html><body><p>{TEXT}</p></body></html>".encode(), "stdin"),
    ],
)
@pytest.mark.parametrize("stream", [io.BytesIO, SlowPipe])
def test_standard_input_is_told_by_its_content(
    stream: type[io.BytesIO], data: bytes, file: str
) -> None:
    (document,) = read_documents(["-"], stdin=stream(data))
    assert isinstance(document, RawDocument)
    assert document.file == document.location == file
    assert document.text.removeprefix("\ufeff").strip() == TEXT.strip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (gzip.compress(b"hola", mtime=0), "gzip"), (None, "no standard input")],
)
def test_an_unusable_standard_input_is_rejected(data: bytes | None, reason: str) -> None:
    (rejection,) = read("-", stdin=data)
    assert isinstance(rejection, Rejection)
    assert (rejection.location, reason in rejection.reason) == ("stdin", True)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("vacio.txt", b"", "it is empty"),
        ("blanco.txt", b" \n\n", "it is empty"),
        ("binario.txt", bytes(range(256)), "it is a binary file, not text"),
        ("foto.jpg", b"x", "files of the type “.jpg” are not read"),
        ("sin_tipo", b"x", "files of the type “” are not read"),
        ("linea.txt", b"palabra " * 7_000_000, "it holds more than 8 MiB, which no article does"),
        ("mapa.xml", b"<urlset></urlset>", "it is no RSS or Atom feed"),
        ("nada.html", b"<html><body></body></html>", "there is no article in the page"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert read(tmp_path / name) == [Rejection(str(tmp_path / name), reason)]


def test_a_missing_path_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    missing, found = read(tmp_path / "nada.txt", tmp_path / "a.txt")
    assert missing == Rejection(str(tmp_path / "nada.txt"), "there is no such file or folder")
    assert isinstance(found, RawDocument)


def test_a_path_that_no_system_allows_is_rejected(tmp_path: Path) -> None:
    (rejection,) = read(tmp_path / ("a" * 300 + ".txt"))
    assert isinstance(rejection, Rejection)
    assert "name too long" in rejection.reason


def test_a_link_that_is_named_is_followed_and_a_dangling_one_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "c.txt").symlink_to("nada.txt")
    good, dangling = read(tmp_path / "b.txt", tmp_path / "c.txt")
    assert isinstance(good, RawDocument)
    assert dangling == Rejection(str(tmp_path / "c.txt"), "the link leads nowhere")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tubo.txt")
    assert read(tmp_path) == [Rejection(str(tmp_path / "tubo.txt"), "it is not a regular file")]


def test_a_folder_is_read_with_what_was_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "foto.jpg").write_bytes(b"x")
    good, bad, other = read(tmp_path)
    assert isinstance(good, RawDocument)
    assert bad == Rejection(str(tmp_path / "b.txt"), "it is empty")
    assert other == Skipped(str(tmp_path / "foto.jpg"))


def test_a_file_name_that_is_not_utf8_is_read_and_printable(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text(TEXT, encoding="utf-8")
    (document,) = read(tmp_path)
    assert isinstance(document, RawDocument)
    assert document.file == "caf\\xe9.txt"
    assert isinstance(clean_document(document), Document)


def test_articles_come_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    documents = read_documents([tmp_path / "a.txt", tmp_path / "b.txt"])
    next(documents)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    assert isinstance(next(documents), RawDocument)
