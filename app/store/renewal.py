"""What a migration leaves to be computed: keys of name forms, ties, speakers, joint speakers, near-copies."""

from collections.abc import Iterator

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.extraction import LANGUAGE, extract_speech
from app.quotes.offices import find_offices
from app.quotes.ties import find_ties
from app.store.copies import link_all
from app.store.forms import add_forms, fill_form, form_id, read_form
from app.store.name_tables import NameForm, Speaker, name_form_table
from app.store.offices import replace_offices
from app.store.outbox import mark_changed, next_generation
from app.store.quotes import name_speaker, replace_quotes
from app.store.settling import settle
from app.store.tables import ArchiveState, Article, Quote
from app.store.ties import replace_ties

_TO_BE_FOUND = "joint speakers"  # what migration 0004 notes in the state of the archive
_TO_BE_LINKED = "near-copies"  # and what 0008 does
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
        settle(session, piece, generation)
        session.expunge_all()


def renew_joint_speakers(session: Session) -> None:
    """Find the joint speakers of the articles that were stored before there were any, if a migration says so.

    Reads every article once; one that has any is extracted anew, and the text index takes it over.
    """
    note = session.get(ArchiveState, _TO_BE_FOUND)
    if note is None:
        return
    session.delete(note)
    generation = next_generation(session)
    touched: set[str] = set()
    for article_id in session.exec(select(Article.id).order_by(Article.id)).all():
        forms = _extract_joint(session, article_id)
        if forms:
            touched |= forms
            mark_changed(session, [article_id], generation)
        session.flush()
        session.expunge_all()
    settle(session, touched, generation)


def renew_copies(session: Session) -> None:
    """Link all articles anew, if a migration says so: it left out the bands by which copies find each other.

    Takes some 0.6 ms an article (5,000). The text index takes over those that have another leader.
    """
    note = session.get(ArchiveState, _TO_BE_LINKED)
    if note is None:
        return
    session.delete(note)
    relinked = link_all(session)
    if relinked:
        settle(session, (), next_generation(session), relinked)


def _extract_joint(session: Session, article_id: str) -> frozenset[str]:
    """Write the quotations of an article anew if it has joint speakers; return the forms touched."""
    article = session.get_one(Article, article_id)
    found = extract_speech(article.body, article.title, article.language)
    if not any(one.quotation.joint for one in found):
        return frozenset()
    moved = replace_offices(session, {article_id: find_offices(article.body)})
    return moved | replace_quotes(session, article_id, found)


def _renew_article(session: Session, article_id: str) -> bool:
    """Fill the forms that an article quotes; return whether one of them became another, its own."""
    article = session.get_one(Article, article_id)
    moved = False
    quoted = select(Quote.form_id).where(Quote.article_id == article_id).distinct()
    for form in session.exec(select(NameForm).where(col(NameForm.id).in_(quoted))).all():
        name = name_speaker(form.text, read_form(form).kind, article_id, article.body)
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
