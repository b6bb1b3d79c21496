"""A folder is walked name by name; links stay inside it."""

import os
from pathlib import Path

import pytest

from app.documents.document import Rejection, Skipped
from app.documents.folders import find_suffix, walk_folder


def make_tree(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Los vecinos piden agua.", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("nota.txt", ".txt"),
        ("NOTA.TXT", ".txt"),
        ("portada.html.gz", ".html"),
        ("lote.ndjson", ".ndjson"),
        ("foto.jpg", None),
        ("lote.gz", None),
        ("txt", None),
    ],
)
def test_the_suffix_names_the_format_packed_or_not(name: str, suffix: str | None) -> None:
    assert find_suffix(Path(name)) == suffix


def test_article_files_come_in_the_order_of_their_names_folder_by_folder(tmp_path: Path) -> None:
    make_tree(tmp_path, "b/2.txt", "b/1.html", "a.txt", "c.jsonl.gz")
    found = [
        path.relative_to(tmp_path).as_posix()
        for path in walk_folder(tmp_path)
        if isinstance(path, Path)
    ]
    assert found == ["a.txt", "b/1.html", "b/2.txt", "c.jsonl.gz"]


def test_other_types_and_hidden_names_are_skipped(tmp_path: Path) -> None:
    make_tree(tmp_path, "a.txt", "foto.jpg", ".oculto.txt", ".git/config.txt")
    skipped = [
        Path(found.location).name for found in walk_folder(tmp_path) if isinstance(found, Skipped)
    ]
    assert skipped == [".git", ".oculto.txt", "foto.jpg"]


def test_a_folder_without_article_files_is_rejected(tmp_path: Path) -> None:
    make_tree(tmp_path, "foto.jpg")
    *_, last = walk_folder(tmp_path)
    assert isinstance(last, Rejection)
    assert last.location == str(tmp_path)
    assert "no article files (.txt, .html" in last.reason


def test_links_out_of_the_folder_and_to_nothing_are_rejected(tmp_path: Path) -> None:
    make_tree(tmp_path, "dentro/a.txt", "fuera/secreto.txt")
    inside = tmp_path / "dentro"
    (inside / "b.txt").symlink_to("nada.txt")
    (inside / "c.txt").symlink_to("c.txt")
    (inside / "d.txt").symlink_to("../fuera/secreto.txt")
    (inside / "e").symlink_to("../fuera")
    found = list(walk_folder(inside))
    assert found[0] == inside / "a.txt"
    reasons = [entry.reason for entry in found[1:] if isinstance(entry, Rejection)]
    assert reasons[:2] == ["the link leads nowhere"] * 2
    assert [reason.partition(":")[0] for reason in reasons[2:]] == [
        "the link leads out of the folder"
    ] * 2


def test_links_to_what_the_folder_holds_are_skipped_for_that_is_read_itself(tmp_path: Path) -> None:
    make_tree(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "c.txt").symlink_to("a.txt")
    (tmp_path / "sub" / "bucle").symlink_to("..")
    found = list(walk_folder(tmp_path))
    assert [path.name for path in found if isinstance(path, Path)] == ["a.txt", "b.txt"]
    assert sum(isinstance(entry, Skipped) for entry in found) == 2


def test_a_link_to_another_type_outside_is_only_skipped(tmp_path: Path) -> None:
    make_tree(tmp_path, "dentro/a.txt", "fuera.jpg")
    (tmp_path / "dentro" / "foto.jpg").symlink_to("../fuera.jpg")
    assert isinstance(list(walk_folder(tmp_path / "dentro"))[1], Skipped)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_closed_folder_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    make_tree(tmp_path, "a/1.txt", "b/2.txt")
    (tmp_path / "a").chmod(0)
    found = list(walk_folder(tmp_path))
    (tmp_path / "a").chmod(0o700)
    assert found == [
        Rejection(str(tmp_path / "a"), "permission to read it is denied"),
        tmp_path / "b/2.txt",
    ]
