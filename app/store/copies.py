"""Near-copies: articles compared with likely ones, grouped, and linked to the leader of their group.

A pair is verified by its words, and by its dates where both have one. A group is a connected set of verified
pairs; each member points at the leader (a star, never a chain), with how much the two share. To join a group
one verified pair with any member is enough, so an article is compared with the members of a group until one
fits: as a rule once. The groups do not depend on the order in which articles come.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, func, or_, select, update
from sqlmodel import Session

from app.documents.fingerprints import (
    Likeness,
    compare_sequences,
    is_near_copy,
    take_fingerprint,
)
from app.store.bearers import join_bearers
from app.store.chunks import select_among, unfold_lists, update_rows, upsert
from app.store.groups import Groups
from app.store.sequences import Sequences
from app.store.tables import article_table, band_table

# Comparisons with articles that share a band: 0.3 ms each. Only a frame that hundreds of articles have, such
# as that of a daily column, comes near it; beyond it a copy of such an article may stay by itself.
COMPARISONS_LIMIT = 256
# Articles looked at of those that share a band, the first by id: only a frame has as many.
_BEARERS_LIMIT = 512
# Days between the dates of a pair: what is printed again after that is a piece of its own.
WINDOW = 31
_PIECE = 256  # articles linked at once where all are

_ARTICLE = article_table.c
_BAND = band_table.c

_ALONE = {"copy_of": None, "copy_jaccard": None, "copy_containment": None}

Bands = Mapping[str, Iterable[int]]


class Linked(NamedTuple):
    """The ids of the articles whose `copy_of` changed, and by how many there are more copies now."""

    relinked: frozenset[str]
    copies: int


def link_copies(session: Session, bands_of: Bands) -> Linked:
    """Compare new or changed articles with those that share a band, and settle their groups.

    The groups of changed ones are settled anew: with another date they may fit no more.
    """
    former = _dissolve(session, bands_of)
    _write_bands(session, bands_of)
    linked = _link(session, {**_read_bands(session, former.keys() - bands_of.keys()), **bands_of})
    relinked = (linked.relinked - former.keys()) | _list_relinked(session, former)
    copies = linked.copies - sum(leader is not None for leader in former.values())
    if relinked:
        session.expire_all()  # the rows were changed behind the objects
    return Linked(relinked, copies)


def unlink_copies(session: Session, article_id: str) -> frozenset[str]:
    """Take an article out of its group before it is deleted; return the ids whose `copy_of` changed.

    The others are compared anew: the article may have been all that tied them.
    """
    former = _dissolve(session, [article_id])
    former.pop(article_id, None)
    own = unfold_lists(_read_bands(session, [article_id])).c
    session.execute(
        delete(band_table).where(_BAND.key.in_(select(own.value)), _BAND.article_id == article_id)
    )
    _link(session, _read_bands(session, former))
    session.expire_all()
    return _list_relinked(session, former)


def link_all(session: Session) -> frozenset[str]:
    """Make all bands and groups anew, as if the articles came now; return the ids whose `copy_of` changed."""
    led = select(_ARTICLE.id, _ARTICLE.copy_of).where(_ARTICLE.copy_of.is_not(None))
    former = set(session.execute(led).all())
    session.execute(delete(band_table))
    session.execute(update(article_table).values(**_ALONE))
    article_ids = session.scalars(select(_ARTICLE.id).order_by(_ARTICLE.id)).all()
    for start in range(0, len(article_ids), _PIECE):
        bands_of = _read_bands(session, article_ids[start : start + _PIECE])
        _write_bands(session, bands_of)
        _link(session, bands_of)
    session.expire_all()
    return frozenset(one for one, _ in former ^ set(session.execute(led).all()))


def find_group(session: Session, article_id: str) -> set[str]:
    """The ids of all articles in the group of this one, itself included."""
    return set(_list_members(session, [article_id])) or {article_id}


def _list_members(session: Session, article_ids: Iterable[str]) -> dict[str, str | None]:
    """The articles, each with its leader if it is a copy, of the groups of these that have several."""
    of_these = _ARTICLE.id.in_(select_among(article_ids))
    led = select(func.coalesce(_ARTICLE.copy_of, _ARTICLE.id)).where(of_these)
    copies = select(_ARTICLE.id, _ARTICLE.copy_of).where(_ARTICLE.copy_of.in_(led))
    members: dict[str, str | None] = dict(session.execute(copies).all())
    return members | {leader: None for leader in members.values() if leader}


def _dissolve(session: Session, article_ids: Iterable[str]) -> dict[str, str | None]:
    """Part the groups of these articles; return the former leader of each member, None for a leader."""
    former = _list_members(session, article_ids)
    if former:
        parted = update(article_table).where(_ARTICLE.id.in_(select_among(former)))
        session.execute(parted.values(**_ALONE))
    return former


def _list_relinked(session: Session, former: Mapping[str, str | None]) -> frozenset[str]:
    """Those of these articles that have another leader now."""
    chosen = _ARTICLE.id.in_(select_among(former))
    rows = session.execute(select(_ARTICLE.id, _ARTICLE.copy_of).where(chosen)).all()
    return frozenset(one for one, leader in rows if leader != former[one])


def _link(session: Session, bands_of: Bands) -> Linked:
    """Join the groups of these articles with those of others that they fit."""
    leader_of = _list_leaders(session, bands_of)
    candidates_of = _list_candidates(session, bands_of)
    sequences = Sequences(session)
    sequences.load({*candidates_of, *(found[0].id for found in candidates_of.values())})
    groups = Groups()
    for article_id, candidates in candidates_of.items():
        _join(sequences, groups, article_id, leader_of[article_id], candidates)
    members: dict[str, set[str]] = defaultdict(set)
    for article_id, leader in leader_of.items():
        members[groups.find(leader)].add(article_id)
    joined = [groups.list_joined(name) for name in sorted(members)]
    relinked = _settle(session, sequences, [leaders for leaders in joined if len(leaders) > 1])
    return Linked(frozenset(relinked), sum(len(leaders) - 1 for leaders in joined))


class _Candidate(NamedTuple):
    id: str
    leader: str


def _join(
    sequences: Sequences,
    groups: Groups,
    article_id: str,
    leader: str,
    candidates: Iterable[_Candidate],
) -> None:
    """Compare an article with candidates, each given with its leader, until one of each group fits."""
    compared = 0
    for candidate in candidates:
        group, its_group = groups.find(leader), groups.find(candidate.leader)
        if group == its_group:
            continue
        if compared == COMPARISONS_LIMIT:
            return
        compared += 1
        if is_near_copy(compare_sequences(sequences.get(article_id), sequences.get(candidate.id))):
            groups.join(group, its_group)


def _read_bands(session: Session, article_ids: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The bands of stored articles, computed: with its words an id decides them too."""
    bodies = select(_ARTICLE.id, _ARTICLE.body).where(_ARTICLE.id.in_(select_among(article_ids)))
    return {one: take_fingerprint(body).bands for one, body in session.execute(bodies).all()}


