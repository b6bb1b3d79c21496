"""What became of the inputs: summed up in a line for a person, and whole in the file of `--report`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from app.documents.document import Rejection
from app.errors import SetupError
from app.ingest import Report

_SUMMARY = (
    *("read", "new", "seen before", "seen elsewhere", "near-copies", "deleted before"),
    *("skipped", "rejected", "quotations"),
)
_SEVERAL_IN_ONE = re.compile(
    r"(.+)[:#](\d+)"
)  # as `app.documents` names a line, or the n-th of a feed


def sum_up(batches: Iterable[Report]) -> dict[str, int]:
    """The counts of all batches together, in the order in which they are shown."""
    total: Counter[str] = Counter()
    for batch in batches:
        total.update(batch.counts)
    return {name: total[name] for name in (*_SUMMARY, *sorted(total.keys() - set(_SUMMARY)))}


def write_report(
    path: Path, batches: list[Report], started: datetime, finished: datetime | None
) -> None:
    """Write the report as JSON, `finished` None while there is work to do; raise SetupError."""
    content = {
        "started": started.isoformat(),
        "finished": finished.isoformat() if finished else None,
        "seconds": (finished - started).total_seconds() if finished else None,
        "counts": sum_up(batches),
        "rejected": [_describe(one) for batch in batches for one in batch.rejections],
        "notes": list(_describe_notes(batches)),
    }
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(content)) + b"\n")
    except OSError as error:
        raise SetupError(f"The report {path} cannot be written: {error.strerror}.") from error


def _describe(rejection: Rejection) -> dict[str, Any]:
    return {**_describe_place(rejection.location), "reason": rejection.reason}


def _describe_notes(batches: Iterable[Report]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        for location, note in batch.notes:
            yield {**_describe_place(location), "note": note}


def _describe_place(location: str) -> dict[str, Any]:
    part = _SEVERAL_IN_ONE.fullmatch(location)
    file, line = (part[1], int(part[2])) if part else (location, None)
    return {"location": location, "file": file, "line": line}
