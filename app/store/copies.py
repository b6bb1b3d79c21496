"""Near-copies: articles compared with likely ones, grouped, and linked to the leader of their group.

A group is a connected set of verified pairs; each member points at the leader (a star, never a chain).
To join a group one verified pair with any member is enough, so an article is compared with the members of
a group until one fits: as a rule once. The groups do not depend on the order in which articles come.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, func, or_, select, update
from sqlmodel import Session

from app.documents.fingerprints import (
    Sequences,
    band_keys,
    compare_sequences,
    is_near_copy,
    list_sequences,
    minhash,
)
from app.store.chunks import insert_rows, select_among
from app.store.tables import Article, article_table, band_table

# Comparisons with articles that share a band: 1 ms each. Only a frame that hundreds of articles have, such
# as that of a daily column, comes near it; beyond it a copy of such an article may stay by itself.
COMPARISONS_LIMIT = 256

_ARTICLE = article_table.c
_BAND = band_table.c


class Linked(NamedTuple):
    """The ids of the articles whose `copy_of` changed, and by how many there are more copies now."""

    relinked: frozenset[str]
    copies: int


def link_copies(session: Session, bands_of: Mapping[str, Iterable[int]]) -> Linked:
    """Compare new or changed articles with those that share a band, and settle their groups."""
    known = _replace_bands(session, bands_of)
    leader_of = _list_leaders(session, bands_of)
    groups = _Groups()
    for article_id, candidates in _list_candidates(session, bands_of).items():
        _join(session, groups, article_id, leader_of[article_id], candidates)
    members: dict[str, set[str]] = defaultdict(set)
    for article_id, leader in leader_of.items():
        members[groups.find(leader)].add(article_id)
    relinked: set[str] = set()
    copies = 0
    for name, articles in sorted(members.items()):
        leaders = groups.list_joined(name)
        copies += len(leaders) - 1
        if len(leaders) > 1 or not articles.isdisjoint(known):
            relinked |= _settle(session, articles, leaders)
    if relinked:
        session.expire_all()  # the rows were changed behind the objects
    return Linked(frozenset(relinked), copies)


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
    session.execute(delete(band_table).where(_BAND.article_id == article_id))
    bodies = session.execute(select(_ARTICLE.id, _ARTICLE.body).where(_ARTICLE.id.in_(others)))
    link_copies(session, {other: band_keys(minhash(body)) for other, body in bodies})
    rows = session.execute(select(_ARTICLE.id, _ARTICLE.copy_of).where(_ARTICLE.id.in_(others)))
    return {other for other, leader in rows if leader != before[other]}


class _Groups:
    """Which groups, named by their leaders, are found to be one: a union of disjoint sets."""

    def __init__(self) -> None:
        self._joined: dict[str, set[str]] = {}
        self._name: dict[str, str] = {}

    def find(self, leader: str) -> str:
        """The name of the group that this leader's group is part of."""
        return self._name.get(leader, leader)

    def list_joined(self, name: str) -> set[str]:
        """The leaders of the groups that are one under this name."""
        return self._joined.get(name, {name})

    def join(self, one: str, other: str) -> None:
        """Make one group of two, given by their names."""
        small, large = sorted((one, other), key=lambda name: len(self.list_joined(name)))
        leaders = self.list_joined(small) | self.list_joined(large)
        self._joined[large] = leaders
        self._name |= dict.fromkeys(self._joined.pop(small, {small}), large)


def _join(
    session: Session,
    groups: _Groups,
    article_id: str,
    leader: str,
    candidates: Iterable[tuple[str, str]],
) -> None:
    """Compare an article with candidates, each given with its leader, until one of each group fits."""
    own: Sequences = frozenset()
    compared = 0
    for candidate_id, its_leader in candidates:
        group, its_group = groups.find(leader), groups.find(its_leader)
        if group == its_group:
            continue
        if compared == COMPARISONS_LIMIT:
            return
        own = own or _read_sequences(session, article_id)
        compared += 1
        if is_near_copy(compare_sequences(own, _read_sequences(session, candidate_id))):
            groups.join(group, its_group)


def _read_sequences(session: Session, article_id: str) -> Sequences:
    statement = select(_ARTICLE.body).where(_ARTICLE.id == article_id)
    return list_sequences(session.scalars(statement).one())


def _replace_bands(session: Session, bands_of: Mapping[str, Iterable[int]]) -> set[str]:
    """Write the bands of these articles in place of those they had; return which of them had some."""
    of_these = _BAND.article_id.in_(select_among(bands_of))
    known = set(session.scalars(select(_BAND.article_id).where(of_these).distinct()))
    if known:
        session.execute(delete(band_table).where(of_these))
    rows = sorted((str(key), one) for one, keys in bands_of.items() for key in keys)
    insert_rows(
        session, band_table, [{"key": key, "article_id": article_id} for key, article_id in rows]
    )
    return known


def _list_leaders(session: Session, article_ids: Iterable[str]) -> dict[str, str]:
    leader = func.coalesce(_ARTICLE.copy_of, _ARTICLE.id)
    statement = select(_ARTICLE.id, leader).where(_ARTICLE.id.in_(select_among(article_ids)))
    return dict(session.execute(statement.order_by(_ARTICLE.id)).all())


def _list_candidates(
    session: Session, article_ids: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    """Of articles that share bands with others these, and the leaders of their groups; most shared first."""
    other = band_table.alias().c
    statement = (
        select(_BAND.article_id, _ARTICLE.id, func.coalesce(_ARTICLE.copy_of, _ARTICLE.id))
        .join(other.key.table, (other.key == _BAND.key) & (other.article_id != _BAND.article_id))
        .join(article_table, _ARTICLE.id == other.article_id)
        .where(_BAND.article_id.in_(select_among(article_ids)))
        .group_by(_BAND.article_id, _ARTICLE.id)
        .order_by(_BAND.article_id, func.count().desc(), _ARTICLE.id)
    )
    candidates: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for article_id, candidate_id, leader in session.execute(statement):
        candidates[article_id].append((candidate_id, leader))
    return candidates


def _settle(session: Session, article_ids: set[str], leaders: set[str]) -> set[str]:
    """Join the groups of these leaders, and point all members at the one that leads them together.

    Among them are these articles, new or changed.
    """
    named = {*article_ids, *leaders}
    contenders = session.execute(
        select(_ARTICLE.id, _ARTICLE.first_day, func.length(_ARTICLE.body)).where(
            or_(
                _ARTICLE.id.in_(named), _ARTICLE.copy_of.in_(article_ids)
            )  # their own copies too: a date may have changed
        )
    ).all()
    leader, *_ = min(contenders, key=_lead)
    in_group = or_(_ARTICLE.id.in_(named), _ARTICLE.copy_of.in_(leaders))
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
