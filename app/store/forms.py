"""Name forms: names as printed, the spellings under which they meet, the identities that make them one."""

import hashlib
from functools import lru_cache
from typing import NamedTuple, cast

from sqlmodel import Session

from app.quotes.names import form_key, surname_words
from app.quotes.quotation import SpeakerKind
from app.quotes.short_names import short_keys
from app.quotes.spelling import spelling_key
from app.store.tables import NameForm, ShortKey, Surname
from app.text import slug

SAME_SPELLING = "same spelling"


class FormName(NamedTuple):
    """A name form, in the archive or not; `article_id` is that of the one article it means somebody in."""

    kind: SpeakerKind
    text: str
    article_id: str | None = None


class Identity(NamedTuple):
    """What makes name forms one speaker: a kind and, as a rule, the spelling of the fullest of them."""

    kind: str
    key: str


def form_id(text: str, kind: str, article_id: str | None) -> str:
    """The id of a name form: a hash of what is printed, the kind, and the article if it is of that only."""
    place = (article_id,) if article_id else ()
    return hashlib.sha256("\n".join((kind, text, *place)).encode()).hexdigest()[:16]


@lru_cache(maxsize=1 << 15)
def spell_form(name: FormName) -> str:
    """What forms of one kind share that are always one speaker; one of its article only has it to itself."""
    if name.article_id:
        return f"{form_key(name.text, name.kind)} @{name.article_id}"
    return spelling_key(name.text)


def add_form(session: Session, name: FormName) -> str:
    """Write a name form unless it is there; return its id."""
    own_id = form_id(name.text, name.kind, name.article_id)
    if session.get(NameForm, own_id):
        return own_id
    form = NameForm(
        id=own_id,
        text=name.text,
        kind=name.kind,
        key=form_key(name.text, name.kind),
        spelling="",
        slug="",
        quoted=False,
        identity_kind="",
        identity="",
        joined_by="",
        speaker_id=None,
    )
    fill_form(session, form, name)
    session.add(form)
    if name.kind == "person" and not name.article_id:
        words = set(surname_words(name.text))
        session.add_all(Surname(word=word, form_id=own_id) for word in words)
    return own_id


def fill_form(session: Session, form: NameForm, name: FormName) -> None:
    """Give a form its spelling, its slug and its short keys."""
    form.slug = slug(f"{form.key} {name.article_id[:8]}" if name.article_id else form.key)
    form.spelling = spell_form(name)
    form.identity_kind, form.identity = name.kind, form.spelling
    form.joined_by = SAME_SPELLING
    if name.kind == "person" and not name.article_id:
        session.add_all(ShortKey(key=key, form_id=form.id) for key in short_keys(form.text))


def read_form(form: NameForm) -> FormName:
    """The name of a stored form."""
    article_id = form.spelling.partition(" @")[2] or None
    return FormName(cast("SpeakerKind", form.kind), form.text, article_id)


def identity_of(form: NameForm) -> Identity:
    """The identity that a form has at present."""
    return Identity(form.identity_kind, form.identity)


def identity_spelt(name: FormName) -> Identity:
    """The identity of all forms that are spelt like this one."""
    return Identity(name.kind, spell_form(name))


def identity_alone(name: FormName) -> Identity:
    """The identity of this very form once an editor has set it apart."""
    return identity_apart(name.kind, spell_form(name), name.text)


def identity_apart(kind: str, spelling: str, text: str) -> Identity:
    """The identity of the one form of its spelling that an editor sets apart from the others."""
    return Identity(kind, f"{spelling} «{text}»")
