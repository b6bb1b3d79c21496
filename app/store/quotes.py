"""Quotations and the name forms they point at: written with their article, read page by page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlalchemy import select as select_core
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.extraction import Context, PlacedQuotation
from app.quotes import Candidate, Cue, JointSpeaker, Mention, Quotation
from app.quotes.quotation import Kind, SpeakerKind
from app.quotes.reach import is_local
from app.quotes.shingles import wording, wording_id
from app.store.chunks import insert_rows, select_among
from app.store.corrections import (
    Attributed,
    correct_quotations,
    load_corrections,
    quotation_id,
    restore_attribution,
)
from app.store.forms import FormName, add_forms, hold_office
from app.store.joint import list_article_forms, read_joint, save_joint_speakers
from app.store.name_tables import NameForm
from app.store.offices import load_offices
from app.store.pieces import cut
from app.store.statements import mark_wordings
from app.store.tables import INDIRECT, Article, Quote, article_table, joint_table, quote_table


class Speech(NamedTuple):
    """An article's body and what is said in it."""

    body: str
    quotations: Sequence[PlacedQuotation]


def replace_quotes(
    session: Session, article_id: str, quotations: Sequence[PlacedQuotation]
) -> frozenset[str]:
    """`save_speech` of one article that is stored."""
    body = session.get_one(Article, article_id).body
    return save_speech(session, {article_id: Speech(body, quotations)})


def save_speech(session: Session, speech_of: Mapping[str, Speech]) -> frozenset[str]:
    """Write articles' quotations in place of those they had, and the name forms they need.

    What an editor corrected is written as corrected, names with the offices that the articles are stored to
    give. Return the ids of all name forms that they quoted before or quote now.
    """
    former = list_article_forms(session, speech_of)
    mark_wordings(session, speech_of)
    statements = _map_statements(session, speech_of)
    session.execute(
        delete(quote_table).where(quote_table.c.article_id.in_(select_among(speech_of)))
    )
    corrections, offices = load_corrections(session, speech_of), load_offices(session, speech_of)
    attributed_of = {
        one: correct_quotations(
            _attribute(one, speech, offices[one]), corrections[one], offices[one]
        )
        for one, speech in speech_of.items()
    }
    said = [(article_id, one) for article_id, all_ in attributed_of.items() for one in all_]
    forms = add_forms(session, {name for _, one in said for name in one.names})
    days = _read_days(session, speech_of)
    rows = [_quote(article_id, one, forms) | days[article_id] for article_id, one in said]
    for row in rows:  # settling them tells then what has another statement
        row["statement_id"] = statements.get(row["id"]) if row["wording_id"] else None
    insert_rows(session, quote_table, rows)
    save_joint_speakers(session, said, forms)
    mark_wordings(session, speech_of)
    return former | frozenset(forms.values())


def _map_statements(session: Session, article_ids: Iterable[str]) -> dict[str, str]:
    """The statements of the quotations of these articles that have one, by quotation."""
    quote = quote_table.c
    statement = select_core(quote.id, quote.statement_id).where(
        quote.article_id.in_(select_among(article_ids)), quote.statement_id.is_not(None)
    )
    return dict(session.execute(statement).all())


