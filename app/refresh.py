"""Extract again: the quotations of articles that an older version of the extractor read."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlmodel import Session

from app.extraction import Reading, StoredText, read_again
from app.store.articles import list_outdated, mark_all_outdated, mark_up_to_date
from app.store.offices import replace_offices
from app.store.outbox import get_generation, mark_changed, next_generation
from app.store.quotes import Speech, describe_speech, save_speech
from app.store.session import Transaction
from app.store.speakers import settle_speakers
from app.store.statements import settle_statements
from app.store.ties import replace_ties
from app.workers import Mapper, pair_up

BATCH_SIZE = 256  # articles a transaction, as in an ingest


def refresh(
    transaction: Transaction,
    *,
    everything: bool = False,
    mapper: Mapper = map,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Counter[str]]:
    """Extract again what another version of the extractor read, or everything; count, batch by batch.

    From the stored texts, without their files. A batch is one transaction, and what is done is marked, so
    when this is killed, a rerun goes on from there (also after `everything`, without saying so again).
    """
    if everything:
        with transaction() as session:
            mark_all_outdated(session)
    batches = _list_batches(transaction, batch_size)
    for texts, readings in pair_up(mapper, read_again, batches, lambda batch: batch):
        with transaction() as session:
            counts = _save(session, texts, readings)
        yield counts


def _list_batches(transaction: Transaction, batch_size: int) -> Iterator[Sequence[StoredText]]:
    last = ""
    while True:
        with transaction() as session:
            texts = list_outdated(session, after=last, limit=batch_size)
        if not texts:
            return
        yield texts
        last = texts[-1].article_id


def _save(
    session: Session, texts: Sequence[StoredText], readings: Sequence[Reading]
) -> Counter[str]:
    read = {text.article_id: one for text, one in zip(texts, readings, strict=True)}
    ids = [text.article_id for text in texts]
    before = describe_speech(session, ids)
    speech = {text.article_id: Speech(text.body, read[text.article_id].speech) for text in texts}
    forms = replace_offices(session, {article_id: one.offices for article_id, one in read.items()})
    forms |= save_speech(session, speech)
    forms |= replace_ties(session, {article_id: one.ties for article_id, one in read.items()})
    settle_speakers(session, forms)
    settle_statements(session)
    mark_up_to_date(session, ids)
    after = describe_speech(session, ids)
    changed = [one for one in ids if before.get(one) != after.get(one)]
    if changed:
        mark_changed(session, changed, get_generation(session) + 1)
        next_generation(session)
    return Counter({"extracted again": len(ids), "changed": len(changed)})
