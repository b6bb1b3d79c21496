"""What became of the inputs: summed up in a line for a person, and whole in the file of `--report`."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import msgspec

from app.errors import SetupError
from app.ingest import Report

_SUMMARY = (
    *("read", "new", "seen before", "seen elsewhere", "near-copies", "deleted before"),
    *("skipped", "rejected", "quotations"),
)
_SEVERAL_IN_ONE = re.compile(
    r"(.+)[:#](\d+)"
)  # as `app.documents` names a line, or the n-th of a feed


def list_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts in the order in which they are shown, those that are always shown with 0."""
    return {
        name: counts.get(name, 0) for name in (*_SUMMARY, *sorted(counts.keys() - set(_SUMMARY)))
    }


@contextmanager
def open_report(path: Path | None, started: datetime) -> Iterator["ReportFile | None"]:
    """The report at this path, if there is to be one; raise SetupError where it cannot be written."""
    if path is None:
        yield None
        return
    with TemporaryFile() as rejected, TemporaryFile() as notes:
        report = ReportFile(path, started, rejected, notes)
        report.write({}, None)  # known before the work, not after
        yield report


class ReportFile:
    """The report, written in the end; what it lists waits in files meanwhile: it may be all inputs."""

    def __init__(self, path: Path, started: datetime, rejected: BinaryIO, notes: BinaryIO) -> None:
        self._path = path
        self._started = started
        self._lists = {"rejected": rejected, "notes": notes}

    def add(self, batch: Report) -> None:
        """Keep what a batch rejected or found odd."""
        rejected = (
            {**_describe_place(one.location), "reason": one.reason} for one in batch.rejections
        )
        notes = ({**_describe_place(place), "note": note} for place, note in batch.notes)
        for name, items in (("rejected", rejected), ("notes", notes)):
            with self._report_fault():
                self._lists[name].writelines(msgspec.json.encode(one) + b"\n" for one in items)

    def write(self, counts: Mapping[str, int], finished: datetime | None) -> None:
        """Write the file as JSON, `finished` None while there is work to do."""
        heading = {
            "started": self._started.isoformat(),
            "finished": finished.isoformat() if finished else None,
            "seconds": (finished - self._started).total_seconds() if finished else None,
            "counts": list_counts(counts),
        }
        with self._report_fault(), self._path.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(heading)).removesuffix(b"\n}"))
            for name, lines in self._lists.items():
                file.write(b',\n  "%s": [' % name.encode())
                file.writelines(_list_items(lines))
                file.write(b"]")
            file.write(b"\n}\n")

    @contextmanager
    def _report_fault(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or error
            raise SetupError(f"The report {self._path} cannot be written: {reason}.") from error


def _list_items(lines: BinaryIO) -> Iterator[bytes]:
    """The lines as the items of a JSON list, one a line."""
    lines.seek(0)
    for number, line in enumerate(lines):
        yield (b"," if number else b"") + b"\n    " + line.rstrip(b"\n")
    lines.seek(0, SEEK_END)


def _describe_place(location: str) -> dict[str, Any]:
    part = _SEVERAL_IN_ONE.fullmatch(location)
    file, line = (part[1], int(part[2])) if part else (location, None)
    return {"location": location, "file": file, "line": line}
