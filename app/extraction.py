"""One article from raw text to attributed quotations: the pure half of the flow, in order."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from app.documents import CLEANING_VERSION, clean_document
from app.documents.document import Document, RawDocument, Rejection
from app.quotes import EXTRACTOR_VERSION, Quotation, find_speech
from app.quotes.bearers import name_in_full
from app.quotes.offices import FoundOffice, find_offices
from app.quotes.ties import FoundTie, find_ties
from app.text import sentence_spans

CONTEXT_LIMIT = 400  # characters on each side of a quotation: about three long sentences
READING_VERSION = f"{CLEANING_VERSION}/{EXTRACTOR_VERSION}"  # what an article was read by
LANGUAGE = "es"  # the only language that the rules for quotations know


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences around a quotation, at half-open offsets of the body."""

    start: int
    end: int


class PlacedQuotation(NamedTuple):
    """A quotation and the sentences around it."""

    quotation: Quotation
    context: Context


class Reading(NamedTuple):
    """What is said in an article, indirect speech included.

    `ties` are the bodies that it gives two names, `offices` those that it says persons hold.
    """

    speech: tuple[PlacedQuotation, ...] = ()
    ties: tuple[FoundTie, ...] = ()
    offices: tuple[FoundOffice, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """A clean document with its quotations in order, each in its context; indirect speech stands apart.

    `ties` and `offices` as in `Reading`.
    """

    document: Document
    quotations: tuple[PlacedQuotation, ...]
    indirect: tuple[PlacedQuotation, ...] = ()
    ties: tuple[FoundTie, ...] = ()
    offices: tuple[FoundOffice, ...] = ()

    @property
    def reading(self) -> Reading:
        """All that is said in it."""
        return Reading((*self.quotations, *self.indirect), self.ties, self.offices)


def extract(raw: RawDocument, today: date | None = None) -> Extraction | Rejection:
    """Clean a raw document and find its quotations; a date after `today` (None = any) is not taken."""
    document = clean_document(raw, today=today)
    if isinstance(document, Rejection):
        return document
    return _compose(document, read_text(document.body, document.title, document.language))


def extract_all(
    raws: Sequence[RawDocument], today: date | None = None
) -> list[Extraction | Rejection]:
    """`extract` for several raw documents, in order: what a worker process is given at once."""
    return [extract(raw, today) for raw in raws]


def extract_speech(body: str, title: str | None, language: str) -> tuple[PlacedQuotation, ...]:
    """Quotations and indirect speech of a clean text in order, in their contexts; none if not Spanish."""
    quotations = name_in_full(body, find_speech(body, title)) if language == LANGUAGE else ()
    return tuple(
        PlacedQuotation(quotation, context)
        for quotation, context in zip(quotations, _contexts(body, quotations), strict=True)
    )


def read_text(body: str, title: str | None, language: str) -> Reading:
    """What is said in a clean text; nothing if it is not Spanish."""
    if language != LANGUAGE:
        return Reading()
    speech = extract_speech(body, title, language)
    return Reading(speech, find_ties(body), find_offices(body))


def extract_again(
    seen: Sequence[Sequence[RawDocument]], today: date | None = None
) -> list[tuple[Extraction | Rejection, ...]]:
    """`extract` for what was seen of several articles, each at one place or more, in order.

    What comes out alike at several places is read once.
    """
    return [_extract_each(raws, today) for raws in seen]


def _extract_each(
    raws: Sequence[RawDocument], today: date | None
) -> tuple[Extraction | Rejection, ...]:
    readings: dict[tuple[str, str | None], Reading] = {}
    extracted: list[Extraction | Rejection] = []
    for raw in raws:
        document = clean_document(raw, today=today)
        if isinstance(document, Document):
            text = document.body, document.title
            if text not in readings:
                readings[text] = read_text(*text, document.language)
            extracted.append(_compose(document, readings[text]))
        else:
            extracted.append(document)
    return tuple(extracted)


def _compose(document: Document, reading: Reading) -> Extraction:
    speech, ties, offices = reading
    return Extraction(
        document,
        tuple(one for one in speech if one.quotation.kind != "indirect"),
        tuple(one for one in speech if one.quotation.kind == "indirect"),
        ties,
        offices,
    )


def describe_extraction(
    extraction: Extraction, *, explain: bool = False, indirect: bool = False
) -> dict[str, Any]:
    """The extraction as the object that `hemeroteca extract` prints.

    `explain` adds the speakers that were rejected, `indirect` the indirect speech, in its place.
    """
    document = extraction.document
    shown = [*extraction.quotations, *(extraction.indirect if indirect else ())]
    shown.sort(key=lambda one: one.quotation.start)
    return {
        "file": document.file,
        "id": document.id,
        "title": document.title,
        **describe_date(document),
        "language": document.language,
        "body": document.body,
        "removed": [asdict(removed) for removed in document.removed],
        "quotes": [_describe_quotation(one.quotation, explain) for one in shown],
    }


def describe_date(document: Document) -> dict[str, str | None]:
    """The three fields of a publication date; all None when the document states none."""
    published = document.published
    return {
        "published": published.text if published else None,
        "published_precision": published.precision if published else None,
        "published_source": published.source if published else None,
    }


def _describe_quotation(quotation: Quotation, explain: bool) -> dict[str, Any]:
    fields = asdict(quotation)
    rejected = fields.pop("rejected")
    if explain:
        fields["rejected"] = list(rejected)
    return fields


def _contexts(body: str, quotations: tuple[Quotation, ...]) -> Iterator[Context]:
    if not quotations:
        return
    spans = sentence_spans(body)
    starts = [start for start, _ in spans]
    for quotation in quotations:
        first = max(0, bisect_right(starts, quotation.start) - 1)
        last = max(0, bisect_right(starts, quotation.end) - 1)
        if (
            quotation.start - spans[first][0] <= 1 and first
        ):  # nothing but the mark stands before it
            first -= 1
        if spans[last][1] - quotation.end <= 2 and last + 1 < len(
            spans
        ):  # a mark and a stop after it
            last += 1
        yield Context(
            _begin(body, spans[first][0], quotation.start),
            _end(body, max(spans[last][1], quotation.end), quotation.end),
        )


def _begin(body: str, sentence_start: int, start: int) -> int:
    """Where the context of a quotation begins: with its sentence or, too far from that, with a word."""
    earliest = start - CONTEXT_LIMIT
    if sentence_start >= earliest:
        return sentence_start
    return body.find(" ", earliest - 1, start) + 1 or earliest


def _end(body: str, sentence_end: int, end: int) -> int:
    """The same for its end."""
    latest = end + CONTEXT_LIMIT
    if sentence_end <= latest:
        return sentence_end
    blank = body.rfind(" ", end, latest + 1)
    return latest if blank < 0 else blank
