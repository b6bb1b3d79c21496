"""Places are absolute and can be printed, whatever bytes a file name holds."""

import os
from pathlib import Path

import pytest

from app.documents.places import Place, place_of


def test_a_relative_path_becomes_absolute_without_dots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of(Path("sub/../nota.txt")) == Place("nota.txt", str(tmp_path / "nota.txt"))


def test_a_file_name_that_is_not_utf8_is_printable() -> None:
    place = place_of(Path(os.fsdecode(b"/archivo/caf\xe9.txt")))
    assert place == Place("caf\\xe9.txt", "/archivo/caf\\xe9.txt")


def test_the_parts_of_a_file_are_numbered() -> None:
    assert Place("lote.jsonl", "/archivo/lote.jsonl").part(3) == Place(
        "lote.jsonl#3", "/archivo/lote.jsonl#3"
    )


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://correo.example/agua", "https://correo.example/agua"),
        ("/agua", "/archivo/a.html"),
        ("", "/archivo/a.html"),
        (None, "/archivo/a.html"),
    ],
)
def test_only_a_whole_address_stands_for_the_path(url: str | None, location: str) -> None:
    assert Place("a.html", "/archivo/a.html").choose_location(url) == location
