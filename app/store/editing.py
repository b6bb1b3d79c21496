"""What follows from an editor's decision: it is written down, and what it concerns is settled anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.errors import BadRequestError, NotFoundError
from app.store.chunks import chunked
from app.store.decisions import (
    Decision,
    Entry,
    append_decision,
    list_in_force,
    load_history,
)
from app.store.forms import Identity, identity_held, identity_of, spell_form
from app.store.name_tables import NameForm, Speaker
from app.store.outbox import mark_changed, next_generation
from app.store.quotes import load_extracted, replace_quotes
from app.store.rulings import Rulings, load_rulings
from app.store.settling import settle
from app.store.tables import Article, DecisionRecord, Quote, quote_table
from app.store.ties import list_tied_forms


class Owner(NamedTuple):
    """Whose a quotation is: the ids of its name form and of the speaker, None for nobody's."""

    form_id: str | None
    speaker_id: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What decisions did: their numbers, and how many quotations under how many names changed speakers.

    `speakers` maps the id of each speaker concerned, as they are now, to the display name.
    """

    numbers: tuple[int, ...]
    quote_count: int
    form_count: int
    speakers: Mapping[str, str]


def record_decisions(session: Session, decisions: Iterable[Decision]) -> Change:
    """Write decisions at the end of the history and settle all that they concern, in one transaction.

    Costs in proportion to the decisions in force and to the forms and articles that the new ones concern.
    """
    rulings = load_rulings(session)
    entries = [append_decision(session, decision) for decision in decisions]
    if not entries:
        return Change((), 0, 0, {})
    concerned = _list_concerned(session, entries)
    form_ids = _list_form_ids(session, concerned, (rulings, load_rulings(session)))
    article_ids = _list_present(session, concerned)
    before = _map_owners(session, quote_table.c.article_id, article_ids)
    touched = set(form_ids)
    for article_id in article_ids:
        touched |= replace_quotes(session, article_id, load_extracted(session, article_id))
    generation = next_generation(session)
    relinked = settle(session, touched, generation)
    mark_changed(session, article_ids, generation)
    session.flush()
    moved = _map_owners(session, quote_table.c.form_id, relinked)
    for quote_id, owner in _map_owners(session, quote_table.c.article_id, article_ids).items():
        if owner.speaker_id != before[quote_id].speaker_id:
            moved[quote_id] = owner
    return _describe_change(session, entries, form_ids, moved)


def record_split(session: Session, decision: Decision) -> Change:
    """Write a split and settle what it concerns; raise BadRequestError where it would part nobody."""
    change = record_decisions(session, [decision])
    if not change.quote_count:
        (form,) = decision.forms
        raise BadRequestError(
            f"{form.text!r} stands apart already: no rule and no merge joined it to another name. "
            "A name that joined it is split off by itself."
        )
    return change


def take_back(
    session: Session,
    number: int,
    *,
    made_at: datetime,
    made_by: str | None = None,
    note: str | None = None,
) -> Change:
    """Take back the decision of this number; raise BadRequestError when it is taken back already."""
    history = load_history(session)
    entry = next((one for one in history if one.number == number), None)
    if entry is None:
        raise NotFoundError(f"There is no decision {number}.")
    for one in list_in_force(history):
        if one.decision.reverts == entry.id:
            raise BadRequestError(
                f"Decision {number} is taken back already, by decision {one.number}: "
                f"undo {one.number} to have it in force again."
            )
    undo = Decision(kind="undo", made_at=made_at, made_by=made_by, note=note, reverts=entry.id)
    return record_decisions(session, [undo])


def import_decisions(session: Session, decisions: Sequence[tuple[str, Decision]]) -> Change:
    """Write those of these decisions, each with its id, that the history does not hold, in their order."""
    known: set[str] = set()
    for chunk in chunked(decision_id for decision_id, _ in decisions):
        found = session.exec(select(DecisionRecord.id).where(col(DecisionRecord.id).in_(chunk)))
        known.update(found)
    return record_decisions(
        session, [decision for decision_id, decision in decisions if decision_id not in known]
    )


def _list_concerned(session: Session, entries: Iterable[Entry]) -> list[Decision]:
    """These decisions, and in the place of an undo what it takes back in the end."""
    history = {entry.id: entry.decision for entry in load_history(session)}
    concerned = []
    for _, _, decision in entries:
        found = decision
        while found.reverts:
            found = history[found.reverts]
        concerned.append(found)
    return concerned


def _list_form_ids(
    session: Session, concerned: Iterable[Decision], rulings: Iterable[Rulings]
) -> frozenset[str]:
    """The name forms of those whom decisions name, before and after, and of all that are merged with them."""
    names = {form for decision in concerned for form in decision.forms}
    spelt = {identity_held(name.kind, spell_form(name), None) for name in names}
    for one in rulings:
        spelt |= one.list_merged(map(one.place_name, names))
    keys = {key for _, key in spelt}
    found = {
        form.id
        for chunk in chunked(keys)
        for form in session.exec(
            select(NameForm).where(
                or_(col(NameForm.spelling).in_(chunk), col(NameForm.identity).in_(chunk))
            )
        )
        if not spelt.isdisjoint({Identity(form.kind, form.spelling), identity_of(form)})
    }
    return (
        list_tied_forms(session, {one.key for one in spelt if one.kind == "organisation"}) | found
    )


def _list_present(session: Session, concerned: Iterable[Decision]) -> list[str]:
    """The articles whose quotations these decisions are about, as far as the archive has them."""
    wanted = {decision.passage.article_id for decision in concerned if decision.passage}
    return [
        article_id
        for chunk in chunked(wanted)
        for article_id in session.exec(select(Article.id).where(col(Article.id).in_(chunk)))
    ]


def _describe_change(
    session: Session,
    entries: Iterable[Entry],
    form_ids: Iterable[str],
    moved: Mapping[str, Owner],
) -> Change:
    speaker_ids = _list_speaker_ids(session, form_ids) | {speaker for _, speaker in moved.values()}
    return Change(
        tuple(entry.number for entry in entries),
        len(moved),
        len({form_id for form_id, _ in moved.values()} - {None}),
        {
            speaker_id: name
            for chunk in chunked(one for one in speaker_ids if one)
            for speaker_id, name in session.exec(
                select(Speaker.id, Speaker.name).where(col(Speaker.id).in_(chunk))
            )
        },
    )


def _map_owners(
    session: Session, column: ColumnElement[Any], values: Iterable[str]
) -> dict[str, Owner]:
    statement = select(Quote.id, Quote.form_id, NameForm.speaker_id).join(
        NameForm, col(NameForm.id) == col(Quote.form_id), isouter=True
    )
    return {
        quote_id: Owner(form_id, speaker_id)
        for chunk in chunked(values)
        for quote_id, form_id, speaker_id in session.exec(statement.where(column.in_(chunk)))
    }


def _list_speaker_ids(session: Session, form_ids: Iterable[str]) -> set[str]:
    return {
        speaker_id
        for chunk in chunked(form_ids)
        for speaker_id in session.exec(
            select(NameForm.speaker_id).where(col(NameForm.id).in_(chunk)).distinct()
        )
        if speaker_id
    }
