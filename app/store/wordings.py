"""Distinct wordings, and under which longer wording each of them stands.

Each wording points at one parent: the longest other that says the same words. So the wordings are trees, and
a phrase that two speeches share joins one of them, never the two to each other. Candidates share a
fingerprint. Of those that have a fingerprint in common, only the first `HUBS_LIMIT` by id can be parents:
ids are hashes, so these are a sample that depends on nothing but the set, and a fingerprint that a thousand
wordings have costs each of them no more than that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlmodel import Session

from app.quotes.likeness import is_same_statement
from app.quotes.shingles import fingerprints, wording
from app.quotes.sketches import Sketch, may_hold, sketch
from app.quotes.weights import Grade, grade_wording
from app.store.bearers import Bearers, join_bearers
from app.store.chunks import (
    select_among,
    select_among_integers,
    unfold_integers,
    unfold_lists,
    update_rows,
)
from app.store.tables import fingerprint_table, quote_table, wording_table

# Distinct wordings of one statement beyond which some may stay apart; 100,000 generated quotations, and the
# 1,258 of 219 real articles, have no telling run of words that comes in as many.
HUBS_LIMIT = 48

_WORDING = wording_table.c
_FINGERPRINT = fingerprint_table.c
_QUOTE = quote_table.c

Hubs = Mapping[int, frozenset[str]]

# By id, which is a hash of the words, so what is known holds for every archive: a wording is met again and
# again as a candidate, and one in a hundred may be alike. Some 200 bytes each.
_SKETCHES: dict[str, Sketch] = {}
_SKETCHES_LIMIT = 1 << 19


class _Known(NamedTuple):
    """A wording: its words, and its rank among wordings, by which the longest is the greatest."""

    words: tuple[str, ...]
    rank: tuple[int, str]
    parent_id: str | None


def settle_wordings(session: Session, touched: Iterable[str]) -> set[str]:
    """Add the wordings that have quotations now, drop those that have none, and settle whose parents changed.

    Return the ids of all wordings whose parent changed or who lost a child.
    """
    added, removed = _compare_with_quotes(session, set(touched))
    bereft = {row.parent_id for row in _load(session, removed).values() if row.parent_id}
    keys = {one: fingerprints(words) for one, words in (*added.items(), *removed.items())}
    changed_keys = frozenset().union(*keys.values())
    before = list_hubs(session, changed_keys)
    _drop(session, {one: keys[one] for one in removed})
    _add(session, added, keys)
    after = _renew_hubs(session, before, {one: keys[one] for one in added}, removed)
    left = set(removed).union(*(before[key] - after[key] for key in changed_keys))
    former = _map_children(session, left)
    parents = _find_parents(session, {*added, *former} - set(removed), after)
    former |= _offer_parents(session, before, after, parents)
    return bereft | _store_parents(session, parents, former)


def list_hubs(session: Session, keys: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each key the first wordings by id that have it, as many as can be parents."""
    hubs: dict[int, set[str]] = defaultdict(set)
    asked_keys = frozenset(keys)
    asked, found = join_first_bearers(session.connection(), asked_keys, HUBS_LIMIT)
    for key, wording_id in session.execute(
        select(asked, found.bearer).select_from(found.rows)
    ).all():
        hubs[key].add(wording_id)
    return {key: frozenset(hubs[key]) for key in asked_keys}


def join_first_bearers(
    connection: Connection, keys: Iterable[int], limit: int
) -> tuple[ColumnElement[Any], Bearers]:
    """These keys, as a column, with the first wordings by id that have each, at most `limit`."""
    asked = unfold_integers(keys)
    columns = _FINGERPRINT.key, _FINGERPRINT.wording_id
    return asked.c.value, join_bearers(connection.dialect.name, asked, *columns, limit)


def _renew_hubs(
    session: Session,
    before: Hubs,
    added: Mapping[str, frozenset[int]],
    removed: Iterable[str],
) -> Hubs:
    """The hubs after wordings came and went; asks only where a hub went, so that another takes its place."""
    gone = set(removed)
    after = {key: set(hubs) for key, hubs in before.items()}
    for one, keys in added.items():
        for key in keys:
            after[key].add(one)
    renewed = {key: _choose_first(hubs) for key, hubs in after.items()}
    asked = [key for key, hubs in before.items() if not hubs.isdisjoint(gone)]
    return {**renewed, **list_hubs(session, asked)}


def _choose_first(wording_ids: set[str]) -> frozenset[str]:
    """Those of them that can be parents; hardly ever there are more."""
    if len(wording_ids) <= HUBS_LIMIT:
        return frozenset(wording_ids)
    return frozenset(sorted(wording_ids)[:HUBS_LIMIT])


