"""The whole flow: files -> clean documents -> quotations -> database; the text index follows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlmodel import Session

from app.documents.document import RawDocument, Rejection, Skipped
from app.extraction import Extraction, extract
from app.store.articles import Outcome, find_seen, is_deleted, save_extraction
from app.store.copies import link_copies
from app.store.outbox import get_generation, mark_changed, next_generation
from app.store.speakers import settle_speakers
from app.store.statements import mark_wordings, settle_statements

BATCH_SIZE = 64  # documents a transaction: about a second of work, so a kill costs little

Item = TypeVar("Item")
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the inputs: how many of each outcome, what was rejected, what was odd.

    `notes` are pairs of a location and what was odd there; they need no attention.
    """

    counts: Counter[str]
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def ingest(
    inputs: Iterable[RawDocument | Rejection | Skipped], transaction: Transaction, *, now: datetime
) -> Iterator[Report]:
    """Bring what was read into the archive, batch by batch; yield what was done once it is committed.

    A batch is one transaction: each article goes in whole, with its origin, quotations, speakers and
    copies, or not at all. When this is killed, what was reported stays, and a rerun goes on from there.
    """
    for batch in _batches(inputs, BATCH_SIZE):
        raws = [item for item in batch if isinstance(item, RawDocument)]
        with transaction() as session:
            seen = find_seen(session, [raw.identity for raw in raws])
        fresh = [raw for raw in raws if raw.identity not in seen]
        extracted = [extract(raw, now.date()) for raw in fresh]
        extractions = [item for item in extracted if isinstance(item, Extraction)]
        with transaction() as session:
            counts = _save(session, extractions, now)
        rejections = [item for item in (*batch, *extracted) if isinstance(item, Rejection)]
        counts["read"] = len(raws)
        counts["seen before"] += len(raws) - len(fresh)
        counts["skipped"] = sum(isinstance(item, Skipped) for item in batch)
        counts["rejected"] = len(rejections)
        yield Report(counts, tuple(rejections), tuple(_notes(extractions)))


def _save(session: Session, extractions: list[Extraction], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    if not extractions:
        return counts
    generation = get_generation(session) + 1
    touched_forms: set[str] = set()
    for extraction in extractions:
        article_id = extraction.document.id
        if is_deleted(session, article_id):
            counts["deleted before"] += 1
            continue
        saved = save_extraction(session, extraction, seen_at=now, generation=generation)
        touched_forms |= saved.forms
        relinked = link_copies(session, article_id)
        mark_changed(session, relinked, generation)
        mark_wordings(session, relinked)
        counts[saved.outcome] += 1
        if saved.outcome == Outcome.NEW:
            counts["quotations"] += len(extraction.quotations)
            counts["near-copies"] += bool(relinked)  # it joined a group, as a copy or as its leader
    settle_speakers(session, touched_forms)
    settle_statements(session)
    if counts[Outcome.NEW] or counts[Outcome.NEW_ORIGIN]:
        next_generation(session)
    return counts


def _notes(extractions: Iterable[Extraction]) -> Iterator[tuple[str, str]]:
    for extraction in extractions:
        for note in extraction.document.notes:
            yield extraction.document.location, note


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
