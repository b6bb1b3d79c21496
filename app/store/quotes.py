"""Quotations and the name forms they point at: written with their article, read page by page."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, or_
from sqlmodel import Session, col, select

from app.extraction import Context, PlacedQuotation
from app.quotes import Quotation
from app.quotes.names import form_key, surname_words
from app.quotes.quotation import SpeakerKind
from app.quotes.shingles import wording, wording_id
from app.store.statements import mark_wordings
from app.store.tables import INDIRECT, Article, NameForm, Quote, Surname
from app.text import slug


def replace_quotes(
    session: Session, article_id: str, quotations: Sequence[PlacedQuotation]
) -> frozenset[str]:
    """Write an article's quotations in place of those it had, and the name forms they need.

    Return the ids of all name forms that it quoted before or quotes now.
    """
    former = list_article_forms(session, article_id)
    mark_wordings(session, [article_id])
    session.execute(delete(Quote).where(col(Quote.article_id) == article_id))
    for form in _name_forms(quotations):
        _add_form(session, form)
    session.flush()
    session.add_all(_quote(article_id, quotation, context) for quotation, context in quotations)
    session.flush()
    mark_wordings(session, [article_id])
    return frozenset((*former, *list_article_forms(session, article_id)))


def form_id(text: str, kind: str) -> str:
    """The id of a name form: a hash of what is printed and the kind of speaker it names."""
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()[:16]


def list_article_forms(session: Session, article_id: str) -> tuple[str, ...]:
    """The ids of the name forms that an article's quotations point at, sorted."""
    statement = select(Quote.form_id).where(Quote.article_id == article_id).distinct()
    return tuple(sorted(form for form in session.exec(statement) if form))


def list_shifted_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that its offsets do not give: none, if all is well."""
    piece = func.substr(Article.body, Quote.start + 1, Quote.end - Quote.start)
    statement = (
        select(Quote.id, Quote.article_id)
        .join(Article, col(Article.id) == col(Quote.article_id))
        .where(or_(piece != Quote.text, func.length(Quote.text) != Quote.end - Quote.start))
    )
    return [(quote_id, article_id) for quote_id, article_id in session.exec(statement)]


def _name_forms(quotations: Iterable[PlacedQuotation]) -> set[tuple[str, SpeakerKind]]:
    return {
        (quotation.speaker, quotation.speaker_kind)
        for quotation, _ in quotations
        if quotation.speaker and quotation.speaker_kind
    }


def _add_form(session: Session, form: tuple[str, SpeakerKind]) -> None:
    text, kind = form
    key = form_key(text, kind)
    identity = form_id(text, kind)
    if session.get(NameForm, identity):
        return
    session.add(
        NameForm(
            id=identity,
            text=text,
            kind=kind,
            key=key,
            slug=slug(key),
            speaker_id=None,
        )
    )
    if kind == "person":
        session.flush()
        session.add_all(Surname(word=word, form_id=identity) for word in set(surname_words(text)))


def _quote(article_id: str, quotation: Quotation, context: Context) -> Quote:
    mention, cue = quotation.mention, quotation.cue
    speaker, kind = quotation.speaker, quotation.speaker_kind
    return Quote(
        id=f"{article_id}-{quotation.start}-{quotation.end}",
        article_id=article_id,
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        kind=quotation.kind,
        form_id=form_id(speaker, kind) if speaker and kind else None,
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
        wording_id=_wording_id(quotation),
    )


def _wording_id(quotation: Quotation) -> str | None:
    """What the quotation is compared by; None for indirect speech, whose words are the reporter's."""
    words = wording(quotation.text)
    return wording_id(words) if words and quotation.kind != INDIRECT else None
