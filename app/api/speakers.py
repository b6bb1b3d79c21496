"""`/v1/speakers`: the directory of who is quoted."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import Connection

from app.api.answers import answer_json, answer_moved, moved_answer
from app.api.choices import choose_quotes
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.formats import format_answers
from app.api.models import PageOf, QuotePage, SpeakerAnswer, SpeakerDetail
from app.api.pagination import PageQuery, build_page, read_cursor
from app.api.parameters import NoQuery, SpeakerId, SpeakerQuoteQuery
from app.api.problems import problem_answers
from app.api.quotes import Chosen, answer_quotes
from app.api.routing import ReadRoute
from app.errors import NotFoundError
from app.store.directory import count_speakers, find_former_speaker, find_speaker, list_speakers
from app.store.profiles import describe_speakers, profile_speaker

router = APIRouter(prefix="/v1/speakers", tags=["speakers"], route_class=ReadRoute)


class SpeakerListQuery(PageQuery):
    """Which speakers, and which page of them."""

    name: str = Field(
        default="",
        max_length=200,
        description="Beginning of a name or surname, in any spelling of case and accents; or a whole one in "
        "any transliteration, with one typo if nobody is called like that.",
    )


@router.get(
    "",
    response_model=PageOf[SpeakerAnswer],
    operation_id="listSpeakers",
    summary="List speakers",
    responses=problem_answers(400, 422, 503),
)
async def list_page(
    request: Request, archive: ArchiveDep, query: Annotated[SpeakerListQuery, Query()]
) -> Response:
    """List speakers by id, with their names as printed and how often they are quoted."""
    after = read_cursor(request, query, str)

    def answer(connection: Connection) -> dict[str, Any]:
        rows = list_speakers(connection, prefix=query.name, after=after, limit=query.limit + 1)
        described = {speaker["id"]: speaker for speaker in describe_speakers(connection, rows)}
        return build_page(
            request,
            query,
            rows,
            shape=lambda row: described[row["id"]],
            key=lambda row: row["id"],
            total=count_speakers(connection, prefix=query.name) if query.count else None,
        )

    return answer_json(await ask_in_thread(archive, answer))


@router.get(
    "/{speaker_id}",
    response_model=SpeakerDetail,
    operation_id="getSpeaker",
    summary="Get one speaker",
    responses=moved_answer("speaker") | problem_answers(404, 422, 503),
)
async def read_speaker(
    request: Request,
    archive: ArchiveDep,
    speaker_id: SpeakerId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one speaker, with the people quoted in the same articles and what an editor decided."""

    def answer(connection: Connection) -> Response:
        speaker = find_speaker(connection, speaker_id)
        if speaker is None:
            return _redirect(request, connection, speaker_id)
        return answer_json(profile_speaker(connection, speaker))

    return await ask_in_thread(archive, answer)


@router.get(
    "/{speaker_id}/quotes",
    response_model=QuotePage,
    operation_id="listSpeakerQuotes",
    summary="List the quotations of one speaker",
    responses=format_answers() | moved_answer("speaker") | problem_answers(400, 404, 422, 503),
)
async def list_speaker_quotes(
    request: Request,
    archive: ArchiveDep,
    speaker_id: SpeakerId,
    query: Annotated[SpeakerQuoteQuery, Query()],
) -> Response:
    """List the quotations of one speaker, in the order of their articles' dates."""
    with archive.engine.connect() as connection:
        speaker = find_speaker(connection, speaker_id)
        if speaker is None:
            return _redirect(request, connection, speaker_id)
    chosen = replace(
        choose_quotes(query), speaker_ids=(speaker_id,), article_ids=tuple(query.article)
    )
    return await answer_quotes(request, archive, query, lambda _: Chosen(chosen, speaker))


def _redirect(request: Request, connection: Connection, speaker_id: str) -> Response:
    """Send the client on to the speaker that this id once named; raise NotFoundError without one."""
    present = find_former_speaker(connection, speaker_id)
    if present is None:
        raise NotFoundError(f"There is no speaker {speaker_id}.")
    return answer_moved(request, f"/speakers/{speaker_id}", f"/speakers/{present['id']}")
