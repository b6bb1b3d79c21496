"""The directory of speakers, read: who they are, under which names, and how often they are quoted."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, false, func, or_, select

from app.errors import BadRequestError, Problem
from app.quotes.names import form_key, name_key
from app.quotes.spelling import spelling_key
from app.store.identities import Identity
from app.store.shapes import shape_speaker
from app.store.speakers import homonym_suffix
from app.store.tables import (
    INDIRECT,
    article_table,
    name_form_table,
    quote_table,
    short_key_table,
    speaker_table,
    surname_table,
)

NO_SPEAKER = "none"  # in place of a name: quotations that nobody is named for
_QUOTED_WITH_LIMIT = 10
_CANDIDATES_SHOWN = 10
_CANDIDATES_LIMIT = 1_000  # speakers that one name can mean: every lawyer is *el abogado* once an article


def find_speakers(
    connection: Connection, text: str, *, indirect: bool = False
) -> Sequence[RowMapping]:
    """The speakers that an id, a former id, a name or an alias can mean: none, one, or several.

    A surname means all who bear it, also where it stands alone and could not be tied to one of them.
    Those who are never quoted, only reported, are meant where `indirect` lets them.
    """
    for condition in _list_readings(text):
        statement = select(speaker_table.c.id, speaker_table.c.name, speaker_table.c.kind).where(
            condition
        )
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
    statement = select(speaker_table.c.id, speaker_table.c.name, speaker_table.c.kind).where(
        speaker_table.c.id == speaker_id
    )
    return connection.execute(statement).mappings().first()


def find_former_speaker(connection: Connection, speaker_id: str) -> RowMapping | None:
    """The one speaker behind the name form that this id was made from, or None."""
    forms = _list_forms_of_slug(connection, speaker_id)
    base, _, suffix = speaker_id.rpartition("-")
    owners = {form["speaker_id"] for form in forms} or {
        form["speaker_id"]
        for form in _list_forms_of_slug(connection, base)
        if homonym_suffix(Identity(form["kind"], form["spelling"])) == suffix
    }
    return find_speaker(connection, owners.pop()) if len(owners) == 1 else None


def _list_forms_of_slug(connection: Connection, slug: str) -> Sequence[RowMapping]:
    statement = select(
        name_form_table.c.speaker_id, name_form_table.c.kind, name_form_table.c.spelling
    ).where(name_form_table.c.slug == slug)
    return connection.execute(statement).mappings().all()


def list_speakers(
    connection: Connection, *, prefix: str, after: str | None, limit: int
) -> Sequence[RowMapping]:
    """Quoted speakers by id ascending, of whom a form begins with `prefix` (folded words), after an id."""
    statement = (
        select(speaker_table.c.id, speaker_table.c.name, speaker_table.c.kind)
        .where(speaker_table.c.quoted)
        .order_by(speaker_table.c.id)
        .limit(limit)
    )
    if prefix:
        statement = statement.where(speaker_table.c.id.in_(_named_like(prefix)))
    if after is not None:
        statement = statement.where(speaker_table.c.id > after)
    return connection.execute(statement).mappings().all()


def count_speakers(connection: Connection, *, prefix: str) -> int:
    """How many quoted speakers there are, of whom a form begins with `prefix`."""
    statement = select(func.count()).where(speaker_table.c.quoted)
    if prefix:
        statement = statement.where(speaker_table.c.id.in_(_named_like(prefix)))
    return connection.execute(statement).scalar_one()


def describe_speakers(
    connection: Connection, speakers: Sequence[RowMapping]
) -> list[dict[str, Any]]:
    """Each of these speakers with aliases, counts and dates, in the same order."""
    ids = [speaker["id"] for speaker in speakers]
    aliases: dict[str, list[RowMapping]] = {identity: [] for identity in ids}
    for row in list_aliases(connection, ids):
        aliases[row["speaker_id"]].append(row)
    days = {row["speaker_id"]: row for row in _date_ranges(connection, ids)}
    return [shape_speaker(one, aliases[one["id"]], days.get(one["id"])) for one in speakers]


def list_aliases(connection: Connection, speaker_ids: Iterable[str]) -> Sequence[RowMapping]:
    """The name forms of speakers as printed, with the quotations of each, commonest first."""
    count = func.count(quote_table.c.id)
    statement = (
        select(
            name_form_table.c.speaker_id,
            name_form_table.c.text.label("name"),
            count.label("quote_count"),
        )
        .join(quote_table, quote_table.c.form_id == name_form_table.c.id)
        .where(name_form_table.c.speaker_id.in_(list(speaker_ids)))
        .where(quote_table.c.kind != INDIRECT)
        .group_by(name_form_table.c.speaker_id, name_form_table.c.text)
        .order_by(count.desc(), name_form_table.c.text)
    )
    return connection.execute(statement).mappings().all()


def _date_ranges(connection: Connection, speaker_ids: Iterable[str]) -> Sequence[RowMapping]:
    """First and last day (None when all are undated) of the articles that quote each speaker."""
    statement = (
        select(
            name_form_table.c.speaker_id,
            func.min(article_table.c.first_day).label("first_date"),
            func.max(article_table.c.last_day).label("last_date"),
        )
        .join(quote_table, quote_table.c.form_id == name_form_table.c.id)
        .join(article_table, article_table.c.id == quote_table.c.article_id)
        .where(name_form_table.c.speaker_id.in_(list(speaker_ids)))
        .where(quote_table.c.kind != INDIRECT)
        .group_by(name_form_table.c.speaker_id)
    )
    return connection.execute(statement).mappings().all()


def list_quoted_with(connection: Connection, speaker_id: str) -> Sequence[RowMapping]:
    """Who else is quoted in the articles that quote a speaker, most shared articles first."""
    own_form, own_quote = name_form_table.alias().c, quote_table.alias().c
    articles = (
        select(own_quote.article_id)
        .where(own_form.id == own_quote.form_id)
        .where(own_form.speaker_id == speaker_id, own_quote.kind != INDIRECT)
    )
    shared: Any = func.count(quote_table.c.article_id.distinct())
    statement = (
        select(
            speaker_table.c.id,
            speaker_table.c.name,
            speaker_table.c.kind,
            shared.label("article_count"),
        )
        .join(name_form_table, name_form_table.c.speaker_id == speaker_table.c.id)
        .join(quote_table, quote_table.c.form_id == name_form_table.c.id)
        .where(quote_table.c.article_id.in_(articles), quote_table.c.kind != INDIRECT)
        .where(speaker_table.c.id != speaker_id)
        .group_by(speaker_table.c.id)
        .order_by(shared.desc(), speaker_table.c.id)
        .limit(_QUOTED_WITH_LIMIT)
    )
    return connection.execute(statement).mappings().all()


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


def _list_readings(text: str) -> list[ColumnElement[bool]]:
    """What a text may be to a speaker, the surest first; the first that finds somebody holds.

    An id, a former id; a name in full, under any spelling; for a surname also those who bear it.
    """
    owners = select(name_form_table.c.speaker_id)
    bearers = owners.join(short_key_table, short_key_table.c.form_id == name_form_table.c.id).where(
        short_key_table.c.key == spelling_key(text)
    )
    printed, spelt = owners.where(_is_named(text)), owners.where(_is_spelt(text))
    named = [printed.union(bearers)] if " " not in name_key(text) else [printed, spelt, bearers]
    return [
        speaker_table.c.id == text,
        speaker_table.c.id.in_(owners.where(name_form_table.c.slug == text)),
        *(speaker_table.c.id.in_(found) for found in (*named, spelt)),
    ]


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


def _named_like(prefix: str) -> Any:
    beginning = name_key(prefix)
    if not beginning:  # nothing but signs: no name begins with them
        return select(name_form_table.c.speaker_id).where(false())
    by_form = select(name_form_table.c.speaker_id).where(
        name_form_table.c.key.startswith(beginning, autoescape=True)
    )
    by_surname = (
        select(name_form_table.c.speaker_id)
        .join(surname_table, surname_table.c.form_id == name_form_table.c.id)
        .where(surname_table.c.word.startswith(beginning, autoescape=True))
    )
    return by_form.union(by_surname)


def _ambiguous(name: str, candidates: Sequence[Any]) -> BadRequestError:
    listed = ", ".join(f"{one['id']} ({one['name']})" for one in candidates[:_CANDIDATES_SHOWN])
    more = len(candidates) - _CANDIDATES_SHOWN
    listed += f" and {more} more" if more > 0 else ""
    reason = f"{name!r} can mean {len(candidates)} speakers: {listed}"
    return BadRequestError(f"{reason}. Ask for one of them by id.", (Problem("speaker", reason),))
