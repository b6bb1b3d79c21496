"""Web pages -> raw documents, by trafilatura; the date only where the page states it."""

import json
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.documents.decoding import decode
from app.documents.document import RawDocument, UnreadableError
from app.documents.places import Place

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset=["' ]?([\w-]{1,40})""", re.IGNORECASE)
_DATE_NAMES = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "date"),
    *(
        "pubdate",
        "publishdate",
        "publish_date",
        "publish-date",
        "publication_date",
        "parsely-pub-date",
    ),
    *("sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date", "fecha"),
)
_JSON_LD_DEPTH = 4
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_page(data: bytes, place: Place) -> RawDocument:
    """The article of a page; raises UnreadableError when there is none."""
    # Imported at the first page: it takes 0.4 s, which plain text need not wait for.
    import trafilatura  # noqa: PLC0415 - see above

    logging.getLogger("trafilatura").setLevel(
        logging.CRITICAL
    )  # what it warns of ends in a Rejection
    text, notes = decode(data, declared=_find_charset(data))
    tree = trafilatura.load_html(_NOT_XML.sub("", text))
    if tree is None:
        raise UnreadableError("it cannot be parsed as HTML")
    published = _find_date(tree)
    page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if page is None or isinstance(page, dict) or not page.text:
        raise UnreadableError("there is no article in the page")
    return RawDocument(
        file=place.file,
        location=place.choose_location(page.url),
        text=page.text,
        title=page.title,
        published=published,
        url=page.url,
        source=page.sitename,
        author=page.author,
        section=page.categories[0] if page.categories else None,
        notes=notes,
    )


def _find_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _find_date(tree: "HtmlElement") -> str | None:
    # Not by trafilatura, which asks htmldate: that guesses from the text, from addresses and from
    # other articles' dates, and takes no date after today's.
    named = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): content
        for meta in tree.iter("meta")
        if (content := meta.get("content"))
    }
    stated = [named[name] for name in _DATE_NAMES if name in named]
    stated += _find_json_ld_dates(tree)
    stated += tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    stated += tree.xpath("//*[@itemprop='datePublished']/@content")
    return stated[0] if stated else None


def _find_json_ld_dates(tree: "HtmlElement") -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            yield from _walk_json_ld(json.loads(script.text or ""), _JSON_LD_DEPTH)
        except (
            ValueError,
            RecursionError,
        ):  # broken metadata states no date; the article is still there
            continue


def _walk_json_ld(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(stated := value.get("datePublished"), str):
            yield stated
        for inner in value.values() if depth else ():
            yield from _walk_json_ld(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk_json_ld(inner, depth)
