"""Who says a quotation: its speaker, and those who say it with them, whose name forms stand beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    or_,
    select,
    union_all,
)
from sqlmodel import Session

from app.quotes import JointSpeaker, Mention
from app.quotes.quotation import SpeakerKind
from app.store.chunks import among, fold, insert_rows, select_among
from app.store.corrections import Attributed, quotation_id
from app.store.forms import FormName
from app.store.name_tables import name_form_table, speaker_table
from app.store.pieces import cut
from app.store.prepared import Prepared, Row
from app.store.tables import article_table, joint_table, quote_table

_FORM, _JOINT, _QUOTE = name_form_table.c, joint_table.c, quote_table.c
_FIRST_JOINT = Prepared(
    select(_JOINT.quote_id)
    .join(name_form_table, _FORM.id == _JOINT.form_id)
    .where(_FORM.speaker_id.in_(among("ids")))
    .limit(1)
)
_ALL_JOINT = Prepared(
    select(_JOINT.quote_id, speaker_table.c.id, speaker_table.c.name, speaker_table.c.kind)
    .join(name_form_table, _FORM.id == _JOINT.form_id)
    .join(speaker_table, speaker_table.c.id == _FORM.speaker_id)
    .where(_JOINT.quote_id.in_(among("ids")))
    .order_by(_JOINT.quote_id, _JOINT.position)
)

# What is read of a quotation, those who say it with its speaker included.
QuoteRow = Row


def save_joint_speakers(
    session: Session, said: Iterable[tuple[str, Attributed]], forms: Mapping[FormName, str]
) -> None:
    """Write who says quotations with their speakers; the quotations, each with its article, are written."""
    rows = [
        {
            "quote_id": quotation_id(article_id, quotation),
            "position": position,
            "form_id": forms[name],
            "mention": one.mention.text if one.mention else None,
            "mention_start": one.mention.start if one.mention else None,
            "mention_end": one.mention.end if one.mention else None,
        }
        for article_id, (quotation, _, _, joint, _) in said
        for position, (one, name) in enumerate(zip(quotation.joint, joint, strict=True), start=1)
    ]
    insert_rows(session, joint_table, rows)


def list_article_forms(session: Session, article_ids: Iterable[str]) -> frozenset[str]:
    """The ids of the name forms of all who say something in these articles."""
    voices = select_voices(quote_table.c.article_id.in_(select_among(article_ids)))
    return frozenset(session.scalars(select(voices.c.form_id).distinct()))


def read_joint(session: Session, article_id: str) -> dict[str, tuple[JointSpeaker, ...]]:
    """Quotation id -> who says it with its speaker, in order, as printed; none without any."""
    statement = (
        select(joint_table, _FORM.text, _FORM.kind)
        .join(quote_table, _QUOTE.id == _JOINT.quote_id)
        .join(name_form_table, _FORM.id == _JOINT.form_id)
        .where(_QUOTE.article_id == article_id)
        .order_by(_JOINT.quote_id, _JOINT.position)
    )
    found: dict[str, tuple[JointSpeaker, ...]] = {}
    for row in session.execute(statement):
        mention = Mention(row.mention, row.mention_start, row.mention_end) if row.mention else None
        one = JointSpeaker(row.text, cast("SpeakerKind", row.kind), mention)
        found[row.quote_id] = (*found.get(row.quote_id, ()), one)
    return found


def said_by(name: str, *, joint: bool = True) -> ColumnElement[bool]:
    """The condition that one of the speakers bound as `name` says a quotation, `joint`: or says it too."""
    forms = select(_FORM.id).where(_FORM.speaker_id.in_(among(name)))
    if not joint:
        return _QUOTE.form_id.in_(forms)
    beside = select(_JOINT.quote_id).where(_JOINT.form_id.in_(forms))
    return or_(_QUOTE.form_id.in_(forms), _QUOTE.id.in_(beside))


def select_voices(*conditions: ColumnElement[bool]) -> Subquery:
    """A row for each who says a quotation, with the name form and what points from the quotation.

    The conditions are on quotations and name forms.
    """
    columns = (
        *(_FORM.id.label("form_id"), _FORM.text, _FORM.joined_by, _FORM.speaker_id),
        *(_QUOTE.id.label("quote_id"), _QUOTE.article_id, _QUOTE.statement_id),
    )
    first = select(*columns).join(quote_table, _QUOTE.form_id == _FORM.id)
    others = (
        select(*columns)
        .join(joint_table, _JOINT.form_id == _FORM.id)
        .join(quote_table, _QUOTE.id == _JOINT.quote_id)
    )
    return union_all(first.where(*conditions), others.where(*conditions)).subquery("voice")


def has_joint(connection: Connection, speaker_ids: Sequence[str] | None) -> bool:
    """Whether one of these speakers (None = nobody) is ever named beside the speaker of a quotation."""
    if not speaker_ids:
        return False
    return _FIRST_JOINT.fetch_first(connection, {"ids": fold(speaker_ids)}) is not None


def add_joint(connection: Connection, ids: str, rows: Iterable[Row]) -> list[QuoteRow]:
    """The rows of quotations, each with `joint`: who says it with the speaker, as id, name and kind.

    `ids` are the folded ids of the quotations.
    """
    joint: dict[str, list[dict[str, Any]]] = {}
    for row in _ALL_JOINT.fetch(connection, {"ids": ids}):
        named = {name: row[name] for name in ("id", "name", "kind")}
        joint.setdefault(row["quote_id"], []).append(named)
    return [{**quote, "joint": joint.get(quote["id"], [])} for quote in rows]


def map_joint_forms(session: Session, article_ids: Iterable[str]) -> dict[str, list[str]]:
    """Quotation id -> the name forms of those who say it with its speaker, in order; none without any."""
    statement = (
        select(_JOINT.quote_id, _JOINT.form_id)
        .join(quote_table, _QUOTE.id == _JOINT.quote_id)
        .where(_QUOTE.article_id.in_(article_ids))
        .order_by(_JOINT.quote_id, _JOINT.position)
    )
    forms: dict[str, list[str]] = {}
    for quote_id, form_id in session.execute(statement):
        forms.setdefault(quote_id, []).append(form_id)
    return forms


def list_shifted_mentions(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation with a joint speaker whose offsets give other words."""
    body = article_table.c.body
    piece = cut(body, _JOINT.mention_start, _JOINT.mention_end)
    statement = (
        select(_QUOTE.id, _QUOTE.article_id)
        .join(joint_table, _JOINT.quote_id == _QUOTE.id)
        .join(article_table, article_table.c.id == _QUOTE.article_id)
        .where(_JOINT.mention.is_distinct_from(piece))
        .distinct()
        .order_by(_QUOTE.id)
    )
    return [(quote_id, article_id) for quote_id, article_id in session.execute(statement)]
