"""`/v1/articles`: articles newest first, one article whole, its quotations, its near-copies."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection
from sqlmodel import Session

from app.api.answers import answer_json, answer_moved, moved_answer
from app.api.atom import answer_feed, describe_article
from app.api.changes import build_changes, find_position
from app.api.choices import choose_articles, choose_quotes
from app.api.dependencies import ArchiveDep, ask_in_thread
from app.api.formats import format_answers
from app.api.models import ArticleAnswer, ArticlePage, CopyAnswer, PageOf, QuotePage
from app.api.pagination import PageQuery, build_page, read_cursor, read_place
from app.api.parameters import (
    ArticleId,
    ArticleListQuery,
    ArticleQuoteQuery,
    NoQuery,
)
from app.api.problems import problem_answers
from app.api.quotes import Chosen, answer_quotes, narrow_to_speakers
from app.api.routing import ReadRoute
from app.api.streams import StreamedAnswer
from app.documents.fingerprints import compare_sequences, list_sequences
from app.export import Exported, Selection
from app.store.article_lists import (
    ArticleKey,
    article_page_key,
    count_articles,
    find_article_key,
    get_articles_by_id,
    list_articles,
    list_copies,
)
from app.store.articles import SucceededError, explain_missing, get_article
from app.store.changes import Position, list_changed_articles
from app.store.copies import find_group
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.origins import list_origins, map_first_seen
from app.store.pages import Page
from app.store.prepared import Row
from app.store.shapes import shape_article, shape_changed_article, shape_whole_article

router = APIRouter(prefix="/v1/articles", tags=["articles"], route_class=ReadRoute)


@router.get(
    "",
    response_model=ArticlePage,
    operation_id="listArticles",
    summary="List articles by date",
    responses=format_answers() | problem_answers(400, 422, 503),
)
async def list_page(
    request: Request, archive: ArchiveDep, query: Annotated[ArticleListQuery, Query()]
) -> Response:
    """List articles by date, undated last; near-copies are shown once unless `copies=all`."""

    def select(connection: Connection) -> Selection:
        return Selection(
            Exported.ARTICLES,
            QuoteFilter(_choose(connection, query)),
            sort=query.sort,
            after=_read_place(request, connection, query),
            limit=query.stream_limit,
            changed_since=find_position(connection, query),
        )

    if query.streamed:
        return StreamedAnswer(archive, query.streamed, select)
    with archive.engine.connect() as connection:
        if position := find_position(connection, query):
            return answer_json(_list_changes(request, connection, query, position))
        page = _list_page(request, connection, query)
        if query.format == "json":
            return answer_json(page)
        seen_at = map_first_seen(connection, [one["id"] for one in page["items"]])
    entries = [describe_article(one, seen_at) for one in page["items"]]
    return answer_feed(request, page, "Articles", entries)


def _list_page(request: Request, connection: Connection, query: ArticleListQuery) -> dict[str, Any]:
    chosen = _choose(connection, query)
    after = _read_place(request, connection, query)
    rows = list_articles(connection, chosen, Page(query.limit + 1, query.sort, after))
    total = count_articles(connection, chosen) if query.count else None
    return build_page(request, query, rows, shape=shape_article, key=article_page_key, total=total)


def _list_changes(
    request: Request, connection: Connection, query: ArticleListQuery, after: Position
) -> dict[str, Any]:
    chosen = _choose(connection, query)
    found = list_changed_articles(connection, chosen, after, query.limit + 1)
    rows = [shape_changed_article(one, shape_article) for one in found]
    return build_changes(request, connection, query, rows)


def _choose(connection: Connection, query: ArticleListQuery) -> ArticleFilter:
    chosen = choose_articles(connection, query)
    return chosen if query.changed_since is None else replace(chosen, copies="all")


def _read_place(request: Request, connection: Connection, query: ArticleListQuery) -> Any:
    return read_place(request, query, ArticleKey, lambda one: find_article_key(connection, one))


@router.get(
    "/{article_id}",
    response_model=ArticleAnswer,
    operation_id="getArticle",
    summary="Get one article whole",
    responses=moved_answer("article") | problem_answers(404, 422, 503),
)
async def read_article(
    request: Request,
    archive: ArchiveDep,
    article_id: ArticleId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one article whole: its text, where it was seen, and what cleaning took out."""
    with archive.engine.connect() as connection:
        try:
            article = _get_whole(connection, article_id)
        except SucceededError as error:
            return answer_moved(request, f"/articles/{article_id}", f"/articles/{error.successor}")
        origins = list_origins(connection, article_id)
    return answer_json(shape_whole_article(article, origins))


@router.get(
    "/{article_id}/quotes",
    response_model=QuotePage,
    operation_id="listArticleQuotes",
    summary="List the quotations of one article",
    responses=format_answers() | problem_answers(400, 404, 422, 503),
)
async def list_article_quotes(
    request: Request,
    archive: ArchiveDep,
    article_id: ArticleId,
    query: Annotated[ArticleQuoteQuery, Query()],
) -> Response:
    """List the quotations of one article in reading order."""

    def choose(connection: Connection) -> Chosen:
        with Session(connection) as session:
            get_article(session, article_id)
        chosen = replace(choose_quotes(query), article_ids=(article_id,))
        return narrow_to_speakers(connection, chosen, query.speaker)

    return await answer_quotes(request, archive, query, choose)


@router.get(
    "/{article_id}/copies",
    response_model=PageOf[CopyAnswer],
    operation_id="listArticleCopies",
    summary="List the near-copies of one article",
    responses=problem_answers(400, 404, 422, 503),
)
async def list_article_copies(
    request: Request,
    archive: ArchiveDep,
    article_id: ArticleId,
    query: Annotated[PageQuery, Query()],
) -> Response:
    """List the other articles of this one's group of near-copies, oldest first."""
    after = read_cursor(request, query, ArticleKey)

    def answer(connection: Connection) -> dict[str, Any]:
        article = _get_whole(connection, article_id)
        own = list_sequences(article["body"])
        rows = list_copies(connection, article, Page(query.limit + 1, "oldest", after))
        with Session(connection) as session:
            total = len(find_group(session, article_id)) - 1 if query.count else None
        return build_page(
            request,
            query,
            rows,
            shape=lambda row: {
                **shape_article(row),
                **asdict(compare_sequences(own, list_sequences(row["body"]))),
            },
            key=article_page_key,
            total=total,
        )

    return answer_json(await ask_in_thread(archive, answer))


def _get_whole(connection: Connection, article_id: str) -> Row:
    article = get_articles_by_id(connection, [article_id]).get(article_id)
    if article is None:
        with Session(connection) as session:
            raise explain_missing(session, article_id)
    return article
