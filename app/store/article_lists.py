"""Articles as lists show them."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from app.store.chunks import among, fold
from app.store.filters import ArticleFilter, article_conditions
from app.store.pages import Page, PagedStatement
from app.store.prepared import Prepared, Row
from app.store.tables import article_table

ArticleKey = tuple[date | None, str]

_ARTICLE = article_table.c
_SUMMARY = [column for column in _ARTICLE if column.name not in {"body", "removed"}]
_SHAPES = 256  # of filters whose statements are kept
_AMONG_IDS = _ARTICLE.id.in_(among("ids"))
_WHOLE = Prepared(select(article_table).where(_AMONG_IDS))
_KEY = Prepared(select(_ARTICLE.first_day, _ARTICLE.id).where(_ARTICLE.id == bindparam("id")))


def list_articles(connection: Connection, chosen: ArticleFilter, page: Page) -> list[Row]:
    """Articles without body, newest or oldest first, undated last, ties by id."""
    return _prepare_list(chosen.shape).fetch(connection, chosen.values, page)


def article_page_key(row: Row) -> ArticleKey:
    """The key of a row for `Page.after`."""
    return row["first_day"], row["id"]


def get_articles_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Row]:
    """Whole articles by id; ids that are gone are left out."""
    return {row["id"]: row for row in _WHOLE.fetch(connection, {"ids": fold(ids)})}


def list_chosen_articles(
    connection: Connection, chosen: ArticleFilter, ids: Iterable[str]
) -> dict[str, Row]:
    """Those of these articles that the filter lets through, whole, by id."""
    rows = _prepare_choice(chosen.shape).fetch(connection, {**chosen.values, "ids": fold(ids)})
    return {row["id"]: row for row in rows}


def find_article_key(connection: Connection, article_id: str) -> ArticleKey | None:
    """The key of an article for `Page.after`, None if it is not there."""
    row = _KEY.fetch_first(connection, {"id": article_id})
    return article_page_key(row) if row else None


def list_copies(connection: Connection, article: Row, page: Page) -> list[Row]:
    """The other articles, whole, of the group of near-copies that an article belongs to, by date."""
    values = {"leader": article["copy_of"] or article["id"], "own": article["id"]}
    return _prepare_copies().fetch(connection, values, page)


def count_articles(connection: Connection, chosen: ArticleFilter) -> int:
    """How many articles the filter lets through."""
    statement = select(func.count()).select_from(article_table)
    counted = statement.where(*article_conditions(chosen.shape))
    return connection.execute(counted, chosen.values).scalar_one()


@lru_cache(_SHAPES)
def _prepare_list(shape: ArticleFilter) -> PagedStatement:
    statement = select(*_SUMMARY).where(*article_conditions(shape))
    return PagedStatement(statement, _ARTICLE.first_day, (_ARTICLE.id,))


@lru_cache(_SHAPES)
def _prepare_choice(shape: ArticleFilter) -> Prepared:
    return Prepared(select(article_table).where(_AMONG_IDS, *article_conditions(shape)))


@cache
def _prepare_copies() -> PagedStatement:
    leader: BindParameter[str] = bindparam("leader")
    grouped = select(article_table).where(or_(_ARTICLE.id == leader, _ARTICLE.copy_of == leader))
    others = grouped.where(_ARTICLE.id != bindparam("own"))
    return PagedStatement(others, _ARTICLE.first_day, (_ARTICLE.id,))