def _read_days(session: Session, article_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What quotations repeat of their articles, so that they can be listed by it."""
    statement = select_core(article_table.c.id, article_table.c.first_day, article_table.c.last_day)
    found = session.execute(statement.where(article_table.c.id.in_(select_among(article_ids))))
    return {one: {"first_day": first, "last_day": last} for one, first, last in found}


def describe_speech(
    session: Session, article_ids: Iterable[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """What the rows of these articles' quotations and of their joint speakers say, for comparing, by article.

    Statements are left out.
    """
    quote = quote_table.c
    columns = [one for one in quote if one.name != "statement_id"]
    of_these = quote.article_id.in_(select_among(article_ids))
    quotations = select_core(quote.article_id, *columns).where(of_these).order_by(quote.id)
    joint = (
        select_core(quote.article_id, joint_table)
        .join(joint_table, joint_table.c.quote_id == quote.id)
        .where(of_these)
        .order_by(joint_table.c.quote_id, joint_table.c.position)
    )
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for statement in (quotations, joint):
        for article_id, *values in session.execute(statement):
            rows.setdefault(article_id, []).append(tuple(values))
    return rows


def list_shifted_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that its offsets do not give: none, if all is well.

    So are those whose mention, cue or context cannot stand where their offsets say.
    """
    piece = cut(Article.body, Quote.start, Quote.end)
    outside = or_(
        *(col(Quote.context_start) < 0, col(Quote.context_start) > Quote.start),
        *(col(Quote.context_end) < Quote.end, col(Quote.context_end) > func.length(Article.body)),
    )
    statement = (
        select(Quote.id, Quote.article_id)
        .join(Article, col(Article.id) == col(Quote.article_id))
        .where(
            or_(
                piece != Quote.text,
                func.length(Quote.text) != Quote.end - Quote.start,
                outside,
                _is_misplaced(col(Quote.mention_start), col(Quote.mention_end)),
                _is_misplaced(col(Quote.cue_start), col(Quote.cue_end)),
            )
        )
        .order_by(Quote.id)
    )
    return [(quote_id, article_id) for quote_id, article_id in session.exec(statement)]


def list_misdated_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that has not the days of its article."""
    misdated = or_(
        col(Quote.first_day).is_distinct_from(Article.first_day),
        col(Quote.last_day).is_distinct_from(Article.last_day),
    )
    statement = select(Quote.id, Quote.article_id).join(
        Article, col(Article.id) == col(Quote.article_id)
    )
    found = session.exec(statement.where(misdated).order_by(Quote.id))
    return [(quote_id, article_id) for quote_id, article_id in found]


def _is_misplaced(start: Mapped[Any], end: Mapped[Any]) -> ColumnElement[bool]:
    """Whether offsets, if there are any, are not of printed words: in the body, no blank at the ends."""
    body = col(Article.body)
    piece = cut(body, start, end)
    return and_(
        or_(start.is_not(None), end.is_not(None)),
        or_(
            *(start.is_(None), end.is_(None), start < 0, start >= end, end > func.length(body)),
            func.trim(piece) != piece,
        ),
    )


def load_extracted(session: Session, article_id: str) -> list[PlacedQuotation]:
    """An article's quotations in order as the extractor found them, without what an editor corrected."""
    statement = (
        select(Quote, NameForm, Article.body)
        .join(Article, col(Article.id) == col(Quote.article_id))
        .join(NameForm, col(NameForm.id) == col(Quote.form_id), isouter=True)
        .where(Quote.article_id == article_id)
        .order_by(col(Quote.start), col(Quote.end))
    )
    joint = read_joint(session, article_id)
    return [
        _read_quotation(quote, form, body, joint.get(quote.id, ()))
        for quote, form, body in session.exec(statement)
    ]


def name_speaker(text: str, kind: SpeakerKind, article_id: str, body: str) -> FormName:
    """The name form that a name stands for in an article: one of all articles, or of that only."""
    return FormName(kind, text, article_id if is_local(text, kind, body) else None)


def _attribute(article_id: str, speech: Speech, offices: Mapping[str, str]) -> list[Attributed]:
    names: dict[tuple[str, SpeakerKind], FormName] = {}

    def name(one: Quotation | JointSpeaker) -> FormName | None:
        if not one.speaker or not one.speaker_kind:
            return None
        printed = one.speaker, one.speaker_kind
        if printed not in names:
            own = name_speaker(*printed, article_id, speech.body)
            names[printed] = hold_office(own, offices)
        return names[printed]

    return [
        Attributed(
            quotation, context, name(quotation), tuple(filter(None, map(name, quotation.joint)))
        )
        for quotation, context in speech.quotations
    ]


def _quote(
    article_id: str, attributed: Attributed, forms: Mapping[FormName, str]
) -> dict[str, Any]:
    quotation, context, speaker, _, extracted = attributed
    mention, cue = quotation.mention, quotation.cue
    return {
        "id": quotation_id(article_id, quotation),
        "article_id": article_id,
        "start": quotation.start,
        "end": quotation.end,
        "text": quotation.text,
        "kind": quotation.kind,
        "form_id": forms[speaker] if speaker else None,
        "mention_start": mention.start if mention else None,
        "mention_end": mention.end if mention else None,
        "cue_lemma": cue.lemma if cue else None,
        "cue_start": cue.start if cue else None,
        "cue_end": cue.end if cue else None,
        "rule": quotation.rule,
        "confidence": quotation.confidence,
        "rejected": [{"name": one.name, "why": one.why} for one in quotation.rejected],
        "context_start": context.start,
        "context_end": context.end,
        "extracted": extracted,
        "wording_id": _wording_id(quotation),
    }


def _read_quotation(
    quote: Quote, form: NameForm | None, body: str, joint: tuple[JointSpeaker, ...]
) -> PlacedQuotation:
    quotation = Quotation(
        start=quote.start,
        end=quote.end,
        text=quote.text,
        kind=cast("Kind", quote.kind),
        speaker=form.text if form else None,
        speaker_kind=cast("SpeakerKind", form.kind) if form else None,
        mention=_read_mention(quote, body),
        joint=joint,
        cue=_read_cue(quote, body),
        rule=quote.rule,
        confidence=quote.confidence,
        rejected=tuple(Candidate(**one) for one in quote.rejected),
    )
    if quote.extracted:
        quotation = restore_attribution(quotation, quote.extracted)
    return PlacedQuotation(quotation, Context(quote.context_start, quote.context_end))


def _read_mention(quote: Quote, body: str) -> Mention | None:
    start, end = quote.mention_start, quote.mention_end
    return None if start is None or end is None else Mention(body[start:end], start, end)


def _read_cue(quote: Quote, body: str) -> Cue | None:
    start, end, lemma = quote.cue_start, quote.cue_end, quote.cue_lemma
    if start is None or end is None or lemma is None:
        return None
    return Cue(body[start:end], lemma, start, end)


def _wording_id(quotation: Quotation) -> str | None:
    """What the quotation is compared by; None for indirect speech, whose words are the reporter's."""
    words = wording(quotation.text)
    return wording_id(words) if words and quotation.kind != INDIRECT else None
