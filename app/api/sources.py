"""`/v1/sources`: the outlets."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.answers import answer_json
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.models import PageOf, SourceAnswer
from app.api.parameters import NoQuery
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.store.statistics import list_sources

router = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=ReadRoute)


@router.get(
    "",
    response_model=PageOf[SourceAnswer],
    operation_id="listSources",
    summary="List outlets",
    responses=problem_answers(422, 503),
)
async def list_all(
    archive: ArchiveDep,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """List all outlets by name on one page; null stands for articles whose outlet is not known."""
    items = [dict(row) for row in await ask_in_thread(archive, list_sources)]
    return answer_json({"items": items, "next": None, "total": len(items)})
