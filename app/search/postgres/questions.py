"""A search as one statement of SQL: what matches, one row for each group of copies, in order, a page of it.

How well an article answers is reckoned for a bounded number of matches, the newest; others follow by date.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Float,
    Integer,
    Numeric,
    Select,
    and_,
    case,
    cast,
    collate,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on

from app.search.plan import Plan
from app.search.postgres.tables import TextTables
from app.search.postgres.terms import write_members, write_query
from app.search.results import SearchRequest
from app.search.schema import UNDATED
from app.text import fold_label

MOST_RANKED = 1_000  # matches: each has to be fetched whole, which takes some 20 µs
_LAST = 10_000_000  # sorts undated articles behind every day; date.max is day 3,652,059
_SCORE_DECIMALS = 6
_FIRST_DAY = "0001-01-01"  # the day of ordinal 1
_BY_LENGTH = 1  # a rank is divided by 1 + the logarithm of the text's length


class Question(NamedTuple):
    """What is asked of a text table: the rows that match, copies collapsed, and the tsquery, None for all."""

    kept: CTE
    asked: ColumnElement[Any] | None


def ask(tables: TextTables, request: SearchRequest, plan: Plan | None) -> Question:
    """The rows that a plan matches (None: all of them) and that pass every filter of a request."""
    row = tables.texts.c
    conditions = list(_list_conditions(row, request))
    asked = None
    if plan is not None:
        written = write_query(plan)
        asked = cast(written, TSQUERY) if written else None
        conditions.append(literal(False) if asked is None else row.terms.bool_op("@@")(asked))
    ordinal = func.coalesce(row.first_day - cast(_FIRST_DAY, Date) + 1, UNDATED)
    columns = (row.id, row.first_day, ordinal.label("ordinal"), row.source, row.copy_of)
    matched = select(*columns, row.forms, row.terms).where(*conditions).cte("matched")
    return Question(_collapse_copies(matched) if request.copies == "collapse" else matched, asked)


def select_page(question: Question, request: SearchRequest) -> Select[Any]:
    """The rows of a page with their sort keys, each with the same three numbers; one without an id if none.

    `total` counts all that match, `ranked` those that relevance is reckoned for: from the day on that has the
    ordinal `bound`, all if that is 0.
    """
    row = question.kept.c
    numbers = _count(question, request)
    newest = case((row.ordinal == UNDATED, _LAST), else_=-row.ordinal)
    oldest = case((row.ordinal == UNDATED, _LAST), else_=row.ordinal)
    score: ColumnElement[Any] = literal(0.0)
    primary: ColumnElement[Any] = newest if request.sort == "newest" else oldest
    secondary: ColumnElement[Any] = literal(0)
    if request.sort == "relevance":
        score = _score(question, row.ordinal >= select(numbers.c.bound).scalar_subquery())
        primary, secondary = 0.0 - score, newest
    hits = select(
        row.id, score.label("score"), primary.label("first_key"), secondary.label("second_key")
    ).cte("hits")
    keys = hits.c.first_key, hits.c.second_key, hits.c.id
    page = select(hits).order_by(*keys).limit(request.limit)
    if request.after is not None:
        page = page.where(tuple_(*keys) > tuple_(*request.after))
    shown = page.subquery("page")
    shown_keys = shown.c.first_key, shown.c.second_key, shown.c.id
    joined = numbers.outerjoin(shown, true())
    return select(numbers, shown).select_from(joined).order_by(*shown_keys)


def select_facet(question: Question, facet: str, forms: Any, limit: int) -> Select[Any]:
    """The values of a facet with numbers of rows, commonest first, then by value, None last.

    `forms` is the table of name forms, by whose speakers rows are counted.
    """
    row = question.kept.c
    count = func.count()
    if facet == "speaker":
        said = select(row.id, func.unnest(row.forms).label("form")).subquery()
        value: Any = func.coalesce(forms.c.speaker_id, said.c.form)
        count = func.count(said.c.id.distinct())
        source: Any = said.outerjoin(forms, forms.c.id == said.c.form)
    else:
        year = func.to_char(row.first_day, "FMYYYY")
        value = row.source if facet == "source" else year
        source = question.kept
    return (
        select(value, count)
        .select_from(source)
        .group_by(value)
        .order_by(count.desc(), collate(value, "C").nulls_last())
        .limit(limit)
    )


def _list_conditions(row: Any, request: SearchRequest) -> Any:
    if request.undated == "only":
        yield row.first_day.is_(None)
    elif request.from_day or request.to_day or request.undated == "exclude":
        yield _pass_dates(row, request)
    if request.sources:
        yield row.source_key.in_([*map(fold_label, request.sources)])
    if request.languages:
        yield row.language.in_(request.languages)
    if request.forms is not None:
        written = write_members("forms", sorted(request.forms))
        yield row.terms.bool_op("@@")(cast(written, TSQUERY)) if written else literal(False)


def _pass_dates(row: Any, request: SearchRequest) -> ColumnElement[bool]:
    inside = [row.first_day.is_not(None)]
    if request.from_day:
        inside.append(row.last_day >= request.from_day)
    if request.to_day:
        inside.append(row.first_day <= request.to_day)
    passed = and_(*inside)
    return or_(passed, row.first_day.is_(None)) if request.undated == "include" else passed


def _collapse_copies(matched: CTE) -> CTE:
    """Of each group keep its leader; if that does not match, the earliest copy, then the smallest id."""
    copy, leader = matched.alias("copy"), matched.alias("leader")
    alone = copy.c.copy_of.is_not(None) & ~exists().where(leader.c.id == copy.c.copy_of)
    earliest = (
        select(copy)
        .where(alone)
        .ext(distinct_on(copy.c.copy_of))
        .order_by(copy.c.copy_of, copy.c.first_day.nulls_last(), copy.c.id)
        .subquery("earliest")
    )
    originals = select(matched).where(matched.c.copy_of.is_(None))
    return union_all(originals, select(earliest)).cte("kept")


def _count(question: Question, request: SearchRequest) -> CTE:
    row = question.kept.c
    total = select(func.count()).select_from(question.kept).scalar_subquery()
    bound: ColumnElement[Any] = literal(0)
    ranked: ColumnElement[Any] = literal(0)
    if request.sort == "relevance":
        beyond = (
            select(row.ordinal + 1).order_by(row.ordinal.desc()).offset(MOST_RANKED).limit(1)
        ).scalar_subquery()
        bound = literal(request.basis[0]) if request.basis else func.coalesce(beyond, 0)
    limits = select(total.label("total"), cast(bound, Integer).label("bound")).cte("limits")
    if request.sort == "relevance":
        ranked = (
            select(func.count())
            .select_from(question.kept)
            .where(row.ordinal >= limits.c.bound)
            .correlate(limits)
            .scalar_subquery()
        )
    return select(limits, ranked.label("ranked")).cte("numbers")


def _score(question: Question, is_ranked: ColumnElement[bool]) -> ColumnElement[Any]:
    if question.asked is None:
        return literal(0.0)
    rank = func.ts_rank(question.kept.c.terms, question.asked, _BY_LENGTH)
    rounded = cast(func.round(cast(rank, Numeric), _SCORE_DECIMALS), Float)
    return case((is_ranked, rounded), else_=literal(0.0))
