"""`/v1/articles`: articles newest first, one article whole, its quotations, its near-copies."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, RowMapping
from sqlmodel import Session

from app.api.answers import answer_json
from app.api.dependencies import ArchiveDep, ConnectionDep, ask_in_thread
from app.api.models import ArticleAnswer, ArticleSummary, CopyAnswer, PageOf, QuotePage
from app.api.pagination import PageQuery, build_page, read_cursor
from app.api.parameters import (
    ArticleId,
    ArticleListQuery,
    ArticleQuoteQuery,
    NoQuery,
    choose_articles,
    choose_quotes,
)
from app.api.problems import problem_answers
from app.api.quotes import Chosen, answer_quotes, narrow_to_speakers
from app.documents.fingerprints import compare_sequences, list_sequences
from app.errors import NotFoundError
from app.store.articles import get_article
from app.store.copies import find_group
from app.store.listing import (
    ArticleKey,
    article_page_key,
    count_articles,
    get_articles_by_id,
    list_articles,
    list_copies,
)
from app.store.origins import list_origins
from app.store.pages import Page
from app.store.shapes import shape_article, shape_whole_article

router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get(
    "",
    response_model=PageOf[ArticleSummary],
    operation_id="listArticles",
    summary="List articles by date",
    responses=problem_answers(400, 422, 503),
)
async def list_page(
    request: Request, connection: ConnectionDep, query: Annotated[ArticleListQuery, Query()]
) -> Response:
    """List articles by date, undated last; near-copies are shown once unless `copies=all`."""
    chosen = choose_articles(connection, query)
    after = read_cursor(request, query, ArticleKey)
    rows = list_articles(connection, chosen, Page(query.limit + 1, query.sort, after))
    total = count_articles(connection, chosen) if query.count else None
    page = build_page(request, query, rows, shape=shape_article, key=article_page_key, total=total)
    return answer_json(page)


@router.get(
    "/{article_id}",
    response_model=ArticleAnswer,
    operation_id="getArticle",
    summary="Get one article whole",
    responses=problem_answers(404, 422, 503),
)
async def read_article(
    connection: ConnectionDep,
    article_id: ArticleId,
    query: Annotated[NoQuery, Query()],  # noqa: ARG001  refuses unknown parameters
) -> Response:
    """Give one article whole: its text, where it was seen, and what cleaning took out."""
    article = _get_whole(connection, article_id)
    with Session(connection) as session:
        origins = list_origins(session, article_id)
    return answer_json(shape_whole_article(article, origins))


@router.get(
    "/{article_id}/quotes",
    response_model=QuotePage,
    operation_id="listArticleQuotes",
    summary="List the quotations of one article",
    responses=problem_answers(400, 404, 422, 503),
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


def _get_whole(connection: Connection, article_id: str) -> RowMapping:
    article = get_articles_by_id(connection, [article_id]).get(article_id)
    if article is None:
        raise NotFoundError(f"There is no article {article_id}.")
    return article
