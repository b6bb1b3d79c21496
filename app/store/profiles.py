"""What is told of speakers: their names as printed, counts, dates, outlets, and whom they are quoted with."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Subquery, func, select
from sqlmodel import Session

from app.store.joint import select_voices
from app.store.name_tables import name_form_table, speaker_table
from app.store.prepared import Row
from app.store.shapes import shape_speaker
from app.store.standing import list_decisions_about
from app.store.tables import INDIRECT, article_table, quote_table

_QUOTED_WITH_LIMIT = 10


def describe_speakers(connection: Connection, speakers: Sequence[Row]) -> list[dict[str, Any]]:
    """Each of these speakers with aliases, counts and dates, in the same order."""
    ids = [speaker["id"] for speaker in speakers]
    aliases: dict[str, list[dict[str, Any]]] = {identity: [] for identity in ids}
    sources = _alias_sources(connection, ids)
    for row in list_aliases(connection, ids):
        printed_by = sources.get((row["speaker_id"], row["name"]), [])
        aliases[row["speaker_id"]].append({**row, "sources": printed_by})
    days = {row["speaker_id"]: row for row in _date_ranges(connection, ids)}
    return [shape_speaker(one, aliases[one["id"]], days.get(one["id"])) for one in speakers]


def profile_speaker(connection: Connection, speaker: Row) -> dict[str, Any]:
    """A speaker with all that is told of one: also the people quoted with them and what an editor decided."""
    (described,) = describe_speakers(connection, [speaker])
    with Session(connection) as session:
        decisions = list_decisions_about(session, speaker["id"])
    companions = [dict(row) for row in list_quoted_with(connection, speaker["id"])]
    return {**described, "quoted_with": companions, "decided_by_editor": decisions}


def list_aliases(connection: Connection, speaker_ids: Iterable[str]) -> Sequence[Row]:
    """The name forms of speakers as printed, with the quotations of each, commonest first.

    `joined_by` says how a form came to its speaker; where several do that print alike, the first of them.
    """
    voice, count = _select_quoted(speaker_ids).c, func.count()
    statement = (
        select(
            voice.speaker_id,
            voice.text.label("name"),
            func.min(voice.joined_by).label("joined_by"),
            count.label("quote_count"),
        )
        .group_by(voice.speaker_id, voice.text)
        .order_by(count.desc(), voice.text)
    )
    return connection.execute(statement).mappings().all()


def _alias_sources(
    connection: Connection, speaker_ids: Iterable[str]
) -> dict[tuple[str, str], list[str]]:
    """The outlets, by name, that print each name of each speaker; those not known are left out."""
    voice = _select_quoted(speaker_ids).c
    statement = (
        select(voice.speaker_id, voice.text, article_table.c.source)
        .join(article_table, article_table.c.id == voice.article_id)
        .where(article_table.c.source.is_not(None))
        .distinct()
        .order_by(article_table.c.source)
    )
    sources: dict[tuple[str, str], list[str]] = {}
    for speaker_id, name, source in connection.execute(statement):
        sources.setdefault((speaker_id, name), []).append(source)
    return sources


def _date_ranges(connection: Connection, speaker_ids: Iterable[str]) -> Sequence[Row]:
    """First and last day (None when all are undated) of the articles that quote each speaker."""
    voice = _select_quoted(speaker_ids).c
    statement = (
        select(
            voice.speaker_id,
            func.min(article_table.c.first_day).label("first_date"),
            func.max(article_table.c.last_day).label("last_date"),
        )
        .join(article_table, article_table.c.id == voice.article_id)
        .group_by(voice.speaker_id)
    )
    return connection.execute(statement).mappings().all()


def _select_quoted(speaker_ids: Iterable[str]) -> Subquery:
    """Who says what is quoted of these speakers."""
    chosen = name_form_table.c.speaker_id.in_(list(speaker_ids))
    return select_voices(chosen, quote_table.c.kind != INDIRECT)


def list_quoted_with(connection: Connection, speaker_id: str) -> Sequence[Row]:
    """Who else is quoted in the articles that quote a speaker, most shared articles first."""
    articles = select(_select_quoted([speaker_id]).c.article_id).distinct()
    quoted = select_voices(quote_table.c.article_id.in_(articles), quote_table.c.kind != INDIRECT)
    voice = quoted.c
    shared: Any = func.count(voice.article_id.distinct())
    statement = (
        select(
            speaker_table.c.id,
            speaker_table.c.name,
            speaker_table.c.kind,
            shared.label("article_count"),
        )
        .join(quoted, voice.speaker_id == speaker_table.c.id)
        .where(speaker_table.c.id != speaker_id)
        .group_by(speaker_table.c.id)
        .order_by(shared.desc(), speaker_table.c.id)
        .limit(_QUOTED_WITH_LIMIT)
    )
    return connection.execute(statement).mappings().all()
