"""Identities: which spellings are one person or organisation, as a function of the forms and ties there are.

A shorter name joins the one fuller name that may stand shortened like it, and that one its own fuller
name, up to a root; it stays apart when there are none or several. Names that are only reported count when
no quoted one bears the short name. Those whose offices set them apart (`app.store.offices`) join nobody.
An organisation's alias joins the name that articles tie it to. What an editor decided (`app.store.rulings`)
goes before all of these, and they follow it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, or_
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from app.store.chunks import chunked
from app.store.forms import SAME_SPELLING, Identity, identity_held, identity_of
from app.store.name_tables import NameForm, ShortKey, name_form_table, short_key_table
from app.store.offices import RARE, Apart, part
from app.store.rulings import Rulings
from app.store.tables import INDIRECT, JointSpeaker, Quote
from app.store.ties import find_root, list_tied_forms

_FORM = name_form_table.c
# Made once: asked for every spelling, a statement that is made anew costs more than its answer.
_BEARERS = (
    select_core(_FORM.identity_kind, _FORM.identity)
    .join(short_key_table, short_key_table.c.form_id == _FORM.id)
    .where(short_key_table.c.key == bindparam("spelling"), _FORM.joined_by != RARE)
    .distinct()
    .limit(2)
)
_QUOTED_BEARERS = _BEARERS.where(_FORM.quoted)


class _Link(NamedTuple):
    """The identity that a form gets, and in words what joins it."""

    identity: Identity
    joined_by: str


def list_forms(session: Session, form_ids: Iterable[str]) -> list[NameForm]:
    """The name forms of these ids that are there."""
    return [
        form
        for chunk in chunked(set(form_ids))
        for form in session.exec(select(NameForm).where(col(NameForm.id).in_(chunk)))
    ]


def list_affected(session: Session, spellings: Iterable[tuple[str, str]]) -> list[NameForm]:
    """All forms of spellings, each with its kind, and of those that may be short for them or tied to them."""
    affected: dict[str, NameForm] = {}
    frontier = set(spellings)
    reached: set[tuple[str, str]] = set()
    while frontier:
        reached |= frontier
        forms = _list_spelt(session, frontier)
        affected |= {form.id: form for form in forms}
        frontier = _list_short(session, forms) - reached
    organisations = {form.spelling for form in affected.values() if form.kind == "organisation"}
    tied = list_forms(session, list_tied_forms(session, organisations) - affected.keys())
    return [*affected.values(), *tied]


def note_quoted(session: Session, forms: Iterable[NameForm]) -> set[str]:
    """Note of each form whether it is quoted, drop those without any speech, and return their ids."""
    by_id = {form.id: form for form in forms}
    said = _list_said(session, by_id)
    quoted = _list_said(session, by_id, col(Quote.kind) != INDIRECT)
    for form_id, form in by_id.items():
        if form_id in said:
            form.quoted = form_id in quoted
        else:
            session.delete(form)
    session.flush()
    return by_id.keys() - said


def _list_said(
    session: Session, form_ids: Iterable[str], *conditions: ColumnElement[bool]
) -> set[str]:
    """Those forms that have a quotation on these conditions: a look at the first one of each."""
    first = exists().where(col(Quote.form_id) == col(NameForm.id), *conditions)
    joint = col(JointSpeaker.quote_id) == col(Quote.id)
    other = exists().where(col(JointSpeaker.form_id) == col(NameForm.id), joint, *conditions)
    said = select(NameForm.id).where(or_(first, other))
    return {
        form_id
        for chunk in chunked(form_ids)
        for form_id in session.exec(said.where(col(NameForm.id).in_(chunk)))
    }


def identify(session: Session, forms: Iterable[NameForm], rulings: Rulings) -> set[Identity]:
    """Give each form its identity, fuller names first; return those that gained, kept or lost a form."""
    by_spelling: dict[tuple[str, str], list[NameForm]] = {}
    for form in forms:
        by_spelling.setdefault((form.kind, form.spelling), []).append(form)
    concerned: set[Identity] = set()
    for (kind, spelling), spelt in sorted(by_spelling.items(), key=lambda item: _fullest(item[0])):
        joined = _join(session, kind, spelling, rulings)
        offices = {form.office for form in spelt if form.office}
        apart = part(session.connection(), spelling, offices, rulings.merged)
        for form in spelt:
            held = apart.get(form.office) if form.office else None
            form.apart_by = held.office if held else None
            link = _find_decided(form, rulings) or _find_apart(form, held) or joined
            concerned |= {identity_of(form), link.identity}
            form.identity_kind, form.identity = link.identity
            form.joined_by = link.joined_by
        session.flush()
    return concerned


def _fullest(spelling: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    return -len(spelling[1]), spelling


def _find_apart(form: NameForm, held: Apart | None) -> _Link | None:
    return _Link(identity_held(form.kind, form.spelling, held.office), held.why) if held else None


def _find_decided(form: NameForm, rulings: Rulings) -> _Link | None:
    identity = rulings.find_identity(form)
    if identity is None:
        return None
    if identity == (form.kind, form.spelling):
        return _Link(identity, SAME_SPELLING)
    is_apart = form.apart_by and identity == identity_held(form.kind, form.spelling, form.apart_by)
    return None if is_apart else _Link(identity, "decision of an editor")


def _join(session: Session, kind: str, spelling: str, rulings: Rulings) -> _Link:
    """What the rules make of a spelling."""
    if kind == "person" and (bearer := _find_bearer(session, spelling)):
        return _Link(bearer, "short form")
    if kind == "organisation" and (root := find_root(session, spelling, rulings.heads)):
        main = rulings.follow(Identity(kind, root.key))
        return _Link(main, f"tied by article {root.article_id}")
    return _Link(Identity(kind, spelling), SAME_SPELLING)


def _find_bearer(session: Session, spelling: str) -> Identity | None:
    """The one identity whose names may stand shortened to this; None when there is none or several.

    Costs two steps in an index however many bear the name, unless they all are one.
    """
    asked = {"spelling": spelling}
    connection = session.connection()
    bearers = connection.execute(_QUOTED_BEARERS, asked).all()
    bearers = bearers or connection.execute(_BEARERS, asked).all()
    return Identity(*bearers[0]) if len(bearers) == 1 else None


def _list_spelt(session: Session, spellings: Iterable[tuple[str, str]]) -> list[NameForm]:
    by_kind: dict[str, set[str]] = {}
    for spelling, kind in spellings:
        by_kind.setdefault(kind, set()).add(spelling)
    return [
        form
        for kind, chosen in by_kind.items()
        for chunk in chunked(chosen)
        for form in session.exec(
            select(NameForm).where(NameForm.kind == kind, col(NameForm.spelling).in_(chunk))
        )
    ]


def _list_short(session: Session, forms: Iterable[NameForm]) -> set[tuple[str, str]]:
    """The spellings, with their kind, that these forms may stand shortened to."""
    return {
        (key, "person")
        for chunk in chunked(form.id for form in forms if form.kind == "person")
        for key in session.exec(
            select(ShortKey.key).where(col(ShortKey.form_id).in_(chunk)).distinct()
        )
    }
