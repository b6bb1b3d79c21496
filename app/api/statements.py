"""`/v1/statements`: the same words in several articles; `/v1/quotes/match`: was this said?"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from app.api.answers import answer_json, answer_moved, moved_answer
from app.api.choices import choose_published, choose_speakers
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.models import MatchAnswer, PageOf, StatementAnswer
from app.api.pagination import Integer64, PageQuery, build_page, read_cursor
from app.api.parameters import (
    DateQuery,
    NoQuery,
    Sources,
    Speakers,
    StatementId,
)
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.errors import NotFoundError
from app.store.absences import explain_absence
from app.store.matching import Match, match_text
from app.store.prepared import Row
from app.store.quote_lists import get_quotes_by_id
from app.store.shapes import shape_likeness, shape_quote, shape_statement
from app.store.statement_pages import (
    Extent,
    StatementFilter,
    StatementSort,
    Variant,
    count_statements,
    find_present_id,
    find_statement,
    list_quote_speakers,
    list_statement_speakers,
    list_statements,
    list_variants,
)
from app.store.statements import describe_alone

router = APIRouter(prefix="/v1", route_class=ReadRoute)

TEXT_LIMIT = 2_000  # characters of a text that is asked for
_IN_A_LIST = Extent(variants=10, quotes=1)
_ALONE = Extent(variants=100, quotes=20)


class StatementListQuery(PageQuery, DateQuery):
    """Which statements, and which page of them."""

    speaker: Speakers = Field(default=[])
    source: Sources = Field(default=[])
    min_outlets: int = Field(
        default=1, ge=1, le=10_000, description="Only statements that so many outlets have."
    )
    sort: StatementSort = Field(
        default="outlets",
        description="`outlets`: those that most outlets have first; `newest` and `oldest`: by the earliest "
        "article's date, undated last.",
    )


class MatchQuery(BaseModel):
    """Which text, and how many quotations near to it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        min_length=1,
        max_length=TEXT_LIMIT,
        description="What somebody is said to have said.",
        examples=["vendemos gas, no vendemos alianzas"],
    )
    limit: int = Field(default=10, ge=1, le=50, description="Quotations at most, 1 to 50.")


@router.get(
    "/quotes/match",
    response_model=PageOf[MatchAnswer],
    operation_id="matchQuotes",
    summary="Was this said?",
    responses=problem_answers(422, 503),
    tags=["quotes"],
)
async def match(archive: ArchiveDep, query: Annotated[MatchQuery, Query()]) -> Response:
    """List the quotations nearest to a text, and what differs; none when nobody said anything like it."""

    def answer(connection: Connection) -> list[Match]:
        return match_text(connection, query.text, query.limit)

    items = [
        {
            **shape_likeness(found.likeness, query.text, found.quote["text"]),
            "quote": shape_quote(found.quote),
        }
        for found in await ask_in_thread(archive, answer)
    ]
    return answer_json({"items": items, "next": None, "total": None})


@router.get(
    "/statements",
    response_model=PageOf[StatementAnswer],
    operation_id="listStatements",
    summary="List statements",
    tags=["statements"],
    responses=problem_answers(400, 422, 503),
)
async def list_page(
    request: Request, archive: ArchiveDep, query: Annotated[StatementListQuery, Query()]
) -> Response:
    """List what several articles quote: statements of which a quotation meets all filters."""
    key_type: Any = Integer64 if query.sort == "outlets" else date | None
    after = read_cursor(request, query, tuple[key_type, str])

    def answer(connection: Connection) -> dict[str, Any]:
        chosen = _choose(connection, query)
        rows = list_statements(
            connection, chosen, sort=query.sort, after=after, limit=query.limit + 1
        )
        shaped = _shape(connection, rows[: query.limit], _IN_A_LIST)
        ordered: Literal["outlet_count", "first_day"] = (
            "outlet_count" if query.sort == "outlets" else "first_day"
        )
        return build_page(
            request,
            query,
            rows,
            shape=lambda row: shaped[row["id"]],
            key=lambda row: (row[ordered], row["id"]),
            total=count_statements(connection, chosen) if query.count else None,
        )

    return answer_json(await ask_in_thread(archive, answer))


@router.get(
    "/statements/{statement_id}",
    response_model=StatementAnswer,
    operation_id="getStatement",
    summary="Get one statement",
    tags=["statements"],
    responses=moved_answer("statement") | problem_answers(404, 422, 503),
)
async def read_statement(
    request: Request,
    archive: ArchiveDep,
    statement_id: StatementId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one statement with its wordings; the id of any of its quotations leads to it.

    A quotation that nobody else prints, or nobody else any more, is answered as a statement of one article.
    """

    def answer(connection: Connection) -> Response:
        row = find_statement(connection, statement_id)
        if row is not None:
            return answer_json(_shape(connection, [row], _ALONE)[statement_id])
        present = find_present_id(connection, statement_id)
        if present is not None:
            return answer_moved(request, f"/statements/{statement_id}", f"/statements/{present}")
        return answer_json(_shape_unshared(connection, statement_id))

    return await ask_in_thread(archive, answer)


def _choose(connection: Connection, query: StatementListQuery) -> StatementFilter:
    return StatementFilter(
        articles=choose_published(query, query.source),
        speaker_ids=choose_speakers(connection, query.speaker),
        min_outlets=query.min_outlets,
    )


def _shape(
    connection: Connection, rows: Sequence[Row], extent: Extent
) -> dict[str, dict[str, Any]]:
    ids = [row["id"] for row in rows]
    variants = list_variants(connection, ids, extent)
    speakers = list_statement_speakers(connection, ids)
    return {
        row["id"]: shape_statement(row, variants[row["id"]], speakers.get(row["id"], ()))
        for row in rows
    }


def _shape_unshared(connection: Connection, quote_id: str) -> dict[str, Any]:
    """A quotation without a statement as one of its own; raise NotFoundError if there is none."""
    row = describe_alone(connection, quote_id)
    if row is None:
        why = explain_absence(connection, quote_id)
        raise NotFoundError(f"There is no statement {quote_id}{why}.")
    quotes = get_quotes_by_id(connection, [quote_id])
    speakers = list_quote_speakers(connection, quote_id)
    return shape_statement(row, [Variant(1, (quotes[quote_id],))], speakers)
