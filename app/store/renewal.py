"""What a migration leaves to be computed: the keys of name forms, the ties of articles, the speakers."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.extraction import LANGUAGE
from app.quotes.quotation import SpeakerKind
from app.quotes.ties import find_ties
from app.store.forms import add_forms, fill_form, form_id
from app.store.outbox import mark_changed, next_generation
from app.store.quotes import name_speaker
from app.store.speakers import settle_speakers
from app.store.tables import Article, NameForm, Quote, Speaker, name_form_table
from app.store.ties import replace_ties

_PIECE = 2_000  # forms settled at once


def renew_speakers(session: Session) -> None:
    """Compute what a migration left empty, from the articles and the names that they quote, if it did.

    Reads every article once. The text index takes over the articles whose name forms became others.
    """
    if session.exec(select(NameForm.id).where(NameForm.spelling == "").limit(1)).first() is None:
        return
    session.execute(update(name_form_table).values(speaker_id=None))
    session.execute(delete(Speaker))
    generation = next_generation(session)
    for article_id in session.exec(select(Article.id).order_by(Article.id)).all():
        if _renew_article(session, article_id):
            mark_changed(session, [article_id], generation)
        session.expunge_all()
    for form in session.exec(select(NameForm).where(NameForm.spelling == "")).all():
        session.delete(form)
    session.flush()
    for piece in _pieces(sorted(session.exec(select(NameForm.id)).all())):
        settle_speakers(session, piece)
        session.expunge_all()


def _renew_article(session: Session, article_id: str) -> bool:
    """Fill the forms that an article quotes; return whether one of them became another, its own."""
    article = session.get_one(Article, article_id)
    moved = False
    quoted = select(Quote.form_id).where(Quote.article_id == article_id).distinct()
    for form in session.exec(select(NameForm).where(col(NameForm.id).in_(quoted))).all():
        kind = cast("SpeakerKind", form.kind)
        name = name_speaker(form.text, kind, article_id, article.body)
        if form_id(name.text, name.kind, name.article_id) != form.id:
            own = add_forms(session, [name])[name]
            session.execute(
                update(Quote)
                .where(col(Quote.article_id) == article_id, col(Quote.form_id) == form.id)
                .values(form_id=own)
            )
            moved = True
        elif not form.spelling:
            fill_form(session, form, name)
    session.flush()
    ties = find_ties(article.body) if article.language == LANGUAGE else ()
    replace_ties(session, {article_id: ties})
    return moved


def _pieces(form_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(form_ids), _PIECE):
        yield form_ids[start : start + _PIECE]
