"""What follows once articles and name forms are written, at the end of a transaction."""

from collections.abc import Iterable

from sqlmodel import Session

from app.store.outbox import mark_said
from app.store.speakers import settle_speakers
from app.store.statements import settle_statements


def settle(session: Session, form_ids: Iterable[str], generation: int) -> set[str]:
    """Settle the speakers of these name forms, and all statements that were marked.

    Note the articles whose quotations are shown otherwise for it as changed at this generation. Return the
    ids of the forms whose speaker is another now.
    """
    speakers = settle_speakers(session, form_ids)
    moved = settle_statements(session)
    mark_said(session, speakers.relinked | speakers.renamed, moved, generation)
    return speakers.relinked
