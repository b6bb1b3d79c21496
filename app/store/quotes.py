"""Quotations and the name forms they point at: written with their article, read page by page."""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, or_
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from app.extraction import Context, PlacedQuotation
from app.quotes import Quotation
from app.quotes.names import form_key, surname_words
from app.quotes.quotation import SpeakerKind
from app.quotes.reach import is_local
from app.quotes.shingles import wording, wording_id
from app.quotes.short_names import short_keys
from app.quotes.spelling import spelling_key
from app.store.joint import list_names, save_joint_speakers, select_voices
from app.store.statements import mark_wordings
from app.store.tables import INDIRECT, Article, NameForm, Quote, ShortKey, Surname, quote_table
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
    body = session.get_one(Article, article_id).body
    forms = {
        (text, kind): add_form(
            session, text, kind, article_id if is_local(text, kind, body) else None
        )
        for text, kind in sorted(list_names(quotations))
    }
    session.flush()
    session.add_all(
        _quote(article_id, quotation, context, _find_form(forms, quotation))
        for quotation, context in quotations
    )
    session.flush()
    save_joint_speakers(session, article_id, quotations, forms)
    mark_wordings(session, [article_id])
    return frozenset((*former, *list_article_forms(session, article_id)))


def form_id(text: str, kind: str, article_id: str | None) -> str:
    """The id of a name form: a hash of what is printed, the kind, and the article if it is of that only."""
    place = (article_id,) if article_id else ()
    return hashlib.sha256("\n".join((kind, text, *place)).encode()).hexdigest()[:16]


def list_article_forms(session: Session, article_id: str) -> tuple[str, ...]:
    """The ids of the name forms that an article's quotations point at, sorted."""
    voices = select_voices(quote_table.c.article_id == article_id)
    return tuple(session.scalars(select_core(voices.c.form_id).distinct().order_by("form_id")))


def list_shifted_quotes(session: Session) -> list[tuple[str, str]]:
    """The id, and the article's id, of each quotation that its offsets do not give: none, if all is well."""
    piece = func.substr(Article.body, Quote.start + 1, Quote.end - Quote.start)
    statement = (
        select(Quote.id, Quote.article_id)
        .join(Article, col(Article.id) == col(Quote.article_id))
        .where(or_(piece != Quote.text, func.length(Quote.text) != Quote.end - Quote.start))
    )
    return [(quote_id, article_id) for quote_id, article_id in session.exec(statement)]


def add_form(session: Session, text: str, kind: SpeakerKind, article_id: str | None) -> str:
    """Write a name form, of one article only or (None) of all, unless it is there; return its id."""
    identity = form_id(text, kind, article_id)
    if session.get(NameForm, identity):
        return identity
    key = form_key(text, kind)
    form = NameForm(
        id=identity,
        text=text,
        kind=kind,
        key=key,
        spelling="",
        slug="",
        quoted=False,
        identity="",
        joined_by="",
        speaker_id=None,
    )
    fill_form(session, form, kind, article_id)
    session.add(form)
    if kind == "person" and not article_id:
        session.add_all(Surname(word=word, form_id=identity) for word in set(surname_words(text)))
    return identity


def fill_form(session: Session, form: NameForm, kind: SpeakerKind, article_id: str | None) -> None:
    """Give a form its spelling, its slug and its short keys."""
    place = f"{form.key} {article_id[:8]}" if article_id else form.key
    form.slug = slug(place)
    form.spelling = f"{form.key} @{article_id}" if article_id else spelling_key(form.text)
    form.identity, form.joined_by = form.spelling, "same spelling"
    if kind == "person" and not article_id:
        session.add_all(ShortKey(key=key, form_id=form.id) for key in short_keys(form.text))


def _find_form(forms: Mapping[tuple[str, SpeakerKind], str], quotation: Quotation) -> str | None:
    if not quotation.speaker or not quotation.speaker_kind:
        return None
    return forms[quotation.speaker, quotation.speaker_kind]


def _quote(article_id: str, quotation: Quotation, context: Context, form: str | None) -> Quote:
    mention, cue = quotation.mention, quotation.cue
    return Quote(
        id=f"{article_id}-{quotation.start}-{quotation.end}",
        article_id=article_id,
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        kind=quotation.kind,
        form_id=form,
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
