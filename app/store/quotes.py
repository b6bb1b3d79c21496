"""Quotations and the name forms they point at: written with their article, read page by page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import delete, func, or_
from sqlmodel import Session, col, select

from app.extraction import Context, PlacedQuotation
from app.quotes import Candidate, Cue, JointSpeaker, Mention, Quotation
from app.quotes.quotation import Kind, SpeakerKind
from app.quotes.reach import is_local
from app.quotes.shingles import wording, wording_id
from app.store.corrections import (
    Attributed,
    correct_quotations,
    load_corrections,
    quotation_id,
    restore_attribution,
)
from app.store.forms import FormName, add_form
from app.store.joint import list_article_forms, read_joint, save_joint_speakers
from app.store.statements import mark_wordings
from app.store.tables import INDIRECT, Article, NameForm, Quote


def replace_quotes(
    session: Session, article_id: str, quotations: Sequence[PlacedQuotation]
) -> frozenset[str]:
    """Write an article's quotations in place of those it had, and the name forms they need.

    What an editor corrected is written as corrected. Return the ids of all name forms that it quoted
    before or quotes now.
    """
    former = list_article_forms(session, article_id)
    mark_wordings(session, [article_id])
    session.execute(delete(Quote).where(col(Quote.article_id) == article_id))
    body = session.get_one(Article, article_id).body
    corrections = load_corrections(session, article_id)
    attributed = correct_quotations(_attribute(article_id, body, quotations), corrections)
    names = dict.fromkeys(name for one in attributed for name in one.names)
    forms = {name: add_form(session, name) for name in names}
    session.flush()
    session.add_all(_quote(article_id, one, forms) for one in attributed)
    session.flush()
    save_joint_speakers(session, article_id, attributed, forms)
    mark_wordings(session, [article_id])
    return frozenset((*former, *forms.values()))


def list_shifted_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that its offsets do not give: none, if all is well."""
    piece = func.substr(Article.body, Quote.start + 1, Quote.end - Quote.start)
    statement = (
        select(Quote.id, Quote.article_id)
        .join(Article, col(Article.id) == col(Quote.article_id))
        .where(or_(piece != Quote.text, func.length(Quote.text) != Quote.end - Quote.start))
    )
    return [(quote_id, article_id) for quote_id, article_id in session.exec(statement)]


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


def _attribute(
    article_id: str, body: str, quotations: Iterable[PlacedQuotation]
) -> list[Attributed]:
    names: dict[tuple[str, SpeakerKind], FormName] = {}

    def name(one: Quotation | JointSpeaker) -> FormName | None:
        if not one.speaker or not one.speaker_kind:
            return None
        printed = one.speaker, one.speaker_kind
        if printed not in names:
            names[printed] = name_speaker(*printed, article_id, body)
        return names[printed]

    return [
        Attributed(
            quotation, context, name(quotation), tuple(filter(None, map(name, quotation.joint)))
        )
        for quotation, context in quotations
    ]


def _quote(article_id: str, attributed: Attributed, forms: Mapping[FormName, str]) -> Quote:
    quotation, context, speaker, _, extracted = attributed
    mention, cue = quotation.mention, quotation.cue
    return Quote(
        id=quotation_id(article_id, quotation),
        article_id=article_id,
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        kind=quotation.kind,
        form_id=forms[speaker] if speaker else None,
        mention_start=mention.start if mention else None,
        mention_end=mention.end if mention else None,
        cue_lemma=cue.lemma if cue else None,
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        rule=quotation.rule,
        confidence=quotation.confidence,
        rejected=[{"name": one.name, "why": one.why} for one in quotation.rejected],
        context_start=context.start,
        context_end=context.end,
        extracted=extracted,
        wording_id=_wording_id(quotation),
    )


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