def _compare_with_quotes(
    session: Session, touched: set[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The wordings, with their words, that only quotations have, and those that only the table has."""
    statement = (
        select(_QUOTE.wording_id, func.min(_QUOTE.text))
        .where(_QUOTE.wording_id.in_(select_among(touched)))
        .group_by(_QUOTE.wording_id)
    )
    said = dict(session.execute(statement).all())
    known = {one: row.words for one, row in _load(session, touched).items()}
    added = {one: wording(text) for one, text in said.items() if one not in known}
    return added, {one: words for one, words in known.items() if one not in said}


def _add(
    session: Session, added: Mapping[str, tuple[str, ...]], keys: Mapping[str, frozenset[int]]
) -> None:
    rows = [
        {"id": one, "words": " ".join(words), "size": len(words), "parent_id": None}
        for one, words in sorted(added.items())
    ]
    if rows:
        session.execute(insert(wording_table), rows)
        entries = unfold_lists({one: keys[one] for one in added}).c
        ordered = select(entries.value, entries.name).order_by(entries.value, entries.name)
        session.execute(insert(fingerprint_table).from_select(["key", "wording_id"], ordered))


def _drop(session: Session, keys: Mapping[str, frozenset[int]]) -> None:
    session.execute(delete(wording_table).where(_WORDING.id.in_(select_among(keys))))
    for one, entries in keys.items():
        session.execute(
            delete(fingerprint_table).where(
                _FINGERPRINT.key.in_(select_among_integers(entries)), _FINGERPRINT.wording_id == one
            )
        )


def _map_children(session: Session, parents: Iterable[str]) -> dict[str, str | None]:
    """The wordings that stand right under these, each with its parent."""
    statement = select(_WORDING.id, _WORDING.parent_id).where(
        _WORDING.parent_id.in_(select_among(parents))
    )
    return dict(session.execute(statement).all())


def _find_parents(session: Session, ids: Iterable[str], known_hubs: Hubs) -> dict[str, str | None]:
    """For each of these wordings the longest candidate that says the same words, or None."""
    known = _load(session, ids)
    keys = {one: fingerprints(row.words) for one, row in known.items() if _is_telling(row)}
    unknown = frozenset().union(*keys.values()) - known_hubs.keys()
    hubs = {**known_hubs, **list_hubs(session, unknown)}
    met = {one: set().union(*(hubs[key] for key in keys[one])) for one in keys}
    candidates = _choose_likely(session, met)
    others = known | _load(session, set().union(*candidates.values()) - known.keys())
    parents: dict[str, str | None] = dict.fromkeys(known)
    for one, its_candidates in candidates.items():
        parents[one] = _find_same(known[one], its_candidates, others)
    return parents


def _find_same(row: _Known, candidates: Iterable[str], others: Mapping[str, _Known]) -> str | None:
    """The longest of those candidates, all of them longer, that says the same words."""
    ranked = sorted((others[other].rank for other in candidates), reverse=True)
    return next(
        (other for _, other in ranked if is_same_statement(row.words, others[other].words)), None
    )


def _choose_likely(
    session: Session, candidates: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """For each wording those longer candidates that may say its words; without those that have none."""
    sketches = _load_sketches(session, set(candidates).union(*candidates.values()))
    likely: dict[str, list[str]] = {}
    for one, others in candidates.items():
        own = sketches.get(one)
        if own is None:  # it goes in this transaction
            continue
        rank = own.size, one
        chosen = [
            other
            for other in others
            if (sketches[other].size, other) > rank and may_hold(sketches[other], own)
        ]
        if chosen:
            likely[one] = chosen
    return likely


def _load_sketches(session: Session, ids: set[str]) -> dict[str, Sketch]:
    """The sketch of each of these wordings, of those only that are or were there."""
    if len(_SKETCHES) > _SKETCHES_LIMIT:
        _SKETCHES.clear()
    unknown = ids - _SKETCHES.keys()
    _SKETCHES.update((one, sketch(row.words)) for one, row in _load(session, unknown).items())
    return {one: _SKETCHES[one] for one in ids if one in _SKETCHES}


def _offer_parents(
    session: Session, before: Hubs, after: Hubs, parents: dict[str, str | None]
) -> dict[str, str | None]:
    """Give new candidates to all wordings that share their fingerprints and are not settled anew yet.

    Add those who take one to `parents`, and return the parents that they had.
    """
    entered = {key: new for key, hubs in after.items() if (new := hubs - before[key])}
    full = [key for key in entered if len(before[key]) == HUBS_LIMIT]  # of the others all are known
    members = {**before, **_list_members(session, full)}
    offers: dict[str, set[str]] = defaultdict(set)
    for key, candidates in entered.items():
        for one in members[key]:
            if one not in parents:
                offers[one] |= candidates
    likely = _choose_likely(session, offers)
    known = _load(session, set(likely).union(*likely.values()))
    known |= _load(
        session, {row.parent_id for row in known.values() if row.parent_id} - known.keys()
    )
    former: dict[str, str | None] = {}
    for one, its_candidates in likely.items():
        row = known.get(one)
        if row is None:  # it goes in this transaction, though its sketch is known
            continue
        best = known[row.parent_id].rank if row.parent_id else row.rank
        longer = [other for other in its_candidates if known[other].rank > best]
        taken = _find_same(row, longer, known)
        if taken and _is_telling(row):  # asked last, for few get as far
            parents[one], former[one] = taken, row.parent_id
    return former


def _list_members(session: Session, keys: Iterable[int]) -> dict[int, frozenset[str]]:
    members: dict[int, set[str]] = defaultdict(set)
    statement = select(_FINGERPRINT.key, _FINGERPRINT.wording_id).where(
        _FINGERPRINT.key.in_(select_among_integers(keys))
    )
    for key, wording_id in session.execute(statement).all():
        members[key].add(wording_id)
    return {key: frozenset(ids) for key, ids in members.items()}


def _store_parents(
    session: Session, parents: Mapping[str, str | None], former: Mapping[str, str | None]
) -> set[str]:
    moved = {one: parent for one, parent in parents.items() if former.get(one) != parent}
    rows = {one: {"parent_id": parent} for one, parent in sorted(moved.items())}
    update_rows(session, wording_table, rows)
    return {*moved, *(parent for one in moved if (parent := former.get(one)))}


def _is_telling(known: _Known) -> bool:
    return grade_wording(known.words) is Grade.TELLING


def _load(session: Session, ids: Iterable[str]) -> dict[str, _Known]:
    statement = select(_WORDING.id, _WORDING.words, _WORDING.size, _WORDING.parent_id).where(
        _WORDING.id.in_(select_among(ids))
    )
    return {
        one: _Known(tuple(joined.split()), (size, one), parent)
        for one, joined, size, parent in session.execute(statement).all()
    }
