"""The whole flow: files -> clean documents -> quotations -> database; the text index follows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlmodel import Session

from app.documents.document import RawDocument, Rejection, Skipped
from app.extraction import Extraction, extract_all
from app.store.articles import Outcome, list_deleted, save_extractions
from app.store.copies import link_copies
from app.store.origins import find_seen
from app.store.outbox import get_generation
from app.store.session import Transaction
from app.store.settling import settle
from app.workers import Mapper, pair_up

# Documents a transaction: a few seconds of work, so a kill costs little. Speakers take 1.7 ms an article to
# settle in batches of 64, and 0.8 ms in batches of 256.
BATCH_SIZE = 256
_MOST_SIFTED = 2_048  # documents a report, where most were seen before

Foresight = Callable[[Sequence[Extraction]], dict[str, Any]]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the inputs: how many of each outcome, what was rejected, what was odd.

    `notes` are pairs of a location and what was odd there; they need no attention.
    """

    counts: Counter[str]
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is done before it is a batch's turn to be written, for others wait while it is.

    `look` is how to see what is there already without such a turn; None is as who writes. What `foresee`
    works out where a batch is extracted is in the `info` of the session that writes it.
    """

    look: Transaction | None = None
    foresee: Foresight | None = None


_NOTHING = Beforehand()


@dataclass(slots=True)
class _Sifted:
    """Inputs of which enough are new for a batch: what they are, and those documents."""

    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    fresh: list[RawDocument] = field(default_factory=list)


def ingest(
    inputs: Iterable[RawDocument | Rejection | Skipped],
    transaction: Transaction,
    *,
    now: datetime,
    before: Beforehand = _NOTHING,
    mapper: Mapper = map,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Report]:
    """Bring what was read into the archive, batch by batch; yield what was done once it is committed.

    A batch is one transaction: each article goes in whole, with its origin, quotations, speakers and
    copies, or not at all. When this is killed, what was reported stays, and a rerun goes on from there.
    `mapper` may extract in other processes; this one alone writes, batch after batch in their order.
    """
    extract_batch = partial(_extract, today=now.date(), foresee=before.foresee)
    batches = _sift(inputs, before.look or transaction, batch_size)
    for sifted, (extracted, foreseen) in pair_up(
        mapper, extract_batch, batches, lambda one: one.fresh
    ):
        extractions = [item for item in extracted if isinstance(item, Extraction)]
        rejections = [item for item in extracted if isinstance(item, Rejection)]
        counts = sifted.counts + Counter(rejected=len(rejections))
        if extractions:
            with transaction() as session:
                session.info.update(foreseen)
                counts += _save(session, extractions, now)
        yield Report(counts, (*sifted.rejections, *rejections), tuple(_notes(extractions)))


def _sift(
    inputs: Iterable[RawDocument | Rejection | Skipped], look: Transaction, batch_size: int
) -> Iterator[_Sifted]:
    """Pass over what was seen before, until there is a batch of what was not."""
    sifted = _Sifted()
    for batch in _batches(inputs, batch_size):
        raws = {item.identity: item for item in batch if isinstance(item, RawDocument)}
        with look() as session:
            seen = find_seen(session, raws)
        fresh = [raw for identity, raw in raws.items() if identity not in seen]
        rejections = [item for item in batch if isinstance(item, Rejection)]
        skipped = sum(isinstance(item, Skipped) for item in batch)
        read = len(batch) - len(rejections) - skipped
        sifted.fresh += fresh
        sifted.rejections += rejections
        sifted.counts.update(
            {"seen before": read - len(fresh), "rejected": len(rejections)},
            read=read,
            skipped=skipped,
        )
        if len(sifted.fresh) >= batch_size or sifted.counts["read"] >= _MOST_SIFTED:
            yield sifted
            sifted = _Sifted()
    if sifted.counts.total():
        yield sifted


def _extract(
    raws: Sequence[RawDocument], today: date, foresee: Foresight | None
) -> tuple[list[Extraction | Rejection], dict[str, Any]]:
    """What is found in a batch, and what is foreseen of it."""
    extracted = extract_all(raws, today=today)
    found = [item for item in extracted if isinstance(item, Extraction)]
    return extracted, foresee(found) if foresee else {}


def _save(session: Session, extractions: list[Extraction], now: datetime) -> Counter[str]:
    generation = get_generation(session) + 1
    deleted = list_deleted(session, [one.document.id for one in extractions])
    kept = [one for one in extractions if one.document.id not in deleted]
    saved = save_extractions(session, kept, seen_at=now, generation=generation)
    linked = link_copies(session, _list_bands(kept, saved.outcomes))
    settle(session, saved.forms, generation, linked.relinked)
    return _count(kept, saved.outcomes) + Counter(
        {"near-copies": linked.copies, "deleted before": len(extractions) - len(kept)}
    )


def _list_bands(
    extractions: Iterable[Extraction], outcomes: Iterable[Outcome]
) -> dict[str, tuple[int, ...]]:
    """The bands of the articles that are new or changed: others may have saved the rest meanwhile."""
    saved = zip(extractions, outcomes, strict=True)
    return {one.document.id: one.document.bands for one, what in saved if what != Outcome.KNOWN}


def _count(extractions: Iterable[Extraction], outcomes: Iterable[Outcome]) -> Counter[str]:
    counts = Counter[str]()
    for extraction, outcome in zip(extractions, outcomes, strict=True):
        counts[outcome] += 1
        if outcome == Outcome.NEW:
            counts["quotations"] += len(extraction.quotations)
    return counts


def _notes(extractions: Iterable[Extraction]) -> Iterator[tuple[str, str]]:
    for extraction in extractions:
        for note in extraction.document.notes:
            yield extraction.document.location, note


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
