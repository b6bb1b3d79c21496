"""What is told of speakers: their names as printed, counts, dates, outlets, and whom they are quoted with."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select
from sqlmodel import Session

from app.store.shapes import shape_speaker
from app.store.standing import list_decisions_about
from app.store.tables import (
    INDIRECT,
    article_table,
    name_form_table,
    quote_table,
    speaker_table,
)

_QUOTED_WITH_LIMIT = 10


def describe_speakers(
    connection: Connection, speakers: Sequence[RowMapping]
) -> list[dict[str, Any]]:
    """Each of these speakers with aliases, counts and dates, in the same order."""
    ids = [speaker["id"] for speaker in speakers]
    aliases: dict[str, list[dict[str, Any]]] = {identity: [] for identity in ids}
    sources = _alias_sources(connection, ids)
    for row in list_aliases(connection, ids):
        printed_by = sources.get((row["speaker_id"], row["name"]), [])
        aliases[row["speaker_id"]].append({**row, "sources": printed_by})
    days = {row["speaker_id"]: row for row in _date_ranges(connection, ids)}
    return [shape_speaker(one, aliases[one["id"]], days.get(one["id"])) for one in speakers]


def profile_speaker(connection: Connection, speaker: RowMapping) -> dict[str, Any]:
    """A speaker with all that is told of one: also the people quoted with them and what an editor decided."""
    (described,) = describe_speakers(connection, [speaker])
    with Session(connection) as session:
        decisions = list_decisions_about(session, speaker["id"])
    companions = [dict(row) for row in list_quoted_with(connection, speaker["id"])]
    return {**described, "quoted_with": companions, "decided_by_editor": decisions}


def list_aliases(connection: Connection, speaker_ids: Iterable[str]) -> Sequence[RowMapping]:
    """The name forms of speakers as printed, with the quotations of each, commonest first.

    `joined_by` says how a form came to its speaker; where several do that print alike, the first of them.
    """
    count = func.count(quote_table.c.id)
    statement = (
        select(
            name_form_table.c.speaker_id,
            name_form_table.c.text.label("name"),
            func.min(name_form_table.c.joined_by).label("joined_by"),
            count.label("quote_count"),
        )
        .join(quote_table, quote_table.c.form_id == name_form_table.c.id)
        .where(name_form_table.c.speaker_id.in_(list(speaker_ids)))
        .where(quote_table.c.kind != INDIRECT)
        .group_by(name_form_table.c.speaker_id, name_form_table.c.text)
        .order_by(count.desc(), name_form_table.c.text)
    )
    return connection.execute(statement).mappings().all()


def _alias_sources(
    connection: Connection, speaker_ids: Iterable[str]
) -> dict[tuple[str, str], list[str]]:
    """The outlets, by name, that print each name of each speaker; those not known are left out."""
    statement = (
        select(name_form_table.c.speaker_id, name_form_table.c.text, article_table.c.source)
        .join(quote_table, quote_table.c.form_id == name_form_table.c.id)
        .join(article_table, article_table.c.id == quote_table.c.article_id)
        .where(name_form_table.c.speaker_id.in_(list(speaker_ids)))
        .where(quote_table.c.kind != INDIRECT, article_table.c.source.is_not(None))
        .distinct()
        .order_by(article_table.c.source)
    )
    sources: dict[tuple[str, str], list[str]] = {}
    for speaker_id, name, source in connection.execute(statement):
        sources.setdefault((speaker_id, name), []).append(source)
    return sources


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
