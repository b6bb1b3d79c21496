"""`/v1/quotes`: who said what, when, and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, RowMapping

from app.api.answers import answer_json
from app.api.dependencies import Archive, ArchiveDep, ConnectionDep, ask_in_thread
from app.api.models import QuoteAnswer, QuotePage
from app.api.pagination import Integer64, build_page, read_cursor
from app.api.parameters import (
    NoQuery,
    QuoteId,
    QuoteListQuery,
    QuoteQuery,
    choose_quotes,
    choose_said_by,
)
from app.api.problems import problem_answers
from app.errors import BadRequestError, NotFoundError, Problem
from app.search import SearchRequest, parse_query
from app.search.sync import QUOTED
from app.store.directory import find_form_ids, list_form_ids, understand_speakers
from app.store.listing import (
    QuoteFilter,
    count_quotes,
    get_quotes_by_id,
    list_quotes,
    quote_page_key,
)
from app.store.pages import Page
from app.store.shapes import shape_quote

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])

_CursorKey = tuple[date | None, str, Integer64]
WORDS_LIMIT = 10_000  # quotations that words may find before the other filters are applied


class Chosen(NamedTuple):
    """Which quotations, and the speaker whom the request was understood to mean, if it is a single one."""

    quotes: QuoteFilter
    speaker: RowMapping | None


@router.get(
    "",
    response_model=QuotePage,
    operation_id="listQuotes",
    summary="List quotations",
    responses=problem_answers(400, 422, 503),
)
async def list_page(
    request: Request, archive: ArchiveDep, query: Annotated[QuoteListQuery, Query()]
) -> Response:
    """List quotations by speaker, words, article, kind, outlet or date, ordered by their articles' dates."""

    def choose(connection: Connection) -> Chosen:
        chosen = replace(choose_quotes(query), article_ids=tuple(query.article))
        return narrow_to_speakers(connection, chosen, query.speaker)

    return await answer_quotes(request, archive, query, choose)


@router.get(
    "/{quote_id}",
    response_model=QuoteAnswer,
    operation_id="getQuote",
    summary="Get one quotation",
    responses=problem_answers(404, 422, 503),
)
async def read_quote(
    connection: ConnectionDep,
    quote_id: QuoteId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one quotation, with the speakers that were rejected for it."""
    row = get_quotes_by_id(connection, [quote_id]).get(quote_id)
    if row is None:
        raise NotFoundError(f"There is no quotation {quote_id}.")
    return answer_json(shape_quote(row, explain=True))


def narrow_to_speakers(connection: Connection, chosen: QuoteFilter, names: Sequence[str]) -> Chosen:
    """The filter narrowed to those named; raise BadRequestError for an ambiguous name."""
    speakers = understand_speakers(connection, names, indirect=chosen.indirect)
    understood = speakers[0] if len(speakers) == 1 else None
    return Chosen(choose_said_by(chosen, names, speakers), understood)


async def answer_quotes(
    request: Request,
    archive: Archive,
    query: QuoteQuery,
    choose: Callable[[Connection], Chosen],
) -> Response:
    """A page of the chosen quotations; those found by their words are looked for in a thread."""

    def answer(connection: Connection) -> dict[str, Any]:
        chosen = choose(connection)
        if query.q is not None:
            chosen = _narrow_to_words(archive, connection, chosen, query.q)
        return _build_answer(request, connection, query, chosen)

    if query.q is not None:
        return answer_json(await ask_in_thread(archive, answer))
    with archive.engine.connect() as connection:
        return answer_json(answer(connection))


def _build_answer(
    request: Request, connection: Connection, query: QuoteQuery, chosen: Chosen
) -> dict[str, Any]:
    after = read_cursor(request, query, _CursorKey)
    rows = list_quotes(connection, chosen.quotes, Page(query.limit + 1, query.sort, after))
    page = build_page(
        request,
        query,
        rows,
        shape=partial(shape_quote, explain=query.explain),
        key=quote_page_key,
        total=count_quotes(connection, chosen.quotes) if query.count else None,
    )
    return {**page, "speaker": _shorten(chosen.speaker) if chosen.speaker else None}


def _shorten(speaker: RowMapping) -> dict[str, str]:
    return {name: speaker[name] for name in ("id", "name", "kind")}


def _narrow_to_words(
    archive: Archive, connection: Connection, chosen: Chosen, words: str
) -> Chosen:
    """Narrow to the quotations that have these words; raise BadRequestError when they are too many."""
    articles = chosen.quotes.articles
    result = archive.index.quotes.search(
        SearchRequest(
            query=parse_query(words),
            from_day=articles.first_day,
            to_day=articles.last_day,
            undated=articles.undated,
            sources=articles.sources,
            forms=_forms_to_search(connection, chosen.quotes),
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
    found = tuple(hit.id for hit in result.hits)
    return chosen._replace(quotes=replace(chosen.quotes, quote_ids=found))


def _forms_to_search(connection: Connection, quotes: QuoteFilter) -> frozenset[str] | None:
    """The name forms that narrow the words to the chosen speakers; None when anybody may have said them."""
    if quotes.speaker_ids is not None and not quotes.unattributed:
        return list_form_ids(connection, quotes.speaker_ids)
    return None if quotes.indirect else QUOTED