def _write_bands(session: Session, bands_of: Bands) -> None:
    """Write the bands of these articles, in the order of the table; those that are known stay."""
    rows = unfold_lists(bands_of).c
    ordered = select(rows.value, rows.name).order_by(rows.value, rows.name)
    written = upsert(session, band_table).from_select(["key", "article_id"], ordered)
    session.execute(written.on_conflict_do_nothing())


def _list_leaders(session: Session, article_ids: Iterable[str]) -> dict[str, str]:
    leader = func.coalesce(_ARTICLE.copy_of, _ARTICLE.id)
    statement = select(_ARTICLE.id, leader).where(_ARTICLE.id.in_(select_among(article_ids)))
    return dict(session.execute(statement.order_by(_ARTICLE.id)).all())


def _list_candidates(session: Session, bands_of: Bands) -> dict[str, list[_Candidate]]:
    """Of articles that share bands with others, and may have their dates, these, and their groups' leaders.

    Those that share most come first.
    """
    unfolded, own = unfold_lists(bands_of), article_table.alias().c
    dialect, columns = session.connection().dialect.name, (_BAND.key, _BAND.article_id)
    listed, found = unfolded.c, join_bearers(dialect, unfolded, *columns, _BEARERS_LIMIT)
    shared = (
        select(listed.name, found.bearer, func.count().label("bands"))
        .select_from(found.rows)
        .where(found.bearer != listed.name)
        .group_by(listed.name, found.bearer)
        .subquery("shared")
    ).c
    statement = (
        select(
            *(shared.name, _ARTICLE.id, func.coalesce(_ARTICLE.copy_of, _ARTICLE.id)),
            *(own.first_day, own.last_day, _ARTICLE.first_day, _ARTICLE.last_day),
        )
        .select_from(shared.name.table)
        .join(article_table, _ARTICLE.id == shared.article_id)
        .join(own.id.table, own.id == shared.name)
        .order_by(shared.name, shared.bands.desc(), _ARTICLE.id)
    )
    candidates: dict[str, list[_Candidate]] = defaultdict(list)
    for article_id, candidate_id, leader, *days in session.execute(statement):
        if are_near(*days):
            candidates[article_id].append(_Candidate(candidate_id, leader))
    return candidates


