"""Read again: articles that an older version read, from what was seen of them then."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from app.documents.document import RawDocument, Rejection
from app.extraction import Extraction, extract_again
from app.store.copies import link_copies
from app.store.outbox import get_generation, mark_changed
from app.store.rereading import (
    StoredArticle,
    list_outdated,
    list_still_outdated,
    mark_all_outdated,
    save_again,
)
from app.store.session import Transaction
from app.store.settling import settle
from app.workers import Mapper, pair_up

BATCH_SIZE = 256  # articles a transaction, as in an ingest

Found = Extraction | Rejection


def refresh(
    transaction: Transaction,
    *,
    now: datetime,
    everything: bool = False,
    mapper: Mapper = map,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Counter[str]]:
    """Clean and extract again what another version read, or everything; count, batch by batch.

    From the stored raw texts, without their files. A batch is one transaction, and what is done is marked,
    so when this is killed, a rerun goes on from there (also after `everything`, without saying so again).
    """
    if everything:
        with transaction() as session:
            mark_all_outdated(session)
    extract_batch = partial(extract_again, today=now.date())
    batches = _list_batches(transaction, batch_size)
    for articles, extracted in pair_up(mapper, extract_batch, batches, _list_raws):
        with transaction() as session:
            counts = _save(session, _read_present(session, articles, extracted, now), now)
        yield counts


def _list_batches(transaction: Transaction, batch_size: int) -> Iterator[Sequence[StoredArticle]]:
    last = ""
    while True:
        with transaction() as session:
            articles = list_outdated(session, after=last, limit=batch_size)
        if not articles:
            return
        yield articles
        last = articles[-1].id


def _list_raws(articles: Sequence[StoredArticle]) -> list[list[RawDocument]]:
    return [[origin.raw for origin in article.origins] for article in articles]


def _read_present(
    session: Session,
    articles: Sequence[StoredArticle],
    extracted: Sequence[Sequence[Found]],
    now: datetime,
) -> list[tuple[StoredArticle, Sequence[Found]]]:
    """Those articles that are still to be read again, as they are now, with what is found in them.

    Since they were listed another process may have read them again, deleted them, or seen them elsewhere.
    """
    was = {article.id: article for article in articles}
    found_in = dict(zip(was, extracted, strict=True))
    present = list_still_outdated(session, was)
    others = [one for one in present if one != was[one.id]]
    again = extract_again(_list_raws(others), today=now.date())
    found_in |= {one.id: found for one, found in zip(others, again, strict=True)}
    return [(one, found_in[one.id]) for one in present]


def _save(
    session: Session, extracted: Sequence[tuple[StoredArticle, Sequence[Found]]], now: datetime
) -> Counter[str]:
    generation = get_generation(session) + 1
    saved = save_again(session, extracted, now=now, generation=generation)
    relinked = link_copies(session, saved.bands_of).relinked
    mark_changed(session, saved.changed, generation)
    settle(session, saved.forms, generation, relinked)
    changed = saved.changed | relinked
    return Counter({"extracted again": len(extracted), "changed": len(changed)})
