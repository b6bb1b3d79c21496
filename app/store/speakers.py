"""Speakers: which name forms are one person, organisation or role, settled anew as forms come and go.

A full name is a speaker of its own, under all spellings that share a key. A surname by itself joins the
one fuller name in the store that bears it, and stays apart when there are none or several. So the links
depend only on the set of forms, not on the order in which they came.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from app.quotes.names import has_given_name
from app.store.chunks import chunked
from app.store.tables import INDIRECT, NameForm, Quote, Speaker, Surname
from app.text import slug

_KIND_ORDER = {"person": 0, "organisation": 1, "role": 2}


class Identity(NamedTuple):
    """What makes name forms one speaker: their kind and the key of the fullest of them."""

    kind: str
    key: str


def settle_speakers(session: Session, form_ids: Iterable[str]) -> None:
    """Link these forms, and all whose link depends on them, to their speakers; drop what nothing uses.

    Costs in proportion to the forms that share a key, a surname or an id with the given ones.
    """
    touched = _forms_by_id(session, form_ids)
    affected = touched + _bare_forms(session, _surnames(session, touched))
    slugs = {form.slug for form in affected} | _speaker_slugs(session, affected)
    _drop_unused_forms(session, touched)
    bearers = _bearers(session, [form.key for form in affected if _is_bare(form)])
    slugs |= {slug(_identify(form, bearers).key) for form in affected}
    for base, clusters in _clusters(session, slugs).items():
        _link(session, base, clusters)
    _drop_unused_speakers(session, slugs)


def _clusters(session: Session, slugs: set[str]) -> dict[str, dict[Identity, list[NameForm]]]:
    """For each slug the speakers that want it as their id, each with all of its forms."""
    named = [
        form
        for chunk in chunked(slugs)
        for form in session.exec(select(NameForm).where(col(NameForm.slug).in_(chunk)))
    ]
    forms = {form.id: form for form in named + _bare_forms(session, _surnames(session, named))}
    bearers = _bearers(session, [form.key for form in forms.values() if _is_bare(form)])
    clusters: dict[str, dict[Identity, list[NameForm]]] = defaultdict(lambda: defaultdict(list))
    for _, form in sorted(forms.items()):
        identity = _identify(form, bearers)
        base = slug(identity.key)
        if base in slugs:
            clusters[base][identity].append(form)
    return clusters


def _link(session: Session, base: str, clusters: Mapping[Identity, list[NameForm]]) -> None:
    """Give each speaker its id: the first by kind and key has the plain slug, homonyms a suffix."""
    form_ids = [form.id for forms in clusters.values() for form in forms]
    counts = _quote_counts(session, form_ids, col(Quote.kind) != INDIRECT)
    ranked = sorted(clusters, key=lambda identity: (_KIND_ORDER[identity.kind], identity.key))
    for position, identity in enumerate(ranked):
        forms = clusters[identity]
        suffix = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:6]
        speaker_id = base if base and position == 0 else f"{base}-{suffix}".lstrip("-")
        session.merge(
            Speaker(
                id=speaker_id,
                slug=base,
                name=_display_name(forms, counts),
                kind=identity.kind,
                key=identity.key,
                quoted=any(form.id in counts for form in forms),
            )
        )
        session.flush()
        for form in forms:
            form.speaker_id = speaker_id


def _display_name(forms: list[NameForm], counts: Mapping[str, int]) -> str:
    """The commonest form with given name and surname; ties to the longest, then alphabetical."""
    full = [form for form in forms if has_given_name(form.text)] or forms
    return min(full, key=lambda form: (-counts.get(form.id, 0), -len(form.text), form.text)).text


def _identify(form: NameForm, bearers: Mapping[str, set[str]]) -> Identity:
    fuller = bearers.get(form.key, set()) if _is_bare(form) else set()
    return Identity(form.kind, next(iter(fuller)) if len(fuller) == 1 else form.key)


def _is_bare(form: NameForm) -> bool:
    return form.kind == "person" and " " not in form.key


def _forms_by_id(session: Session, form_ids: Iterable[str]) -> list[NameForm]:
    return [
        form
        for chunk in chunked(set(form_ids))
        for form in session.exec(select(NameForm).where(col(NameForm.id).in_(chunk)))
    ]


def _surnames(session: Session, forms: Iterable[NameForm]) -> set[str]:
    return {
        word
        for chunk in chunked({form.id for form in forms})
        for word in session.exec(select(Surname.word).where(col(Surname.form_id).in_(chunk)))
    }


def _bare_forms(session: Session, words: Iterable[str]) -> list[NameForm]:
    """The persons' forms that consist of one of these words."""
    return [
        form
        for chunk in chunked(set(words))
        for form in session.exec(
            select(NameForm).where(NameForm.kind == "person", col(NameForm.key).in_(chunk))
        )
    ]


def _bearers(session: Session, words: Iterable[str]) -> dict[str, set[str]]:
    """For each word the keys of the fuller names that bear it as a surname."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for chunk in chunked(set(words)):
        statement = (
            select(Surname.word, NameForm.key)
            .join(NameForm, col(NameForm.id) == col(Surname.form_id))
            .where(col(Surname.word).in_(chunk))
        )
        for word, key in session.exec(statement):
            bearers[word].add(key)
    return bearers


def _quote_counts(
    session: Session, form_ids: Iterable[str], *conditions: ColumnElement[bool]
) -> dict[str, int]:
    """For each form that has any the number of its quotations that meet the conditions."""
    counts: dict[str, int] = {}
    for chunk in chunked(set(form_ids)):
        statement = (
            select(Quote.form_id, func.count())
            .where(col(Quote.form_id).in_(chunk), *conditions)
            .group_by(col(Quote.form_id))
        )
        counts.update({form: count for form, count in session.exec(statement) if form})
    return counts


def _speaker_slugs(session: Session, forms: Iterable[NameForm]) -> set[str]:
    """The slugs of the speakers that these forms are linked to so far."""
    return {
        base
        for chunk in chunked({form.speaker_id for form in forms if form.speaker_id})
        for base in session.exec(select(Speaker.slug).where(col(Speaker.id).in_(chunk)))
    }


def _drop_unused_forms(session: Session, forms: list[NameForm]) -> None:
    counts = _quote_counts(session, [form.id for form in forms])
    for form in forms:
        if form.id not in counts:
            session.delete(form)
    session.flush()


def _drop_unused_speakers(session: Session, slugs: set[str]) -> None:
    session.flush()
    used = select(NameForm.speaker_id).where(col(NameForm.speaker_id).is_not(None))
    for chunk in chunked(slugs):
        session.execute(
            delete(Speaker).where(col(Speaker.slug).in_(chunk), col(Speaker.id).not_in(used))
        )
