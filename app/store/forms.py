"""Name forms: names as printed, the spellings under which they meet, the identities that make them one."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlmodel import Session

from app.quotes.names import form_key, surname_words
from app.quotes.quotation import SpeakerKind
from app.quotes.short_names import short_keys
from app.quotes.spelling import spelling_key
from app.store.chunks import insert_rows, select_among
from app.store.name_tables import NameForm, name_form_table, short_key_table, surname_table
from app.text import bound_key, slug

SAME_SPELLING = "same spelling"
_OFFICE_MARK, _TEXT_MARK = " #", " «"  # no spelling has them: it is of letters and figures


class FormName(NamedTuple):
    """A name form, in the archive or not; `article_id` is that of the one article it means somebody in.

    `office` is the one that articles say the person holds.
    """

    kind: SpeakerKind
    text: str
    article_id: str | None = None
    office: str | None = None


class Identity(NamedTuple):
    """What makes name forms one speaker: a kind and, as a rule, the spelling of the fullest of them."""

    kind: str
    key: str


def form_id(text: str, kind: str, article_id: str | None, office: str | None = None) -> str:
    """The id of a name form: a hash of what is printed, the kind, and the article or office if it has one."""
    rest = filter(None, (article_id, office))
    return hashlib.sha256("\n".join((kind, text, *rest)).encode()).hexdigest()[:16]


@lru_cache(maxsize=1 << 15)
def spell_form(name: FormName) -> str:
    """What forms of one kind share that are always one speaker; one of its article only has it to itself."""
    if name.article_id:
        return f"{form_key(name.text, name.kind)} @{name.article_id}"
    return spelling_key(name.text)


def add_forms(session: Session, names: Iterable[FormName]) -> dict[FormName, str]:
    """Write those of these name forms that are not there; return the ids of all."""
    ids = {name: form_id(name.text, name.kind, name.article_id, name.office) for name in names}
    own_id = name_form_table.c.id
    known = set(session.scalars(select(own_id).where(own_id.in_(select_among(ids.values())))))
    added = [(name, one) for name, one in ids.items() if one not in known]
    insert_rows(session, name_form_table, [_describe(name, one) for name, one in added])
    surnames = [(word, one) for name, one in added for word in _list_surnames(name)]
    insert_rows(session, surname_table, [{"word": word, "form_id": one} for word, one in surnames])
    shorter = [(key, one) for name, one in added for key in _list_short_keys(name)]
    insert_rows(session, short_key_table, [{"key": key, "form_id": one} for key, one in shorter])
    return ids


def fill_form(session: Session, form: NameForm, name: FormName) -> None:
    """Give a form of before there were spellings its keys, its slug and its short keys."""
    form.sqlmodel_update(_spell(name))
    shorter = [{"key": key, "form_id": form.id} for key in _list_short_keys(name)]
    insert_rows(session, short_key_table, shorter)


def read_form(form: NameForm) -> FormName:
    """The name of a stored form."""
    article_id = form.spelling.partition(" @")[2] or None
    return FormName(cast("SpeakerKind", form.kind), form.text, article_id, form.office)


def hold_office(name: FormName, offices: Mapping[str, str]) -> FormName:
    """The name with the office that its article gives; `offices` are by spelling, of persons' full names."""
    spelling = spell_form(name)
    if name.office or not _is_shared_person(name) or " " not in spelling:
        return name
    return name._replace(office=offices.get(spelling))


def identity_of(form: NameForm) -> Identity:
    """The identity that a form has at present."""
    return Identity(form.identity_kind, form.identity)


def identity_spelt(name: FormName) -> Identity:
    """The identity of all forms that are spelt like this one and have its office, if it has one."""
    return identity_held(name.kind, spell_form(name), name.office)


def identity_alone(name: FormName) -> Identity:
    """The identity of this very form once an editor has set it apart."""
    return identity_apart(name.kind, spell_form(name), name.text, name.office)


def identity_held(kind: str, spelling: str, office: str | None) -> Identity:
    """The identity of the forms of a spelling that an office sets apart; without one, of all the others."""
    return Identity(kind, f"{spelling}{_OFFICE_MARK}{office}" if office else spelling)


def identity_apart(kind: str, spelling: str, text: str, office: str | None) -> Identity:
    """The identity of the one form of its spelling that an editor sets apart from the others."""
    return Identity(
        kind, f"{identity_held(kind, spelling, office).key}{_TEXT_MARK}{bound_key(text)}»"
    )


def find_office(identity: Identity) -> str | None:
    """The office that sets an identity apart from the others of its name; None as a rule."""
    _, _, office = identity.key.partition(_TEXT_MARK)[0].partition(_OFFICE_MARK)
    return office or None


def find_spelling(identity: Identity) -> str:
    """The spelling of the forms of an identity."""
    return identity.key.partition(_TEXT_MARK)[0].partition(_OFFICE_MARK)[0]


def _describe(name: FormName, own_id: str) -> dict[str, Any]:
    return {
        "id": own_id,
        "text": name.text,
        "kind": name.kind,
        "quoted": False,
        "speaker_id": None,
        "office": name.office,
        "apart_by": None,
        **_spell(name),
    }


def _spell(name: FormName) -> dict[str, str]:
    key, spelling = form_key(name.text, name.kind), spell_form(name)
    return {
        "key": key,
        "slug": slug(f"{key} {name.article_id[:8]}" if name.article_id else key),
        "spelling": spelling,
        "identity_kind": name.kind,
        "identity": spelling,
        "joined_by": SAME_SPELLING,
    }


def _list_surnames(name: FormName) -> set[str]:
    return set(surname_words(name.text)) if _is_shared_person(name) else set()


def _list_short_keys(name: FormName) -> frozenset[str]:
    return short_keys(name.text) if _is_shared_person(name) else frozenset()


def _is_shared_person(name: FormName) -> bool:
    return name.kind == "person" and not name.article_id
