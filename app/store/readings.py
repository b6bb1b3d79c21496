"""From a name to the speakers whom it can mean."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from app.errors import BadRequestError, Problem
from app.quotes.names import form_key, name_key
from app.quotes.spelling import spelling_key
from app.store.chunks import among, fold
from app.store.name_tables import name_form_table, short_key_table, speaker_table
from app.store.offices import RARE
from app.store.prepared import Prepared, Row

NO_SPEAKER = "none"  # in place of a name: quotations that nobody is named for
SHOWN = tuple(speaker_table.c[name] for name in ("id", "name", "kind", "office"))
_CANDIDATES_SHOWN = 10
_CANDIDATES_LIMIT = (
    1_000  # speakers that one name can mean: every lawyer is *el abogado* once an article
)
_FORMS_OF = Prepared(
    select(name_form_table.c.id).where(name_form_table.c.speaker_id.in_(among("ids")))
)

# What a text may be to a speaker.
_Reading = Literal[
    "id",
    "former id",
    "name",
    "name or surname",
    "spelling",
    "surname",
    "name of a rare office",
]


def find_speakers(connection: Connection, text: str, *, indirect: bool = False) -> Sequence[Row]:
    """The speakers that an id, a former id, a name or an alias can mean: none, one, or several.

    A surname means all who bear it, also where it stands alone and could not be tied to one of them.
    Those who are never quoted, only reported, are meant where `indirect` lets them.
    """
    for reading, values in _list_readings(text):
        prepared = _prepare_speakers(reading, indirect)
        if found := prepared.fetch(connection, values):
            return found
    return []


def understand_speakers(
    connection: Connection, names: Sequence[str], *, indirect: bool = False
) -> list[Row]:
    """The speakers that these ids, names and aliases mean, without those that nobody bears.

    `indirect` takes in those who are never quoted, only reported.
    Raise BadRequestError, with the candidates, for a name that several bear.
    """
    understood: list[Row] = []
    for name in names:
        if name == NO_SPEAKER:
            continue
        candidates = find_speakers(connection, name, indirect=indirect)
        if len(candidates) > 1:
            raise _ambiguous(name, candidates)
        understood.extend(candidates)
    return understood


def list_form_ids(connection: Connection, speaker_ids: Iterable[str]) -> frozenset[str]:
    """The ids of all name forms of these speakers."""
    rows = _FORMS_OF.fetch(connection, {"ids": fold(speaker_ids)})
    return frozenset(row["id"] for row in rows)


def find_form_ids(connection: Connection, name: str) -> frozenset[str]:
    """The ids of all name forms of the speakers whom a name can mean, several if it is ambiguous."""
    for reading, values in _list_readings(name):
        if found := _prepare_forms(reading).fetch(connection, values):
            return frozenset(row["id"] for row in found)
    return frozenset()


def describe_candidates(candidates: Sequence[Any]) -> str:
    """Speakers in words, each with id, name and the office that sets them apart; of many the first few."""
    listed = ", ".join(map(_describe_candidate, candidates[:_CANDIDATES_SHOWN]))
    more = len(candidates) - _CANDIDATES_SHOWN
    return listed + (f" and {more} more" if more > 0 else "")


def _list_readings(text: str) -> Iterator[tuple[_Reading, dict[str, str]]]:
    """What a text may be to a speaker, the surest first, and what is bound; the first that finds holds."""
    values = {"text": text}
    yield "id", values
    yield "former id", values
    key = name_key(text)
    values |= {
        "name_key": key,
        "person_key": form_key(text, "person"),
        "role_key": form_key(text, "role"),
        "spelling_key": spelling_key(text),
    }
    if " " in key:
        yield from ((reading, values) for reading in ("name", "spelling", "surname"))
    else:
        yield from ((reading, values) for reading in ("name or surname", "spelling"))
    yield "name of a rare office", values


def _build_reading(reading: _Reading) -> ColumnElement[bool]:
    """A condition on speakers.

    An id, a former id; a name in full, printed or given by an editor, under any spelling; for a surname also
    those who bear it. Whom a rare office sets apart is meant where nobody else is.
    """
    if reading == "id":
        return speaker_table.c.id == bindparam("text")
    everybody = select(name_form_table.c.speaker_id)
    owners = everybody.where(name_form_table.c.joined_by != RARE)
    bearers = owners.join(short_key_table, short_key_table.c.form_id == name_form_table.c.id).where(
        short_key_table.c.key == bindparam("spelling_key")
    )
    given = select(speaker_table.c.id).where(speaker_table.c.given_key == bindparam("name_key"))
    printed, spelt = owners.where(_is_named()), owners.where(_is_spelt())
    chosen: dict[_Reading, Any] = {
        "former id": owners.where(name_form_table.c.slug == bindparam("text")),
        "name": printed.union(given),
        "name or surname": printed.union(given, bearers),
        "spelling": spelt,
        "surname": bearers,
        "name of a rare office": everybody.where(or_(_is_named(), _is_spelt())),
    }
    return speaker_table.c.id.in_(chosen[reading])


@cache
def _prepare_speakers(reading: _Reading, indirect: bool) -> Prepared:
    """Those whom a text means, read like this; without `indirect` only those who are quoted."""
    statement = select(*SHOWN).where(_build_reading(reading))
    if not indirect:
        statement = statement.where(speaker_table.c.quoted)
    return Prepared(statement.order_by(speaker_table.c.id).limit(_CANDIDATES_LIMIT))


@cache
def _prepare_forms(reading: _Reading) -> Prepared:
    """The name forms of those whom a text means, read like this."""
    joined = select(name_form_table.c.id).join(
        speaker_table, speaker_table.c.id == name_form_table.c.speaker_id
    )
    return Prepared(joined.where(_build_reading(reading)))


def _is_named() -> ColumnElement[bool]:
    """The condition that a name form, of whatever kind, compares equal to a name."""
    is_role = name_form_table.c.kind == "role"
    return or_(
        and_(~is_role, name_form_table.c.key == bindparam("person_key")),
        and_(is_role, name_form_table.c.key == bindparam("role_key")),
    )


def _is_spelt() -> ColumnElement[bool]:
    """The condition that a name form is a name under some spelling."""
    is_role = name_form_table.c.kind == "role"
    return and_(~is_role, name_form_table.c.spelling == bindparam("spelling_key"))


def _describe_candidate(one: Any) -> str:
    return f"{one['id']} ({', '.join(filter(None, (one['name'], one['office'])))})"


def _ambiguous(name: str, candidates: Sequence[Any]) -> BadRequestError:
    reason = f"{name!r} can mean {len(candidates)} speakers: {describe_candidates(candidates)}"
    return BadRequestError(f"{reason}. Ask for one of them by id.", (Problem("speaker", reason),))
