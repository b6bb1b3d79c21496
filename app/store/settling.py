"""What follows once articles and name forms are written, at the end of a transaction."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from app.store.outbox import mark_changed, mark_said
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements


def settle(
    session: Session, form_ids: Iterable[str], generation: int, relinked: Collection[str] = ()
) -> set[str]:
    """Settle the speakers of these name forms, and all statements that were marked.

    `relinked` are the articles that have another leader among their near-copies now: they are changed at this
    generation, and their statements count other outlets. So are those whose quotations are shown otherwise.
    Return the ids of the forms whose speaker is another now.
    """
    if relinked:
        mark_changed(session, relinked, generation)
        mark_wordings(session, relinked)
    speakers = settle_speakers(session, form_ids)
    moved = settle_statements(session)
    mark_said(session, speakers.relinked | speakers.renamed, moved, generation)
    return speakers.relinked
