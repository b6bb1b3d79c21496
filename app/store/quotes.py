"""Quotations and the name forms they point at: written with their article, read page by page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlalchemy import select as select_core
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.extraction import Context, PlacedQuotation
from app.quotes import Quotation
from app.quotes.quotation import SpeakerKind
from app.quotes.reach import is_local
from app.quotes.shingles import wording, wording_id
from app.store.chunks import insert_rows, select_among
from app.store.forms import FormName, add_forms
from app.store.statements import mark_wordings
from app.store.tables import INDIRECT, Article, Quote, quote_table


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

    Return the ids of all name forms that they quoted before or quote now.
    """
    former = list_forms_of(session, speech_of)
    mark_wordings(session, speech_of)
    session.execute(
        delete(quote_table).where(quote_table.c.article_id.in_(select_among(speech_of)))
    )
    names = {one: dict(_list_names(one, speech)) for one, speech in speech_of.items()}
    ids = add_forms(session, {name for named in names.values() for name in named.values()})
    rows = [
        _quote(article_id, quotation, context, ids.get(name) if name else None)
        for article_id, speech in speech_of.items()
        for quotation, context in speech.quotations
        for name in [_find_name(names[article_id], quotation)]
    ]
    insert_rows(session, quote_table, rows)
    mark_wordings(session, speech_of)
    return former | {row["form_id"] for row in rows if row["form_id"]}


def describe_speech(
    session: Session, article_ids: Iterable[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """What the rows of these articles' quotations say, for comparing, by article; statements left out."""
    columns = [one for one in quote_table.columns if one.name != "statement_id"]
    chosen = quote_table.c.article_id.in_(select_among(article_ids))
    statement = select_core(quote_table.c.article_id, *columns).where(chosen)
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for article_id, *values in session.execute(statement.order_by(quote_table.c.id)):
        rows.setdefault(article_id, []).append(tuple(values))
    return rows


def list_forms_of(session: Session, article_ids: Iterable[str]) -> frozenset[str]:
    """The ids of the name forms that the quotations of these articles point at."""
    quote = quote_table.c
    statement = select_core(quote.form_id).where(
        quote.article_id.in_(select_among(article_ids)), quote.form_id.is_not(None)
    )
    return frozenset(session.scalars(statement.distinct()))


def list_shifted_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that its offsets do not give: none, if all is well.

    So are those whose mention, cue or context cannot stand where their offsets say.
    """
    piece = func.substr(Article.body, Quote.start + 1, Quote.end - Quote.start)
    outside = or_(col(Quote.context_start) > Quote.start, col(Quote.context_end) < Quote.end)
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
                _is_misplaced(col(Quote.context_start), col(Quote.context_end)),
            )
        )
        .order_by(Quote.id)
    )
    return [(quote_id, article_id) for quote_id, article_id in session.exec(statement)]


def _is_misplaced(start: Mapped[Any], end: Mapped[Any]) -> ColumnElement[bool]:
    """Whether offsets, if there are any, are not of printed words: in the body, no blank at the ends."""
    body = col(Article.body)
    piece = func.substr(body, start + 1, end - start)
    return and_(
        or_(start.is_not(None), end.is_not(None)),
        or_(
            *(start.is_(None), end.is_(None), start < 0, start >= end, end > func.length(body)),
            func.trim(piece) != piece,
        ),
    )


def name_speaker(text: str, kind: SpeakerKind, article_id: str, body: str) -> FormName:
    """The name form that a name stands for in an article: one of all articles, or of that only."""
    return FormName(kind, text, article_id if is_local(text, kind, body) else None)


def _list_names(
    article_id: str, speech: Speech
) -> Iterator[tuple[tuple[str, SpeakerKind], FormName]]:
    printed = {
        (quotation.speaker, quotation.speaker_kind)
        for quotation, _ in speech.quotations
        if quotation.speaker and quotation.speaker_kind
    }
    for text, kind in printed:
        yield (text, kind), name_speaker(text, kind, article_id, speech.body)


def _find_name(
    names: Mapping[tuple[str, SpeakerKind], FormName], quotation: Quotation
) -> FormName | None:
    if not quotation.speaker or not quotation.speaker_kind:
        return None
    return names[quotation.speaker, quotation.speaker_kind]


def _quote(
    article_id: str, quotation: Quotation, context: Context, form: str | None
) -> dict[str, Any]:
    mention, cue = quotation.mention, quotation.cue
    return {
        "id": f"{article_id}-{quotation.start}-{quotation.end}",
        "article_id": article_id,
        "start": quotation.start,
        "end": quotation.end,
        "text": quotation.text,
        "kind": quotation.kind,
        "form_id": form,
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
        "wording_id": _wording_id(quotation),
    }


def _wording_id(quotation: Quotation) -> str | None:
    """What the quotation is compared by; None for indirect speech, whose words are the reporter's."""
    words = wording(quotation.text)
    return wording_id(words) if words and quotation.kind != INDIRECT else None
