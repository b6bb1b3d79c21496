"""Name forms: names as printed, with the keys by which they meet."""

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.quotes.names import form_key, surname_words
from app.quotes.quotation import SpeakerKind
from app.quotes.short_names import short_keys
from app.quotes.spelling import spelling_key
from app.store.chunks import insert_rows, select_among
from app.store.tables import NameForm, name_form_table, short_key_table, surname_table
from app.text import slug


class FormName(NamedTuple):
    """A name form, in the archive or not; `article_id` is that of the one article it means somebody in."""

    kind: SpeakerKind
    text: str
    article_id: str | None = None


def form_id(text: str, kind: str, article_id: str | None) -> str:
    """The id of a name form: a hash of what is printed, the kind, and the article if it is of that only."""
    place = (article_id,) if article_id else ()
    return hashlib.sha256("\n".join((kind, text, *place)).encode()).hexdigest()[:16]


def add_forms(session: Session, names: Iterable[FormName]) -> dict[FormName, str]:
    """Write those of these name forms that are not there; return the ids of all."""
    ids = {name: form_id(name.text, name.kind, name.article_id) for name in names}
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
    """Give a form of before there were spellings its spelling, its slug and its short keys."""
    form.sqlmodel_update(_spell(name))
    session.flush()
    shorter = [{"key": key, "form_id": form.id} for key in _list_short_keys(name)]
    insert_rows(session, short_key_table, shorter)


def _describe(name: FormName, own_id: str) -> dict[str, Any]:
    return {
        "id": own_id,
        "text": name.text,
        "kind": name.kind,
        "key": form_key(name.text, name.kind),
        "quoted": False,
        "speaker_id": None,
        **_spell(name),
    }


def _spell(name: FormName) -> dict[str, str]:
    key = form_key(name.text, name.kind)
    local = name.article_id
    spelling = f"{key} @{local}" if local else spelling_key(name.text)
    return {
        "slug": slug(f"{key} {local[:8]}" if local else key),
        "spelling": spelling,
        "identity": spelling,
        "joined_by": "same spelling",
    }


def _list_surnames(name: FormName) -> set[str]:
    return set(surname_words(name.text)) if _is_shared_person(name) else set()


def _list_short_keys(name: FormName) -> frozenset[str]:
    return short_keys(name.text) if _is_shared_person(name) else frozenset()


def _is_shared_person(name: FormName) -> bool:
    return name.kind == "person" and not name.article_id
