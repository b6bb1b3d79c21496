"""The files of a build as Whoosh sees them, mapped into memory for reading."""

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import FileIndex

from app.search.postings.files import map_file
from app.search.schema import ArchiveSchema


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh reads each number with a system call of its own; from a map it reads memory."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file of the build for reading; raise OSError if it is not there."""
        mapped = map_file(Path(self.folder, name))
        return StructFile(mapped, name=name, **options) if mapped else BufferFile(b"", name=name)


def open_index(build: Path) -> FileIndex:
    """Whoosh's handle on a build. Its files hold pickles: open only what this program wrote."""
    return MappedStorage(str(build)).open_index()


def create_index(build: Path, schema: ArchiveSchema) -> FileIndex:
    """Make an index without articles in an empty folder."""
    return MappedStorage(str(build)).create_index(schema)
