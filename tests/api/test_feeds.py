"""Feeds: valid Atom, the same entries as the pages, with names that stay."""

from typing import Any

import feedparser
import pytest
from httpx2 import URL
from lxml import etree  # type: ignore[import-untyped]  # it ships none
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from tests.api.conftest import publish
from tests.api.press import DAYS, ELENA, FARO
from tests.api.test_pagination import add, walk
from tests.newsroom import Said, make_extraction, write_body

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = [
    "/v1/quotes",
    "/v1/quotes?speaker=Elena Prado",
    "/v1/quotes?q=puerto&sort=oldest",
    "/v1/speakers/irene-salcedo/quotes",
    "/v1/articles",
    f"/v1/articles?source={FARO}&copies=all",
]
# What RFC 4287 asks of a feed and of an entry: how often each element stands there at least and at most.
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (0, 9), "generator": (0, 1)}
ENTRY = {
    **{"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1)},
    **{"author": (0, 9), "content": (0, 1), "category": (0, 9)},
}


def read_feed(client: TestClient, path: str) -> Any:
    response = client.get(add(path, "format=atom"))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml"
    check_feed(response.content)
    return feedparser.parse(response.content)


def check_feed(content: bytes) -> None:
    """Fail for what RFC 4287 does not allow."""
    feed = etree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    check_element(feed, FEED | {"entry": (0, 100), "link": (1, 9)})
    for entry in feed.iter(f"{ATOM}entry"):
        check_element(entry, ENTRY | {"link": (1, 9)})
        relations = [link.get("rel") for link in entry.iter(f"{ATOM}link")]
        assert relations.count("alternate") == 1
    for instant in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
        assert instant.text is not None
        assert len(instant.text) == len("2025-11-30T00:00:00Z")
        assert instant.text.endswith("Z")


def check_element(element: Any, allowed: dict[str, tuple[int, int]]) -> None:
    children = [child.tag.removeprefix(ATOM) for child in element]
    assert set(children) <= allowed.keys()
    for name, (least, most) in allowed.items():
        assert least <= children.count(name) <= most, name


@pytest.mark.parametrize("path", LISTS)
def test_a_feed_has_the_entries_of_the_pages_and_leads_to_the_next(
    press: TestClient, path: str
) -> None:
    pages = walk(press, add(path, "limit=2"))
    following: str | None = add(path, "limit=2")
    for page in pages:
        assert following is not None
        feed = read_feed(press, str(URL(following).copy_remove_param("format")))
        titles = [item.get("text") or item["title"] for item in page["items"]]
        assert len(feed.entries) == len(titles)
        assert all(title in one.title for title, one in zip(titles, feed.entries, strict=True))
        links = {link.rel: link.href for link in feed.feed.links}
        assert "format=atom" in links["self"]
        following = links.get("next")
    assert following is None


def test_a_feed_of_what_somebody_said_says_so(press: TestClient) -> None:
    feed = read_feed(press, f"/v1/quotes?speaker={ELENA}&sort=oldest")
    assert feed.feed.title == "What Elena Prado said"
    entry = feed.entries[0]
    assert entry.title == "Elena Prado: «El faro se apaga en marzo»"
    assert entry.author == ELENA
    assert "«El faro se apaga en marzo», dijo Elena Prado." in entry.content[0].value
    assert entry.published == "2025-01-15T00:00:00Z"
    assert entry.updated == "2026-03-01T08:00:00Z"
    assert read_feed(press, "/v1/quotes").feed.title == "Quotations"


def test_only_a_date_that_is_stated_to_the_day_is_published(press: TestClient) -> None:
    feed = read_feed(press, "/v1/articles?copies=all&limit=100")
    stated = [day for day in DAYS.values() if day and day.precision == "day"]
    assert len([one for one in feed.entries if "published" in one]) == len(stated)
    assert all(one.updated for one in feed.entries)


def test_names_do_not_hang_on_the_page_nor_on_the_address(press: TestClient) -> None:
    whole = read_feed(press, "/v1/quotes")
    elsewhere = feedparser.parse(
        press.get("/v1/quotes?format=atom&limit=3", headers={"host": "otra.test"}).content
    )
    assert elsewhere.feed.id == whole.feed.id
    assert [one.id for one in elsewhere.entries] == [one.id for one in whole.entries[:3]]
    ids = [one.id for one in whole.entries]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert read_feed(press, "/v1/quotes?speaker=none").feed.id != whole.feed.id


def test_a_feed_without_entries_is_valid(press: TestClient) -> None:
    assert read_feed(press, "/v1/quotes?speaker=Nadie Conocido").entries == []


def test_signs_of_markup_and_signs_that_xml_does_not_know_do_no_harm(
    archive: WritableArchive, own_client: TestClient
) -> None:
    said = Said("<b>Nada & nadie</b> en el puerto", "Elena Prado")
    publish(archive, make_extraction(write_body(1), said, title="Muelle\x0bnorte <script>"))
    (entry,) = read_feed(own_client, "/v1/articles").entries
    assert etree.fromstring(own_client.get("/v1/articles?format=atom").content) is not None
    assert "norte" in entry.title
    content = own_client.get("/v1/quotes?format=atom").content
    check_feed(content)
    assert b"&lt;b&gt;Nada &amp; nadie" in content


def test_a_long_quotation_is_cut_in_its_title_only(
    archive: WritableArchive, own_client: TestClient
) -> None:
    text = "Volveremos al puerto " * 20 + "mañana"
    publish(archive, make_extraction(write_body(1), Said(text, "Elena Prado")))
    (entry,) = read_feed(own_client, "/v1/quotes").entries
    assert len(entry.title) < 150
    assert "…" in entry.title
    assert text in entry.content[0].value
