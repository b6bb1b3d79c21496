"""Quotations narrowed to those that have some words, which the index finds."""

from dataclasses import replace

from sqlalchemy import Connection

from app.errors import BadRequestError, Problem
from app.search.entries import QUOTED
from app.search.parser import parse_query
from app.search.protocol import Texts
from app.search.results import SearchRequest
from app.store.filters import QuoteFilter
from app.store.readings import find_form_ids, list_form_ids

WORDS_LIMIT = 10_000  # quotations that words may find before the other filters are applied


def narrow_to_words(
    connection: Connection, index: Texts, chosen: QuoteFilter, words: str
) -> QuoteFilter:
    """Narrow to the quotations that have these words; raise BadRequestError when they are too many."""
    articles = chosen.articles
    result = index.over(connection).search(
        SearchRequest(
            query=parse_query(words),
            from_day=articles.first_day,
            to_day=articles.last_day,
            undated=articles.undated,
            sources=articles.sources,
            forms=_forms_to_search(connection, chosen),
            sort="newest",
            limit=WORDS_LIMIT + 1,
            resolve_forms=lambda name: find_form_ids(connection, name),
        )
    )
    if result.total > WORDS_LIMIT:
        raise BadRequestError(
            f"More than {WORDS_LIMIT} quotations match: add words, a speaker, a date or an outlet.",
            (Problem("q", "matches too many quotations"),),
        )
    return replace(chosen, quote_ids=tuple(hit.id for hit in result.hits))


def _forms_to_search(connection: Connection, quotes: QuoteFilter) -> frozenset[str] | None:
    """The name forms that narrow the words to the chosen speakers; None when anybody may have said them."""
    if quotes.speaker_ids is not None and not quotes.unattributed:
        return list_form_ids(connection, quotes.speaker_ids)
    return None if quotes.indirect else QUOTED
