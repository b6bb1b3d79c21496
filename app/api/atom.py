"""Lists as Atom feeds (RFC 4287), a page each (RFC 5005)."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from app.api.formats import ATOM
from app.api.pagination import bind

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"  # a feed without entries has to have been updated some time
_TITLE_LENGTH = 120
_WEB = re.compile("https?://", re.IGNORECASE)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """An entry: `path` is its address here, `url` that of the article; `published` is stated to the day."""

    path: str
    title: str
    url: str | None
    seen_at: datetime
    published: str | None
    author: str | None
    content: str | None
    category: str | None


def answer_feed(
    request: Request, page: Mapping[str, Any], title: str, entries: Iterable[Entry]
) -> Response:
    """The feed that a page of a list makes, with the link to the next page."""
    feed = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "es"})
    entries = list(entries)
    _add(feed, "id", _urn(bind(request)))
    _add(feed, "title", title)
    _add(feed, "updated", max((_instant(one.seen_at) for one in entries), default=_NEVER))
    _add(_add(feed, "author"), "name", "Hemeroteca")
    _add(feed, "generator", "Hemeroteca")
    _link(feed, "self", str(request.url), ATOM)
    headers = {"Cache-Control": "no-cache"}
    if page["next"]:
        _link(feed, "next", page["next"], ATOM)
        headers["Link"] = f'<{page["next"]}>; rel="next"'
    for entry in entries:
        _add_entry(feed, entry, request)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, headers=headers, media_type=ATOM)


def describe_quote(quote: Mapping[str, Any], seen_at: Mapping[str, datetime]) -> Entry:
    """A quotation as an entry, with the sentences around it."""
    article, speaker = quote["article"], quote["speaker"]
    said = _shorten(quote["text"])
    return Entry(
        path=f"/v1/quotes/{quote['id']}",
        title=f"{speaker['name']}: «{said}»" if speaker else f"«{said}»",
        url=article["url"],
        seen_at=seen_at[article["id"]],
        published=article["published"],
        author=speaker["name"] if speaker else None,
        content=f"{quote['before']}{quote['text']}{quote['after']}",
        category=quote["kind"],
    )


def describe_article(article: Mapping[str, Any], seen_at: Mapping[str, datetime]) -> Entry:
    """An article as an entry."""
    return Entry(
        path=f"/v1/articles/{article['id']}",
        title=article["title"] or article["id"],
        url=article["url"],
        seen_at=seen_at[article["id"]],
        published=article["published"],
        author=article["author"] or article["source"],
        content=None,
        category=None,
    )


def _add_entry(feed: ElementTree.Element, entry: Entry, request: Request) -> None:
    element = _add(feed, "entry")
    own = str(request.url.replace(path=entry.path, query=""))
    _add(element, "id", _urn(entry.path))
    _add(element, "title", entry.title)
    _add(element, "updated", _instant(entry.seen_at))
    if entry.published and len(entry.published) == len("2025-11-30"):
        _add(element, "published", f"{entry.published}T00:00:00Z")
    if entry.author:
        _add(_add(element, "author"), "name", entry.author)
    if entry.url and _WEB.match(entry.url):
        _link(element, "alternate", entry.url, None)
        _link(element, "via", own, "application/json")
    else:
        _link(element, "alternate", own, "application/json")
    if entry.category:
        ElementTree.SubElement(element, "category", {"term": entry.category})
    if entry.content:
        _add(element, "content", entry.content)


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = None if text is None else _NOT_IN_XML.sub("\ufffd", text)
    return element


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str | None) -> None:
    attributes = {"rel": relation, "href": _NOT_IN_XML.sub("", address)}
    ElementTree.SubElement(parent, "link", attributes | ({"type": kind} if kind else {}))


def _urn(name: str) -> str:
    """A name that stays the same wherever the archive is served from (RFC 4122, by name)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1].rstrip()}…"
