"""RSS and Atom feeds -> raw documents, one an entry."""

import io
import re
from collections.abc import Iterator
from typing import Any

from app.documents.decoding import decode
from app.documents.document import RawDocument, Rejection, UnreadableError
from app.documents.markup import strip_markup
from app.documents.places import Place

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding=["']([\w.-]{1,40})["']""")
_CLOSED = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_feed(data: bytes, place: Place) -> Iterator[RawDocument | Rejection]:
    """The entries in their order, 1-based in `#n`; raises UnreadableError when there are none."""
    # Imported at the first feed, for the sake of a quick start without one.
    import feedparser  # noqa: PLC0415 - see above

    declared = _DECLARED.search(data[:1024])
    text, notes = decode(data, declared=declared[1].decode("ascii") if declared else None)
    # A stream of bytes, never a name: what looks like an address or a path would be opened. Its
    # sanitiser is left out, for no markup stays.
    feed = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers=_HEADERS,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.entries:
        raise UnreadableError(_describe_fault(feed))
    source = feed.feed.get("title")
    whole = len(feed.entries) if _CLOSED.search(text[-200:]) else len(feed.entries) - 1
    for number, entry in enumerate(feed.entries, start=1):
        if number > whole:  # an article is read whole or not at all
            yield Rejection(place.part(number).location, "the feed breaks off in this entry")
        else:
            yield _read_entry(entry, place.part(number), source, feed.version, notes)


def _describe_fault(feed: Any) -> str:
    if feed.version:
        return "the feed has no entries"
    return "it is no RSS or Atom feed" + (f": {feed.bozo_exception}" if feed.bozo else "")


def _read_entry(
    entry: Any,
    place: Place,
    source: str | None,
    version: str,
    notes: tuple[str, ...],
) -> RawDocument | Rejection:
    contents = [content.value for content in entry.get("content", ())]
    text = strip_markup(max([*contents, entry.get("summary", "")], key=len))
    if not text:
        return Rejection(place.location, "the entry holds no text")
    url = entry.get("link")
    return RawDocument(
        file=place.file,
        location=place.choose_location(url),
        text=text,
        title=strip_markup(entry.get("title", "")) or None,
        published=_find_date(entry, version),
        published_by="feed",
        url=url,
        source=source,
        author=entry.get("author"),
        section=entry.tags[0].term if entry.get("tags") else None,
        notes=notes,
    )


def _find_date(entry: Any, version: str) -> str | None:
    # RSS writes the day of publication into dc:date, which feedparser calls `updated`; in Atom
    # `updated` is the day of the last change, no day of publication.
    if published := entry.get("published"):
        return str(published)
    return entry.get("updated") if version.startswith("rss") else None
