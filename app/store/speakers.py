"""Speakers: which name forms are one person, organisation or role, settled anew as forms come and go.

The links depend only on the set of forms and ties and on the decisions in force, not on the order in which
they came: first each form gets its identity (`app.store.identities`), then each identity its name, then
those that want one id share it out.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, func, select
from sqlmodel import Session, col

from app.quotes.names import has_given_name, name_key
from app.quotes.short_names import short_keys
from app.store.chunks import chunked, select_among, update_rows, upsert
from app.store.decisions import load_speaker_history
from app.store.forms import Identity, find_office, identity_of
from app.store.identities import identify, list_affected, list_forms, note_quoted
from app.store.joint import select_voices
from app.store.name_tables import NameForm, Speaker, name_form_table, speaker_table
from app.store.rulings import Rulings, fold_decisions, place_rulings
from app.store.tables import INDIRECT, quote_table

Rows = list[Row[Any]]
_KIND_ORDER = {"person": 0, "organisation": 1, "role": 2}


class Settled(NamedTuple):
    """The ids of the forms whose speaker is another now, and of those whose speaker has another name now."""

    relinked: set[str]
    renamed: set[str]


class _Named(NamedTuple):
    """What an identity shows: `slug` is the id that it would have alone, `given_key` as in `Speaker`."""

    name: str
    slug: str
    quoted: bool
    given_key: str | None


def settle_speakers(session: Session, form_ids: Iterable[str]) -> Settled:
    """Link these forms, and all whose link depends on them, to their speakers; drop what nothing uses.

    Costs in proportion to the forms that share a
    spelling, a short form, a tie or an id with the given ones, and to the decisions on speakers.
    """
    history = load_speaker_history(session)
    rulings = fold_decisions(history)
    touched = list_forms(session, form_ids)
    spellings = {(form.spelling, form.kind) for form in touched}
    affected = list_affected(session, rulings.list_linked(spellings))
    concerned = {identity_of(form) for form in touched}
    gone = note_quoted(session, touched)
    rulings = place_rulings(session, history, rulings)
    concerned |= identify(session, [form for form in affected if form.id not in gone], rulings)
    named = _name(session, concerned, rulings)
    known = _list_known(session, concerned)
    bases = {speaker.slug for speaker in known} | {one.slug for one in named.values()}
    rivals = [
        speaker
        for speaker in _list_by_slug(session, bases)
        if Identity(speaker.kind, speaker.key) not in concerned
    ]
    for rival in rivals:
        shown = _Named(rival.name, rival.slug, rival.quoted, rival.given_key)
        named[Identity(rival.kind, rival.key)] = shown
    return _link(session, named, {speaker.id: speaker.name for speaker in (*known, *rivals)})


def homonym_suffix(identity: Identity) -> str:
    """What tells the id of a homonym from the plain one."""
    return hashlib.sha256("\n".join(identity).encode()).hexdigest()[:6]


def _link(session: Session, named: Mapping[Identity, _Named], former: Mapping[str, str]) -> Settled:
    """Write the speakers with their ids, point their forms at them, and drop the ids that nobody has now.

    `former` are the names, by id, of the speakers that there were.
    """
    ids = _share_ids(named)
    if ids:
        rows = [
            {
                **{"id": ids[one], "kind": one.kind, "key": one.key, "office": find_office(one)},
                **shown._asdict(),
            }
            for one, shown in named.items()
        ]
        written = upsert(session, Speaker)
        changed = {name: written.excluded[name] for name in rows[0] if name != "id"}
        session.execute(written.on_conflict_do_update(index_elements=["id"], set_=changed), rows)
    relinked = _point_forms(session, ids)
    for chunk in chunked(former.keys() - set(ids.values())):
        session.execute(delete(Speaker).where(col(Speaker.id).in_(chunk)))
    renamed = {
        ids[one] for one, shown in named.items() if former.get(ids[one], shown.name) != shown.name
    }
    return Settled(relinked, _list_forms_of(session, renamed))


def _point_forms(session: Session, ids: Mapping[Identity, str]) -> set[str]:
    """Point the forms of these identities at their speakers; return those that pointed elsewhere."""
    form = name_form_table.c
    links = select(form.id, form.identity_kind, form.identity, form.speaker_id)
    moved: dict[str, dict[str, str]] = {}
    for chunk in chunked({identity.key for identity in ids}):
        for one, kind, key, former in session.execute(links.where(form.identity.in_(chunk))):
            speaker_id = ids.get(Identity(kind, key))
            if speaker_id and speaker_id != former:
                moved[one] = {"speaker_id": speaker_id}
    update_rows(session, name_form_table, moved)
    return set(moved)


def _list_forms_of(session: Session, speaker_ids: Iterable[str]) -> set[str]:
    form = name_form_table.c
    owned = form.speaker_id.in_(select_among(speaker_ids))
    return set(session.scalars(select(form.id).where(owned)))


def _share_ids(named: Mapping[Identity, _Named]) -> dict[Identity, str]:
    """The id of each identity: the first by kind and key has the plain slug, homonyms a suffix.

    Who is set apart by an office comes last of the kind, and has none: the plain one means all of the name.
    """
    by_slug: dict[str, list[Identity]] = defaultdict(list)
    for identity, shown in named.items():
        by_slug[shown.slug].append(identity)
    ids = {}
    for base, identities in by_slug.items():
        ranked = sorted(identities, key=_rank)
        for position, identity in enumerate(ranked):
            suffixed = f"{base}-{homonym_suffix(identity)}".lstrip("-")
            is_plain = base and position == 0 and not find_office(identity)
            ids[identity] = base if is_plain else suffixed
    return ids


def _rank(identity: Identity) -> tuple[int, bool, str]:
    return _KIND_ORDER[identity.kind], find_office(identity) is not None, identity.key


def _name(
    session: Session, identities: Iterable[Identity], rulings: Rulings
) -> dict[Identity, _Named]:
    """What each identity shows that has any forms: the commonest; ties to the longest, then alphabetical.

    A name that an editor gave to one of those that may be shown goes before them; the id stays as printed.
    """
    members_of = _list_members(session, identities)
    candidates = {one: _list_shown(one, members, rulings) for one, members in members_of.items()}
    rivals = [form.id for forms in candidates.values() if len(forms) > 1 for form in forms]
    counts = _count_quotes(session, rivals)
    named = {}
    for identity, members in members_of.items():
        shown = min(
            candidates[identity],
            key=lambda form: (-counts.get(form.id, 0), -len(form.text), form.text),
        )
        quoted = any(form.quoted for form in members)
        given = rulings.find_name(identity, candidates[identity])
        given_key = name_key(given) if given else None
        named[identity] = _Named(given or shown.text, shown.slug, quoted, given_key)
    return named


def _list_shown(identity: Identity, forms: list[NameForm], rulings: Rulings) -> list[NameForm]:
    """The forms that may be shown: those with given name and surname, else all.

    Of an organisation, those of the name that its aliases lead to; of speakers that an editor merged, those
    of the first.
    """
    if identity in rulings.heads:
        forms = _list_leading(identity, forms, rulings) or forms
    if identity.kind == "organisation":
        return [form for form in forms if form.spelling == identity.key] or forms
    return [form for form in forms if has_given_name(form.text)] or forms


def _list_leading(identity: Identity, forms: list[NameForm], rulings: Rulings) -> list[NameForm]:
    """The forms, and the short forms, of the name that leads those merged with it."""
    leading = [form for form in forms if rulings.place(form) == identity]
    shorter = {key for form in leading if form.kind == "person" for key in short_keys(form.text)}
    return leading + [form for form in forms if form.kind == "person" and form.spelling in shorter]


def _list_members(
    session: Session, identities: Iterable[Identity]
) -> dict[Identity, list[NameForm]]:
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, key in identities:
        by_kind[kind].add(key)
    members: dict[Identity, list[NameForm]] = defaultdict(list)
    for kind, keys in by_kind.items():
        for chunk in chunked(keys):
            chosen = col(NameForm.identity).in_(chunk)
            statement = select(NameForm).where(col(NameForm.identity_kind) == kind, chosen)
            for form in session.scalars(statement.order_by(col(NameForm.id))):
                members[identity_of(form)].append(form)
    return members


def _list_known(session: Session, identities: Iterable[Identity]) -> Rows:
    """The speakers that these identities are so far."""
    chosen = set(identities)
    return [
        speaker
        for chunk in chunked({identity.key for identity in chosen})
        for speaker in session.execute(select(speaker_table).where(speaker_table.c.key.in_(chunk)))
        if Identity(speaker.kind, speaker.key) in chosen
    ]


def _list_by_slug(session: Session, slugs: Iterable[str]) -> Rows:
    return [
        speaker
        for chunk in chunked(slugs)
        for speaker in session.execute(select(speaker_table).where(speaker_table.c.slug.in_(chunk)))
    ]


def _count_quotes(session: Session, form_ids: Iterable[str]) -> dict[str, int]:
    """For each form that is quoted the number of its quotations, indirect speech left out."""
    counts: dict[str, int] = {}
    for chunk in chunked(set(form_ids)):
        voices = select_voices(name_form_table.c.id.in_(chunk), quote_table.c.kind != INDIRECT)
        statement = select(voices.c.form_id, func.count()).group_by(voices.c.form_id)
        counts.update((form, count) for form, count in session.execute(statement))
    return counts
