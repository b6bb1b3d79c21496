"""`/v1/timeline`: how many, when."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import Connection

from app.api.answers import answer_json
from app.api.choices import choose_articles
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.models import TimelineAnswer
from app.api.parameters import ArticleQuery
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.store.filters import QuoteFilter
from app.store.statistics import Counted, Interval, count_timeline

router = APIRouter(prefix="/v1/timeline", tags=["timeline"], route_class=ReadRoute)


class TimelineQuery(ArticleQuery):
    """What is counted, and by which interval."""

    of: Counted = Field(
        default="articles",
        description="What is counted: `articles` or `quotes`, in either case of a group of near-copies "
        "only the leader's; with `copies=all` as many as the lists have.",
    )
    interval: Interval = Field(
        default="month", description="`day`, `week` (from Monday), `month` or `year`."
    )


@router.get(
    "",
    response_model=TimelineAnswer,
    operation_id="getTimeline",
    summary="Count by time",
    responses=problem_answers(400, 422, 503),
)
async def read_timeline(archive: ArchiveDep, query: Annotated[TimelineQuery, Query()]) -> Response:
    """Count articles or quotations by interval; `undated` says how many have no place in time.

    Unlike in lists, undated articles are counted (in `undated`) also when `from` or `to` is given.
    """
    timeline = await ask_in_thread(
        archive,
        lambda connection: count_timeline(
            connection, query.of, _choose(connection, query), query.interval
        ),
    )
    return answer_json(
        {
            "of": query.of,
            "interval": query.interval,
            "buckets": timeline.buckets,
            "undated": timeline.undated,
            "imprecise": timeline.imprecise,
        },
    )


def _choose(connection: Connection, query: TimelineQuery) -> QuoteFilter:
    """A speaker narrows quotations to theirs, and articles to those that quote them."""
    articles = replace(choose_articles(connection, query), undated=query.undated or "include")
    if query.of == "articles":
        return QuoteFilter(articles)
    return QuoteFilter(replace(articles, speaker_ids=None), speaker_ids=articles.speaker_ids)
