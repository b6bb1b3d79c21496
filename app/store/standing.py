"""How each decision of the history stands: in force, taken back, or waiting for what it is about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.store.chunks import chunked
from app.store.corrections import find_passage
from app.store.decision_lines import describe_operands
from app.store.decisions import (
    Decision,
    Entry,
    list_in_force,
    load_history,
    load_speaker_history,
)
from app.store.forms import (
    FormName,
    Identity,
    identity_alone,
    identity_apart,
    identity_held,
    identity_spelt,
    spell_form,
)
from app.store.name_tables import NameForm, Speaker, Tie
from app.store.rulings import fold_decisions, place_rulings
from app.store.tables import Quote

Standing = Literal["in force", "taken back", "waiting"]


def describe_history(session: Session) -> Iterator[dict[str, Any]]:
    """All decisions in order: number, time, who, why, what, and how it stands."""
    history = load_history(session)
    numbers = {entry.id: entry.number for entry in history}
    in_force = list_in_force(history)
    standings: dict[int, Standing] = {entry.number: "in force" for entry in in_force}
    standings |= dict.fromkeys(_list_waiting(session, in_force), "waiting")
    for number, _, decision in history:
        yield {
            "number": number,
            "standing": standings.get(number, "taken back"),
            **_describe(decision, numbers),
        }


def count_decisions(session: Session) -> dict[str, int]:
    """How many decisions are in force, undoing not counted, and how many of these wait."""
    in_force = [one for one in list_in_force(load_history(session)) if not one.decision.reverts]
    waiting = _list_waiting(session, in_force)
    return {"decisions": len(in_force), "decisions_waiting": len(waiting)}


def _list_waiting(session: Session, in_force: Sequence[Entry]) -> set[int]:
    """The numbers of those decisions whose name forms, or whose words, the archive does not hold now."""
    present = _list_present(session, in_force)
    passages = _list_passages(session, in_force)
    waiting = set()
    for number, _, decision in in_force:
        if decision.passage:
            texts, starts = passages.get(decision.passage.article_id, ([], []))
            is_there = find_passage(decision.passage, texts, starts) is not None
        else:
            is_there = present.issuperset(_identify(decision.kind, one) for one in decision.forms)
        if not is_there:
            waiting.add(number)
    return waiting


def list_decisions_about(session: Session, speaker_id: str) -> list[dict[str, Any]]:
    """The decisions in force that made a speaker what they are, in order: without those on quotations."""
    history = load_speaker_history(session)
    if not history:
        return []
    rulings = place_rulings(session, history, fold_decisions(history))
    speaker = session.get_one(Speaker, speaker_id)
    forms = session.exec(select(NameForm).where(NameForm.speaker_id == speaker_id)).all()
    places = {Identity(speaker.kind, speaker.key), *map(rulings.place, forms)}

    def is_felt(decision: Decision) -> bool:
        named = {rulings.place_name(form) for form in decision.forms}
        if decision.kind == "rename":
            return decision.name == speaker.name and not places.isdisjoint(named)
        return {rulings.follow(one) for one in named} == {Identity(speaker.kind, speaker.key)}

    return [
        {"number": number, **_describe(decision, {})}
        for number, _, decision in list_in_force(history)
        if is_felt(decision)
    ]


def _describe(decision: Decision, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": decision.kind,
        "made_at": decision.made_at,
        "by": decision.made_by,
        "note": decision.note,
        "decision": describe_operands(decision, numbers),
    }


def _list_present(session: Session, history: Iterable[Entry]) -> set[Identity]:
    """Of the identities that decisions on speakers name those that the archive has a form of, or a tie to."""
    keys = {spell_form(form) for entry in history for form in entry.decision.forms}
    present: set[Identity] = set()
    for chunk in chunked(keys):
        columns = select(NameForm.kind, NameForm.spelling, NameForm.text, NameForm.office)
        printed = columns.where(col(NameForm.spelling).in_(chunk))
        for kind, spelling, text, own in session.exec(printed):
            for office in (None, own):
                present.add(identity_held(kind, spelling, office))
                present.add(identity_apart(kind, spelling, text, office))
        tied = select(Tie.name_key).where(col(Tie.name_key).in_(chunk)).distinct()
        present |= {Identity("organisation", key) for key in session.exec(tied)}
    return present


def _identify(kind: str, form: FormName) -> Identity:
    """What a decision of this kind is about: a split the very form, the others all of its spelling."""
    return identity_alone(form) if kind == "split" else identity_spelt(form)


def _list_passages(
    session: Session, history: Iterable[Entry]
) -> dict[str, tuple[list[str], list[int]]]:
    """The texts and starts of the quotations in the articles that decisions are about."""
    wanted = {entry.decision.passage.article_id for entry in history if entry.decision.passage}
    passages: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    for chunk in chunked(wanted):
        columns = select(Quote.article_id, Quote.text, Quote.start)
        for article_id, text, start in session.exec(
            columns.where(col(Quote.article_id).in_(chunk))
        ):
            passages[article_id][0].append(text)
            passages[article_id][1].append(start)
    return passages
