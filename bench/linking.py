"""How fast near-copies are found and linked as an archive grows: signing, bands, candidates, comparison.

python -m bench.linking [ARTICLES]

Generated articles of 400 words, a hundred a day, go into an empty archive: rows of articles and bands only.
One in twenty is a near-copy of one of the last thousand, one in a hundred a daily column with the frame of
all others, one in ten has no date.
"""

import platform
import random
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import process_time
from typing import NamedTuple

from sqlalchemy import Engine, insert
from sqlmodel import Session

from app.documents.fingerprints import take_fingerprint
from app.ingest import BATCH_SIZE
from app.store.copies import link_copies
from app.store.session import migrate, open_engine, write_transaction
from app.store.tables import article_table
from bench.articles import write_articles
from bench.near_copies import EDITS
from bench.newsstand import Newsstand
from bench.report import say, time_additions

_SEED = 20251121
_ARTICLES, _WORDS = 10_000, 400
_FIRST_DAY, _ARTICLES_A_DAY = date(2020, 1, 1), 100
_COPY_EVERY, _COLUMN_EVERY, _UNDATED_EVERY = 20, 100, 10
_COPIED_FROM = 1_000  # latest articles
_FRAME_WORDS = 60


class Piece(NamedTuple):
    """A text and its day, None if it states none; whether it was made from another."""

    body: str
    day: date | None
    is_copy: bool


def main() -> None:
    """Print a line for each tenth of the articles."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES
    say(f"Python {platform.python_version()}, {platform.machine()}, one core, {_WORDS} words each")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s\n")
    say(f"  {'articles':>10}{'ms to sign':>12}{'ms to link':>12}{'articles/s':>12}{'copies':>16}")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        engine = open_engine(url)
        _fill(engine, size)
        engine.dispose()
    say(f"\nten million additions, again: {time_additions():.2f} s")


def _fill(engine: Engine, size: int) -> None:
    pieces = write_pieces(size)
    link_batch(engine, list(islice(pieces, BATCH_SIZE)))  # what is loaded and prepared once
    stored = BATCH_SIZE
    for tenth in range(1, 11):
        signing, linking, made, found, start = 0.0, 0.0, 0, 0, stored
        while stored < size * tenth // 10 and (batch := list(islice(pieces, BATCH_SIZE))):
            signed, linked, copies = link_batch(engine, batch)
            signing, linking, found = signing + signed, linking + linked, found + copies
            made += sum(piece.is_copy for piece in batch)
            stored += len(batch)
        if count := stored - start:
            each = (f"{1000 * seconds / count:>12.3f}" for seconds in (signing, linking))
            rate = f"{count / (signing + linking):>12.0f}"
            say(f"  {stored:>10}{''.join(each)}{rate}{f'{found} of {made}':>16}")


def write_pieces(size: int) -> Iterator[Piece]:
    """That many texts in the order of their days; each run writes the same ones."""
    chance = random.Random(_SEED)  # noqa: S311  nothing is kept secret
    words = Newsstand(_SEED).words
    frame = next(write_articles(1, _FRAME_WORDS, _SEED + 1, words))
    latest: deque[list[str]] = deque(maxlen=_COPIED_FROM)
    for number, body in enumerate(write_articles(size, _WORDS, _SEED, words)):
        day = _FIRST_DAY + timedelta(days=number // _ARTICLES_A_DAY)
        is_copy = number % _COPY_EVERY == _COPY_EVERY - 1
        paragraphs = body.split("\n")
        if is_copy:
            paragraphs = _copy(chance, latest)
        elif number % _COLUMN_EVERY == 0:
            paragraphs = [frame, *paragraphs]
        else:
            latest.append(paragraphs)
        undated = chance.randrange(_UNDATED_EVERY) == 0
        yield Piece("\n".join(paragraphs), None if undated else day, is_copy)


def _copy(chance: random.Random, latest: deque[list[str]]) -> list[str]:
    """A copy of one of these, which goes: the same edit of the same text would be the same article."""
    place = chance.randrange(len(latest))
    paragraphs = latest[place]
    del latest[place]
    edited = chance.choice(list(EDITS.values()))(chance, paragraphs)
    return edited if edited != paragraphs else EDITS["a paragraph added"](chance, paragraphs)


def link_batch(engine: Engine, batch: list[Piece]) -> tuple[float, float, int]:
    """Seconds of this process to sign and to link, commit included, and how many more copies there are."""
    started = process_time()
    fingerprints = [take_fingerprint(piece.body) for piece in batch]
    signed = process_time()
    bands_of = {one.content_id: one.bands for one in fingerprints}
    with write_transaction(engine) as session:
        _insert_articles(session, dict(zip(bands_of, batch, strict=True)))
    inserted = process_time()
    with write_transaction(engine) as session:
        copies = link_copies(session, bands_of).copies
    return signed - started, process_time() - inserted, copies


def _insert_articles(session: Session, pieces: dict[str, Piece]) -> None:
    session.connection().execute(
        insert(article_table),
        [
            {
                "id": article_id,
                "origin_id": "",
                "body": piece.body,
                "first_day": piece.day,
                "last_day": piece.day,
                "language": "es",
                "removed": [],
                "extractor_version": "",
            }
            for article_id, piece in pieces.items()
        ],
    )


if __name__ == "__main__":
    main()
