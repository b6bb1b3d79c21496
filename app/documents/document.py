"""What passes between the stages that turn a file into a clean document."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.documents.dates import PublicationDate


class RawIdentity(NamedTuple):
    """A location with what was seen there: two alike need not be looked at twice."""

    location: str
    raw_hash: str
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One article as its file or feed holds it, decoded and split from its neighbours, not cleaned.

    `location` is where it was seen, absolute: its address, or the path of its file (with `#n`,
    1-based, for the n-th article of a file that holds several). `text` is what offsets of the
    source count on; `published` is the date as the format states it, in its own words, and
    `published_by` what stated it: `metadata` or `feed`. `extra` are the keys of a JSON line that
    have no meaning here; they are kept. `notes` tell what was odd but needs no attention.
    """

    file: str
    location: str
    text: str
    title: str | None = None
    published: str | None = None
    published_by: str = "metadata"
    url: str | None = None
    source: str | None = None
    author: str | None = None
    section: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def stated(self) -> dict[str, Any]:
        """What its format says of it that cleaning reads, without what is missing; as JSON can hold it."""
        said = {
            "title": self.title,
            "published": self.published,
            "published_by": self.published_by if self.published else None,
            "notes": list(self.notes),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def raw_hash(self) -> str:
        """SHA-256 of the text and of all that the place says of it, in hexadecimal digits."""
        said = (self.text, self.title, self.published, self.url, self.author, self.section)
        content = json.dumps(
            [*said, dict(self.extra)], ensure_ascii=False, sort_keys=True, default=str
        )
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def identity(self) -> RawIdentity:
        """Where it was seen, and what."""
        return RawIdentity(self.location, self.raw_hash, self.source)


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that should have been read and was not: where (a path, perhaps `:line`), and why."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of an unsupported type found in a folder; it needs no attention."""

    location: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of text that cleaning took out, and the reason."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A clean article; quotations' offsets index `body`: NFC, one `\\n` between paragraphs.

    `id` depends on the normalised body alone. `published` is None when the document states no date.
    `language` is an ISO 639-1 code, `bands` are the keys by which near-copies find each other.
    `raw_text` is the text it was made from, `raw_hash` and `stated` are those of its RawDocument.
    """

    id: str
    file: str
    location: str
    title: str | None
    body: str
    published: PublicationDate | None
    language: str
    bands: tuple[int, ...]
    source: str | None
    url: str | None
    author: str | None
    section: str | None
    removed: tuple[Removed, ...]
    raw_text: str
    raw_hash: str
    stated: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def identity(self) -> RawIdentity:
        """Where it was seen, and what."""
        return RawIdentity(self.location, self.raw_hash, self.source)

    @property
    def first_day(self) -> date | None:
        """First day of the interval that the publication date covers."""
        return self.published.first_day if self.published else None

    @property
    def last_day(self) -> date | None:
        """Last day, inclusive, of the interval that the publication date covers."""
        return self.published.last_day if self.published else None


class UnreadableError(Exception):
    """An input that cannot be read; the message is the reason that its Rejection gives."""
