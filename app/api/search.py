"""`/v1/search`: articles that speak of something."""

from functools import cache, partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, field_validator
from sqlalchemy import Connection

from app.api.answers import answer_json
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.metrics import RequestMetrics, StageClock
from app.api.models import SearchAnswer
from app.api.pagination import Integer64, Natural64, PageQuery, next_url, read_cursor
from app.api.parameters import ArticleQuery
from app.api.problems import problem_answers
from app.api.routing import ReadRoute
from app.search import (
    Facet,
    SearchRequest,
    SearchResult,
    Texts,
    highlight,
    mark_title,
    parse_query,
)
from app.store.article_lists import get_articles_by_id
from app.store.directory import map_forms_to_speakers, name_speakers
from app.store.readings import find_form_ids, list_form_ids, understand_speakers
from app.store.shapes import shape_article

router = APIRouter(prefix="/v1/search", tags=["search"], route_class=ReadRoute)

FACETS: tuple[Facet, ...] = ("source", "speaker", "year")
_FACET = f"({'|'.join(FACETS)})?"
_FACET_VALUES = 20
_Basis = tuple[Natural64, ...]
_CursorKey = tuple[float, Integer64, str, _Basis | None]


class SearchQuery(PageQuery, ArticleQuery):
    """What to find, among which articles, in which order."""

    q: str = Field(
        description='Words (all must occur), `"exact phrase"`, `OR`, `-word` or `NOT`, `(…)`, `prefix*`, '
        '`word~` (one typo), `title:word`, `speaker:"…"`, `source:…`. At most 256 characters, 32 terms.',
        examples=["cooperacion energetica"],
    )
    sort: Literal["relevance", "newest", "oldest"] = Field(
        default="relevance",
        description="By relevance, or by date; undated articles come last by date.",
    )
    facets: str = Field(
        default="",
        description="Counts over the whole result, separated by commas: `source`, `speaker`, `year`.",
        examples=["source,year"],
        json_schema_extra={"pattern": f"^{_FACET}(,{_FACET})*$"},
    )

    @field_validator("facets")
    @classmethod
    def _check_facets(cls, value: str) -> str:
        if unknown := set(filter(None, value.split(","))) - set(FACETS):
            raise ValueError(f"there is no facet {min(unknown)!r}; there are {', '.join(FACETS)}")
        return value


@router.get(
    "",
    response_model=SearchAnswer,
    operation_id="search",
    summary="Search articles",
    responses=problem_answers(400, 422, 503),
)
async def search(
    request: Request, archive: ArchiveDep, query: Annotated[SearchQuery, Query()]
) -> Response:
    """Find articles by what they say, with accents or without, in any inflected form."""
    metrics: RequestMetrics = request.app.state.metrics
    clock = metrics.start_search()

    def answer(connection: Connection) -> dict[str, Any]:
        clock.end("wait")
        asked = _ask(request, connection, query)
        clock.end("read")
        index = archive.index.articles.over(connection)
        return _answer(request, connection, query, asked, index, clock)

    return answer_json(await ask_in_thread(archive, answer))


def _ask(request: Request, connection: Connection, query: SearchQuery) -> SearchRequest:
    *after, basis = read_cursor(request, query, _CursorKey) or (None,)
    speakers = understand_speakers(connection, query.speaker)
    facets = tuple(facet for facet in FACETS if facet in query.facets.split(","))
    owners = cache(partial(map_forms_to_speakers, connection))
    return SearchRequest(
        query=parse_query(query.q),
        from_day=query.from_,
        to_day=query.to,
        undated=query.undated_or_default,
        sources=tuple(query.source),
        languages=tuple(query.language),
        forms=list_form_ids(connection, [one["id"] for one in speakers]) if query.speaker else None,
        copies=query.copies,
        sort=query.sort,
        limit=query.limit + 1,
        after=(after[0], after[1], after[2]) if after else None,
        basis=basis,
        facets=facets,
        resolve_forms=lambda name: find_form_ids(connection, name),
        speaker_of=lambda form: owners().get(form, form),
    )


def _answer(
    request: Request,
    connection: Connection,
    query: SearchQuery,
    asked: SearchRequest,
    index: Texts,
    clock: StageClock,
) -> dict[str, Any]:
    result = index.search(asked)
    clock.end("match")
    hits = result.hits[: query.limit]
    rows = get_articles_by_id(connection, [hit.id for hit in hits])
    clock.end("load")
    answer = {
        "items": [
            {
                "article": shape_article(rows[hit.id]),
                "score": round(hit.score, 4),
                "highlights": _highlight(rows[hit.id], asked),
            }
            for hit in hits
            if hit.id in rows  # the index may be a moment behind a deletion
        ],
        "next": _link_next(request, query, result) if len(result.hits) > query.limit else None,
        "total": result.total if query.count else None,
        "facets": _shape_facets(connection, result),
        "suggestion": index.suggest(asked.query) if asked.query and not result.total else None,
        "interpreted": result.interpretation,
    }
    clock.end("show")
    return answer


def _link_next(request: Request, query: SearchQuery, result: SearchResult) -> str:
    return next_url(request, (*result.hits[query.limit - 1].sort_key, result.basis))


def _highlight(row: Any, asked: SearchRequest) -> list[str]:
    """Marked snippets of the body; the marked title when only that matches."""
    if asked.query is None:
        return []
    snippets = highlight(row["body"], asked.query)
    if snippets or not row["title"]:
        return snippets
    return [mark_title(row["title"], asked.query)]


def _shape_facets(connection: Connection, result: SearchResult) -> dict[str, list[dict[str, Any]]]:
    """The commonest values of each facet."""
    facets = {name: values[:_FACET_VALUES] for name, values in result.facets.items()}
    speakers = [value for value, _ in facets.get("speaker", ()) if value]
    names = name_speakers(connection, speakers)
    return {
        name: [
            {
                "value": value,
                "count": count,
                **({"name": names.get(value or "")} if name == "speaker" else {}),
            }
            for value, count in values
        ]
        for name, values in facets.items()
    }
