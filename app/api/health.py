"""`/healthz`, `/readyz` and `/metrics`: alive? do database and index answer? how is it going?"""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.responses import PlainTextResponse

from app.api.answers import answer_json
from app.api.dependencies import Archive, ArchiveDep
from app.api.metrics import RequestMetrics, expose_metrics
from app.api.models import HealthAnswer, ReadyAnswer
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.errors import SetupError, UnavailableError
from app.store.outbox import get_generation
from app.store.statistics import count_rows


class DiskFullError(UnavailableError):
    """An ingest would come to an end in the middle."""

    title = "The disk is nearly full"


router = APIRouter(tags=["health"], route_class=ReadRoute)


@router.get(
    "/healthz",
    response_model=HealthAnswer,
    operation_id="getHealth",
    summary="Is the process alive?",
)
async def read_health() -> Response:
    """Say that the process answers."""
    return answer_json({"status": "ok"})


@router.get(
    "/readyz",
    response_model=ReadyAnswer,
    operation_id="getReadiness",
    summary="Can it answer?",
    responses=problem_answers(503),
)
async def read_readiness(archive: ArchiveDep) -> Response:
    """Say that database and text index answer, how far the index has come, and that the disk is not full.

    A server that reads a replica is ready while the primary is down, and says so.
    """
    return answer_json(await to_thread.run_sync(_describe_readiness, archive))


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    operation_id="getMetrics",
    summary="Metrics for Prometheus",
)
async def read_metrics(request: Request, archive: ArchiveDep) -> Response:
    """Give counts and times of requests to this process, and the state of the archive."""
    metrics: RequestMetrics = request.app.state.metrics
    content = await to_thread.run_sync(expose_metrics, metrics, archive)
    return Response(content, media_type=CONTENT_TYPE_LATEST)


def _describe_readiness(archive: Archive) -> dict[str, Any]:
    try:
        with Session(archive.engine) as session:
            generation = get_generation(session)
            articles = count_rows(session.connection())["articles"]
        free = archive.count_free_bytes()
        standing = _describe_primary(archive, generation)
    except (SQLAlchemyError, OSError, SetupError) as error:
        raise UnavailableError(f"The archive does not answer: {error}") from error
    if free is not None and free < archive.least_free:
        raise DiskFullError(f"{free:,} bytes are free in {archive.folder}: make room.")
    return {
        "status": "ok",
        "generation": generation,
        "index_generation": archive.index_generation,
        "articles": articles,
        "disk_free_mb": None if free is None else free // 2**20,
        **standing,
    }


def _describe_primary(archive: Archive, generation: int) -> dict[str, Any]:
    """Whether the database that is written answers, where another is read, and how far that is behind."""
    if archive.primary is None:
        return {"primary": None, "replication_lag": None}
    reached = archive.primary.find_generation()
    if reached is None:
        return {"primary": "down", "replication_lag": None}
    return {"primary": "ok", "replication_lag": max(0, reached - generation)}
