"""Offices: who holds which, as articles say, and which of them keep people of one name apart.

Two offices that nobody has at once part those who hold them when articles of one month give both. Where one
is given nine times as often as the other, the rarer may be a misreading: then only its holder is set apart.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import Connection, Select, bindparam, case, delete, func, select
from sqlmodel import Session

from app.quotes.offices import FoundOffice, contradict
from app.store.chunks import insert_rows, select_among
from app.store.forms import FormName, Identity, identity_held, spell_form
from app.store.name_tables import held_office_table, name_form_table
from app.store.tables import article_table

ANOTHER = "another office"
RARE = "another office, of few articles"
_PERSON = "person"
_LOPSIDED = 9  # as a tie of an acronym needs nine tenths of the articles
_HELD, _FORM = held_office_table.c, name_form_table.c
_MONTH = case(
    (article_table.c.published_precision.in_(("day", "month")), article_table.c.published),
)
_ATTESTED = (
    select(_HELD.office, func.substr(_MONTH, 1, 7).label("month"), func.count())
    .join(article_table, article_table.c.id == _HELD.article_id)
    .where(_HELD.spelling == bindparam("spelling"))
    .group_by(_HELD.office, "month")  # by its name: PostgreSQL takes no two parameters for the same
)


class Apart(NamedTuple):
    """The office under which a form is set apart from the others of its spelling, and in words why."""

    office: str
    why: str


def replace_offices(
    session: Session, offices_of: Mapping[str, Sequence[FoundOffice]]
) -> frozenset[str]:
    """Write the offices that articles give in place of those they gave; return the forms they may move.

    To be called whenever the date of an article changes, which may move them too.
    """
    of_these = _HELD.article_id.in_(select_among(offices_of))
    touched = set(session.scalars(select(_HELD.spelling).where(of_these).distinct()))
    if touched:
        session.execute(delete(held_office_table).where(of_these))
    rows = [
        {"article_id": article_id, "spelling": found.name_key, "office": found.office}
        for article_id, offices in offices_of.items()
        for found in offices
    ]
    insert_rows(session, held_office_table, rows)
    touched |= {row["spelling"] for row in rows}
    return _list_disputed(session, touched) if touched else frozenset()


def load_offices(session: Session, article_ids: Iterable[str]) -> defaultdict[str, dict[str, str]]:
    """For each of these articles the offices that it gives, by the spelling of the name."""
    offices: defaultdict[str, dict[str, str]] = defaultdict(dict)
    statement = select(_HELD.article_id, _HELD.spelling, _HELD.office)
    of_these = statement.where(_HELD.article_id.in_(select_among(article_ids)))
    for article_id, spelling, office in session.execute(of_these):
        offices[article_id][spelling] = office
    return offices


def place_offices(
    session: Session, names: Iterable[FormName], merged: Mapping[Identity, Identity]
) -> dict[Identity, Identity]:
    """Where those whom names with an office mean stand at present: apart, or with all of their spelling.

    Those whose office no form has are left out. `merged` as in `part`.
    """
    offices: defaultdict[str, set[str]] = defaultdict(set)
    held = select(_FORM.spelling, _FORM.office).where(_FORM.kind == _PERSON).distinct()
    spellings = {spell_form(name) for name in names}
    of_these = held.where(_FORM.spelling.in_(select_among(spellings)), _FORM.office.is_not(None))
    for spelling, office in session.execute(of_these):
        offices[spelling].add(office)
    placed = {}
    for spelling, of_name in offices.items():
        apart = part(session.connection(), spelling, of_name, merged)
        for office in of_name:
            under = apart[office].office if office in apart else None
            held_by = identity_held(_PERSON, spelling, office)
            placed[held_by] = identity_held(_PERSON, spelling, under)
    return placed


def part(
    connection: Connection,
    spelling: str,
    offices: Collection[str],
    merged: Mapping[Identity, Identity],
) -> dict[str, Apart]:
    """Those offices of the forms of a spelling that set their holders apart; none, and no query, as a rule.

    Offices that go together are one person's. `merged` has the leading identity of each that an editor
    merged, those held by an office among them: who was merged is not in each other's way.
    """
    against = _list_against(offices)
    if not against:
        return {}
    months, counts = _count_articles(connection, spelling, offices)
    conflicts = [
        (one, other)
        for one, others in sorted(against.items())
        for other in sorted(others)
        if not months[one].isdisjoint(months[other])
    ]
    reasons: dict[str, str] = {}
    for one, other in conflicts:
        share, rest = _weigh(one, other, against, counts), _weigh(other, one, against, counts)
        if share < rest * _LOPSIDED:
            rare = share * _LOPSIDED <= rest and reasons.get(one, RARE) == RARE
            reasons[one] = RARE if rare else ANOTHER
    leads = _lead(reasons, against)
    sides = _unite(spelling, leads, merged)
    parted = {
        leads[one]
        for one, other in conflicts
        if one in leads and sides[leads[one]] != sides[leads.get(other)]
    }
    return {
        office: Apart(lead, reasons[office]) for office, lead in leads.items() if lead in parted
    }


def _list_against(offices: Collection[str]) -> dict[str, set[str]]:
    """For each office those that contradict it; without those that none does."""
    against: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in combinations(sorted(offices), 2):
        if contradict(one, other):
            against[one].add(other)
            against[other].add(one)
    return against


def _count_articles(
    connection: Connection, spelling: str, offices: Collection[str]
) -> tuple[defaultdict[str, set[str]], Counter[str]]:
    """The months in which articles give each office, and the number of all articles that do."""
    months: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for office, month, count in connection.execute(_ATTESTED, {"spelling": spelling}):
        if office in offices:
            counts[office] += count
            if month:
                months[office].add(month)
    return months, counts


def _weigh(one: str, other: str, against: Mapping[str, set[str]], counts: Counter[str]) -> int:
    """How many articles speak for an office against another: also by offices that go with it alone."""
    allies = against[other] - against[one] - {one}
    return counts[one] + sum(counts[ally] for ally in allies)


def _lead(offices: Iterable[str], against: Mapping[str, set[str]]) -> dict[str, str]:
    """For each office the first of those that can be one person's with it, one with a place before others.

    Each leads itself where those that go together, one by one, are not one person's all in all.
    """
    leads: dict[str, str] = {}
    left = sorted(offices, key=lambda office: (office.endswith(":"), office))
    while left:
        group = [left[0]]
        for member in group:
            group += [one for one in left if one not in group and one not in against[member]]
        whole = not any(one in against[other] for one, other in combinations(group, 2))
        leads |= {one: group[0] if whole else one for one in group}
        left = [one for one in left if one not in group]
    return leads


def _unite(
    spelling: str, leads: Mapping[str, str], merged: Mapping[Identity, Identity]
) -> dict[str | None, object]:
    """On whose side each leading office is, and (None) who is not set apart: a merge makes two sides one."""
    sides: dict[str | None, object] = {lead: lead for lead in {*leads.values(), None}}
    heads: dict[Identity, object] = {}
    for office, lead in ((None, None), *sorted(leads.items())):
        head = merged.get(identity_held(_PERSON, spelling, office))
        if head is None:
            continue
        side = heads.setdefault(head, sides[lead])
        former = sides[lead]
        sides = {one: side if its == former else its for one, its in sides.items()}
        heads = {one: side if its == former else its for one, its in heads.items()}
    return sides


def _list_disputed(session: Session, spellings: Iterable[str]) -> frozenset[str]:
    """The ids of the forms with an office of those spellings that have several."""
    with_office: Select[tuple[str]] = select(_FORM.spelling).where(
        _FORM.kind == _PERSON,
        _FORM.spelling.in_(select_among(spellings)),
        _FORM.office.is_not(None),
    )
    several = with_office.group_by(_FORM.spelling).having(func.count(_FORM.office.distinct()) > 1)
    ids = select(_FORM.id).where(_FORM.kind == _PERSON, _FORM.spelling.in_(several))
    return frozenset(session.scalars(ids.where(_FORM.office.is_not(None))))
