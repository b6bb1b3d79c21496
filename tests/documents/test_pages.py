"""Web pages: the article, and only the date that the page states."""

import pytest

from app.documents.document import UnreadableError
from app.documents.pages import read_page
from app.documents.places import Place

PLACE = Place("agua.html", "/archivo/agua.html")
PARAGRAPHS = (
    "El alcalde de Villaseca prometió el 3 de mayo de 2019 que habrá agua para los barrios del norte.",
    "«La obra empezará antes del verano», dijo en la plaza ante los vecinos y los concejales.",
)


def page(head: str = "", body: str = "") -> bytes:
    article = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='es'><head><title>Agua para todos</title>{head}</head><body>"
        f"<nav><a href='/'>Portada</a></nav><article><h1>Agua para todos</h1>{body}{article}</article>"
        "<script>var oculto = 'no es texto';</script><footer>Aviso legal</footer></body></html>"
    ).encode()


def test_the_article_comes_without_menu_script_and_footer() -> None:
    document = read_page(page(), PLACE)
    assert document.text.split("\n") == ["Agua para todos", *PARAGRAPHS]
    assert document.title == "Agua para todos"


def test_what_the_page_says_of_itself_is_read() -> None:
    document = read_page(
        page(
            '<link rel="canonical" href="https://correo.example/agua">'
            '<meta property="og:site_name" content="Correo de Villaseca">'
            '<meta name="author" content="Ana Peral"><meta property="article:section" content="Local">'
        ),
        PLACE,
    )
    assert document.location == document.url == "https://correo.example/agua"
    assert (document.source, document.author, document.section) == (
        "Correo de Villaseca",
        "Ana Peral",
        "Local",
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2025-12-11T23:30:00-05:00">', ""),
        ('<meta name="DC.date.issued" content="2025-12-11T23:30:00-05:00">', ""),
        ('<meta itemprop="datePublished" content="2025-12-11T23:30:00-05:00">', ""),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", '
            '"datePublished": "2025-12-11T23:30:00-05:00"}]}</script>',
            "",
        ),
        ("", '<time itemprop="datePublished" datetime="2025-12-11T23:30:00-05:00">ayer</time>'),
    ],
)
def test_the_stated_date_is_kept_in_its_own_words(head: str, body: str) -> None:
    assert read_page(page(head, body), PLACE).published == "2025-12-11T23:30:00-05:00"


def test_no_date_is_guessed_from_the_text() -> None:
    head = '<meta property="article:modified_time" content="2025-12-12">'
    head += '<script type="application/ld+json">{</script>'
    assert read_page(page(head), PLACE).published is None


def test_the_declared_charset_is_used() -> None:
    text = page('<meta charset="windows-1252">').decode()
    document = read_page(text.encode("cp1252"), PLACE)
    assert PARAGRAPHS[1] in document.text
    assert document.notes == ("not UTF-8: read as windows-1252, which it declares",)


@pytest.mark.parametrize(
    "data",
    [
        b"<html><head><script>var x = 1</script></head><body></body></html>",
        b"<div>" * 20_000 + b"Villaseca",
        b"<",
    ],
)
def test_a_page_without_article_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_page(data, PLACE)


def test_control_characters_do_no_harm() -> None:
    assert PARAGRAPHS[0] in read_page(page().replace(b"<nav>", b"\x00\x0b<nav>"), PLACE).text
