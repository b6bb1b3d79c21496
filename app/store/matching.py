"""Was this said? The stored quotations nearest to a text, by the runs of words that they share."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select, union

from app.quotes.likeness import Kind, Likeness, compare
from app.quotes.shingles import shingle_keys, wording, wording_id
from app.quotes.weights import Grade, grade_wording
from app.store.chunks import select_among
from app.store.joint import QuoteRow
from app.store.quote_lists import get_quotes_by_id
from app.store.tables import article_table, quote_table, wording_table
from app.store.wordings import join_first_bearers

_CANDIDATES = 64  # wordings that are compared word by word: those that share the most runs
_BUCKET = 256  # wordings of one run that are counted
_PRINTED = 5  # quotations of one wording that are shown, the earliest first
_LEAST_COVERED = 0.7  # of the shorter one where something is changed

_WORDING = wording_table.c
_QUOTE = quote_table.c


class Match(NamedTuple):
    """A stored quotation and what the text asked for is to it: `likeness` compares the text with it."""

    quote: QuoteRow
    likeness: Likeness


def match_text(connection: Connection, text: str, limit: int) -> list[Match]:
    """The nearest quotations, the one that has the most of the text first; none if it was never said."""
    asked = wording(text)
    if not asked:
        return []
    near: list[tuple[float, float, str, Likeness]] = []
    for one, words in _list_candidates(connection, asked):
        likeness = _look_closer(asked, compare(asked, words))
        if _is_near(asked, words, likeness):
            covered = likeness.similarity * (len(asked) + len(words)) / 2 / len(asked)
            near.append((-round(covered, 6), -likeness.similarity, one, likeness))
    near.sort(key=lambda found: found[:3])
    kept = near[:limit]
    printed = _list_printed(connection, [one for *_, one, _ in kept])
    matches = [Match(row, likeness) for *_, one, likeness in kept for row in printed.get(one, ())]
    return matches[:limit]


def _list_candidates(
    connection: Connection, asked: tuple[str, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """The wording itself, and those that share the most runs of words, each with its words."""
    _, found = join_first_bearers(connection, shingle_keys(asked), _BUCKET)
    sharing = (
        select(found.bearer)
        .select_from(found.rows)
        .group_by(found.bearer)
        .order_by(func.count().desc(), found.bearer)
        .limit(_CANDIDATES)
    )
    ids = {wording_id(asked), *connection.execute(sharing).scalars()}
    longer = select(_WORDING.parent_id).where(_WORDING.id.in_(select_among(ids)))
    known = union(select_among(ids), longer.where(_WORDING.parent_id.is_not(None)))
    statement = select(_WORDING.id, _WORDING.words).where(_WORDING.id.in_(known))
    return [(one, tuple(words.split())) for one, words in connection.execute(statement)]


def _look_closer(asked: Sequence[str], likeness: Likeness) -> Likeness:
    """What is put into the middle of somebody's words changes them, whatever else is the same."""
    put_in = (asked[slice(*gap.first)] for gap in likeness.gaps if gap.inside)
    if likeness.kind in {Kind.EXTENDED, Kind.OVERLAPPING} and any(put_in):
        return likeness._replace(kind=Kind.CHANGED)
    return likeness


def _is_near(asked: Sequence[str], words: Sequence[str], likeness: Likeness) -> bool:
    """Whether a quotation answers the question; a commonplace inside a long text does not."""
    if likeness.kind in {Kind.EXACT, Kind.RETOLD, Kind.SHORTENED}:
        return True
    known = grade_wording(min(asked, words, key=len)) > Grade.COMMONPLACE
    if likeness.kind is Kind.CHANGED:
        return known and likeness.containment >= _LEAST_COVERED
    return known and likeness.same


def _list_printed(connection: Connection, wording_ids: Sequence[str]) -> dict[str, list[QuoteRow]]:
    """The first quotations of each wording."""
    place = func.row_number().over(
        partition_by=_QUOTE.wording_id,
        order_by=(article_table.c.first_day.nulls_last(), _QUOTE.id),
    )
    placed = (
        select(_QUOTE.id, _QUOTE.wording_id, place.label("place"))
        .join(article_table, article_table.c.id == _QUOTE.article_id)
        .where(_QUOTE.wording_id.in_(select_among(wording_ids)))
        .subquery()
    )
    statement = select(placed).where(placed.c.place <= _PRINTED).order_by(placed.c.place)
    rows = connection.execute(statement).all()
    quotes = get_quotes_by_id(connection, [row.id for row in rows])
    printed: dict[str, list[QuoteRow]] = {}
    for row in rows:
        printed.setdefault(row.wording_id, []).append(quotes[row.id])
    return printed
