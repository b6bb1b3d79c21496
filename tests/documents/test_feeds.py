"""Feeds: one article an entry, the fullest text that it has, the day that it states."""

import pytest

from app.documents.document import RawDocument, Rejection, UnreadableError
from app.documents.feeds import read_feed
from app.documents.places import Place

PLACE = Place("portada.xml", "/archivo/portada.xml")
ITEM = """<item><title>Agua &amp; luz</title><link>https://correo.example/agua</link>
<category>Local</category><pubDate>Thu, 11 Dec 2025 23:30:00 GMT</pubDate><dc:creator>Ana Peral</dc:creator>
<description>Habrá agua.</description><content:encoded><![CDATA[<p>El alcalde: «Habrá <b>agua</b>».</p>
<figure><figcaption>Foto</figcaption></figure><p>Y luz.<script>x</script></p>]]></content:encoded></item>"""
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Correo de Villaseca</title>'
)


def rss(*items: str, end: str = "</channel></rss>") -> bytes:
    return (RSS + "".join(items) + end).encode()


def test_an_entry_becomes_a_document_with_its_full_text() -> None:
    (document,) = read_feed(rss(ITEM), PLACE)
    assert isinstance(document, RawDocument)
    assert " ".join(document.text.split()) == "El alcalde: «Habrá agua». Y luz."
    assert document == RawDocument(
        file="portada.xml#1",
        location="https://correo.example/agua",
        text=document.text,
        title="Agua & luz",
        published="Thu, 11 Dec 2025 23:30:00 GMT",
        published_by="feed",
        url="https://correo.example/agua",
        source="Correo de Villaseca",
        author="Ana Peral",
        section="Local",
    )


def test_the_summary_is_read_where_there_is_no_full_text() -> None:
    (document,) = read_feed(rss("<item><description>Habrá agua.</description></item>"), PLACE)
    assert isinstance(document, RawDocument)
    assert (document.text, document.location) == ("Habrá agua.", "/archivo/portada.xml#1")


def test_an_entry_without_text_is_rejected_and_the_others_go_in() -> None:
    empty, full = read_feed(rss("<item><title>Sin texto</title></item>", ITEM), PLACE)
    assert empty == Rejection("/archivo/portada.xml#1", "the entry holds no text")
    assert isinstance(full, RawDocument)


def test_the_day_of_a_change_is_no_day_of_publication_in_atom() -> None:
    entry = "<entry><updated>2025-12-12T00:00:00Z</updated>{}<summary>Habrá agua.</summary></entry>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry.format("")}{{}}</feed>'
    stated = entry.format("<published>2025-12-11T00:00:00Z</published>")
    first, second = read_feed(atom.format(stated).encode(), PLACE)
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.published, second.published) == (None, "2025-12-11T00:00:00Z")


def test_the_dublin_core_date_of_rss_is_the_day_of_publication() -> None:
    (document,) = read_feed(
        rss("<item><description>Agua.</description><dc:date>2025-12-11</dc:date></item>"), PLACE
    )
    assert isinstance(document, RawDocument)
    assert document.published == "2025-12-11"


def test_a_feed_in_cp1252_is_read_as_it_declares() -> None:
    data = rss(ITEM).replace(b"utf-8", b"windows-1252").decode().encode("cp1252")
    (document,) = read_feed(data, PLACE)
    assert isinstance(document, RawDocument)
    assert "«Habrá" in document.text
    assert document.notes == ("not UTF-8: read as windows-1252, which it declares",)


def test_a_feed_that_breaks_off_loses_its_last_entry_alone_and_says_so() -> None:
    first, last = read_feed(rss(ITEM, ITEM[:300], end=""), PLACE)
    assert isinstance(first, RawDocument)
    assert last == Rejection("/archivo/portada.xml#2", "the feed breaks off in this entry")


def test_entities_that_grow_or_read_files_come_to_nothing() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "agua"}">' for n in range(10))
    data = (
        f'<!DOCTYPE rss [{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
        "<item><description>Habrá &e9; &f; luz.</description></item></channel></rss>"
    )
    (document,) = read_feed(data.encode(), PLACE)
    assert isinstance(document, RawDocument)
    assert len(document.text) < 100
    assert "root:" not in document.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (rss(), "no entries"),
        (b"<urlset><url><loc>https://correo.example</loc></url></urlset>", "no RSS or Atom"),
        (b"https://correo.example/rss", "no RSS or Atom"),
        (b"/etc/passwd", "no RSS or Atom"),
    ],
)
def test_what_is_no_feed_is_refused_and_no_address_in_it_is_opened(
    data: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableError, match=reason):
        list(read_feed(data, PLACE))
