"""The files of a build as Whoosh sees them, mapped into memory for reading."""

import mmap
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import FileIndex

from app.search.schema import ArchiveSchema


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh reads each number with a system call of its own; from a map it reads memory.

    A map needs no open file, so nothing is left open when Whoosh forgets to close, and it goes on showing
    a file that another process has removed.
    """

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file of the build for reading; raise OSError if it is not there."""
        with Path(self.folder, name).open("rb") as file:
            if not Path(self.folder, name).stat().st_size:
                return BufferFile(b"", name=name)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return StructFile(mapped, name=name, **options)


def open_index(build: Path) -> FileIndex:
    """Whoosh's handle on a build. Its files hold pickles: open only what this program wrote."""
    return MappedStorage(str(build)).open_index()


def create_index(build: Path, schema: ArchiveSchema) -> FileIndex:
    """Make an index without articles in an empty folder."""
    return MappedStorage(str(build)).create_index(schema)
