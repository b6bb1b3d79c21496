"""An editor's decisions: a history that only grows, and which of its entries are in force.

What they are about is named by things that survive: name forms as printed, quotations by their words.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.errors import NotFoundError
from app.store.chunks import select_among
from app.store.forms import FormName
from app.store.tables import DecisionRecord, decision_table

DecisionKind = Literal["merge", "split", "rename", "attribute", "undo"]


class Passage(NamedTuple):
    """Quoted words of an article, and the half-open offsets where they stood when they were decided on."""

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an editor decided.

    `forms` are the two speakers of a merge, the form of a split, the speaker of a rename, the speaker of
    an attribution (none: nobody); `name` is that of a rename, `passage` that of an attribution, `reverts`
    the id of the decision that an undo takes back.
    """

    kind: DecisionKind
    made_at: datetime
    made_by: str | None = None
    note: str | None = None
    forms: tuple[FormName, ...] = ()
    name: str | None = None
    passage: Passage | None = None
    reverts: str | None = None


class Entry(NamedTuple):
    """A decision in the history, with its number, from 1, and its id."""

    number: int
    id: str
    decision: Decision


def identify_decision(decision: Decision, occurrence: int = 0) -> str:
    """The id of a decision: a hash of all that it says, and of how many before it say exactly that."""
    content = [
        decision.kind,
        decision.made_at.astimezone(UTC).isoformat(),
        decision.made_by,
        decision.note,
        list(map(_write_form, decision.forms)),
        *(decision.name, decision.passage, decision.reverts, occurrence),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def append_decision(session: Session, decision: Decision) -> Entry:
    """Write a decision at the end of the history; raise NotFoundError if what it takes back is not there."""
    occurrence = 0
    while session.get(DecisionRecord, decision_id := identify_decision(decision, occurrence)):
        occurrence += 1
    last = session.scalar(select(func.max(decision_table.c.number)))
    entry = Entry((last or 0) + 1, decision_id, decision)
    session.add(
        DecisionRecord(
            id=decision_id,
            number=entry.number,
            made_at=decision.made_at,
            made_by=decision.made_by,
            note=decision.note,
            kind=decision.kind,
            operands=_write_operands(decision),
            reverts=decision.reverts,
            article_id=_find_article_id(session, decision),
        )
    )
    session.flush()
    return entry


def load_history(session: Session) -> list[Entry]:
    """All decisions in order."""
    return _load(session)


def load_speaker_history(session: Session) -> list[Entry]:
    """The decisions about speakers in order."""
    return _load(session, col(DecisionRecord.article_id).is_(None))


def load_article_history(session: Session, article_ids: Iterable[str]) -> list[Entry]:
    """The decisions about quotations of these articles in order."""
    return _load(session, col(DecisionRecord.article_id).in_(select_among(article_ids)))


def list_in_force(history: Iterable[Entry]) -> list[Entry]:
    """The decisions of a history that nothing in force takes back, in order; an undo is one of them."""
    reverted: set[str | None] = set()
    kept = []
    # What takes back comes later than what it takes back.
    for entry in sorted(history, key=lambda one: one.number, reverse=True):
        if entry.id not in reverted:
            reverted.add(entry.decision.reverts)
            kept.append(entry)
    return kept[::-1]


def _load(session: Session, *conditions: Any) -> list[Entry]:
    one = decision_table.c
    columns = (one.number, one.id, one.kind, one.made_at, one.made_by, one.note, one.reverts)
    statement = select(*columns, one.operands).where(*conditions).order_by(one.number)
    return [
        Entry(
            number,
            decision_id,
            Decision(
                kind=kind,
                made_at=made_at,
                made_by=made_by,
                note=note,
                reverts=reverts,
                **_read_operands(operands),
            ),
        )
        for number, decision_id, kind, made_at, made_by, note, reverts, operands in session.execute(
            statement
        )
    ]


def _find_article_id(session: Session, decision: Decision) -> str | None:
    if decision.passage:
        return decision.passage.article_id
    if decision.reverts is None:
        return None
    reverted = session.get(DecisionRecord, decision.reverts)
    if reverted is None:
        raise NotFoundError(f"There is no decision {decision.reverts} to take back.")
    return reverted.article_id


def _write_operands(decision: Decision) -> dict[str, Any]:
    operands: dict[str, Any] = {"forms": list(map(_write_form, decision.forms))}
    if decision.name is not None:
        operands["name"] = decision.name
    if decision.passage:
        operands["passage"] = list(decision.passage)
    return operands


def _write_form(form: FormName) -> list[str | None]:
    """A form as a list; without an office as it was before there were any, and with it the decision's id."""
    return list(form) if form.office else list(form[:-1])


def _read_operands(operands: dict[str, Any]) -> dict[str, Any]:
    return {
        "forms": tuple(FormName(*form) for form in operands["forms"]),
        "name": operands.get("name"),
        "passage": Passage(*operands["passage"]) if "passage" in operands else None,
    }
