"""Annotated quotations, and what extraction makes of their articles."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import read_documents
from app.documents.document import RawDocument, Rejection
from app.errors import BadRequestError
from app.extraction import Extraction, extract


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """An annotated span; `speakers` are the accepted names, none when nobody is known.

    `start` counts the characters of the file. `kind` and `reference` are `?` where they are not annotated.
    """

    text: str
    start: int
    speech: bool
    ignored: bool
    speakers: tuple[str, ...]
    speaker_type: str | None
    kind: str
    reference: str


def read_gold(path: Path) -> dict[str, list[GoldSpan]]:
    """Annotated spans by file name; raise BadRequestError that names the line which cannot be read."""
    gold = {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequestError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            gold[Path(row["file"]).name] = [_gold_span(quote) for quote in row["quotes"]]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequestError(f"{path}:{number} is no gold annotation: {error!r}") from error
    return gold


def extract_files(gold_files: Iterable[str], folder: Path) -> dict[str, Extraction]:
    """What extraction finds in each file; raise BadRequestError for one that is missing or no article."""
    found: dict[str, Extraction] = {}
    for name in sorted(gold_files):
        for raw in read_documents([folder / name]):
            result = extract(raw) if isinstance(raw, RawDocument) else raw
            if not isinstance(result, Extraction):
                reason = result.reason if isinstance(result, Rejection) else "not an article"
                raise BadRequestError(f"{folder / name}: {reason}")
            found[name] = result
    return found


def _gold_span(quote: Mapping[str, Any]) -> GoldSpan:
    return GoldSpan(
        text=quote["text"],
        start=quote["start"],
        speech=quote["speech"],
        ignored=bool(quote.get("doubt") or quote.get("nested")),
        speakers=tuple(quote["speakers"]),
        speaker_type=quote.get("speaker_type"),
        kind=quote.get("kind") or "?",
        reference=quote.get("reference") or "?",
    )
