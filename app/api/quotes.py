"""`/v1/quotes`: who said what, when, and where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, NamedTuple

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, RowMapping

from app.api.answers import answer_json
from app.api.dependencies import Archive, ArchiveDep, ConnectionDep
from app.api.models import QuoteAnswer, QuotePage
from app.api.pagination import build_page, read_cursor
from app.api.parameters import NoQuery, QuoteListQuery, choose_quotes
from app.errors import BadRequestError, NotFoundError, Problem
from app.search import SearchRequest, parse_query
from app.store.directory import find_form_ids, understand_speakers
from app.store.listing import (
    Page,
    QuoteFilter,
    QuoteKey,
    count_quotes,
    get_quotes_by_id,
    list_quotes,
    quote_page_key,
)
from app.store.shapes import shape_quote

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])

WORDS_LIMIT = 10_000  # quotations that words may find before the other filters are applied


class Asked(NamedTuple):
    """A request with what it is answered from."""

    request: Request
    archive: Archive
    connection: Connection


@router.get("", response_model=QuotePage, operation_id="listQuotes")
async def list_page(
    request: Request,
    archive: ArchiveDep,
    connection: ConnectionDep,
    query: Annotated[QuoteListQuery, Query()],
) -> Response:
    """List quotations by speaker, words, article, kind, outlet or date."""
    speakers = understand_speakers(connection, query.speaker)
    chosen = choose_quotes(query, speakers)
    return await answer_quotes(Asked(request, archive, connection), query, chosen, speakers)


@router.get("/{quote_id}", response_model=QuoteAnswer, operation_id="getQuote")
async def read_quote(
    request: Request,
    connection: ConnectionDep,
    quote_id: str,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one quotation, with the speakers that were rejected for it."""
    row = get_quotes_by_id(connection, [quote_id]).get(quote_id)
    if row is None:
        raise NotFoundError(f"There is no quotation {quote_id}.")
    return answer_json(request, shape_quote(row, explain=True))


async def answer_quotes(
    asked: Asked, query: QuoteListQuery, chosen: QuoteFilter, speakers: Sequence[RowMapping]
) -> Response:
    """A page of the chosen quotations, saying which speaker was understood if it is a single one."""
    request, connection = asked.request, asked.connection
    after = read_cursor(request, query, QuoteKey)
    if query.q is not None:
        chosen = replace(chosen, quote_ids=await _find_by_words(asked, query.q, chosen))
    rows = list_quotes(connection, chosen, Page(query.limit + 1, query.sort, after))
    page = build_page(
        request,
        query,
        rows,
        shape=partial(shape_quote, explain=query.explain),
        key=quote_page_key,
        total=count_quotes(connection, chosen) if query.count else None,
    )
    understood = dict(speakers[0]) if len(speakers) == 1 else None
    return answer_json(request, {**page, "speaker": understood})


async def _find_by_words(asked: Asked, words: str, chosen: QuoteFilter) -> tuple[str, ...]:
    """The ids of the quotations with these words among those dated and published as chosen."""
    connection, articles = asked.connection, chosen.articles
    request = SearchRequest(
        query=parse_query(words),
        from_day=articles.first_day,
        to_day=articles.last_day,
        undated=articles.undated,
        sources=articles.sources,
        sort="newest",
        limit=WORDS_LIMIT + 1,
        resolve_forms=lambda name: find_form_ids(connection, name),
    )
    search = asked.archive.index.quotes.search
    result = await to_thread.run_sync(search, request, limiter=asked.archive.search_slots)
    if result.total > WORDS_LIMIT:
        raise BadRequestError(
            f"More than {WORDS_LIMIT} quotations have these words: add words, a date or an outlet.",
            (Problem("q", "matches too many quotations"),),
        )
    return tuple(hit.id for hit in result.hits)
