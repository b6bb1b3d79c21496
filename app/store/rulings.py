"""What the decisions in force say of name forms: which are one speaker, which stand apart, who is called how.

A function of the history; what the rules find of the forms comes in when a form is asked about, and which
offices set their holders apart where a decision names one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlmodel import Session

from app.store.decisions import Entry, list_in_force, load_speaker_history
from app.store.forms import (
    FormName,
    Identity,
    find_office,
    find_spelling,
    identity_alone,
    identity_held,
    identity_spelt,
    read_form,
)
from app.store.name_tables import NameForm
from app.store.offices import place_offices


class GivenName(NamedTuple):
    """A name that an editor gave, and the number of the decision: of several the last one counts."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """The effect of a history on speakers.

    `heads` has for each identity that a merge in force names the one that stands for all merged with it,
    itself perhaps; `apart` the identities of the forms split off; `names` those given, by the identity of the
    form and by that which stands for it. `placed` has for identities of an office where they stand at
    present, and `merged` is `heads` by the history alone, without it.
    """

    heads: dict[Identity, Identity] = field(default_factory=dict)
    apart: frozenset[Identity] = frozenset()
    names: dict[Identity, GivenName] = field(default_factory=dict)
    placed: dict[Identity, Identity] = field(default_factory=dict)
    merged: dict[Identity, Identity] = field(default_factory=dict)

    def place(self, form: NameForm) -> Identity:
        """The identity of a form by itself: that of its spelling, of its office, or its own if split off."""
        return self._place(read_form(form), identity_held(form.kind, form.spelling, form.apart_by))

    def place_name(self, name: FormName) -> Identity:
        """The same for a form that need not be in the archive."""
        spelt = identity_spelt(name)
        return self._place(name, self.placed.get(spelt, spelt))

    def _place(self, name: FormName, spelt: Identity) -> Identity:
        alone, bare = identity_alone(name), name._replace(office=None)
        if alone not in self.apart and spelt == identity_spelt(bare):
            alone = identity_alone(bare)
        return alone if alone in self.apart else spelt

    def follow(self, identity: Identity) -> Identity:
        """The identity that stands for this one and for all that are merged with it."""
        return self.heads.get(identity, identity)

    def find_identity(self, form: NameForm) -> Identity | None:
        """The identity that an editor gave a form; None where the rules are free to join it."""
        own = self.place(form)
        return self.heads.get(own, own if own in self.apart else None)

    def find_name(self, identity: Identity, forms: Iterable[NameForm]) -> str | None:
        """The name that an editor gave last to an identity or to one of these forms, or None."""
        places = {identity, *map(self.place, forms)}
        last = max(filter(None, map(self.names.get, places)), default=None)
        return last.name if last else None

    def list_merged(self, identities: Iterable[Identity]) -> set[Identity]:
        """These identities and all that are merged with them."""
        asked = set(identities)
        heads = {self.heads[one] for one in asked if one in self.heads}
        return asked | {one for one, head in self.heads.items() if head in heads}

    def list_linked(self, spellings: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """These spellings, each with its kind, and those whose identity hangs on which offices part them."""
        linked = set(spellings)
        if not any(map(find_office, self.merged)):
            return linked
        groups: dict[Identity, set[tuple[str, str]]] = defaultdict(set)
        for one, head in self.merged.items():
            groups[head].add((find_spelling(one), one.kind))
        count = 0
        while count < len(linked):
            count = len(linked)
            linked.update(*(group for group in groups.values() if not group.isdisjoint(linked)))
        return linked


def load_rulings(session: Session) -> Rulings:
    """The effect of the decisions in force on speakers."""
    history = load_speaker_history(session)
    return place_rulings(session, history, fold_decisions(history))


def place_rulings(session: Session, history: Sequence[Entry], rulings: Rulings) -> Rulings:
    """The rulings that a history folds to, with the offices that it names where they stand at present."""
    names = {form for entry in history for form in entry.decision.forms if form.office}
    if not names:
        return rulings
    placed = place_offices(session, names, rulings.merged)
    return replace(fold_decisions(history, placed), merged=rulings.merged)


def fold_decisions(
    history: Iterable[Entry], placed: Mapping[Identity, Identity] | None = None
) -> Rulings:
    """The effect of a history: later decisions win over earlier ones, and what was taken back has none.

    `placed` has for identities of an office where they stand, themselves without it.
    """
    in_force, placed = list_in_force(history), dict(placed or {})
    splits: dict[FormName, list[int]] = defaultdict(list)
    for number, _, decision in in_force:
        if decision.kind == "split":
            splits[decision.forms[0]].append(number)
    heads = _merge(in_force, splits, placed)
    apart = frozenset(map(identity_alone, splits))
    rulings = Rulings(heads, apart, placed=placed, merged=heads)
    for number, _, decision in in_force:
        if decision.kind == "rename" and decision.name:
            named = rulings.place_name(decision.forms[0])
            given = GivenName(number, decision.name)
            rulings.names[named] = rulings.names[rulings.follow(named)] = given
    return rulings


def _merge(
    in_force: list[Entry],
    splits: Mapping[FormName, list[int]],
    placed: Mapping[Identity, Identity],
) -> dict[Identity, Identity]:
    """For each merged identity the one that leads: the first of the latest merge whose form stayed in it."""
    parents: dict[Identity, Identity] = {}
    leads: list[Identity] = []
    for number, _, decision in in_force:
        if decision.kind != "merge":
            continue
        sides = [_place(form, number, splits, placed) for form in decision.forms]
        first, second = (side for side, _ in sides)
        if first is None or second is None:
            continue
        parents[_find_root(parents, second)] = _find_root(parents, first)
        # A form that was split off later took its name with it: it leads the others no more.
        leads += [side for side, stayed in reversed(sides) if side and stayed]
    heads = {_find_root(parents, one): one for one in sorted(parents, reverse=True)}
    heads |= {_find_root(parents, lead): lead for lead in leads}
    return {one: heads[_find_root(parents, one)] for one in parents}


def _place(
    form: FormName,
    number: int,
    splits: Mapping[FormName, list[int]],
    placed: Mapping[Identity, Identity],
) -> tuple[Identity | None, bool]:
    """What a merge of this number joins for a form, and whether the form stayed in it.

    None when the form stood apart already and was split off once more since.
    """
    numbers = splits.get(form, [])
    stayed = not numbers or numbers[-1] < number
    if not numbers or number < numbers[0]:
        spelt = identity_spelt(form)
        return placed.get(spelt, spelt), stayed
    return (identity_alone(form) if stayed else None), stayed


def _find_root(parents: dict[Identity, Identity], one: Identity) -> Identity:
    root = one
    while (parent := parents.setdefault(root, root)) != root:
        root = parent
    while parents[one] != root:
        parents[one], one = root, parents[one]
    return root
