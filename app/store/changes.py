"""What changed after some generation, in the order of the changes, so that a copy elsewhere keeps in step.

An article stands where it last changed; one that changes while somebody reads goes to the end, where it is
met again. So nothing is skipped, whatever is written between two pages.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, select, tuple_

from app.store.article_lists import list_chosen_articles
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.joint import QuoteRow
from app.store.prepared import Row
from app.store.quote_lists import list_quotes_of
from app.store.tables import article_table, change_table, deletion_table

_CHANGE = change_table.c
POSITION_FORM = r"([0-9]{1,18})(?:-([0-9a-f]{16})(?:-([0-9]{1,18}))?)?"
_POSITION = re.compile(POSITION_FORM)
_END = "~"  # after every id of an article
_ARTICLES_AT_ONCE = 16  # whose quotations are looked up together: six each, as a rule


class Position(NamedTuple):
    """A place in the order of changes: after a whole generation, or after an article's change in it.

    `offset` is None after all of the article's quotations; else those from this offset on are still to come.
    """

    generation: int
    article_id: str = _END
    offset: int | None = None

    def __str__(self) -> str:
        parts = (self.generation, *([] if self.article_id == _END else [self.article_id]))
        return "-".join(map(str, parts if self.offset is None else (*parts, self.offset)))


class ArticleChange(NamedTuple):
    """The last change of an article: at which generation, whether it is there, and what it is read as now."""

    article_id: str
    generation: int
    is_there: bool
    successor: str | None


class ChangedArticle(NamedTuple):
    """A change of an article, and the article; None where it is gone, or not among the chosen ones."""

    position: Position
    change: ArticleChange
    article: Row | None


class ChangedQuote(NamedTuple):
    """A quotation of an article that changed; None stands before the first: whatever it had is void."""

    position: Position
    change: ArticleChange
    quote: QuoteRow | None


def read_position(token: str) -> Position:
    """The position that `str` wrote; raise ValueError for anything else."""
    match = _POSITION.fullmatch(token)
    if not match:
        raise ValueError("it is not one that was handed out here, nor 0")
    generation, article_id, offset = match.groups()
    return Position(int(generation), article_id or _END, int(offset) if offset else None)


def list_changed_articles(
    connection: Connection, chosen: ArticleFilter, after: Position, limit: int
) -> Sequence[ChangedArticle]:
    """The articles that changed or went after a position, whole, in the order of their changes."""
    changes = _list_changes(connection, after, limit)
    rows = list_chosen_articles(connection, chosen, [one.article_id for one in changes])
    return [
        ChangedArticle(Position(one.generation, one.article_id), one, rows.get(one.article_id))
        for one in changes
    ]


def list_changed_quotes(
    connection: Connection, chosen: QuoteFilter, after: Position, limit: int
) -> Sequence[ChangedQuote]:
    """The chosen quotations of the articles that changed after a position, article by article.

    Each article begins with one without a quotation, also where none is left or chosen.
    """
    return list(islice(_iterate_quotes(connection, chosen, after, limit), limit))


def _iterate_quotes(
    connection: Connection, chosen: QuoteFilter, after: Position, limit: int
) -> Iterator[ChangedQuote]:
    changes = _list_changes(connection, after, limit + 1)
    for start in range(0, len(changes), _ARTICLES_AT_ONCE):
        batch = changes[start : start + _ARTICLES_AT_ONCE]
        said = list_quotes_of(connection, chosen, [one.article_id for one in batch])
        for change in batch:
            yield from _follow(change, said.get(change.article_id, ()), after)


def _follow(
    change: ArticleChange, quotes: Iterable[QuoteRow], after: Position
) -> Iterator[ChangedQuote]:
    """What stands after the position of an article's change and its quotations."""
    own = Position(change.generation, change.article_id, 0)
    begun = own[:2] == after[:2]
    if not begun:
        yield ChangedQuote(own, change, None)
    for quote in quotes:
        if not begun or quote["start"] >= (after.offset or 0):
            yield ChangedQuote(own._replace(offset=quote["start"] + 1), change, quote)


def _list_changes(connection: Connection, after: Position, limit: int) -> list[ArticleChange]:
    """Changes after a position, that of an article included of which quotations are still to come."""
    place = tuple_(_CHANGE.generation, _CHANGE.article_id)
    reached = tuple_(after.generation, after.article_id)
    statement = (
        select(
            *(_CHANGE.article_id, _CHANGE.generation),
            *(article_table.c.id.is_not(None), deletion_table.c.successor),
        )
        .outerjoin(article_table, article_table.c.id == _CHANGE.article_id)
        .outerjoin(deletion_table, deletion_table.c.article_id == _CHANGE.article_id)
        .where(place > reached if after.offset is None else place >= reached)
        .order_by(_CHANGE.generation, _CHANGE.article_id)
        .limit(limit)
    )
    return [ArticleChange(*row) for row in connection.execute(statement)]
