"""Statements: quotations of several articles that say the same words, settled anew as quotations come and go.

What is one statement depends on the set of quotations alone, not on the order in which they came: a tree of
wordings that can be known again, or one passing wording within some days.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select
from sqlmodel import Session

from app.quotes.shingles import wording, wording_id
from app.quotes.weights import Grade, grade_wording
from app.store.chunks import insert_rows, select_among, update_rows, upsert
from app.store.tables import (
    INDIRECT,
    article_table,
    quote_table,
    statement_table,
    unsettled_table,
    wording_table,
)
from app.store.wordings import settle_wordings

PASSING_DAYS = 7  # between two articles that print a passing wording
_FILL_SIZE = 2_000  # quotations

_ARTICLE = article_table.c
_QUOTE = quote_table.c
_WORDING = wording_table.c
Printed = Row[Any]


class _Tree(NamedTuple):
    """The wordings that stand under one, that one included, and whether they can be known again."""

    root: str
    grade: Grade


def mark_wordings(session: Session, article_ids: Iterable[str]) -> None:
    """Note that the quotations of these articles come, go or change in this transaction."""
    said = select(_QUOTE.wording_id).where(
        _QUOTE.article_id.in_(select_among(article_ids)), _QUOTE.wording_id.is_not(None)
    )
    marked = upsert(session, unsettled_table).from_select(["wording_id"], said.distinct())
    session.execute(marked.on_conflict_do_nothing())


def settle_statements(session: Session) -> frozenset[str]:
    """Bring statements in line with the quotations that were marked; once, at the end of a transaction.

    Return the articles of the quotations that another statement has now, or none any more. Costs in
    proportion to the statements that the marked quotations are or were part of.
    """
    touched = set(session.execute(select(unsettled_table.c.wording_id)).scalars())
    if not touched:
        return frozenset()
    session.execute(delete(unsettled_table))
    affected = touched | settle_wordings(session, touched)
    trees = _list_trees(session, _find_roots(session, affected))
    _drop_statements(session, {*affected, *(tree.root for tree in trees.values())})
    said: dict[_Tree, list[Printed]] = defaultdict(list)
    for printed in _list_printed(session, trees):
        said[trees[printed.wording_id]].append(printed)
    rows = [row for tree in sorted(said) for row in _describe_tree(tree, said[tree])]
    if rows:
        session.execute(insert(statement_table), [row for row, _ in rows])
    statement_of = {one.id: row["id"] for row, group in rows for one in group}
    return _point_quotes(session, chain.from_iterable(said.values()), statement_of)


def fill_statements(session: Session) -> None:
    """Compare all quotations that were stored before there were statements, some thousand at a time."""
    last = ""
    while rows := session.execute(
        select(_QUOTE.id, _QUOTE.text)
        .where(_QUOTE.id > last, _QUOTE.wording_id.is_(None), _QUOTE.kind != INDIRECT)
        .order_by(_QUOTE.id)
        .limit(_FILL_SIZE)
    ).all():
        last = rows[-1].id
        said = {one.id: words for one in rows if (words := wording(one.text))}
        compared = {one: {"wording_id": wording_id(words)} for one, words in said.items()}
        update_rows(session, quote_table, compared)
        ids = sorted({row["wording_id"] for row in compared.values()})
        insert_rows(session, unsettled_table, [{"wording_id": one} for one in ids])
        settle_statements(session)


def describe_alone(connection: Connection, quote_id: str) -> dict[str, Any] | None:
    """A quotation as if it were a statement, that of one article.

    None where there is no such quotation, or none that others are compared with: indirect speech.
    """
    compared = _QUOTE.wording_id.is_not(None)
    printed = connection.execute(_select_printed(_QUOTE.id == quote_id, compared)).first()
    return _describe(printed.wording_id, [printed]) if printed else None


def count_outlets(articles: Iterable[tuple[str, str | None, str | None]]) -> int:
    """How many outlets printed articles, each given as its id, its leader's id and its outlet, or None.

    Outlets whose articles are copies of each other count once; an unknown one counts as its article's own.
    """
    leading: dict[str, str] = {}

    def find(name: str) -> str:
        while leading.setdefault(name, name) != name:
            name = leading[name]
        return name

    for article_id, leader, source in articles:
        group = find(f"group {leader or article_id}")
        leading[group] = find(f"outlet {source}") if source else group
    return len({find(name) for name in leading})


def _find_roots(session: Session, ids: Iterable[str]) -> set[str]:
    """The wordings at the top of the trees that hold these; ids that are gone are left out."""
    roots: set[str] = set()
    waiting, seen = set(ids), set[str]()
    while waiting:
        seen |= waiting
        parents: set[str] = set()
        statement = select(_WORDING.id, _WORDING.parent_id).where(
            _WORDING.id.in_(select_among(waiting))
        )
        for one, parent in session.execute(statement).all():
            parents.add(parent) if parent else roots.add(one)
        waiting = parents - seen
    return roots


def _list_trees(session: Session, roots: Iterable[str]) -> dict[str, _Tree]:
    """Every wording that stands under these roots, with its tree."""
    statement = select(_WORDING.id, _WORDING.words).where(_WORDING.id.in_(select_among(roots)))
    trees = {
        one: _Tree(one, grade_wording(words.split()))
        for one, words in session.execute(statement).all()
    }
    level = set(trees)
    while level:
        statement = select(_WORDING.id, _WORDING.parent_id).where(
            _WORDING.parent_id.in_(select_among(level))
        )
        children = {one: trees[parent] for one, parent in session.execute(statement).all()}
        trees |= children
        level = set(children)
    return trees


def _list_printed(session: Session, wording_ids: Iterable[str]) -> Sequence[Printed]:
    """The quotations that have these wordings, with what counts of their articles."""
    statement = _select_printed(_QUOTE.wording_id.in_(select_among(wording_ids)))
    return session.execute(statement).all()


def _select_printed(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *(_QUOTE.id, _QUOTE.text, _QUOTE.wording_id, _QUOTE.statement_id),
            *(_ARTICLE.id.label("article_id"), _ARTICLE.copy_of, _ARTICLE.source_key),
            *(_ARTICLE.first_day, _ARTICLE.last_day, _ARTICLE.published, _ARTICLE.source),
        )
        .join(article_table, _ARTICLE.id == _QUOTE.article_id)
        .where(*conditions)
    )


def _drop_statements(session: Session, wording_ids: Iterable[str]) -> None:
    former = statement_table.c.wording_id.in_(select_among(wording_ids))
    session.execute(delete(statement_table).where(former))


def _describe_tree(
    tree: _Tree, printed: Sequence[Printed]
) -> Iterator[tuple[dict[str, Any], Sequence[Printed]]]:
    """The rows of the statements of a tree, each with its quotations."""
    for group in _group_printed(tree.grade, printed):
        if len({one.article_id for one in group}) > 1:
            yield _describe(tree.root, group), group


def _point_quotes(
    session: Session, printed: Iterable[Printed], statement_of: Mapping[str, str]
) -> frozenset[str]:
    """Point those quotations at their statements, or at none, that do not yet; return their articles."""
    strayed = [one for one in printed if one.statement_id != statement_of.get(one.id)]
    rows = {one.id: {"statement_id": statement_of.get(one.id)} for one in strayed}
    update_rows(session, quote_table, rows)
    return frozenset(one.article_id for one in strayed)


def _group_printed(grade: Grade, printed: Sequence[Printed]) -> Iterator[Sequence[Printed]]:
    if grade is Grade.TELLING:
        yield printed
    elif grade is Grade.PASSING:
        yield from _group_by_days([one for one in printed if _day(one)])


def _group_by_days(printed: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Quotations of articles dated to the day, apart where nothing was printed for too long."""
    days = sorted({one.first_day for one in printed})
    starts = days[:1]
    starts += [day for before, day in pairwise(days) if day - before > timedelta(PASSING_DAYS)]
    bounds = [*starts, date.max]
    for start, end in pairwise(bounds):
        yield [one for one in printed if start <= one.first_day < end]


def _day(printed: Printed) -> date | None:
    """The day of an article that is dated to the day, else None."""
    day: date | None = printed.first_day
    return day if day == printed.last_day else None


def _describe(root: str, group: Sequence[Printed]) -> dict[str, Any]:
    articles = {one.article_id: one for one in group}
    dated = [one for one in group if one.first_day]
    first = min(dated, key=lambda one: (one.first_day, one.article_id), default=None)
    fullest = min(group, key=lambda one: (one.wording_id != root, one.id))
    return {
        "id": min(one.id for one in group),
        "text": fullest.text,
        "wording_id": root,
        "first_day": first.first_day if first else None,
        "first_published": first.published if first else None,
        "first_source": first.source if first else None,
        "quote_count": len(group),
        "article_count": len(articles),
        "outlet_count": count_outlets(
            (one.article_id, one.copy_of, one.source_key) for one in articles.values()
        ),
    }
