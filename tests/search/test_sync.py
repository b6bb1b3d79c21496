from contextlib import closing
from pathlib import Path

from app.cli.archive import open_for_reading
from app.search.folders import open_folders
from app.search.manifest import find_damage
from app.search.sync import rebuild
from app.settings import Settings
from app.workers import open_workers
from tests.newsroom import read_digests


def list_files(folder: Path) -> list[bytes]:
    """What the index in a folder has of postings, lengths and columns."""
    assert find_damage(folder) == []
    return sorted(path.read_bytes() for path in folder.glob("build-*/MAIN_*.*"))


def test_an_index_is_the_same_whoever_reads_the_articles(seeded: Settings, tmp_path: Path) -> None:
    with open_for_reading(seeded) as engine, open_workers(2) as mapper:
        rebuild(engine, tmp_path / "one")
        rebuild(engine, tmp_path / "two", mapper, batch_size=4)
    with (
        closing(open_folders(tmp_path / "one")) as one,
        closing(open_folders(tmp_path / "two")) as two,
    ):
        assert read_digests(one) == read_digests(two)
    for name in ("articles", "quotes"):
        files = list_files(tmp_path / "one" / name)
        assert files
        assert files == list_files(tmp_path / "two" / name)
