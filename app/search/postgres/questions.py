"""A search as one statement of SQL: what matches, one row for each group of copies, in order, a page of it.

How well an article answers is reckoned for a bounded number of matches, the newest; others follow by date.
Statements are built from what a request asks for and bound to what it names, so that each is compiled once.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Float,
    Integer,
    Numeric,
    String,
    and_,
    bindparam,
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
)
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on

from app.search.facets import MAX_FACET_VALUES
from app.search.plan import Plan
from app.search.postgres.tables import TextTables
from app.search.postgres.terms import write_members, write_query, write_ranking
from app.search.results import SCORE_DECIMALS, SearchRequest
from app.search.schema import BEHIND_ALL, UNDATED
from app.store.chunks import among, fold
from app.store.name_tables import name_form_table
from app.store.prepared import Prepared
from app.text import fold_label

MOST_RANKED = 1_000  # matches: each has to be fetched whole, which takes some 20 µs
_FIRST_DAY = "0001-01-01"  # the day of ordinal 1
_FACET_COLUMNS = {"source": "source", "year": "first_day", "speaker": "forms"}
_BY_LENGTH = 1  # a rank is divided by 1 + the logarithm of the text's length


class Asked(NamedTuple):
    """A search as its statement is built: which parts it has, whatever their values."""

    tables: TextTables
    query: bool
    ranking: bool
    forms: bool
    from_day: bool
    to_day: bool
    undated: str
    sources: bool
    languages: bool
    copies: str


def describe_asked(tables: TextTables, request: SearchRequest, values: Mapping[str, Any]) -> Asked:
    """Which parts a request has, which is bound to these values."""
    return Asked(
        tables,
        query=values["query"] is not None,
        ranking=values["ranking"] is not None,
        forms=values["forms"] is not None,
        from_day=request.from_day is not None,
        to_day=request.to_day is not None,
        undated=request.undated,
        sources=bool(request.sources),
        languages=bool(request.languages),
        copies=request.copies,
    )


def bind_values(request: SearchRequest, plan: Plan | None) -> dict[str, Any] | None:
    """What the statements of a request are bound to; None if nothing can match."""
    query = write_query(plan) if plan else None
    forms = None if request.forms is None else write_members("forms", sorted(request.forms))
    if (plan and query is None) or (request.forms is not None and forms is None):
        return None
    after = request.after or (None, None, None)
    return {
        "query": query,
        "ranking": write_ranking(plan) if plan else None,
        "forms": forms,
        "from_day": request.from_day,
        "to_day": request.to_day,
        "sources": fold(map(fold_label, request.sources)),
        "languages": fold(request.languages),
        "basis": request.basis[0] if request.basis else None,
        **dict(zip(("after_first", "after_second", "after_id"), after, strict=True)),
        "limit": request.limit,
    }


@cache
def prepare_page(asked: Asked, sort: str, *, is_later: bool) -> Prepared:
    """The rows of a page with their sort keys, each with the same three numbers; one without an id if none.

    `total` counts all that match, `ranked` those that relevance is reckoned for: from the day on that has the
    ordinal `bound`, all if that is 0. A later page begins after a hit.
    """
    kept = _keep(asked, "terms")
    row = kept.c
    numbers = _count(kept, sort)
    newest = case((row.ordinal == UNDATED, BEHIND_ALL), else_=-row.ordinal)
    oldest = case((row.ordinal == UNDATED, BEHIND_ALL), else_=row.ordinal)
    primary: ColumnElement[Any] = newest if sort == "newest" else oldest
    secondary: ColumnElement[Any] = literal(0)
    if sort == "relevance":
        is_ranked = row.ordinal >= select(numbers.c.bound).scalar_subquery()
        score = _score(row.terms, asked)
        primary, secondary = case((is_ranked, 0.0 - score), else_=literal(0.0)), newest
    keyed = row.id, row.terms, primary.label("first_key"), secondary.label("second_key")
    hits = select(*keyed).subquery("hits")
    keys = hits.c.first_key, hits.c.second_key, hits.c.id
    page = select(hits).order_by(*keys).limit(bindparam("limit", type_=Integer))
    if is_later:
        page = page.where(tuple_(*keys) > _bind_after(sort))
    shown = page.subquery("page")
    shown_keys = shown.c.first_key, shown.c.second_key, shown.c.id
    reckoned = 0.0 - shown.c.first_key if sort == "relevance" else _score(shown.c.terms, asked)
    columns = select(numbers, *shown_keys, reckoned.label("score"))
    return Prepared(columns.select_from(numbers.outerjoin(shown, true())).order_by(*shown_keys))


@cache
def prepare_facet(asked: Asked, facet: str) -> Prepared:
    """The values of a facet with numbers of rows, commonest first, then by value, None last.

    Of speakers the one to whom a form belongs counts, the form itself where it belongs to nobody.
    """
    kept = _keep(asked, _FACET_COLUMNS[facet])
    row = kept.c
    count, source = func.count(), kept
    if facet == "source":
        value = row.source
    elif facet == "year":
        value = func.to_char(row.first_day, "FMYYYY")
    else:
        form = name_form_table.c
        said = select(row.id, func.unnest(row.forms).label("form")).subquery("said")
        count = func.count(said.c.id.distinct())
        value = func.coalesce(form.speaker_id, said.c.form)
        source = said.outerjoin(name_form_table, form.id == said.c.form)
    counted = select(value.label("value"), count.label("count")).select_from(source)
    order = count.desc(), collate(value, "C").nulls_last()
    return Prepared(counted.group_by(value).order_by(*order).limit(MAX_FACET_VALUES))


def _keep(asked: Asked, column: str) -> Any:
    """The rows that match and pass every filter, copies collapsed if so asked, with one column more."""
    row = asked.tables.texts.c
    # A common word has tens of thousands of rows: each column that is not held saves time.
    ordinal = func.coalesce(row.first_day - cast(_FIRST_DAY, Date) + 1, UNDATED).label("ordinal")
    columns = select(row.id, ordinal, row.copy_of, row[column])
    matched = columns.where(*_list_conditions(asked)).cte("matched")
    return _collapse_copies(matched) if asked.copies == "collapse" else matched


def _list_conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    row = asked.tables.texts.c
    if asked.query:
        yield row.terms.bool_op("@@")(_bind_query("query"))
    if asked.forms:
        yield row.terms.bool_op("@@")(_bind_query("forms"))
    if asked.undated == "only":
        yield row.first_day.is_(None)
    elif asked.from_day or asked.to_day or asked.undated == "exclude":
        yield _pass_dates(asked)
    if asked.sources:
        yield row.source_key.in_(among("sources"))
    if asked.languages:
        yield row.language.in_(among("languages"))


def _pass_dates(asked: Asked) -> ColumnElement[bool]:
    row = asked.tables.texts.c
    inside: list[ColumnElement[bool]] = [row.first_day.is_not(None)]
    if asked.from_day:
        inside.append(row.last_day >= bindparam("from_day", type_=Date))
    if asked.to_day:
        inside.append(row.first_day <= bindparam("to_day", type_=Date))
    passed = and_(*inside)
    return or_(passed, row.first_day.is_(None)) if asked.undated == "include" else passed


def _collapse_copies(matched: CTE) -> Any:
    """Of each group keep its leader; if that does not match, the earliest copy, then the smallest id."""
    copy, leader = matched.alias("copy"), matched.alias("leader")
    alone = copy.c.copy_of.is_not(None) & ~exists().where(leader.c.id == copy.c.copy_of)
    earliest = (
        select(copy.c.id)
        .where(alone)
        .ext(distinct_on(copy.c.copy_of))
        .order_by(copy.c.copy_of, copy.c.ordinal == UNDATED, copy.c.ordinal, copy.c.id)
        .cte("earliest")
    )
    chosen = or_(matched.c.copy_of.is_(None), matched.c.id.in_(select(earliest.c.id)))
    return select(matched).where(chosen).subquery("kept")


def _count(kept: Any, sort: str) -> CTE:
    row = kept.c
    if sort != "relevance":
        numbers = select(func.count().label("total"), literal(0).label("bound"))
        return numbers.add_columns(literal(0).label("ranked")).select_from(kept).cte("numbers")
    beyond = select(row.ordinal + 1).order_by(row.ordinal.desc()).offset(MOST_RANKED).limit(1)
    given = bindparam("basis", type_=Integer)
    bound = func.coalesce(given, beyond.scalar_subquery(), 0)
    limits = select(bound.label("bound")).cte("limits").prefix_with("MATERIALIZED")
    is_ranked = row.ordinal >= limits.c.bound
    counts = select(
        func.count(row.id).label("total"),
        limits.c.bound,
        func.count().filter(is_ranked).label("ranked"),
    )
    return (
        counts.select_from(limits.outerjoin(kept, true())).group_by(limits.c.bound).cte("numbers")
    )


def _score(terms: Any, asked: Asked) -> ColumnElement[Any]:
    """How well texts answer, 0 where nothing is asked that counts."""
    if not asked.ranking:
        return literal(0.0)
    rank = func.ts_rank(terms, _bind_query("ranking"), _BY_LENGTH)
    return cast(func.round(cast(rank, Numeric), SCORE_DECIMALS), Float)


def _bind_query(name: str) -> ColumnElement[Any]:
    return cast(bindparam(name, type_=String), TSQUERY)


def _bind_after(sort: str) -> Any:
    first = Float if sort == "relevance" else Integer
    return tuple_(
        bindparam("after_first", type_=first),
        bindparam("after_second", type_=Integer),
        bindparam("after_id", type_=String),
    )
