"""The directory of speakers, read: who they are, under which names, and how often they are quoted."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, false, func, select

from app.quotes.names import name_key
from app.quotes.spelling import spelling_key
from app.store.forms import identity_apart, identity_held
from app.store.name_tables import name_form_table, short_key_table, speaker_table, surname_table
from app.store.near_names import list_near_speakers
from app.store.offices import RARE
from app.store.prepared import Prepared, Row
from app.store.readings import SHOWN
from app.store.speakers import homonym_suffix

_BY_ID = Prepared(select(*SHOWN).where(speaker_table.c.id == bindparam("id")))


def find_speaker(connection: Connection, speaker_id: str) -> Row | None:
    """The speaker that has this id at present, or None."""
    return _BY_ID.fetch_first(connection, {"id": speaker_id})


def find_former_speaker(connection: Connection, speaker_id: str) -> Row | None:
    """The one speaker behind the name form that this id was made from, or None.

    Whom a rare office sets apart does not make the id of the others ambiguous.
    """
    forms = _list_forms_of_slug(connection, speaker_id)
    base, _, suffix = speaker_id.rpartition("-")
    owners = {form["speaker_id"] for form in forms if form["joined_by"] != RARE} or {
        form["speaker_id"]
        for form in _list_forms_of_slug(connection, base)
        if suffix in _list_suffixes(form)
    }
    return find_speaker(connection, owners.pop()) if len(owners) == 1 else None


def _list_forms_of_slug(connection: Connection, slug: str) -> Sequence[RowMapping]:
    statement = select(
        name_form_table.c.speaker_id,
        name_form_table.c.kind,
        name_form_table.c.spelling,
        name_form_table.c.text,
        name_form_table.c.office,
        name_form_table.c.joined_by,
    ).where(name_form_table.c.slug == slug)
    return connection.execute(statement).mappings().all()


def _list_suffixes(form: RowMapping) -> set[str]:
    """What a homonym's id would end in if it was made from this form, and if an editor had split that off."""
    printed = form["kind"], form["spelling"]
    return {
        homonym_suffix(identity)
        for office in (None, form["office"])
        for identity in (
            identity_held(*printed, office),
            identity_apart(*printed, form["text"], office),
        )
    }


def list_speakers(
    connection: Connection, *, prefix: str, after: str | None, limit: int
) -> Sequence[RowMapping]:
    """Quoted speakers by id ascending, after an id, whose name or surname begins with `prefix`.

    Also those whose name is `prefix` in another spelling; without any of them, those one typo away.
    """
    statement = (
        select(*SHOWN).where(speaker_table.c.quoted).order_by(speaker_table.c.id).limit(limit)
    )
    if prefix:
        statement = statement.where(_is_like(connection, prefix))
    if after is not None:
        statement = statement.where(speaker_table.c.id > after)
    return connection.execute(statement).mappings().all()


def count_speakers(connection: Connection, *, prefix: str) -> int:
    """How many quoted speakers there are that `list_speakers` gives for `prefix`."""
    statement = select(func.count()).where(speaker_table.c.quoted)
    if prefix:
        statement = statement.where(_is_like(connection, prefix))
    return connection.execute(statement).scalar_one()


def map_forms_to_speakers(connection: Connection) -> dict[str, str]:
    """Form id -> speaker id, for all forms: some ten megabytes at 100,000 of them."""
    statement = select(name_form_table.c.id, name_form_table.c.speaker_id)
    return dict(connection.execute(statement).all())


def name_speakers(connection: Connection, speaker_ids: Iterable[str]) -> dict[str, str]:
    """Speaker id -> display name."""
    statement = select(speaker_table.c.id, speaker_table.c.name).where(
        speaker_table.c.id.in_(list(speaker_ids))
    )
    return dict(connection.execute(statement).all())


def _is_like(connection: Connection, text: str) -> ColumnElement[bool]:
    """The condition that a name of a speaker begins like this, or is this but for spelling or one typo."""
    beginning = name_key(text)
    if not beginning:  # nothing but signs: no name begins with them
        return false()
    condition = speaker_table.c.id.in_(_named_like(text, beginning))
    known = select(speaker_table.c.id).where(speaker_table.c.quoted, condition).limit(1)
    if connection.execute(known).first():
        return condition
    return speaker_table.c.id.in_(list_near_speakers(connection, beginning))


def _named_like(text: str, beginning: str) -> Any:
    owners = select(name_form_table.c.speaker_id)
    by_form = owners.where(name_form_table.c.key.startswith(beginning, autoescape=True))
    by_surname = owners.join(surname_table, surname_table.c.form_id == name_form_table.c.id).where(
        surname_table.c.word.startswith(beginning, autoescape=True)
    )
    by_short_form = owners.join(
        short_key_table, short_key_table.c.form_id == name_form_table.c.id
    ).where(short_key_table.c.key == spelling_key(text))
    given = select(speaker_table.c.id).where(
        speaker_table.c.given_key.startswith(beginning, autoescape=True)
    )
    by_spelling = owners.where(
        name_form_table.c.kind != "role", name_form_table.c.spelling == spelling_key(text)
    )
    return by_form.union(by_surname, by_short_form, given, by_spelling)
