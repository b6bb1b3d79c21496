"""From raw text to quotations in their context, and the object that `extract` prints."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.document import Rejection
from app.extraction import (
    CONTEXT_LIMIT,
    Extraction,
    describe_extraction,
    extract,
    extract_speech,
)
from tests.newsroom import make_raw, write_body

NOTE = (
    " date 2025-04-09 La coral estrena habaneras\n\n"
    "La coral de Peñalba estrenó anoche un repertorio recuperado. Hubo lleno.\n\n"
    "«Cantamos lo que cantaban nuestras abuelas», explicó el director, Marcial Quiroga. Después sonó"
    " una nana.\n\n"
    "El público pidió dos bises. Noemí Cabrisas, la archivera, habló de «un tesoro sin dueño» al"
    " despedirse. Nadie se movió.\n"
)


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    extracted = extract(make_raw(NOTE, "/notas/coral.txt"))
    assert isinstance(extracted, Extraction)
    return extracted


def list_contexts(body: str) -> list[str]:
    placed = extract_speech(body, None, "es")
    return [body[context.start : context.end] for _, context in placed]


def test_what_holds_no_article_is_rejected_with_its_reason() -> None:
    rejected = extract(make_raw("Tres palabras solas", "/notas/corta.txt"))
    assert isinstance(rejected, Rejection)
    assert rejected.location == "/notas/corta.txt"
    assert rejected.reason


def test_offsets_slice_the_body_that_is_handed_on(extraction: Extraction) -> None:
    body = extraction.document.body
    assert len(extraction.quotations) == 2
    for quotation, _ in extraction.quotations:
        assert body[quotation.start : quotation.end] == quotation.text


def test_a_date_after_today_is_not_taken() -> None:
    early, late = (extract(make_raw(NOTE), today) for today in (date(2025, 4, 1), date(2025, 4, 9)))
    assert isinstance(early, Extraction)
    assert isinstance(late, Extraction)
    assert early.document.published is None
    assert late.document.first_day == late.document.last_day == date(2025, 4, 9)


def test_another_language_has_no_quotations() -> None:
    body = "«Cantamos lo que cantaban nuestras abuelas», explicó el director, Marcial Quiroga."
    assert len(extract_speech(body, None, "es")) == 1
    assert extract_speech(body, None, "pt") == ()


def test_the_printed_object_has_the_documented_keys(extraction: Extraction) -> None:
    printed = describe_extraction(extraction)
    assert list(printed) == [
        *("file", "id", "title", "published", "published_precision", "published_source"),
        *("language", "body", "removed", "quotes"),
    ]
    assert (printed["file"], printed["title"]) == ("coral.txt", "La coral estrena habaneras")
    assert (printed["published"], printed["published_precision"], printed["published_source"]) == (
        "2025-04-09",
        "day",
        "header",
    )
    quote = printed["quotes"][0]
    assert list(quote) == [
        *("start", "end", "text", "kind", "speaker", "speaker_kind"),
        *("mention", "joint", "cue", "rule", "confidence"),
    ]
    assert (quote["speaker"], quote["mention"]["text"]) == ("Marcial Quiroga", "Marcial Quiroga")
    assert (quote["cue"]["text"], quote["cue"]["lemma"]) == ("explicó", "explicar")


def test_mention_and_cue_slice_the_body_too(extraction: Extraction) -> None:
    printed = describe_extraction(extraction)
    for quote in printed["quotes"]:
        for part in (quote["mention"], quote["cue"]):
            assert printed["body"][part["start"] : part["end"]] == part["text"]


def test_rejected_speakers_are_printed_when_asked_for(extraction: Extraction) -> None:
    plain, explained = (
        describe_extraction(extraction, explain=explain)["quotes"] for explain in (False, True)
    )
    assert [quote | {"rejected": []} for quote in plain] == [
        quote | {"rejected": []} for quote in explained
    ]
    assert all(isinstance(quote["rejected"], list) for quote in explained)
    assert all("rejected" not in quote for quote in plain)


def test_indirect_speech_stands_apart_and_is_printed_when_asked_for() -> None:
    said = extract(make_raw(NOTE + "Quiroga aseguró que habrá otro concierto en junio.\n"))
    assert isinstance(said, Extraction)
    assert len(said.quotations) == 2
    ((clause, context),) = said.indirect
    assert clause.text == "habrá otro concierto en junio"
    assert said.document.body[context.start : context.end].startswith("Quiroga aseguró")
    plain, asked = (
        [quote["kind"] for quote in describe_extraction(said, indirect=indirect)["quotes"]]
        for indirect in (False, True)
    )
    assert asked == [*plain, "indirect"]


def test_an_undated_document_prints_null() -> None:
    undated = extract(make_raw(NOTE.partition("\n\n")[2]))
    assert isinstance(undated, Extraction)
    printed = describe_extraction(undated)
    dates = ("published", "published_precision", "published_source")
    assert [printed[name] for name in dates] == [None, None, None]


def test_a_quotation_that_opens_its_sentence_has_the_one_before_in_its_context() -> None:
    opening, woven = list_contexts(
        "Hubo lleno. Faltaron sillas.\n"
        "«Cantamos lo que cantaban nuestras abuelas», explicó Marcial Quiroga. Después sonó una nana.\n"
        "Noemí Cabrisas habló de «un tesoro sin dueño» al despedirse. Nadie se movió."
    )
    assert opening == (
        "Faltaron sillas.\n«Cantamos lo que cantaban nuestras abuelas», explicó Marcial Quiroga."
    )
    assert woven == "Noemí Cabrisas habló de «un tesoro sin dueño» al despedirse."


def test_a_quotation_that_closes_its_sentence_has_the_one_after_in_its_context() -> None:
    (context,) = list_contexts(
        "Marcial Quiroga lo resumió así: «Cantamos lo que cantaban nuestras abuelas». Sonó una nana."
    )
    assert context.endswith("». Sonó una nana.")


def test_a_context_is_cut_between_words_in_a_text_without_stops() -> None:
    endless = "y la barca seguía sin volver al puerto " * 40
    (context,) = list_contexts(
        f"{endless}, dijo Marcial Quiroga: «No volverá esta noche» {endless}"
    )
    assert len(context) <= len("No volverá esta noche") + 2 * CONTEXT_LIMIT
    assert set(context.split()) <= set(
        f"{endless}, dijo Marcial Quiroga: «No volverá esta noche»".split()
    )
    assert context == context.strip()


def test_a_context_is_cut_inside_a_word_that_has_no_end() -> None:
    (context,) = list_contexts(f"{'a' * 900}, dijo Quiroga: «No volverá esta noche» {'b' * 900}")
    assert len(context) <= len("No volverá esta noche") + 2 * CONTEXT_LIMIT


@given(
    st.lists(st.sampled_from([*NOTE.split("\n\n"), "«", "»", "—", "", write_body(1)]), max_size=8)
)
def test_a_context_holds_its_quotation_and_little_more(pieces: list[str]) -> None:
    body = "\n".join(pieces)
    for quotation, context in extract_speech(body, None, "es"):
        assert 0 <= context.start <= quotation.start < quotation.end <= context.end <= len(body)
        assert quotation.start - context.start <= CONTEXT_LIMIT
        assert context.end - quotation.end <= CONTEXT_LIMIT
