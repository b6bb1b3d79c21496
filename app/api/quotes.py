"""`/v1/quotes`: who said what, when, and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.answers import answer_json
from app.api.atom import answer_feed, describe_quote
from app.api.changes import build_changes, find_position
from app.api.choices import choose_quotes, choose_said_by
from app.api.dependencies import Archive, ArchiveDep, ask_in_thread
from app.api.formats import format_answers
from app.api.models import QuoteAnswer, QuoteListPage
from app.api.pagination import Integer64, build_page, read_place
from app.api.parameters import (
    NoQuery,
    QuoteId,
    QuoteListQuery,
    QuoteQuery,
)
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.api.streams import StreamedAnswer
from app.errors import NotFoundError
from app.export import Exported, Selection
from app.search.narrowing import narrow_to_words
from app.store.absences import explain_absence
from app.store.changes import Position, list_changed_quotes
from app.store.filters import QuoteFilter
from app.store.origins import map_first_seen
from app.store.pages import Page
from app.store.prepared import Row
from app.store.quote_lists import (
    count_quotes,
    find_quote_key,
    get_quotes_by_id,
    list_quotes,
    quote_page_key,
)
from app.store.readings import understand_speakers
from app.store.shapes import shape_changed_quote, shape_quote

router = APIRouter(prefix="/v1/quotes", tags=["quotes"], route_class=ReadRoute)

_CursorKey = tuple[date | None, str, Integer64]


class Chosen(NamedTuple):
    """Which quotations, and the speaker whom the request was understood to mean, if it is a single one."""

    quotes: QuoteFilter
    speaker: Row | None


@router.get(
    "",
    response_model=QuoteListPage,
    operation_id="listQuotes",
    summary="List quotations",
    responses=format_answers() | problem_answers(400, 422, 503),
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
    archive: ArchiveDep,
    quote_id: QuoteId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one quotation, with the speakers that were rejected for it."""
    with archive.engine.connect() as connection:
        row = get_quotes_by_id(connection, [quote_id]).get(quote_id)
        if row is None:
            why = explain_absence(connection, quote_id)
            raise NotFoundError(f"There is no quotation {quote_id}{why}.")
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
    """The chosen quotations in the format asked for; by their words they are looked for in a thread."""

    def narrow(connection: Connection) -> Chosen:
        chosen = choose(connection)
        if query.q is None:
            return chosen
        index = archive.index.quotes
        return chosen._replace(quotes=narrow_to_words(connection, index, chosen.quotes, query.q))

    def select(connection: Connection) -> Selection:
        return Selection(
            Exported.QUOTES,
            narrow(connection).quotes,
            sort=query.sort,
            after=_read_place(request, connection, query),
            limit=query.stream_limit,
            changed_since=_find_position(connection, query),
            explain=query.explain,
        )

    def answer(connection: Connection) -> Response:
        return _answer_page(request, connection, query, narrow(connection))

    if query.streamed:
        return StreamedAnswer(archive, query.streamed, select)
    if query.q is not None:
        return await ask_in_thread(archive, answer)
    with archive.engine.connect() as connection:
        return answer(connection)


def _answer_page(
    request: Request, connection: Connection, query: QuoteQuery, chosen: Chosen
) -> Response:
    if isinstance(query, QuoteListQuery) and (position := find_position(connection, query)):
        changes = _list_changes(request, connection, query, chosen, position)
        return answer_json(changes)
    page = _list_page(request, connection, query, chosen)
    if query.format == "json":
        return answer_json(page)
    seen_at = map_first_seen(connection, {one["article"]["id"] for one in page["items"]})
    title = f"What {chosen.speaker['name']} said" if chosen.speaker else "Quotations"
    entries = [describe_quote(one, seen_at) for one in page["items"]]
    return answer_feed(request, page, title, entries)


def _list_page(
    request: Request, connection: Connection, query: QuoteQuery, chosen: Chosen
) -> dict[str, Any]:
    after = _read_place(request, connection, query)
    rows = list_quotes(connection, chosen.quotes, Page(query.limit + 1, query.sort, after))
    page = build_page(
        request,
        query,
        rows,
        shape=partial(shape_quote, explain=query.explain),
        key=quote_page_key,
        total=count_quotes(connection, chosen.quotes) if query.count else None,
    )
    return {**page, "speaker": _shorten(chosen.speaker)}


def _list_changes(
    request: Request,
    connection: Connection,
    query: QuoteListQuery,
    chosen: Chosen,
    after: Position,
) -> dict[str, Any]:
    found = list_changed_quotes(connection, chosen.quotes, after, query.limit + 1)
    shape = partial(shape_quote, explain=query.explain)
    rows = [shape_changed_quote(one, shape) for one in found]
    changes = build_changes(request, connection, query, rows)
    return {**changes, "speaker": _shorten(chosen.speaker)}


def _read_place(request: Request, connection: Connection, query: QuoteQuery) -> Any:
    return read_place(request, query, _CursorKey, lambda one: find_quote_key(connection, one))


def _find_position(connection: Connection, query: QuoteQuery) -> Position | None:
    return find_position(connection, query) if isinstance(query, QuoteListQuery) else None


def _shorten(speaker: Row | None) -> dict[str, str] | None:
    return {name: speaker[name] for name in ("id", "name", "kind")} if speaker else None
