"""From raw document to clean one: what goes, what stays, and that nothing is lost on the way."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.characters import clean_characters
from app.documents.chrome import read_rules
from app.documents.cleaning import clean_document, clean_text
from app.documents.dates import PublicationDate
from app.documents.document import Document, RawDocument, Rejection, Removed
from app.documents.titles import quotes

TITLE = "El mercado de Villaseca abrirá antes del verano"
LEAD = (
    "La alcaldesa de Villaseca, Luz Armendia, anunció este lunes que el mercado abrirá antes del verano,"
    " dos años después del incendio de 2019."
)
MORE = "«El mercado volverá a ser la plaza de todos», dijo Armendia a los vendedores el pasado 7 de mayo."
BODY = f"{LEAD}\n{MORE}"
TOLD = "La alcaldesa anunció este lunes 12 de mayo de 2025 que el mercado abrirá antes del verano."


def clean(text: str, **fields: str) -> Document:
    raw = RawDocument(file="nota.txt", location="/archivo/nota.txt", text=text)
    document = clean_document(replace(raw, **fields), today=date(2025, 12, 31))  # type: ignore[arg-type] # all text
    assert isinstance(document, Document)
    return document


def reasons(document: Document) -> list[str]:
    return [removed.why for removed in document.removed]


def test_header_title_and_body_are_told_apart() -> None:
    document = clean(f" date 2025-05-11 {TITLE} + Seguir en\n\n\n\n{LEAD}\n\n{MORE}\n")
    assert (document.title, document.body) == (TITLE, BODY)
    assert document.published == PublicationDate("2025-05-11", "day", "header")
    assert document.removed == (
        Removed("date 2025-05-11", "date header"),
        Removed("+ Seguir en", "follow button"),
    )


def test_a_paragraph_after_the_header_is_the_first_of_the_body() -> None:
    document = clean(f" date 2025-05-11 {LEAD}\n\n{MORE}")
    assert (document.title, document.body) == (None, BODY)


def test_a_caption_after_the_header_stays_in_the_title_s_place() -> None:
    caption = (
        "Armendia y los vendedores posan ante la puerta del mercado tras el anuncio de la obra"
    )
    assert clean(f" date 2025-05-11 {caption}\n{BODY}").title == caption


def test_audio_chrome_goes_and_the_line_below_it_is_the_title() -> None:
    document = clean(f"Escuche esta historia\n--:--\n2:09\n{TITLE}\n{BODY}")
    assert (document.title, document.body, reasons(document)) == (TITLE, BODY, ["audio player"] * 3)


def test_an_opening_quotation_with_its_cue_is_no_title() -> None:
    quotation = '"Abriremos antes del verano", declaró Armendia, al comienzo del acto en la plaza.'
    document = clean(f"{quotation}\n{BODY}")
    assert (document.title, document.body) == (None, f"{quotation}\n{BODY}")


def test_a_body_pasted_twice_is_kept_once_and_the_rest_listed() -> None:
    document = clean(f"{BODY}\n{BODY}")
    assert document.body == BODY
    assert document.removed == (Removed(BODY, "the text once more"),)


def test_a_body_pasted_twice_under_one_title_is_kept_once() -> None:
    document = clean(f"{TITLE}\n{BODY}{BODY}")
    assert (document.title, document.body) == (TITLE, BODY)


def test_title_and_body_pasted_twice_are_kept_once() -> None:
    document = clean(f"{TITLE}\n{BODY}\n{TITLE}\n{BODY}")
    assert (document.title, document.body) == (TITLE, BODY)


def test_buttons_inside_the_body_go_and_no_prose_with_them() -> None:
    buttons = "Compartir\nFacebook\nLea también: Otra nota"
    text = f"{TITLE}\n{LEAD}\n{buttons}\n{MORE}\nFoto: Ana Peral / Norte\nTags"
    document = clean(text)
    assert document.body == BODY
    assert reasons(document) == ["share button"] * 2 + [
        "link to another article",
        "photo credit",
        "tags",
    ]


def test_a_dateline_goes_and_dates_the_article_when_it_has_a_year() -> None:
    dated = clean(f"{TITLE}\nVillaseca, 11 de mayo de 2025. – {LEAD}\n{MORE}")
    undated = clean(f"{TITLE}\nVILLASECA, 11 may (Norte).- {LEAD}\n{MORE}")
    assert dated.body == undated.body == BODY
    assert dated.published == PublicationDate("2025-05-11", "day", "dateline")
    assert undated.published is None


def test_dates_in_the_text_are_no_publication_date() -> None:
    assert clean(f"{TITLE}\n{BODY}").published is None


def test_the_day_of_writing_dates_what_nothing_better_does_and_stays_in_the_text() -> None:
    undated = clean(f"{TITLE}\n{TOLD}\n{MORE}")
    assert undated.body == f"{TOLD}\n{MORE}"
    assert undated.published == PublicationDate("2025-05-12", "day", "text")
    headed = clean(f" date 2025-05-13 {TITLE}\n{TOLD}\n{MORE}")
    assert headed.published == PublicationDate("2025-05-13", "day", "header")
    by_month = clean(f" date 2025-05 {TITLE}\n{TOLD}\n{MORE}")
    assert by_month.published == PublicationDate("2025-05-12", "day", "text")


def test_a_day_of_writing_that_cannot_be_is_noted() -> None:
    document = clean(f"{TITLE}\n{TOLD.replace('12', '13')}\n{MORE}")
    assert document.published is None
    assert document.notes == (
        "date in the text not kept: “este lunes 13 de mayo de 2025” is another day of the week in 2025",
    )


def test_the_stated_fields_are_kept_and_said_once() -> None:
    document = clean(
        f"{TITLE}\nPor Ana Peral\n{BODY}",
        title=f" {TITLE}\u200b\n",
        author="Ana  Peral",
        published="2025-05-11T23:30:00-05:00",
        source="Correo\u00a0de Villaseca",
        url="https://correo.example/mercado",
        section="",
    )
    assert (document.title, document.author, document.source) == (
        TITLE,
        "Ana Peral",
        "Correo de Villaseca",
    )
    assert (document.body, document.section) == (BODY, None)
    assert document.published == PublicationDate("2025-05-11", "day", "metadata")
    assert reasons(document) == ["repeats the title", "by-line"]


def test_the_header_is_believed_before_the_file_name() -> None:
    document = clean(f" date 2025-05-11 {TITLE}\n{BODY}", file="2025-05-12_mercado.txt")
    assert document.published == PublicationDate("2025-05-11", "day", "header")
    assert clean(BODY, file="2025-05-12_mercado.txt").published == PublicationDate(
        "2025-05-12", "day", "filename"
    )


def test_a_header_with_an_impossible_date_is_noted_and_not_text() -> None:
    document = clean(f" date 2025-13-45 {TITLE}\n{BODY}")
    assert (document.title, document.body, document.published) == (TITLE, BODY, None)
    assert document.notes == (
        "date in the header not kept: “2025-13-45” is no day of the calendar",
    )


def test_a_date_in_the_future_is_noted_and_not_kept() -> None:
    document = clean(f" date 2099-01-01 {TITLE}\n{BODY}")
    assert (document.published, document.first_day, document.last_day) == (None, None, None)
    assert "lies in the future" in document.notes[0]


def test_the_same_body_is_the_same_article_whatever_its_title_and_marks() -> None:
    one = clean(f"{TITLE}\n{BODY}")
    other = clean(
        f" date 2025-05-11 Otro titular\n\n{BODY.replace('«', '“').replace('»', '”').upper()}"
    )
    assert one.id == other.id


def test_the_raw_text_is_kept_storable() -> None:
    document = clean(f"{TITLE}\n{BODY}\x00 fin\ud800")
    assert document.raw_text == f"{TITLE}\n{BODY} fin\ufffd"
    assert len(document.raw_hash) == 64


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no article in it: no text"),
        (" date 2025-05-11 Agua", "no article in it: 4 characters of text, at least 40 are needed"),
        ("Compartir\nLea también", "no article in it: no text"),
        ("a" * 39, "no article in it: 39 characters of text, at least 40 are needed"),
        ("\u200b" * 60, "no article in it: no text"),
        (
            "¿? ¡! () [] {} <> + - = * / % & # @ $ € — … « »",
            "no article in it: 47 characters, none of them a letter or figure",
        ),
    ],
)
def test_what_holds_no_article_is_rejected(text: str, reason: str) -> None:
    raw = RawDocument(file="nota.txt", location="/archivo/nota.txt", text=text)
    assert clean_document(raw) == Rejection("/archivo/nota.txt", reason)


def test_a_rejection_names_the_file_beside_the_address() -> None:
    url = "https://correo.example/mercado"
    rejection = clean_document(RawDocument(file="lote.jsonl#7", location=url, url=url, text="Agua"))
    assert isinstance(rejection, Rejection)
    assert rejection.location == f"lote.jsonl#7 ({url})"


def test_forty_characters_are_an_article() -> None:
    raw = RawDocument(file="nota.txt", location="/archivo/nota.txt", text="a" * 40)
    assert isinstance(clean_document(raw), Document)


CHROME = [example for rule in read_rules() for example in (*rule.examples, *rule.keeps)]
LINES = st.one_of(
    st.sampled_from(
        [
            TITLE,
            LEAD,
            MORE,
            "date 2025-05-11",
            f"date 2025-05-11 {TITLE} + Seguir en",
            "",
            "2:09",
            "Facebook",
            TOLD,
        ]
    ),
    st.sampled_from(CHROME),
    st.sampled_from(["VILLASECA (Norte) – ", "Villaseca, 3 de mayo de 2021.- "]).flatmap(
        lambda dateline: st.sampled_from(
            [dateline + line for line in ("", LEAD, "Compartir", TITLE)]
        )
    ),
    st.text(st.characters(), max_size=60),
)
TEXTS = st.lists(LINES, max_size=12).flatmap(
    lambda lines: st.sampled_from(
        ["\n".join(lines), "\n".join(lines * 2), "\r\n".join(lines), "".join(lines * 2)]
    )
)


QUOTING = "«El mercado abrirá en mayo», promete la alcaldesa de Villaseca"


def test_a_headline_that_quotes_stays_in_the_body() -> None:
    found = clean_text(f"{QUOTING}\n\n{LEAD}")
    assert found.title == QUOTING
    assert found.paragraphs == [QUOTING, LEAD]


def test_of_a_headline_that_quotes_a_second_copy_is_removed() -> None:
    found = clean_text(f"{QUOTING}\n{QUOTING}\n\n{LEAD}")
    assert found.paragraphs == [QUOTING, LEAD]
    assert [removed.why for removed in found.removed] == ["repeats the title"]


def test_a_stated_title_that_quotes_stays_where_the_text_repeats_it() -> None:
    assert clean_text(f"{QUOTING}\n\n{LEAD}", title=QUOTING).paragraphs == [QUOTING, LEAD]
    assert clean_text(LEAD, title=QUOTING).paragraphs == [LEAD]


def test_a_headline_with_a_lone_mark_leaves_the_body() -> None:
    assert clean_text(f"{TITLE} »\n\n{LEAD}").paragraphs == [LEAD]


@settings(deadline=None)
@given(TEXTS, st.none() | LINES)
def test_cleaning_a_clean_text_changes_nothing(text: str, title: str | None) -> None:
    once = clean_text(text, title=title)
    again = clean_text("\n".join(once.paragraphs), title=once.title)
    assert (again.paragraphs, again.title, again.removed) == (once.paragraphs, once.title, [])


@settings(deadline=None)
@given(TEXTS)
def test_every_letter_stays_or_is_listed_as_removed(text: str) -> None:
    found = clean_text(text)
    title = found.title or ""
    if quotes(title) and found.paragraphs[:1] == [title]:
        title = ""  # it stands in both
    kept = [title, *found.paragraphs, *(removed.text for removed in found.removed)]
    assert Counter("".join("".join(kept).split())) == Counter(
        "".join(clean_characters(text)[0].split())
    )


@settings(deadline=None)
@given(TEXTS, st.text(st.characters()), st.none() | st.text(st.characters()))
def test_no_document_raises_and_none_cannot_be_stored(
    text: str, published: str, author: str | None
) -> None:
    raw = RawDocument(
        file="nota.txt", location="nota.txt", text=text, published=published, author=author
    )
    found = clean_document(raw, today=date(2025, 12, 31))
    if isinstance(found, Document):
        assert "\0" not in found.body + found.raw_text + (found.title or "") + (found.author or "")
        (found.body + found.raw_text + (found.title or "") + (found.author or "")).encode()