def are_near(
    first: date | None, last: date | None, other_first: date | None, other_last: date | None
) -> bool:
    """Whether two dates, each from a first to a last day, may be of one window; of none, all are."""
    if not (first and last and other_first and other_last):
        return True
    return max((other_first - last).days, (first - other_last).days) <= WINDOW


def _settle(session: Session, sequences: Sequences, joined: Iterable[set[str]]) -> set[str]:
    """Join the groups of these leaders: point all members at the one that leads them together."""
    leader_of = _choose_leaders(session, joined)
    in_group = or_(
        *(column.in_(select_among(leader_of)) for column in (_ARTICLE.id, _ARTICLE.copy_of))
    )
    misled: dict[str, str] = {}
    for one, former in session.execute(select(_ARTICLE.id, _ARTICLE.copy_of).where(in_group)):
        leader = leader_of[former or one]
        if leader not in (one, former):
            misled[one] = leader
    if misled:
        sequences.load({*misled, *misled.values()})
        rows = {
            one: {
                "copy_of": leader,
                **_measure(compare_sequences(sequences.get(one), sequences.get(leader))),
            }
            for one, leader in sorted(misled.items())
        }
        update_rows(session, article_table, rows)
    return set(misled)


def _choose_leaders(session: Session, joined: Iterable[set[str]]) -> dict[str, str]:
    """For each leader of groups that are one the leader of all."""
    name_of = {leader: number for number, leaders in enumerate(joined) for leader in leaders}
    columns = select(_ARTICLE.id, _ARTICLE.first_day, func.length(_ARTICLE.body))
    contenders: dict[int, list[Row[Any, Any, Any]]] = defaultdict(list)
    for contender in session.execute(columns.where(_ARTICLE.id.in_(select_among(name_of)))):
        contenders[name_of[contender.id]].append(contender)
    first = {name: min(those, key=_lead).id for name, those in contenders.items()}
    return {leader: first[name] for leader, name in name_of.items()}


def _measure(likeness: Likeness) -> dict[str, float]:
    return {
        "copy_jaccard": round(likeness.jaccard, 3),
        "copy_containment": round(likeness.containment, 3),
    }


def _lead(contender: Row[Any, Any, Any]) -> tuple[bool, str, int, str]:
    """The earliest dated, then the longest, then the smallest id."""
    article_id, first_day, length = contender
    return first_day is None, str(first_day), -length, article_id
