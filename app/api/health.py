"""`/healthz` and `/readyz`: is the process alive, do database and index answer."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.api.answers import answer_json
from app.api.dependencies import ArchiveDep
from app.api.models import HealthAnswer, ReadyAnswer
from app.errors import UnavailableError
from app.store.outbox import get_generation
from app.store.statistics import count_rows

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=HealthAnswer, operation_id="getHealth")
async def read_health(request: Request) -> Response:
    """Say that the process answers."""
    return answer_json(request, {"status": "ok"})


@router.get("/readyz", response_model=ReadyAnswer, operation_id="getReadiness")
async def read_readiness(request: Request, archive: ArchiveDep) -> Response:
    """Say that database and text index answer, and how far the index has come."""
    try:
        with Session(archive.engine) as session:
            generation = get_generation(session)
            articles = count_rows(session.connection())["articles"]
    except DBAPIError as error:
        raise UnavailableError("The database does not answer.") from error
    return answer_json(
        request,
        {
            "status": "ok",
            "generation": generation,
            "index_generation": archive.index.articles.generation,
            "articles": articles,
        },
    )
