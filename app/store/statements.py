"""Statements: quotations of several articles that say the same words, settled anew as quotations come and go.

What is one statement depends on the set of quotations alone, not on the order in which they came: a tree of
wordings that can be known again, or one passing wording within some days.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session

from app.quotes.shingles import wording, wording_id
from app.quotes.weights import Grade, grade_wording
from app.store.chunks import chunked
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
    for chunk in chunked(article_ids):
        said = select(_QUOTE.wording_id).where(
            _QUOTE.article_id.in_(chunk), _QUOTE.wording_id.is_not(None)
        )
        marked = upsert(unsettled_table).from_select(["wording_id"], said.distinct())
        session.execute(marked.on_conflict_do_nothing())


def settle_statements(session: Session) -> None:
    """Bring statements in line with the quotations that were marked; once, at the end of a transaction.

    Costs in proportion to the statements that the marked quotations are or were part of.
    """
    touched = set(session.execute(select(unsettled_table.c.wording_id)).scalars())
    if not touched:
        return
    session.execute(delete(unsettled_table))
    affected = touched | settle_wordings(session, touched)
    trees = _list_trees(session, _find_roots(session, affected))
    _drop_statements(session, {*affected, *(tree.root for tree in trees.values())})
    said: dict[_Tree, list[Printed]] = defaultdict(list)
    for printed in _list_printed(session, trees):
        said[trees[printed.wording_id]].append(printed)
    statements = [_settle_tree(session, tree, said[tree]) for tree in sorted(said)]
    rows = [row for rows in statements for row in rows]
    if rows:
        session.execute(insert(statement_table), rows)


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
        for quote_id, words in said.items():
            session.execute(
                update(quote_table)
                .where(_QUOTE.id == quote_id)
                .values(wording_id=wording_id(words))
            )
        ids = {wording_id(words) for words in said.values()}
        session.execute(upsert(unsettled_table), [{"wording_id": one} for one in sorted(ids)])
        settle_statements(session)


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
        for chunk in chunked(waiting):
            statement = select(_WORDING.id, _WORDING.parent_id).where(_WORDING.id.in_(chunk))
            for one, parent in session.execute(statement):
                parents.add(parent) if parent else roots.add(one)
        waiting = parents - seen
    return roots


def _list_trees(session: Session, roots: Iterable[str]) -> dict[str, _Tree]:
    """Every wording that stands under these roots, with its tree."""
    trees: dict[str, _Tree] = {}
    for chunk in chunked(roots):
        statement = select(_WORDING.id, _WORDING.words).where(_WORDING.id.in_(chunk))
        for one, words in session.execute(statement):
            trees[one] = _Tree(one, grade_wording(words.split()))
    level = list(trees)
    while level:
        children: dict[str, _Tree] = {}
        for chunk in chunked(level):
            statement = select(_WORDING.id, _WORDING.parent_id).where(_WORDING.parent_id.in_(chunk))
            children.update((one, trees[parent]) for one, parent in session.execute(statement))
        trees |= children
        level = list(children)
    return trees


def _list_printed(session: Session, wording_ids: Iterable[str]) -> Iterator[Printed]:
    for chunk in chunked(wording_ids):
        yield from session.execute(
            select(
                *(_QUOTE.id, _QUOTE.text, _QUOTE.wording_id, _QUOTE.statement_id),
                *(_ARTICLE.id.label("article_id"), _ARTICLE.copy_of, _ARTICLE.source_key),
                *(_ARTICLE.first_day, _ARTICLE.last_day, _ARTICLE.published),
            )
            .join(article_table, _ARTICLE.id == _QUOTE.article_id)
            .where(_QUOTE.wording_id.in_(chunk))
        )


def _drop_statements(session: Session, wording_ids: Iterable[str]) -> None:
    for chunk in chunked(wording_ids):
        session.execute(delete(statement_table).where(statement_table.c.wording_id.in_(chunk)))


def _settle_tree(session: Session, tree: _Tree, printed: Sequence[Printed]) -> list[dict[str, Any]]:
    """Point the quotations of a tree at their statements; return the rows of these."""
    rows = []
    statement_of: dict[str, str] = {}
    for group in _group_printed(tree.grade, printed):
        if len({one.article_id for one in group}) < 2:
            continue
        row = _describe(tree.root, group)
        rows.append(row)
        statement_of.update((one.id, row["id"]) for one in group)
    moved: dict[str | None, list[str]] = defaultdict(list)
    for one in printed:
        if one.statement_id != statement_of.get(one.id):
            moved[statement_of.get(one.id)].append(one.id)
    _point_quotes(session, moved)
    return rows


def _point_quotes(session: Session, moved: Mapping[str | None, list[str]]) -> None:
    for statement_id, quote_ids in moved.items():
        for chunk in chunked(quote_ids):
            session.execute(
                update(quote_table).where(_QUOTE.id.in_(chunk)).values(statement_id=statement_id)
            )


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
    dated = [(one.first_day, one.published) for one in group if one.first_day]
    first_day, first_published = min(dated, default=(None, None))
    fullest = min(group, key=lambda one: (one.wording_id != root, one.id))
    return {
        "id": min(one.id for one in group),
        "text": fullest.text,
        "wording_id": root,
        "first_day": first_day,
        "first_published": first_published,
        "quote_count": len(group),
        "article_count": len(articles),
        "outlet_count": count_outlets(
            (one.article_id, one.copy_of, one.source_key) for one in articles.values()
        ),
    }
