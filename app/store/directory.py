"""The directory of speakers, read: who they are, under which names, and how often they are quoted."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, false, func, or_, select

from app.errors import BadRequestError, Problem
from app.quotes.names import form_key, name_key
from app.quotes.spelling import spelling_key
from app.store.forms import identity_apart, identity_held
from app.store.name_tables import name_form_table, short_key_table, speaker_table, surname_table
from app.store.near_names import list_near_speakers
from app.store.offices import RARE
from app.store.speakers import homonym_suffix

NO_SPEAKER = "none"  # in place of a name: quotations that nobody is named for
_SHOWN = tuple(speaker_table.c[name] for name in ("id", "name", "kind", "office"))
_CANDIDATES_SHOWN = 10
_CANDIDATES_LIMIT = (
    1_000  # speakers that one name can mean: every lawyer is *el abogado* once an article
)


def find_speakers(
    connection: Connection, text: str, *, indirect: bool = False
) -> Sequence[RowMapping]:
    """The speakers that an id, a former id, a name or an alias can mean: none, one, or several.

    A surname means all who bear it, also where it stands alone and could not be tied to one of them.
    Those who are never quoted, only reported, are meant where `indirect` lets them.
    """
    for condition in _list_readings(text):
        statement = select(*_SHOWN).where(condition)
        if not indirect:
            statement = statement.where(speaker_table.c.quoted)
        statement = statement.order_by(speaker_table.c.id).limit(_CANDIDATES_LIMIT)
        if found := connection.execute(statement).mappings().all():
            return found
    return []


def understand_speakers(
    connection: Connection, names: Sequence[str], *, indirect: bool = False
) -> list[RowMapping]:
    """The speakers that these ids, names and aliases mean, without those that nobody bears.

    `indirect` takes in those who are never quoted, only reported.
    Raise BadRequestError, with the candidates, for a name that several bear.
    """
    understood: list[RowMapping] = []
    for name in names:
        if name == NO_SPEAKER:
            continue
        candidates = find_speakers(connection, name, indirect=indirect)
        if len(candidates) > 1:
            raise _ambiguous(name, candidates)
        understood.extend(candidates)
    return understood


def find_speaker(connection: Connection, speaker_id: str) -> RowMapping | None:
    """The speaker that has this id at present, or None."""
    statement = select(*_SHOWN).where(speaker_table.c.id == speaker_id)
    return connection.execute(statement).mappings().first()


def find_former_speaker(connection: Connection, speaker_id: str) -> RowMapping | None:
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
        select(*_SHOWN).where(speaker_table.c.quoted).order_by(speaker_table.c.id).limit(limit)
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


def list_form_ids(connection: Connection, speaker_ids: Iterable[str]) -> frozenset[str]:
    """The ids of all name forms of these speakers."""
    statement = select(name_form_table.c.id).where(
        name_form_table.c.speaker_id.in_(list(speaker_ids))
    )
    return frozenset(connection.execute(statement).scalars())


def find_form_ids(connection: Connection, name: str) -> frozenset[str]:
    """The ids of all name forms of the speakers whom a name can mean, several if it is ambiguous."""
    for condition in _list_readings(name):
        statement = (
            select(name_form_table.c.id)
            .join(speaker_table, speaker_table.c.id == name_form_table.c.speaker_id)
            .where(condition)
        )
        if found := connection.execute(statement).scalars().all():
            return frozenset(found)
    return frozenset()


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


def _list_readings(text: str) -> Iterator[ColumnElement[bool]]:
    """What a text may be to a speaker, the surest first; the first that finds somebody holds.

    Each is put together when it is asked for, mostly only the first: all of them cost a millisecond.

    An id, a former id; a name in full, printed or given by an editor, under any spelling; for a surname also
    those who bear it. Whom a rare office sets apart is meant where nobody else is.
    """
    yield speaker_table.c.id == text
    everybody = select(name_form_table.c.speaker_id)
    owners = everybody.where(name_form_table.c.joined_by != RARE)
    yield speaker_table.c.id.in_(owners.where(name_form_table.c.slug == text))
    bearers = owners.join(short_key_table, short_key_table.c.form_id == name_form_table.c.id).where(
        short_key_table.c.key == spelling_key(text)
    )
    given = select(speaker_table.c.id).where(speaker_table.c.given_key == name_key(text))
    printed, spelt = owners.where(_is_named(text)), owners.where(_is_spelt(text))
    if " " in name_key(text):
        yield speaker_table.c.id.in_(printed.union(given))
        yield speaker_table.c.id.in_(spelt)
        yield speaker_table.c.id.in_(bearers)
    else:
        yield speaker_table.c.id.in_(printed.union(given, bearers))
        yield speaker_table.c.id.in_(spelt)
    yield speaker_table.c.id.in_(everybody.where(or_(_is_named(text), _is_spelt(text))))


def _is_named(text: str) -> ColumnElement[bool]:
    """The condition that a name form, of whatever kind, compares equal to a name."""
    is_role = name_form_table.c.kind == "role"
    return or_(
        and_(~is_role, name_form_table.c.key == form_key(text, "person")),
        and_(is_role, name_form_table.c.key == form_key(text, "role")),
    )


def _is_spelt(text: str) -> ColumnElement[bool]:
    """The condition that a name form is a name under some spelling."""
    is_role = name_form_table.c.kind == "role"
    return and_(~is_role, name_form_table.c.spelling == spelling_key(text))


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
    return by_form.union(by_surname, by_short_form, given, owners.where(_is_spelt(text)))


def describe_candidates(candidates: Sequence[Any]) -> str:
    """Speakers in words, each with id, name and the office that sets them apart; of many the first few."""
    listed = ", ".join(map(_describe_candidate, candidates[:_CANDIDATES_SHOWN]))
    more = len(candidates) - _CANDIDATES_SHOWN
    return listed + (f" and {more} more" if more > 0 else "")


def _describe_candidate(one: Any) -> str:
    return f"{one['id']} ({', '.join(filter(None, (one['name'], one['office'])))})"


def _ambiguous(name: str, candidates: Sequence[Any]) -> BadRequestError:
    reason = f"{name!r} can mean {len(candidates)} speakers: {describe_candidates(candidates)}"
    return BadRequestError(f"{reason}. Ask for one of them by id.", (Problem("speaker", reason),))
