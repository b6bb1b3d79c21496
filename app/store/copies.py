"""Near-copies: articles compared with likely ones, grouped, and linked to the leader of their group.

A group is a connected set of verified pairs; each member points at the leader (a star, never a chain).
To join a group one verified pair with any member is enough, so an article is compared with the members of
a group until one fits: as a rule once. The groups do not depend on the order in which articles come.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlmodel import Session, col

from app.documents.fingerprints import (
    band_keys,
    compare_sequences,
    is_near_copy,
    list_sequences,
    minhash,
)
from app.store.tables import Article, Band, article_table

# Comparisons with articles that share a band: 1 ms each. Only a frame that hundreds of articles have, such
# as that of a daily column, comes near it; beyond it a copy of such an article may stay by itself.
COMPARISONS_LIMIT = 256

_ARTICLE = article_table.c


def link_copies(session: Session, article_id: str, bands: Iterable[int]) -> set[str]:
    """Compare a new or changed article with those that share a band and settle its group.

    Return the ids of the articles whose `copy_of` changed.
    """
    article = session.get_one(Article, article_id)
    keys = [str(key) for key in bands]
    own = list_sequences(article.body)
    leaders = {article.copy_of or article.id}
    compared = 0
    for candidate_id, leader in _list_candidates(session, keys, article_id):
        if leader in leaders:
            continue
        if compared == COMPARISONS_LIMIT:
            break
        compared += 1
        body = session.scalars(select(_ARTICLE.body).where(_ARTICLE.id == candidate_id)).one()
        if is_near_copy(compare_sequences(own, list_sequences(body))):
            leaders.add(leader)
    session.execute(delete(Band).where(col(Band.article_id) == article_id))
    session.execute(insert(Band), [{"key": key, "article_id": article_id} for key in keys])
    changed = _settle(session, article_id, leaders)
    if changed:
        session.expire_all()  # the rows were changed behind the objects
    return changed


def find_group(session: Session, article_id: str) -> set[str]:
    """The ids of all articles in the group of this one, itself included."""
    article = session.get_one(Article, article_id)
    leader = article.copy_of or article.id
    statement = select(_ARTICLE.id).where(or_(_ARTICLE.id == leader, _ARTICLE.copy_of == leader))
    return set(session.scalars(statement))


def unlink_copies(session: Session, article_id: str) -> set[str]:
    """Take an article out of its group before it is deleted; return the ids whose `copy_of` changed.

    The others are compared anew: the article may have been all that tied them.
    """
    group = find_group(session, article_id)
    others = sorted(group - {article_id})
    rows = session.execute(select(_ARTICLE.id, _ARTICLE.copy_of).where(_ARTICLE.id.in_(others)))
    before = dict(map(tuple, rows))
    session.execute(update(article_table).where(_ARTICLE.id.in_(group)).values(copy_of=None))
    session.execute(delete(Band).where(col(Band.article_id) == article_id))
    for other in others:
        body = session.get_one(Article, other).body
        link_copies(session, other, band_keys(minhash(body)))
    rows = session.execute(select(_ARTICLE.id, _ARTICLE.copy_of).where(_ARTICLE.id.in_(others)))
    return {other for other, leader in rows if leader != before[other]}


def _list_candidates(
    session: Session, keys: Iterable[str], article_id: str
) -> list[tuple[str, str]]:
    """Articles that share a band, with the leaders of their groups; those that share the most come first."""
    statement = (
        select(_ARTICLE.id, func.coalesce(_ARTICLE.copy_of, _ARTICLE.id))
        .join(Band, col(Band.article_id) == _ARTICLE.id)
        .where(col(Band.key).in_(list(keys)), _ARTICLE.id != article_id)
        .group_by(_ARTICLE.id)
        .order_by(func.count().desc(), _ARTICLE.id)
    )
    return [(candidate, leader) for candidate, leader in session.execute(statement)]


def _settle(session: Session, article_id: str, leaders: set[str]) -> set[str]:
    """Join the groups of these leaders, and point all members at the one that leads them together."""
    contenders = session.execute(
        select(_ARTICLE.id, _ARTICLE.first_day, func.length(_ARTICLE.body)).where(
            or_(
                _ARTICLE.id.in_({article_id, *leaders}), _ARTICLE.copy_of == article_id
            )  # its own copies too: its date may have changed
        )
    ).all()
    leader, *_ = min(contenders, key=_lead)
    in_group = or_(_ARTICLE.id.in_({article_id, *leaders}), _ARTICLE.copy_of.in_(leaders))
    misled = or_(
        _ARTICLE.copy_of.is_distinct_from(leader) & (_ARTICLE.id != leader),
        (_ARTICLE.id == leader) & _ARTICLE.copy_of.is_not(None),
    )
    changed = set(session.scalars(select(_ARTICLE.id).where(in_group, misled)))
    session.execute(
        update(article_table).where(in_group, _ARTICLE.id != leader).values(copy_of=leader)
    )
    session.execute(update(article_table).where(_ARTICLE.id == leader).values(copy_of=None))
    return changed


def _lead(contender: Row[Any, Any, Any]) -> tuple[bool, str, int, str]:
    """The earliest dated, then the longest, then the smallest id."""
    article_id, first_day, length = contender
    return first_day is None, str(first_day), -length, article_id
